"""Begin training from the weights of a finished model."""

from collections.abc import Mapping

import keras
import numpy as np
import numpy.typing as npt

from shuzi.errors import UsageError
from shuzi.network.layout import convolution_to_keras
from shuzi.recipes import Recipe

StartWeights = Mapping[str, npt.NDArray[np.float32]]
"""As `shuzi.Model.weights` gives them, by names such as `conv_1/kernel`."""


def set_start(network: keras.Model, weights: StartWeights, recipe: Recipe) -> None:
    """Give a network the weights of a finished model, undoing what finishing did to them.

    A finished model takes plain pixels and its logits are divided by a temperature; training works without either.

    Raises:
        UsageError: the weights are of another network, or the recipe trains with batch normalisation.
    """
    if recipe.batch_norm:
        raise UsageError(f"the recipe {recipe.name} cannot go on from a trained model; expected one like `adapt`.")
    layers = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)]
    wanted = {f"{layer.name}/{part}" for layer in layers for part in ("kernel", "bias")}
    if wanted != set(weights):
        raise UsageError("the model to start from has other layers than the recipe's network; choose another model.")
    for number, layer in enumerate(layers):
        kernel = np.array(weights[f"{layer.name}/kernel"])
        if kernel.ndim == 4:
            kernel = convolution_to_keras(kernel)
        bias = np.array(weights[f"{layer.name}/bias"])
        if kernel.shape != tuple(layer.kernel.shape):
            raise UsageError(
                f"the model to start from has a layer {layer.name} of shape {kernel.shape}; the recipe's network has "
                f"{tuple(layer.kernel.shape)}. Choose another model."
            )
        if number == 0:
            kernel = kernel / recipe.input_scale
        if number == len(layers) - 1:
            kernel, bias = kernel * recipe.temperature, bias * recipe.temperature
        layer.set_weights([kernel, bias])

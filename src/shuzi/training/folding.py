"""From a network as it is trained to one that takes plain pixels and has no batch normalisation, and back."""

from collections.abc import Mapping

import keras
import numpy as np
import numpy.typing as npt

from shuzi.errors import UsageError
from shuzi.importing.folding import with_batch_norm
from shuzi.network.layout import convolution_to_keras
from shuzi.recipes import Recipe
from shuzi.training.networks import build_network

StartWeights = Mapping[str, npt.NDArray[np.float32]]
"""As `shuzi.Model.weights` gives them, by names such as `conv_1/kernel`."""


def fold(trained: keras.Model, recipe: Recipe) -> keras.Model:
    """Return the recipe's network with float32 weights that answers on plain pixels as `trained` does on scaled ones.

    The scale of the pixels goes into the first layer's kernel, each batch normalisation into the layer before it, and
    the recipe's temperature into the last layer; all are exact, up to rounding.

    Args:
        trained: the recipe's network, from `build_network`.
        recipe: tells what pixels were multiplied by during training.
    """
    weights: list[npt.NDArray[np.float32]] = []
    for number, (layer, norm) in enumerate(_weighted_layers(trained)):
        kernel = keras.ops.convert_to_numpy(layer.kernel).astype(np.float64)
        bias = np.zeros(kernel.shape[-1])
        if layer.bias is not None:
            bias = keras.ops.convert_to_numpy(layer.bias).astype(np.float64)
        if norm is not None:
            # These norms scale by 1 only, so that a pooling may stand between them and the layer.
            kernel, bias = with_batch_norm(kernel, bias, norm.get_weights(), norm.get_config())
        if number == 0:
            kernel = kernel * recipe.input_scale
        if layer is trained.layers[-2]:
            kernel, bias = kernel / recipe.temperature, bias / recipe.temperature
        weights += [kernel.astype(np.float32), bias.astype(np.float32)]
    folded = build_network(recipe.network, filters=recipe.filters, num_classes=int(trained.output_shape[-1]))
    folded.set_weights(weights)
    return folded


def _weighted_layers(model: keras.Model) -> list[tuple[keras.Layer, keras.Layer | None]]:
    """Return every layer with a kernel, and the batch normalisation behind it, if there is one."""
    layers: list[tuple[keras.Layer, keras.Layer | None]] = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense):
            layers.append((layer, None))
        elif isinstance(layer, keras.layers.BatchNormalization):
            layers[-1] = (layers[-1][0], layer)
    return layers


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

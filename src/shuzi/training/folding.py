"""Turn a network as it was trained into one that takes plain pixels and has the note's layers only."""

import itertools

import keras
import numpy as np
import numpy.typing as npt

from shuzi.model import build_note_cnn


def fold(trained: keras.Model, *, input_scale: float) -> keras.Model:
    """Return the note's network with float32 weights that answers on plain pixels as `trained` does on scaled ones.

    The scale of the pixels goes into the first layer's kernel, and each batch normalisation into the layer before
    it; both are exact, up to rounding.

    Args:
        trained: a network from `build_note_cnn`.
        input_scale: what pixels were multiplied by during training.
    """
    weights: list[npt.NDArray[np.float32]] = []
    for number, (layer, following) in enumerate(_weighted_layers(trained)):
        kernel, bias = (np.asarray(array, np.float64) for array in layer.get_weights())
        if following is not None:
            kernel, bias = _without_batch_norm(kernel, bias, following)
        if number == 0:
            kernel = kernel * input_scale
        weights += [kernel.astype(np.float32), bias.astype(np.float32)]
    folded = build_note_cnn()
    folded.set_weights(weights)
    return folded


def _weighted_layers(model: keras.Model) -> list[tuple[keras.Layer, keras.Layer | None]]:
    layers = model.layers
    return [
        (layer, after if isinstance(after, keras.layers.BatchNormalization) else None)
        for layer, after in itertools.pairwise(layers)
        if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)
    ]


def _without_batch_norm(
    kernel: npt.NDArray[np.float64], bias: npt.NDArray[np.float64], norm: keras.Layer
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    gamma, beta, mean, variance = (np.asarray(array, np.float64) for array in norm.get_weights())
    factor = gamma / np.sqrt(variance + norm.epsilon)
    return kernel * factor, (bias - mean) * factor + beta

"""A network without the layers that only multiply and add: they go into the kernels beside them, where that is exact.

What is left is what shuzi's own networks are made of, so that pictures, the page and every export know it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.importing.network import Network
from shuzi.network.architecture import Config, Layer, chain
from shuzi.network.layout import Array

_WEIGHTED = ("Conv2D", "Dense")

Doubles = npt.NDArray[np.float64]


def fold_layers(network: Network) -> Network:
    """Return a network that answers the same, up to rounding, with fewer layers.

    A batch normalisation goes into the convolution or dense layer right before it; a rescaling into the next one, if
    no padding lies between that would have to be rescaled as well.
    """
    layers = list(network.architecture.layers)
    weights = {name: list(arrays) for name, arrays in network.weights.items()}
    biased = set()
    for layer in network.architecture.layers:
        into = _target(layers, layer)
        if into is None:
            continue
        old = weights[into.name]
        kernel = old[0].astype(np.float64)  # (…, outputs)
        bias = old[1].astype(np.float64) if len(old) > 1 else np.zeros(kernel.shape[-1])  # (outputs,)
        if layer.kind == "BatchNormalization":
            new = with_batch_norm(kernel, bias, weights[layer.name], layer.config)
        else:
            offset = layer.config["offset"] * kernel.reshape(-1, kernel.shape[-1]).sum(axis=0)  # (outputs,)
            new = kernel * layer.config["scale"], bias + offset
        with np.errstate(over="ignore"):
            rounded: list[Array] = [array.astype(np.float32) for array in new]
        if not all(np.isfinite(array).all() for array in rounded):
            continue
        weights[into.name] = rounded
        weights.pop(layer.name, None)
        biased.add(into.name)
        layers.remove(layer)
    shape = network.architecture.input_shape
    listed: list[tuple[str, Config]] = [("InputLayer", {"batch_shape": [None, *shape], "name": "images"})]
    listed += [
        (layer.kind, {**layer.config, "name": layer.name, **({"use_bias": True} if layer.name in biased else {})})
        for layer in layers
    ]
    return replace(
        network, architecture=chain(network.architecture.name, listed, source="the network"), weights=weights
    )


def _target(layers: Sequence[Layer], layer: Layer) -> Layer | None:
    """Return the layer whose kernel takes another one in; None if there is none."""
    place = next(number for number, candidate in enumerate(layers) if candidate is layer)
    if layer.kind == "BatchNormalization":
        before = layers[place - 1] if place else None
        return before if before is not None and before.kind in _WEIGHTED else None
    if layer.kind != "Rescaling":
        return None
    plain = layer.config["offset"] == 0
    for follower in layers[place + 1 :]:
        if follower.kind in _WEIGHTED:
            return follower if plain or follower.config.get("padding", "valid") == "valid" else None
        if follower.kind not in (("Dropout", "Flatten", "ZeroPadding2D") if plain else ("Dropout", "Flatten")):
            return None
    return None


def with_batch_norm(
    kernel: Doubles, bias: Doubles, arrays: Sequence[npt.NDArray[Any]], config: Config
) -> tuple[Doubles, Doubles]:
    """Return the kernel and bias that do what a batch normalisation behind them does too.

    Args:
        kernel: of a convolution or a dense layer, outputs last.
        bias: (outputs,).
        arrays: the normalisation's own, in Keras's order: gamma, beta, mean and variance, each (outputs,).
        config: its settings; without `scale` there is no gamma, without `center` no beta.
    """
    values = [array.astype(np.float64) for array in arrays]
    gamma = values.pop(0) if config["scale"] else 1.0
    beta = values.pop(0) if config["center"] else 0.0
    mean, variance = values
    factor = gamma / np.sqrt(variance + config["epsilon"])  # (outputs,)
    return kernel * factor, (bias - mean) * factor + beta  # (…, outputs), (outputs,)

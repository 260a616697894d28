"""A network as plain arrays, so that a step of training can be done by hand, without Keras."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.explaining.inside import Inside
from shuzi.network.architecture import Architecture, Layer
from shuzi.network.layout import weight_shapes

Array = npt.NDArray[np.floating[Any]]


class Block(NamedTuple):
    """A layer with weights: a convolution with its ReLU and its pooling, or a dense layer with its activation."""

    name: str
    kernel: Array
    """(3, 3, channels, filters) of a convolution, (inputs, units) of a dense layer."""
    bias: Array

    @property
    def convolves(self) -> bool:
        """Whether it is a convolution."""
        return self.kernel.ndim == 4


@dataclass(frozen=True)
class Chain:
    """Convolutions, each with ReLU and 2×2 pooling; then dense layers, all but the last with ReLU; then softmax."""

    blocks: tuple[Block, ...]
    scale: float
    """Pixels, 0 to 255, are multiplied by this first."""

    def times(self, factor: float) -> "Chain":
        """Return the chain with every kernel multiplied."""
        return Chain(tuple(block._replace(kernel=factor * block.kernel) for block in self.blocks), self.scale)

    def single(self) -> "Chain":
        """Return the chain in float32, which is fast enough for many images."""
        blocks = [Block(block.name, *(part.astype(np.float32) for part in block[1:])) for block in self.blocks]
        return Chain(tuple(blocks), self.scale)


def is_plain(architecture: Architecture) -> bool:
    """Return whether a network has the parts of the note's, in the note's order, and no others."""
    kinds = [_described(layer) for layer in architecture.layers]
    convolutions = sum(layer.kind == "Conv2D" for layer in architecture.layers)
    dense = sum(layer.kind == "Dense" for layer in architecture.layers)
    wanted = ["conv", "relu", "pool"] * convolutions + ["flatten"] + ["dense", "relu"] * (dense - 1)
    return convolutions > 0 and kinds == [*wanted, "dense", "softmax"]


def _described(layer: Layer) -> str:
    config = layer.config
    if layer.kind == "Conv2D" and config.get("use_bias", True):
        plain = list(config["strides"]) == [1, 1] and config["padding"] == "same" and config.get("groups", 1) == 1
        return "conv" if plain and list(config["kernel_size"]) == [3, 3] else "?"
    if layer.kind == "MaxPooling2D":
        plain = list(config["pool_size"]) == [2, 2] == list(config["strides"]) and config["padding"] == "valid"
        return "pool" if plain else "?"
    if layer.kind == "Activation":
        return str(config["activation"])
    if layer.kind == "Dense":
        return "dense" if config.get("use_bias", True) else "?"
    return {"Flatten": "flatten"}.get(layer.kind, "?")


def fresh(architecture: Architecture, *, seed: int, scale: float) -> Chain:
    """Return a network before its first step: weights drawn as Keras draws them, biases 0.

    The numbers are from Keras's distribution (Glorot uniform), not from its generator.

    Args:
        architecture: a network that `is_plain`.
        seed: the same gives the same weights.
        scale: of the pixels.
    Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010.
    """
    random = np.random.default_rng(seed)
    blocks = []
    for layer in architecture.layers:
        if layer.kind not in ("Conv2D", "Dense"):
            continue
        shape = weight_shapes(layer)["kernel"]
        inputs, outputs = (int(np.prod(shape[:-2])) * size for size in shape[-2:])
        limit = (6 / (inputs + outputs)) ** 0.5
        blocks.append(Block(layer.name, random.uniform(-limit, limit, shape), np.zeros(shape[-1])))
    return Chain(tuple(blocks), scale)


def trained(inside: Inside) -> Chain:
    """Return the network that `inside` looks into, which must be plain, in float64; it takes pixels as they are."""
    parts: Sequence[Any] = (*inside.stages, *inside.joined)
    blocks = [Block(part.layer.name, part.kernel.astype(np.float64), part.bias.astype(np.float64)) for part in parts]
    return Chain(tuple(blocks), 1.0)

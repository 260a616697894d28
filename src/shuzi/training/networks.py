"""The networks, as Keras models.

Every network takes pixels as MNIST stores them, 0 (paper) to 255 (ink), so that nobody who loads a saved model
can scale them wrongly.
"""

import os

# Without this TensorFlow writes notices about its own build to the user's terminal.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from collections import Counter
from typing import Any, Literal, NamedTuple

import keras
import numpy as np

from shuzi.digits import INPUT_SHAPE, NUM_CLASSES
from shuzi.recipes import FIRST_FILTERS, check_filters
from shuzi.training.fast_layers import FusedBatchNormalization, SmallMapConvolution

NetworkName = Literal["note", "best"]


class _Convolution(NamedTuple):
    """A 3×3 convolution with a ReLU, and a 2×2 pooling behind it or not."""

    filters: int
    padding: str
    pool: bool


# With 'same' padding a convolution keeps height and width, with 'valid' it takes a pixel off every side; each
# pooling halves them, rounding down.
_CONVOLUTIONS: dict[NetworkName, tuple[_Convolution, ...]] = {
    "note": (
        _Convolution(32, "same", pool=True),  # 28×28×1 → 28×28×32 → 14×14×32
        _Convolution(64, "same", pool=True),  # 14×14×32 → 14×14×64 → 7×7×64
        _Convolution(128, "same", pool=True),  # 7×7×64 → 7×7×128 → 3×3×128
    ),
    "best": (
        _Convolution(32, "valid", pool=False),  # 28×28×1 → 26×26×32
        _Convolution(48, "valid", pool=True),  # 26×26×32 → 24×24×48 → 12×12×48
        _Convolution(64, "same", pool=False),  # 12×12×48 → 12×12×64
        _Convolution(96, "same", pool=False),  # 12×12×64 → 12×12×96
        _Convolution(96, "same", pool=True),  # 12×12×96 → 12×12×96 → 6×6×96
        _Convolution(128, "same", pool=False),  # 6×6×96 → 6×6×128
        _Convolution(192, "same", pool=False),  # 6×6×128 → 6×6×192
        _Convolution(192, "same", pool=True),  # 6×6×192 → 6×6×192 → 3×3×192
    ),
}

_HIDDEN: dict[NetworkName, tuple[int, ...]] = {"note": (200,), "best": ()}


def build_note_cnn(*, seed: int | None = None, batch_norm: bool = False, precision: str = "float32") -> keras.Model:
    """Return the note's network: three convolutions, then two dense layers; 325,282 parameters.

    The arguments and the model are those of `build_network`.

    Example:
        >>> import shuzi
        >>> shuzi.build_note_cnn(seed=0).count_params()
        325282

    Source: N9 of the study note that shuzi grew from. The starting weights are Keras's own, Glorot uniform.
    """
    return build_network("note", seed=seed, batch_norm=batch_norm, precision=precision)


def build_network(  # noqa: PLR0913 - what a network is made by
    name: NetworkName,
    *,
    seed: int | None = None,
    batch_norm: bool = False,
    precision: str = "float32",
    filters: int = FIRST_FILTERS,
    num_classes: int = NUM_CLASSES,
) -> keras.Model:
    """Return one of the networks, with starting weights.

    The model takes float32 images of shape (n, 28, 28, 1), 0 (paper) to 255 (ink), and returns the
    probabilities of the ten digits, float32 of shape (n, 10), or of other classes. It is not compiled.

    Args:
        name: `note` (325,282 parameters) or `best` (eight convolutions and one dense layer, 861,690 parameters).
        seed: makes the starting weights repeatable; None draws them afresh.
        batch_norm: put a batch normalisation behind every convolution and hidden dense layer, for training;
            `shuzi.training.folding` takes it out again. It stands behind the pooling, where a quarter of the values
            is left; as it scales by positive numbers only, the largest of four stays the largest.
        precision: Keras's name of the number format to compute in; weights are float32 either way.
        filters: of the first convolution; the others keep their ratio to it.
        num_classes: how many it tells apart.
    Raises:
        UsageError: another number of filters for the network `best`, or one below 1.
    """
    check_filters(name, filters)
    hidden = _HIDDEN[name]
    convolutions = [layer._replace(filters=layer.filters * filters // FIRST_FILTERS) for layer in _CONVOLUTIONS[name]]
    seeds = np.random.SeedSequence(seed).generate_state(len(convolutions) + len(hidden) + 1)
    builder = _Builder(seeds.tolist(), batch_norm=batch_norm, precision=precision)
    for convolution in convolutions:
        builder.convolution(convolution)
    builder.flatten()
    for units in hidden:
        builder.hidden(units)
    return builder.finish(f"{name}_cnn", num_classes)


class _Builder:
    """A Sequential under construction; layers of a kind are numbered from 1."""

    def __init__(self, seeds: list[int], *, batch_norm: bool, precision: str) -> None:
        self._seeds = seeds
        self._batch_norm = batch_norm
        self._policy = keras.DTypePolicy(precision)
        # A model in float32, as it is saved, is of Keras's own layers.
        in_bfloat16 = self._policy.compute_dtype == "bfloat16"
        self._convolution = SmallMapConvolution if in_bfloat16 else keras.layers.Conv2D
        self._layers: list[keras.Layer] = [keras.Input(INPUT_SHAPE, name="images")]
        self._numbers: Counter[str] = Counter()

    def convolution(self, convolution: _Convolution) -> None:
        start, named = self._start(), self._named("conv")
        filters, padding = convolution.filters, convolution.padding
        bias = not self._batch_norm  # a batch normalisation adds its own
        self._layers.append(
            self._convolution(filters, 3, padding=padding, use_bias=bias, kernel_initializer=start, **named)
        )
        # Without a batch normalisation in between, ReLU comes first, as the note has it; it makes no difference.
        order = [self._pool, self._relu] if self._batch_norm else [self._relu, self._pool]
        for add in order:
            if add == self._relu or convolution.pool:
                add()

    def flatten(self) -> None:
        self._layers.append(keras.layers.Flatten(dtype=self._policy, name="flatten"))

    def hidden(self, units: int) -> None:
        start, named = self._start(), self._named("dense")
        bias = not self._batch_norm
        self._layers.append(keras.layers.Dense(units, use_bias=bias, kernel_initializer=start, **named))
        self._relu()

    def finish(self, name: str, num_classes: int) -> keras.Model:
        self._layers.append(keras.layers.Dense(num_classes, kernel_initializer=self._start(), **self._named("dense")))
        self._layers.append(keras.layers.Activation("softmax", dtype="float32", name="softmax"))
        return keras.Sequential(self._layers, name=name)

    def _relu(self) -> None:
        if self._batch_norm:
            self._layers.append(FusedBatchNormalization(scale=False, momentum=0.9, **self._named("batch_norm")))
        self._layers.append(keras.layers.Activation("relu", **self._named("relu")))

    def _pool(self) -> None:
        self._layers.append(keras.layers.MaxPooling2D(2, **self._named("pool")))

    def _start(self) -> keras.Initializer:
        return keras.initializers.GlorotUniform(seed=self._seeds.pop())

    def _named(self, kind: str) -> dict[str, Any]:
        self._numbers[kind] += 1
        return {"name": f"{kind}_{self._numbers[kind]}", "dtype": self._policy}

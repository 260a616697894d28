"""The finder's network: a grey page in; for every place whether a digit's centre lies there, and which; and ink."""

import keras
from keras import layers, ops

STRIDE = 4
"""Pixels from one place to the next."""

MAPS = 16
"""A place's numbers: centre, ten digits, offset x and y, log width and log height over the usual, printed."""

USUAL = 32.0
"""Pixels: sizes are learned as logarithms of their ratio to this."""

EXACT = ("down_4", "places", "ink")
"""Layers that are shipped in single precision: the page's faint ink, and the answers."""


def build_finder() -> keras.Model:
    """Return the untrained network.

    Input: float32 (n, height, width, 1), evened out by `shuzi.finding.looks.evened`; sides are multiples of 32.
    Outputs: `places`, float32 (n, height / 4, width / 4, 16), and `ink`, float32 (n, height, width, 1), both logits.

    Sources: CenterNet (arXiv 1904.07850) for places; sums from coarse to fine as in feature pyramids, arXiv 1612.03144.
    """
    page = keras.Input((None, None, 1), name="page")
    x = conv(_Coarser()(page), 32, 3, name="down_4")
    at_4 = conv(x, 32, 3, name="at_4")
    x = conv(at_4, 64, 3, strides=2, name="down_8")
    at_8 = block(block(x, 64, "at_8_a"), 64, "at_8_b")
    x = conv(at_8, 96, 3, strides=2, name="down_16")
    at_16 = block(x, 96, "at_16_a")
    x = conv(at_16, 128, 3, strides=2, name="down_32")
    at_32 = block(x, 128, "at_32_a")
    x = layers.Conv2D(64, 1, name="side_32")(at_32)
    x = layers.Add()([_twice(x), layers.Conv2D(64, 1, name="side_16")(at_16)])
    x = layers.Add()([_twice(x), layers.Conv2D(64, 1, name="side_8")(at_8)])
    x = conv(x, 64, 3, name="sum_8")
    x = layers.Conv2D(48, 1, name="narrow")(x)
    x = layers.Add()([_twice(x), layers.Conv2D(48, 1, name="side_4")(at_4)])
    x = conv(x, 48, 3, name="sum_4")
    places = layers.Conv2D(MAPS, 1, bias_initializer=_start(), name="places", dtype="float32")(x)
    ink = _Finer(dtype="float32")(layers.Conv2D(STRIDE**2, 1, name="ink", dtype="float32")(x))
    return keras.Model(page, {"places": places, "ink": ink}, name="finder")


def _start() -> keras.initializers.Initializer:
    # At first a centre is as rare as one in a hundred places (the focal loss's usual start).
    class Start(keras.initializers.Initializer):
        def __call__(self, shape, dtype=None):
            return ops.concatenate([ops.full((1,), -4.6, dtype), ops.zeros((shape[0] - 1,), dtype)])

    return Start()


def conv(x, filters: int, size: int, *, strides: int = 1, name: str):
    """Return a convolution, its normalisation and a ReLU behind `x`."""
    x = layers.Conv2D(filters, size, strides, "same", use_bias=False, name=name)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.98, epsilon=1e-3, name=f"{name}_norm")(x))


def block(x, filters: int, name: str):
    """Return two convolutions behind `x`, added to it."""
    y = conv(x, filters, 3, name=f"{name}_1")
    y = layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"{name}_2")(y)
    y = layers.BatchNormalization(momentum=0.98, epsilon=1e-3, name=f"{name}_2_norm")(y)
    return layers.ReLU()(layers.Add()([x, y]))


def _twice(x):
    return layers.UpSampling2D(2)(x)


class _Coarser(layers.Layer):
    """Lay every 4 by 4 pixels on top of each other, as 16 channels."""

    def compute_output_shape(self, shape):
        n, h, w, _ = shape
        return n, h and h // STRIDE, w and w // STRIDE, STRIDE**2

    def call(self, x):
        n, h, w = ops.shape(x)[:3]
        x = ops.reshape(x, (n, h // STRIDE, STRIDE, w // STRIDE, STRIDE))
        return ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4)), (n, h // STRIDE, w // STRIDE, STRIDE**2))


class _Finer(layers.Layer):
    """The other way round."""

    def compute_output_shape(self, shape):
        n, h, w, _ = shape
        return n, h and h * STRIDE, w and w * STRIDE, 1

    def call(self, x):
        n, h, w = ops.shape(x)[:3]
        x = ops.reshape(x, (n, h, w, STRIDE, STRIDE))
        return ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4)), (n, h * STRIDE, w * STRIDE, 1))

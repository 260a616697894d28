"""Networks that write an image's values in other rows, at their beginning or behind their maps, open."""

import keras
import numpy as np
import pytest
from keras import layers

from shuzi.errors import ArchitectureError
from shuzi.exporting.rebuild import rebuild
from shuzi.importing.folding import fold_layers
from shuzi.importing.network import read_network, rescaled

PIXELS = (np.arange(3 * 784) * 7919 % 256).reshape(3, 28, 28, 1).astype(np.float32)


def convolution() -> list[keras.Layer]:
    return [layers.Conv2D(2, 3, activation="relu", bias_initializer="uniform"), layers.MaxPooling2D()]


SHAPES = {
    "flat, then an image": ((784,), lambda: [layers.Reshape((28, 28, 1)), *convolution(), layers.Flatten()]),
    "flat, then an open axis": ((784,), lambda: [layers.Reshape((28, -1, 1)), *convolution(), layers.Flatten()]),
    "flat, scaled and noisy before": (
        (784,),
        lambda: [
            layers.Rescaling(1 / 255),
            layers.GaussianNoise(0.1),
            layers.Reshape((28, 28, 1)),
            *convolution(),
            layers.Flatten(),
        ],
    ),
    "flat": ((784,), lambda: [layers.Dense(5, activation="relu")]),
    "flat, normalised before": ((784,), lambda: [layers.BatchNormalization(), layers.Dense(5)]),
    "flat, flattened again": ((784,), lambda: [layers.Flatten(), layers.Dense(5)]),
    "flat, then rows, then flat": ((784,), lambda: [layers.Reshape((28, 28)), layers.Flatten()]),
    "rows, then an image": ((28, 28), lambda: [layers.Reshape((28, 28, 1)), *convolution(), layers.Flatten()]),
    "rows, then flat": ((28, 28), lambda: [layers.Reshape((784,)), layers.Dense(5)]),
    "image, then itself": ((28, 28, 1), lambda: [layers.Reshape((28, 28, 1)), *convolution(), layers.Flatten()]),
    "maps, then flat": ((28, 28, 1), lambda: [*convolution(), layers.Reshape((-1,)), layers.Dense(5)]),
    "maps, then themselves": ((28, 28, 1), lambda: [*convolution(), layers.Reshape((13, 13, 2)), layers.Flatten()]),
    "flat, then flat": ((28, 28, 1), lambda: [layers.Flatten(), layers.Dense(6), layers.Reshape((6,))]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_other_rows_give_keras_answers(name, tmp_path):
    keras.utils.set_random_seed(6)
    shape, make = SHAPES[name]
    model = keras.Sequential([keras.Input(shape), *make(), layers.Dense(10)])
    model.save(tmp_path / "model.keras")
    network = read_network(tmp_path / "model.keras")
    assert network.architecture.input_shape == (28, 28, 1)
    expected = np.asarray(model(PIXELS.reshape(3, *shape) / 255))
    for one in (rescaled(network, 1 / 255, 0.0), fold_layers(rescaled(network, 1 / 255, 0.0))):
        built = rebuild(one.architecture, one.weights)
        logits = np.asarray(keras.Model(built.inputs[0], built.layers[-2].output)(PIXELS))
        np.testing.assert_allclose(logits, expected, rtol=0, atol=1e-5 * max(1, np.abs(expected).max()))


@pytest.mark.parametrize(
    ("shape", "make", "words"),
    [
        ((28, 28, 1), lambda: [layers.Reshape((14, 56, 1)), *convolution(), layers.Flatten()], r"\(14, 56, 1\)"),
        ((28, 28, 1), lambda: [*convolution(), layers.Reshape((13, 26, 1)), layers.Flatten()], "in the middle"),
        ((28, 28), lambda: [layers.Dense(3), layers.Flatten()], r"\(28, 28\) before Dense"),
        ((500,), lambda: [layers.Dense(5)], "flat input of 500 values"),
        ((36,), lambda: [layers.Dense(5)], "input of shape"),
    ],
)
def test_axes_that_mean_something_else_are_refused(shape, make, words, tmp_path):
    model = keras.Sequential([keras.Input(shape), *make(), layers.Dense(10)])
    model.save(tmp_path / "model.keras")
    with pytest.raises(ArchitectureError, match=words):
        read_network(tmp_path / "model.keras")

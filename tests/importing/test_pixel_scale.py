"""Which pixels an imported network expects is told by its loss, whatever its outputs are."""

import keras
import numpy as np
import pytest

from shuzi.cli.import_ import describe_guess
from shuzi.digits import one_hot
from shuzi.importing.network import read_network
from shuzi.run.import_model import LOOKED_AT, SCALES, guess_scale, lowest


@pytest.fixture(scope="module")
def scores(mnist):
    """The linear network for pixels from 0 to 1 with the least squared error: kernel (784, 10) and bias (10,)."""
    images = mnist.train.images[-LOOKED_AT:].reshape(LOOKED_AT, -1) / 255
    ones = np.c_[images, np.ones(LOOKED_AT)]
    solved = np.linalg.solve(ones.T @ ones + 5 * np.eye(785), ones.T @ one_hot(mnist.train.labels[-LOOKED_AT:]))
    return solved[:-1], solved[-1]


@pytest.fixture(scope="module")
def logits(mnist):
    """A linear network for pixels from 0 to 1 that learned by cross-entropy."""
    images = mnist.train.images[-LOOKED_AT:].reshape(LOOKED_AT, -1) / np.float32(255)
    wanted = one_hot(mnist.train.labels[-LOOKED_AT:]).astype(np.float32)
    kernel = np.zeros((784, 10), np.float32)
    for _ in range(200):
        powers = np.exp(images @ kernel)
        kernel -= np.float32(0.3 / LOOKED_AT) * images.T @ (powers / powers.sum(axis=1, keepdims=True) - wanted)
    return kernel, np.zeros(10)


def guessed(folder, mnist, kernel, bias, end):
    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, activation=end)])
    model.layers[-1].set_weights([kernel, bias])
    model.save(folder / "model.keras")
    return guess_scale(read_network(folder / "model.keras"), mnist.train)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("end", ["softmax", "linear", "sigmoid", "relu of scores", "linear of scores"])
def test_the_scale_that_a_network_learned_with_is_found(end, scale, scores, logits, mnist, tmp_path):
    kernel, bias = scores if end.endswith("of scores") else logits
    factor, offset = SCALES[scale]
    kernel = kernel / 255 / factor  # the same function of pixels from 0 to 255, as a network for this scale computes it
    bias = bias - offset * kernel.sum(axis=0)
    found = guessed(tmp_path, mnist, kernel, bias, end.split()[0])
    assert found.name == scale
    assert found.loss == ("mse" if end.endswith("of scores") else "cross_entropy")


def test_a_lower_loss_decides_where_another_scale_has_one_more_right(logits, mnist, tmp_path):
    # Learned with pixels from 0 to 1, the bias is worth an image; with 255 times the pixels nothing is left of it.
    kernel, bias = logits[0], np.eye(10)[8] * 0.3
    found = guessed(tmp_path, mnist, kernel, bias, "softmax")
    assert found.accuracies["0-255"] > found.accuracies["0-1"]
    assert found.losses["0-255"] > 2 * found.losses["0-1"]
    assert found.name == "0-1"


def test_a_network_that_makes_no_mistakes_is_not_taken_to_be_surer_than_it_is():
    assert lowest({"0-255": 1e-7, "0-1": 0.004, "standard": 0.3}) == "0-1"
    assert lowest({"0-255": 0.09, "0-1": 0.4, "standard": 0.3}) == "0-255"
    assert lowest({"0-255": 0.2, "0-1": 0.004, "standard": 0.003}) == "standard"


def test_the_guess_is_told_with_its_losses():
    told = describe_guess(
        {"scale": "0-1", "scale_loss": "cross_entropy", "scale_losses": {"0-255": 1.2, "0-1": 0.25, "standard": 0.9}}
    )
    assert told == "a guess: cross-entropy 0.2500 on MNIST's training images, as standard 0.9000, 0-255 1.2000"
    losses = {"0-255": 0.05, "0-1": 0.025, "standard": 0.026}
    close = describe_guess({"scale": "0-1", "scale_loss": "mse", "scale_losses": losses})
    assert close.startswith("a guess: squared error 0.0250")
    assert close.endswith("; hardly told apart, --scale decides")
    losses = {"0-255": 14.2, "0-1": 2.4, "standard": 3.0}
    blind = describe_guess({"scale": "0-1", "scale_loss": "cross_entropy", "scale_losses": losses})
    assert blind.endswith("; no better than chance, --scale decides")

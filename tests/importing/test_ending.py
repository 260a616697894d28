"""Whatever rises behind the last layer of a file's network, the same digit comes first here."""

import keras
import numpy as np
import pytest
from keras import layers

from shuzi.errors import ArchitectureError
from shuzi.exporting.rebuild import rebuild
from shuzi.importing.ending import RISING, rise
from shuzi.importing.network import read_network
from shuzi.store.saved_layers import read_architecture

PIXELS = (np.arange(20 * 784) * 7919 % 256).reshape(20, 28, 28, 1).astype(np.float32) / 255


def saved(path, *ends: keras.Layer | str) -> keras.Model:
    keras.utils.set_random_seed(7)
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, bias_initializer="uniform")])
    for end in ends:
        model.add(layers.Activation(end) if isinstance(end, str) else end)
    model.save(path)
    return model


@pytest.mark.parametrize("end", ["elu", "exponential", "relu", "sigmoid", "softplus", "tanh", "leaky_relu"])
def test_the_logits_are_those_that_keras_has_before_the_activation(end, tmp_path):
    model = saved(tmp_path / "model.keras", end)
    network = read_network(tmp_path / "model.keras")
    built = rebuild(network.architecture, network.weights)
    logits = np.asarray(keras.Model(built.inputs[0], built.layers[-2].output)(PIXELS))
    expected = np.asarray(model(PIXELS))
    np.testing.assert_allclose(np.asarray(keras.activations.get(end)(logits)), expected, rtol=1e-5, atol=1e-6)
    assert (np.asarray(built(PIXELS)).argmax(axis=1) == expected.argmax(axis=1)).all()
    assert (network.softmax_added, [piece.function for piece in network.left_out]) == (True, [end])


@pytest.mark.parametrize("end", [*RISING, "leaky_relu"])
def test_what_was_left_out_is_computed_as_keras_does(end):
    values = np.array([-1e30, -100, -7.5, -1, -1e-3, 0, 1e-3, 1, 5.9, 6.1, 80, 1e30], np.float32)
    found = rise(values, end, {"negative_slope": 0.2})
    np.testing.assert_allclose(found, np.asarray(keras.activations.get(end)(values)), rtol=1e-5, atol=1e-6)
    assert found.dtype == np.float32
    assert (np.diff(found[np.isfinite(found)]) >= 0).all()


def test_a_summary_shows_the_activation_that_the_file_has(tmp_path):
    saved(tmp_path / "model.keras", "sigmoid")
    last = read_architecture(tmp_path / "model.keras").layers[-1]
    assert last.config["activation"] == "sigmoid"


@pytest.mark.parametrize("ends", [["gelu"], ["silu"], ["sigmoid", "softmax"]])
def test_an_end_that_could_change_the_answer_is_refused(ends, tmp_path):
    saved(tmp_path / "model.keras", *ends)
    with pytest.raises(ArchitectureError, match=r"ends in (gelu|silu|sigmoid); expected"):
        read_network(tmp_path / "model.keras")

"""Keras's own files that shuzi writes without Keras are what Keras writes."""

import io
import zipfile

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from shuzi.exporting.keras_files import SETTINGS, write_keras_files
from shuzi.exporting.rebuild import rebuild
from shuzi.importing.network import read_network


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A network with every kind of layer, some twice: a folder of its files, written by shuzi, and Keras's model."""
    keras.utils.set_random_seed(5)
    random = {"gamma_initializer": "uniform", "beta_initializer": "uniform", "moving_mean_initializer": "uniform"}
    whole = keras.Sequential(
        [
            keras.Input((20, 18, 3)),
            layers.Rescaling(1 / 127.5, -1),
            layers.ZeroPadding2D(((1, 2), (0, 3))),
            layers.Conv2D(4, (3, 2), strides=(1, 2), padding="same", use_bias=False),
            layers.BatchNormalization(epsilon=0.01, **random),
            layers.Conv2D(5, 3, activation="gelu", bias_initializer="uniform"),
            layers.BatchNormalization(scale=False, beta_initializer="uniform"),
            layers.LeakyReLU(0.1),
            layers.MaxPooling2D(2, strides=1),
            layers.AveragePooling2D(2, padding="same"),
            layers.Conv2D(6, 2),
            layers.Activation("elu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(7, use_bias=False, activation="relu6"),
            layers.Dropout(0.25),
            layers.Dense(3),
        ]
    )
    folder = tmp_path_factory.mktemp("written")
    whole.save(folder / "stranger.keras")
    network = read_network(folder / "stranger.keras")
    write_keras_files(network.architecture, network.weights, folder)
    return folder, rebuild(network.architecture, network.weights)


def arrays(stored):
    """Every group with its attributes and every array of an HDF5 file, by path."""
    found = {}
    with h5py.File(io.BytesIO(stored)) as file:
        file.visititems(
            lambda path, one: found.update(
                {path: one[()].tolist() if isinstance(one, h5py.Dataset) else dict(one.attrs)}
            )
        )
    return found


def pixels():
    return np.random.default_rng(3).integers(0, 256, (6, 20, 18, 3)).astype(np.float32)


def test_keras_opens_the_whole_file_and_answers_alike(written):
    folder, model = written
    opened = keras.saving.load_model(folder / "model.keras", safe_mode=True)
    np.testing.assert_array_equal(np.asarray(opened(pixels())), np.asarray(model(pixels())))


def test_keras_opens_the_notes_two_files_and_answers_alike(written):
    folder, model = written
    opened = keras.models.model_from_json((folder / "architecture.json").read_text())
    opened.load_weights(folder / "model.weights.h5")
    np.testing.assert_array_equal(np.asarray(opened(pixels())), np.asarray(model(pixels())))


def test_the_layers_are_described_as_keras_does(written):
    folder, model = written
    opened = keras.models.model_from_json((folder / "architecture.json").read_text())
    ours, kerases = ([layer.get_config() for layer in one.layers] for one in (opened, model))
    assert ours == kerases
    assert opened.input_shape == model.input_shape


def test_the_arrays_lie_where_keras_puts_them(written, tmp_path):
    folder, model = written
    model.save_weights(tmp_path / "keras.weights.h5")
    expected = arrays((tmp_path / "keras.weights.h5").read_bytes())
    assert arrays((folder / "model.weights.h5").read_bytes()) == expected
    with zipfile.ZipFile(folder / "model.keras") as archive:
        assert arrays(archive.read("model.weights.h5")) == expected


def test_every_kind_of_layer_is_tried(written):
    kinds = {type(layer).__name__ for layer in written[1].layers}
    assert kinds == set(SETTINGS) - {"Flatten"}  # of which nothing is kept but its place

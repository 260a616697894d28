"""Files that Keras 2.1.6, 2.2.4, 2.15 and today's wrote answer here as they did there."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from shuzi.exporting.rebuild import rebuild
from shuzi.importing.folding import fold_layers
from shuzi.importing.hdf5_file import Hdf5File
from shuzi.importing.network import Network, read_network, rescaled

FOLDER = Path(__file__).parent.parent / "fixtures" / "old_keras"
NAMES = [path.name.removesuffix("-expected.json") for path in sorted(FOLDER.glob("*-expected.json"))]
FINE = 1e-6


def files_of(name: str) -> list[tuple[Path, ...]]:
    """Every form in which a model lies there."""
    two = (FOLDER / f"{name}.json", FOLDER / f"{name}-weights.h5")
    return [two, (FOLDER / f"{name}-whole.h5",), *((path,) for path in FOLDER.glob(f"{name}.keras"))]


def inputs(shape: list[int]) -> np.ndarray:
    """The images of fixed noise that write_fixtures.py used."""
    return ((np.arange(3 * np.prod(shape)) * 7919 % 251) / 250).reshape((3, *shape)).astype(np.float32)


def answers(network: Network, pixels: np.ndarray) -> np.ndarray:
    return np.asarray(rebuild(network.architecture, network.weights)(pixels))


def test_every_version_is_there():
    assert len(NAMES) == 12
    assert {name.rsplit("-", 1)[0] for name in NAMES} == {"keras-2.1.6", "keras-2.2.4", "tf-1.12.0", "tf-2.15.1"}


@pytest.mark.parametrize("name", NAMES)
def test_an_old_file_answers_as_it_did(name):
    expected = json.loads((FOLDER / f"{name}-expected.json").read_text())
    if expected["outputs"] is None:  # this TensorFlow could write the network and not run it; its neighbours ran it
        assert name == "tf-1.12.0-channels_first"
        expected = json.loads((FOLDER / "keras-2.2.4-channels_first-expected.json").read_text())
    pixels = inputs(expected["input_shape"])
    if "channels_first" in name:
        pixels = pixels.transpose(0, 2, 3, 1)
    for files in files_of(name):
        np.testing.assert_allclose(answers(read_network(*files), pixels), expected["outputs"], rtol=0, atol=FINE)


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*.h5")) + sorted(FOLDER.glob("*.keras")), ids=lambda path: path.name
)
def test_every_array_and_text_is_read_as_libhdf5_reads_it(path):
    content = path.read_bytes()
    if path.suffix == ".keras":
        with zipfile.ZipFile(path) as archive:
            content = archive.read("model.weights.h5")
    found, expected = Hdf5File(content, source=path.name), {}
    with h5py.File(io.BytesIO(content), "r") as file:
        file.visititems(lambda name, item: expected.update({name: item} if isinstance(item, h5py.Dataset) else {}))
        arrays = found.arrays("/")
        assert sorted(arrays) == sorted(expected)
        for name, array in expected.items():
            assert arrays[name].shape == array.shape
            if array.dtype.kind == "f":
                np.testing.assert_array_equal(found.read(arrays[name], array.shape), array[()])
        for name in ("model_config", "keras_version", "training_config", "not_there"):
            text = file.attrs.get(name)
            assert found.text(name) == (text.encode() if isinstance(text, str) else text)


@pytest.fixture(scope="module")
def modern():
    """A network of today's Keras with most of the layers that are known."""
    keras.utils.set_random_seed(1)
    layers = keras.layers
    image = keras.Input((16, 12, 3))
    x = layers.Rescaling(1 / 255, offset=-0.5)(image)
    x = layers.ZeroPadding2D(1)(x)
    x = layers.Conv2D(4, 3, activation="gelu", bias_initializer="uniform")(x)
    x = layers.BatchNormalization(gamma_initializer="uniform", center=False)(x)
    x = layers.ReLU(max_value=6)(x)
    x = layers.AveragePooling2D(3, 2, padding="same")(x)
    x = layers.Conv2D(5, 2, activation="silu", use_bias=False)(x)
    x = layers.ReLU(negative_slope=0.1)(x)
    x = layers.Dropout(0.1)(x)
    x = layers.Flatten()(x)
    x = layers.BatchNormalization()(x)
    x = layers.Dense(7, activation="selu", name="of_my_own")(x)
    return keras.Model(image, layers.Dense(4)(x))


@pytest.mark.parametrize("form", ["whole.keras", "whole.h5", "two.weights.h5"])
def test_a_file_of_todays_keras_answers_as_it_does(modern, form, tmp_path):
    if form.startswith("whole"):
        modern.save(tmp_path / form)
        network = read_network(tmp_path / form)
    else:
        (tmp_path / "model.json").write_text(modern.to_json())
        modern.save_weights(tmp_path / form)
        network = read_network(tmp_path / "model.json", tmp_path / form)
    pixels = 255 * inputs([16, 12, 3])
    logits = np.asarray(modern(pixels))
    assert network.softmax_added
    expected = np.asarray(keras.ops.softmax(logits))
    np.testing.assert_allclose(answers(network, pixels), expected, rtol=0, atol=FINE)


def test_weights_of_another_session_are_matched_by_their_order(tmp_path):
    """Keras counts names on within a process: conv2d_1 in the JSON may be conv2d_4 among the weights."""
    for name in ("first", "second"):
        keras.utils.set_random_seed(2)
        if name == "first":
            keras.backend.clear_session()
        model = keras.Sequential(
            [keras.Input((8, 8, 1)), *(keras.layers.Conv2D(2, 3) for _ in range(3)), keras.layers.Flatten()]
        )
        model.add(keras.layers.Dense(3))
        (tmp_path / f"{name}.json").write_text(model.to_json())
        model.save(tmp_path / f"{name}.h5")
        model.save_weights(tmp_path / f"{name}.weights.h5")
    expected = read_network(tmp_path / "first.h5")
    for weights in ("second.h5", "second.weights.h5"):
        network = read_network(tmp_path / "first.json", tmp_path / weights)
        for name, arrays in expected.weights.items():
            assert all(map(np.array_equal, arrays, network.weights[name]))


def test_kernels_that_were_learned_on_theano_are_turned_back(tmp_path):
    """Theano's convolutions read a kernel from its last pixel to its first; Keras 2 says in a file what it ran on."""
    shutil.copy(FOLDER / "keras-2.2.4-sequential-whole.h5", tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5", "r+") as file:
        file.attrs["backend"] = b"theano"
    expected = read_network(FOLDER / "keras-2.2.4-sequential-whole.h5").weights
    for name, arrays in read_network(tmp_path / "model.h5").weights.items():
        wanted = [one[::-1, ::-1] if one.ndim == 4 else one for one in expected[name]]
        assert all(map(np.array_equal, arrays, wanted))


def plain_kinds(network: Network) -> list[str]:
    return [layer.kind for layer in network.architecture.layers]


@pytest.mark.parametrize("name", NAMES)
def test_folding_changes_no_answer(name):
    network = rescaled(read_network(FOLDER / f"{name}-whole.h5"), 1 / 255, 0.0)
    pixels = 255 * inputs(list(network.architecture.input_shape))
    folded = fold_layers(network)
    assert "Rescaling" not in plain_kinds(folded)
    np.testing.assert_allclose(answers(folded, pixels), answers(network, pixels), rtol=0, atol=FINE)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("offset", [0.0, -0.5])
def test_rescaling_and_normalisation_are_folded_where_that_is_exact(padding, offset, tmp_path):
    keras.utils.set_random_seed(4)
    layers = keras.layers
    random = keras.initializers.RandomUniform(0.5, 1.5)
    norm = {"beta_initializer": random, "moving_mean_initializer": random, "moving_variance_initializer": random}
    model = keras.Sequential(
        [
            keras.Input((12, 10, 1)),
            layers.Rescaling(1 / 255, offset),
            layers.Conv2D(4, 3, padding=padding, use_bias=False),
            layers.BatchNormalization(gamma_initializer=random, **norm),
            layers.ReLU(),
            layers.BatchNormalization(scale=False, **norm),
            layers.Flatten(),
            layers.Dense(5),
            layers.BatchNormalization(scale=False, **norm),
            layers.ReLU(),
            layers.Dense(3),
        ]
    )
    model.save(tmp_path / "model.keras")
    network = read_network(tmp_path / "model.keras")
    folded = fold_layers(network)
    kept = ["Rescaling"] if padding == "same" and offset else []
    rest = ["Conv2D", "Activation", "BatchNormalization", "Flatten", "Dense", "Activation", "Dense", "Activation"]
    assert plain_kinds(folded) == kept + rest
    pixels = 255 * inputs([12, 10, 1])
    np.testing.assert_allclose(answers(folded, pixels), answers(network, pixels), rtol=0, atol=FINE)


def test_a_factor_that_float32_cannot_hold_is_not_folded(tmp_path):
    largest = keras.initializers.Constant(1e9)  # that a weight may be
    norm = keras.layers.BatchNormalization(
        epsilon=1e-44, gamma_initializer=largest, moving_variance_initializer="zeros"
    )
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten()])
    model.add(keras.layers.Dense(2, kernel_initializer=largest))
    model.add(norm)
    model.add(keras.layers.Dense(2))
    model.save(tmp_path / "model.keras")
    assert "BatchNormalization" in plain_kinds(fold_layers(read_network(tmp_path / "model.keras")))

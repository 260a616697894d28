"""Layers that do nothing when a network answers do not keep a file from opening."""

import keras
import numpy as np
import pytest

from shuzi.errors import ArchitectureError
from shuzi.exporting.rebuild import rebuild
from shuzi.importing.chain import PASSED_OVER
from shuzi.importing.network import read_network

SETTINGS = {
    "ActivityRegularization": {"l1": 0.1},
    "AlphaDropout": {"rate": 0.3},
    "GaussianDropout": {"rate": 0.3},
    "GaussianNoise": {"stddev": 0.3},
    "RandomBrightness": {"factor": 0.3},
    "RandomColorDegeneration": {"factor": 0.3},
    "RandomColorJitter": {"brightness_factor": 0.3},
    "RandomContrast": {"factor": 0.3},
    "RandomHue": {"factor": 0.3},
    "RandomPosterization": {"factor": 3},
    "RandomRotation": {"factor": 0.1},
    "RandomSaturation": {"factor": 0.3},
    "RandomSharpness": {"factor": 0.3},
    "RandomShear": {"x_factor": 0.1},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "RandomZoom": {"height_factor": 0.1},
    **{f"SpatialDropout{axes}D": {"rate": 0.3} for axes in (1, 2, 3)},
}
PIXELS = (np.arange(2 * 12 * 10 * 3) * 7919 % 256).reshape(2, 12, 10, 3).astype(np.float32)


@pytest.mark.parametrize("kind", sorted(PASSED_OVER))
def test_keras_itself_does_nothing_there(kind):
    layer = getattr(keras.layers, kind)(**SETTINGS.get(kind, {}))
    pixels = {"SpatialDropout1D": PIXELS[..., 0], "SpatialDropout3D": PIXELS[..., None]}.get(kind, PIXELS)
    np.testing.assert_array_equal(np.asarray(layer(pixels, training=False)), pixels)


def test_a_network_with_them_answers_as_in_keras(tmp_path):
    keras.utils.set_random_seed(5)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((12, 10, 3)),
            layers.RandomRotation(0.1, data_format="channels_last"),
            layers.RandomZoom(0.1),
            layers.GaussianNoise(0.1),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, activation="relu", bias_initializer="uniform"),
            layers.SpatialDropout2D(0.2),
            layers.Flatten(),
            layers.AlphaDropout(0.2),
            layers.ActivityRegularization(0.1),
            layers.Dense(4, activation="softmax"),
        ]
    )
    model.save(tmp_path / "model.keras")
    network = read_network(tmp_path / "model.keras")
    assert network.passed_over == (
        *("RandomRotation", "RandomZoom", "GaussianNoise", "SpatialDropout2D", "AlphaDropout"),
        "ActivityRegularization",
    )
    answers = np.asarray(rebuild(network.architecture, network.weights)(PIXELS))
    np.testing.assert_allclose(answers, np.asarray(model(PIXELS, training=False)), rtol=0, atol=1e-6)


@pytest.mark.parametrize("form", ["keras", "h5"])
@pytest.mark.parametrize("first", [False, True])
def test_a_sequential_of_them_in_a_network_is_passed_over_too(tmp_path, form, first):
    """As Keras's own guides augment images; of the first layer's input nothing else may be known."""
    keras.utils.set_random_seed(6)
    layers = keras.layers
    augment = keras.Sequential([layers.RandomRotation(0.1), layers.Rescaling(1 / 255), layers.RandomZoom(0.1)])
    body = [augment, layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(4)]
    model = keras.Sequential(body if first else [keras.Input((12, 10, 3)), *body])
    model.build((None, 12, 10, 3))
    model.save(tmp_path / f"model.{form}")
    network = read_network(tmp_path / f"model.{form}")
    assert network.passed_over == ("RandomRotation", "RandomZoom")
    built = rebuild(network.architecture, network.weights)
    logits = keras.Model(built.inputs[0], built.layers[-2].output)
    np.testing.assert_allclose(np.asarray(logits(PIXELS)), np.asarray(model(PIXELS, training=False)), rtol=0, atol=1e-5)


def test_a_sequential_with_weights_in_a_network_is_refused(tmp_path):
    inner = keras.Sequential([keras.Input((12, 10, 3)), keras.layers.Conv2D(4, 3)])
    model = keras.Sequential([keras.Input((12, 10, 3)), inner, keras.layers.Flatten(), keras.layers.Dense(4)])
    model.save(tmp_path / "model.keras")
    with pytest.raises(ArchitectureError, match="a layer of kind 'Sequential'"):
        read_network(tmp_path / "model.keras")


@pytest.mark.parametrize("kind", ["initializers", "regularizers", "constraints"])
def test_whatever_has_a_part_in_learning_alone_keeps_no_file_from_opening(tmp_path, kind):
    module, bases = (
        getattr(keras, kind),
        {"initializers": "Initializer", "regularizers": "Regularizer", "constraints": "Constraint"},
    )
    base = getattr(module, bases[kind])
    classes = [
        one for one in vars(module).values() if isinstance(one, type) and issubclass(one, base) and one is not base
    ]
    assert len(classes) >= 4
    for one in {one.__name__: one for one in classes}.values():
        if one.__name__ in ("STFT", "STFTInitializer"):  # for sound
            continue
        setting = f"kernel_{kind[:-1]}"
        dense = keras.layers.Dense(4, **{setting: one()})
        model = keras.Sequential([keras.Input((12, 12, 1)), keras.layers.Flatten(), dense])
        model.save(tmp_path / "model.keras")
        read_network(tmp_path / "model.keras")


def test_a_layer_that_cuts_whenever_it_is_asked_is_refused(tmp_path):
    model = keras.Sequential([keras.Input((12, 12, 1)), keras.layers.RandomCrop(8, 8), keras.layers.Flatten()])
    model.add(keras.layers.Dense(3))
    model.save(tmp_path / "model.keras")
    with pytest.raises(ArchitectureError, match="RandomCrop"):
        read_network(tmp_path / "model.keras")

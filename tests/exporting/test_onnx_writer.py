"""The ONNX file is the network that was trained, layer by layer."""

import keras
import numpy as np
import onnx
import pytest

from shuzi.errors import ArchitectureError, ExportError
from shuzi.importing.translate import ACTIVATIONS
from shuzi.network.classifier import Classifier
from shuzi.network.onnx_writer import export_onnx

END = [keras.layers.Flatten, lambda: keras.layers.Dense(10), lambda: keras.layers.Activation("softmax")]
FINE = 1e-5


def network(*layers: keras.Layer, channels: int = 1, end: bool = True) -> keras.Sequential:
    """A network for digits of these layers, with a softmax over ten classes behind them."""
    keras.utils.set_random_seed(3)
    return keras.Sequential([keras.Input((28, 28, channels)), *layers, *(make() for make in END if end)])


def kerases_activations(model: keras.Model, pixels: np.ndarray) -> list[np.ndarray]:
    """Every layer's output in order, with the axes as ONNX has them: channels before rows."""
    looking = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    outputs = [np.asarray(output) for output in looking(pixels[..., None].astype(np.float32))]
    return [output.transpose(0, 3, 1, 2) if output.ndim == 4 else output for output in outputs]


def far_apart(found: np.ndarray, expected: np.ndarray) -> float:
    assert found.shape == expected.shape
    return float(np.abs(found - expected).max() / np.abs(expected).max())


def test_every_layer_agrees_with_keras(model, export, mnist):
    images = mnist.test.images[:50]
    found = export(model).activations(images)
    for layer, expected in zip(model.layers, kerases_activations(model, images), strict=True):
        name = {"dense_2": "logits", "softmax": "probabilities"}.get(layer.name, layer.name)
        assert far_apart(found[name], expected) < FINE, layer.name


def test_probabilities_agree_with_keras(model, export, mnist):
    expected = np.asarray(model(mnist.test.images[:500, ..., None].astype(np.float32)))
    assert expected.max(axis=1).min() < 0.9, "a saturated softmax proves nothing"
    np.testing.assert_allclose(export(model).probabilities(mnist.test.images[:500]), expected, rtol=0, atol=FINE)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("window", "stride"), [(4, 3), (2, 2), (5, 1), ((3, 2), (1, 2))])
def test_any_window_pads_and_steps_as_in_keras(export, mnist, window, stride, padding):
    convolution = keras.layers.Conv2D(4, window, stride, padding, bias_initializer="uniform", name="conv")
    pooling = keras.layers.MaxPooling2D(window, stride, padding, name="pool")
    model, images = network(convolution, pooling), mnist.test.images[:20]
    found = export(model).activations(images)
    expected = kerases_activations(model, images)
    assert far_apart(found["conv"], expected[0]) < FINE
    assert far_apart(found["pool"], expected[1]) < FINE
    assert far_apart(found["logits"], expected[3]) < FINE


def test_a_relu_between_flattening_and_dense_changes_no_order(export, mnist):
    model = network(keras.layers.Conv2D(3, 3), keras.layers.Flatten(), keras.layers.Activation("relu"))
    images = mnist.test.images[:20]
    found, expected = export(model).activations(images), kerases_activations(model, images)
    for layer, name in ((-5, model.layers[1].name), (-4, model.layers[2].name), (-2, "logits")):
        assert far_apart(found[name], expected[layer]) < FINE


@pytest.mark.parametrize("count", [1, 2, 249, 250, 251])
def test_any_number_of_images_is_answered(model, export, mnist, count):
    assert export(model).probabilities(mnist.test.images[:count]).shape == (count, 10)


def test_the_file_is_what_onnx_calls_valid(model, tmp_path):
    export_onnx(model, tmp_path / "model.onnx")
    written = onnx.load(tmp_path / "model.onnx")
    onnx.checker.check_model(written, full_check=True)
    assert written.opset_import[0].version == 17
    assert written.ir_version == 8


def test_the_same_network_gives_the_same_bytes(model, tmp_path):
    for name in ("one", "two"):
        export_onnx(model, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_probabilities_stand_first_and_every_layer_has_a_name(model, tmp_path):
    export_onnx(model, tmp_path / "model.onnx")
    names = [output.name for output in onnx.load(tmp_path / "model.onnx").graph.output]
    layers = [layer.name for layer in model.layers]
    assert names == ["probabilities", "logits", *reversed(layers[:-2])]


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (keras.layers.UnitNormalization, "UnitNormalization"),
        (lambda: keras.layers.Activation("hard_sigmoid"), "hard_sigmoid"),
        (lambda: keras.layers.Activation("softmax"), "softmax at the end"),
        (lambda: keras.layers.Conv2D(2, 3, activation="relu"), "activation inside"),
    ],
)
def test_an_unknown_layer_is_refused(tmp_path, layer, words):
    with pytest.raises((ArchitectureError, ExportError), match=words):
        export_onnx(network(layer()), tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "layers",
    [
        [],
        [keras.layers.Flatten(), keras.layers.Dense(10)],
        [keras.layers.Flatten(), keras.layers.Dense(10), keras.layers.Activation("relu")],
        [keras.layers.Conv2D(10, 28), keras.layers.Activation("softmax")],
        [keras.layers.Flatten(), keras.layers.Activation("softmax")],
    ],
)
def test_a_network_without_logits_and_softmax_is_refused(tmp_path, layers):
    with pytest.raises(ExportError, match="the network ends in"):
        export_onnx(network(*layers, end=False), tmp_path / "model.onnx")


LAYERS = {
    "average pooling": lambda: keras.layers.AveragePooling2D(3, 2, padding="same"),
    "batch normalisation": lambda: keras.layers.BatchNormalization(epsilon=0.01),
    "batch normalisation without a scale": lambda: keras.layers.BatchNormalization(scale=False),
    "batch normalisation without an offset": lambda: keras.layers.BatchNormalization(center=False),
    "convolution without a bias": lambda: keras.layers.Conv2D(3, 3, use_bias=False),
    "dropout": lambda: keras.layers.Dropout(0.5),
    "leaky relu": lambda: keras.layers.LeakyReLU(negative_slope=0.2),
    "rescaling": lambda: keras.layers.Rescaling(1 / 255, offset=-0.5),
    "zero padding": lambda: keras.layers.ZeroPadding2D(((1, 2), (0, 3))),
    **{name: lambda name=name: keras.layers.Activation(name) for name in sorted(ACTIVATIONS - {"linear", "softmax"})},
}


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("channels", [1, 3])
def test_every_kind_of_layer_answers_as_in_keras(tmp_path, kind, channels):
    layers = [keras.layers.Rescaling(1 / 255), keras.layers.Conv2D(4, 3, 2), LAYERS[kind](), keras.layers.Flatten()]
    # Behind the flattening the order of the values matters to a normalisation too.
    model = network(*layers, keras.layers.BatchNormalization(), channels=channels)
    random = np.random.default_rng(1)
    for layer in model.layers:
        layer.set_weights([random.uniform(0.2, 1, weight.shape) for weight in layer.get_weights()])
    export_onnx(model, tmp_path / "model.onnx")
    pixels = random.uniform(0, 255, (5, 28, 28, channels)).astype(np.float32)
    expected = np.asarray(keras.Model(model.inputs[0], model.layers[-2].output)(pixels))
    assert far_apart(Classifier(tmp_path / "model.onnx").logits_of(pixels), expected) < FINE


def test_means_of_whole_maps_can_stand_before_the_softmax(export, mnist):
    model = network(keras.layers.Conv2D(10, 5), keras.layers.GlobalAveragePooling2D(), end=False)
    model.add(keras.layers.Activation("softmax"))
    images = mnist.test.images[:20]
    logits = export(model).logits_and_probabilities(images)[0]
    assert far_apart(logits, kerases_activations(model, images)[-2]) < FINE


@pytest.mark.parametrize(
    "layer", [lambda: keras.layers.Lambda(lambda values: values), lambda: keras.layers.Conv2D(2, 3, dilation_rate=2)]
)
def test_a_layer_that_shuzi_cannot_describe_is_refused(tmp_path, layer):
    with pytest.raises(ArchitectureError):
        export_onnx(network(layer()), tmp_path / "model.onnx")

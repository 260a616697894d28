"""A trained model at work, and what it refuses to look at."""

import numpy as np
import pytest

import shuzi
from shuzi.errors import ImageShapeError, RunError
from shuzi.network.classifier import Classifier, as_images
from shuzi.store.model import PRETRAINED


@pytest.fixture(scope="module")
def model():
    return shuzi.load()


def test_the_model_that_comes_with_shuzi_is_as_good_as_its_card_says(model, mnist):
    report = model.evaluate(mnist.test)
    assert report.accuracy == model.card.metrics["test_accuracy"] >= 0.99
    assert report.confusion.tolist() == model.card.metrics["confusion"]
    # Other processors add up in another order.
    assert report.loss == pytest.approx(model.card.metrics["test_loss"], rel=1e-4)


def test_one_image_gets_the_answer_that_it_gets_among_many(model, mnist):
    many = model.predict(mnist.test.images[:600])
    for index in (0, 299, 599):
        one = model.predict(mnist.test.images[index])
        assert one.digits.tolist() == [many.digits[index]]
        assert np.allclose(one.probabilities[0], many.probabilities[index], atol=1e-6)
    assert np.allclose(many.probabilities.sum(axis=1), 1, atol=1e-5)
    assert np.array_equal(many.confidence, many.probabilities.max(axis=1))


def test_every_layer_can_be_looked_at(model, mnist):
    seen = model.activations(mnist.test.images[:3])
    assert seen["conv_1"].shape == (3, 32, 28, 28)
    assert seen["pool_3"].shape == (3, 128, 3, 3)
    assert np.array_equal(seen["relu_2"], np.maximum(seen["conv_2"], 0))
    assert np.allclose(seen["probabilities"], model.predict(mnist.test.images[:3]).probabilities, atol=1e-6)
    assert len(seen) == 14


def test_flattened_maps_lie_place_by_place_in_values_and_weights(model, mnist):
    images = mnist.test.images[:3]
    seen, weights = model.activations(images), model.weights()
    assert np.array_equal(seen["flatten"], seen["pool_3"].transpose(0, 2, 3, 1).reshape(3, -1))
    assert np.array_equal(model.layer_output("flatten", images), seen["flatten"])
    sums = seen["flatten"] @ weights["dense_1/kernel"] + weights["dense_1/bias"]
    np.testing.assert_allclose(sums, seen["dense_1"], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("shape", [(28, 28), (28, 28, 1), (4, 28, 28), (4, 28, 28, 1)])
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, np.float64])
def test_images_may_come_with_or_without_axes_for_number_and_channel(shape, dtype):
    assert as_images(np.full(shape, 200, dtype)).shape[1:] == (28, 28, 1)


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.zeros((27, 28)), r"\(27, 28\)"),
        (np.zeros((2, 28, 28, 3)), r"\(2, 28, 28, 3\)"),
        (np.zeros((0, 28, 28)), "no images"),
        (np.zeros(784), r"\(784,\)"),
        (np.full((28, 28), np.nan), "nan"),
        (np.full((28, 28), np.inf), "inf"),
        (np.full((28, 28), -1), "-1"),
        (np.full((28, 28), 256), "256"),
        (np.full((28, 28), 255.5), "255.5"),
        (np.full((28, 28), -np.inf), "-inf"),
        (np.full((28, 28), 1.0, np.float16), "Multiply them by 255"),
        (np.zeros((1, 1, 28, 28)), r"\(1, 1, 28, 28\)"),
        (np.zeros((2, 2, 28, 28, 1)), r"\(2, 2, 28, 28, 1\)"),
        (np.zeros((28, 28), "datetime64[s]"), "datetime64"),
        ([], r"\(0,\)"),
        ([[2**100] * 28] * 28, "object"),
        ([[1] * 28] * 27 + [[1] * 27], "different shapes"),
        (np.full((28, 28), 0.5), "Multiply them by 255"),
        (np.zeros((28, 28), bool), "bool"),
        (np.zeros((28, 28), complex), "complex"),
        (np.zeros((28, 28), object), "object"),
        ([["a"] * 28] * 28, "expected numbers"),
        ([np.zeros((28, 28)), np.zeros((20, 20))], "different shapes"),
        (None, "object"),
    ],
)
def test_what_is_no_image_is_refused_with_what_was_expected(images, words):
    with pytest.raises(ImageShapeError, match=words):
        as_images(images)


def test_images_of_bytes_are_not_copied(mnist):
    assert np.shares_memory(as_images(mnist.test.images), mnist.test.images)


def test_lists_of_numbers_are_images_too(model, mnist):
    image = mnist.test.images[0]
    assert np.array_equal(model.predict(image.tolist()).probabilities, model.predict(image).probabilities)


@pytest.mark.parametrize("dtype", [np.int64, np.float16, np.float32, np.float64, np.longdouble])
def test_answers_do_not_depend_on_the_type_of_the_pixels(model, mnist, dtype):
    images = mnist.test.images[:20]
    assert np.array_equal(model.predict(images.astype(dtype)).probabilities, model.predict(images).probabilities)


@pytest.mark.parametrize("pixels", [0, 255])
def test_blank_and_full_images_get_an_answer(model, pixels):
    assert np.isclose(model.predict(np.full((28, 28), pixels, np.uint8)).probabilities.sum(), 1)


def test_probabilities_are_the_softmax_of_the_logits(mnist):
    logits, probabilities = Classifier(PRETRAINED / "model.onnx").logits_and_probabilities(mnist.test.images[:600])
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    assert np.allclose(powers / powers.sum(axis=1, keepdims=True), probabilities, atol=1e-6)


def test_activations_have_every_layer_of_the_network(model, mnist):
    layers = {layer.name for layer in shuzi.read_architecture(PRETRAINED).layers}
    # The last dense layer and its softmax go by what they mean.
    renamed = layers - {"dense_2", "softmax"} | {"logits", "probabilities"}
    assert model.activations(mnist.test.images[0]).keys() == renamed


def test_a_missing_model_is_refused(tmp_path):
    with pytest.raises(RunError, match=r"model\.onnx cannot be read \(No such file"):
        Classifier(tmp_path / "model.onnx")


def test_a_model_names_its_folder_and_its_score(model):
    accuracy = f"{model.card.metrics['test_accuracy']:.2%}"
    assert repr(model) == f"<shuzi.Model {PRETRAINED}: hands, test accuracy {accuracy}>"

"""A file that does not answer as the trained network does is never let through."""

import keras
import numpy as np
import pytest

from shuzi.errors import ExportError, RunError
from shuzi.exporting.parity import prove_parity
from shuzi.recipes import find_recipe
from shuzi.training.folding import fold


@pytest.fixture
def copy(model: keras.Model) -> keras.Model:
    return fold(model, find_recipe("note"))


def change(model: keras.Model, layer: str, array: int, place: tuple[int, ...], by: float) -> None:
    weights = model.get_layer(layer).get_weights()
    weights[array][place] += by
    model.get_layer(layer).set_weights(weights)


def test_the_same_network_differs_by_rounding_only(model, export, mnist):
    assert prove_parity(model, export(model), mnist.test.images[:600]) < 1e-5


def test_the_difference_is_the_largest_of_any_probability(model, export, mnist, copy):
    change(copy, "dense_2", 1, (4,), 5e-6)  # within rounding, so let through
    images = mnist.test.images[:600]
    exported = export(copy)
    expected = np.asarray(model(images[..., None].astype(np.float32)))
    largest = np.abs(exported.probabilities(images) - expected).max()
    # Keras may round otherwise in other batches: by one step of float32 below 1.
    assert prove_parity(model, exported, images) == pytest.approx(largest, abs=2**-24)


@pytest.mark.parametrize(
    ("layer", "array", "place", "by"),
    [
        ("conv_1", 0, (1, 1, 0, 3), 0.01),
        ("conv_3", 1, (7,), 0.5),
        ("dense_1", 1, (0,), 2.0),
        ("dense_2", 1, (4,), 1e-4),
    ],
)
def test_one_changed_weight_is_noticed(model, export, mnist, copy, layer, array, place, by):
    change(copy, layer, array, place, by)
    with pytest.raises(ExportError, match="differ by more than rounding explains"):
        prove_parity(model, export(copy), mnist.test.images[:100])


def test_an_image_that_gets_another_digit_is_counted(model, export, mnist, copy):
    images = mnist.test.images[:100]
    digits = np.asarray(model(images[..., None].astype(np.float32))).argmax(axis=1)
    never = next(digit for digit in range(10) if digit not in digits[:10])
    change(copy, "dense_2", 1, (never,), 1000.0)
    with pytest.raises(ExportError, match=r"10 of 10 test images .* logits of 10"):
        prove_parity(model, export(copy), images[:10])


def test_an_answer_that_is_no_number_is_noticed_even_where_it_is_the_right_one(model, export, mnist, copy):
    image = mnist.test.images[:1]
    digit = int(export(model).predict(image).digits[0])
    change(copy, "dense_2", 0, (slice(None), digit), 3e38)  # each a number; their sum is none
    with pytest.raises(RunError, match="answers with NaN or infinite numbers"):
        prove_parity(model, export(copy), image)
    change(copy, "dense_2", 1, (digit,), np.nan)
    with pytest.raises(RunError, match="holds NaN or infinite numbers"):
        export(copy)


def test_two_digits_that_are_level_may_change_places(model, export, mnist, copy):
    image = mnist.test.images[:1]
    logits = export(model).logits_and_probabilities(image)[0][0]
    second, first = np.argsort(logits)[-2:]
    lead = float(logits[first] - logits[second])
    change(model_level := fold(model, find_recipe("note")), "dense_2", 1, (second,), lead - 2e-6)
    change(copy, "dense_2", 1, (second,), lead + 2e-6)
    exported = export(copy)
    assert exported.predict(image).digits[0] == second
    assert prove_parity(model_level, exported, image) < 1e-5

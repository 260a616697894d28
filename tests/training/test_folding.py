"""The network that is kept answers on plain pixels as the trained one does on scaled ones."""

import dataclasses

import keras
import numpy as np
import pytest

from shuzi.recipes import Recipe, find_recipe
from shuzi.recipes.recipe import RAW_PIXELS, UNIT_VARIANCE
from shuzi.training.folding import fold
from shuzi.training.networks import build_network, build_note_cnn


@pytest.fixture(scope="module")
def pixels(mnist) -> np.ndarray:
    return mnist.test.images[:200, :, :, None].astype(np.float32)


def recipe(network: str = "note", input_scale: float = RAW_PIXELS) -> Recipe:
    return dataclasses.replace(find_recipe("standard"), network=network, input_scale=input_scale, temperature=1.0)


def trained(network: str = "note", *, batch_norm: bool) -> keras.Model:
    """A network in which no bias, mean or variance has its starting value any more."""
    model, random = build_network(network, seed=1, batch_norm=batch_norm), np.random.default_rng(1)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            beta, mean, variance = (array.shape for array in layer.get_weights())
            layer.set_weights(
                [
                    random.normal(0, 0.3, beta),
                    random.normal(0, 0.3, mean),
                    random.uniform(0.2, 2, variance),
                ]
            )
        elif layer.get_weights():
            kernel, *biases = layer.get_weights()
            layer.set_weights([kernel, *(random.normal(0, 0.1, bias.shape) for bias in biases)])
    return model


@pytest.mark.parametrize("input_scale", [RAW_PIXELS, UNIT_VARIANCE])
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("network", ["note", "best"])
def test_the_folded_network_answers_as_the_trained_one(pixels, network, batch_norm, input_scale):
    # Random weights see pixels at a common size, so that the softmax is not saturated and every layer counts.
    model, pixels = trained(network, batch_norm=batch_norm), pixels * np.float32(UNIT_VARIANCE / input_scale)
    expected = np.asarray(model(pixels * np.float32(input_scale), training=False))
    folded = np.asarray(fold(model, recipe(network, input_scale))(pixels))
    assert expected.max(axis=1).min() < 0.99, "a saturated softmax proves nothing"
    np.testing.assert_allclose(folded, expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_folded_network_is_the_notes_in_float32(batch_norm):
    model = fold(build_note_cnn(batch_norm=batch_norm, precision="mixed_bfloat16"), recipe())
    assert [layer.name for layer in model.layers] == [layer.name for layer in build_note_cnn().layers]
    assert {layer.compute_dtype for layer in model.layers} == {"float32"}


def test_raw_pixels_without_batch_norm_leave_the_weights_alone():
    model = trained(batch_norm=False)
    for kept, before in zip(fold(model, recipe()).get_weights(), model.get_weights(), strict=True):
        assert np.array_equal(kept, before)


def test_the_temperature_divides_the_logits_and_nothing_else():
    model = trained(batch_norm=False)
    *before, kernel, bias = model.get_weights()
    *kept, cooler_kernel, cooler_bias = fold(model, dataclasses.replace(recipe(), temperature=0.5)).get_weights()
    assert all(np.array_equal(*pair) for pair in zip(kept, before, strict=True))
    assert np.array_equal(cooler_kernel, 2 * kernel)
    assert np.array_equal(cooler_bias, 2 * bias)

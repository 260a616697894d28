"""The fused batch normalisation is Keras's, only faster."""

import keras
import numpy as np
import pytest

from shuzi.training.fast_layers import FusedBatchNormalization


@pytest.mark.parametrize("shape", [(20, 6, 5, 4), (400, 7)])
@pytest.mark.parametrize("scale", [True, False])
def test_it_answers_and_remembers_as_keras_does(shape, scale):
    inputs = np.random.default_rng(0).normal(3, 2, shape).astype(np.float32)
    ours, keras_own = (
        kind(scale=scale, momentum=0.8) for kind in (FusedBatchNormalization, keras.layers.BatchNormalization)
    )
    for _ in range(2):
        mine, theirs = (np.asarray(layer(inputs, training=True)) for layer in (ours, keras_own))
        np.testing.assert_allclose(mine, theirs, atol=1e-4)
    *same, variance = ours.get_weights()
    *wanted, keras_variance = keras_own.get_weights()
    for mine, theirs in zip(same, wanted, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-5)
    # Of maps the running variance counts with n - 1, as an unbiased estimate does; Keras's own counts with n.
    each = inputs[..., 0].size
    kept = 0.8**2  # of the variance 1 that both begin with, after two steps
    unbiased = each / (each - 1) if len(shape) == 4 else 1
    np.testing.assert_allclose(variance, kept + (keras_variance - kept) * unbiased, rtol=1e-5)
    keras_own.set_weights(ours.get_weights())
    mine, theirs = (np.asarray(layer(inputs, training=False)) for layer in (ours, keras_own))
    np.testing.assert_allclose(mine, theirs, atol=1e-4)


def test_its_gradient_is_that_of_keras():
    tensorflow = pytest.importorskip("tensorflow")
    inputs = tensorflow.constant(np.random.default_rng(0).normal(3, 2, (20, 6, 5, 4)).astype(np.float32))
    gradients = []
    for kind in (FusedBatchNormalization, keras.layers.BatchNormalization):
        layer = kind(scale=False)
        with tensorflow.GradientTape() as tape:
            tape.watch(inputs)
            loss = tensorflow.reduce_sum(layer(inputs, training=True) ** 3)
        gradients.append(np.asarray(tape.gradient(loss, inputs)))
    np.testing.assert_allclose(*gradients, atol=1e-3)

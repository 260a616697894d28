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
    for training in (True, True, False):
        mine, theirs = (np.asarray(layer(inputs, training=training)) for layer in (ours, keras_own))
        np.testing.assert_allclose(mine, theirs, atol=2e-2 if not training else 1e-4)
    # Of maps the running variance counts with n - 1, as an unbiased estimate does; Keras's own counts with n.
    for mine, theirs in zip(ours.get_weights(), keras_own.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0.06)


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

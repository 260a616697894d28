"""Trainings of the finder and the close-up: which weights Muon moves, and that one that was stopped goes on."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from finder.learner import Habits, Learner
from finder.network import conv

HABITS = Habits(minutes=1, rate=3e-2, warm_up=0.1, decay=0.01, clip=5.0, kept=0.9)


def network():
    keras.utils.set_random_seed(3)
    page = keras.Input((8, 8, 1))
    x = keras.layers.GlobalAveragePooling2D()(conv(page, 4, 3, name="seen"))
    return keras.Model(page, keras.layers.Dense(2, name="answers")(x))


def loss(model, pages, labels):
    logits = model(pages, training=True)
    return {"loss": tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))}


@pytest.fixture
def batch():
    """Bars that lie and bars that stand."""
    pages = np.random.default_rng(3).normal(0, 0.3, (32, 8, 8, 1)).astype(np.float32)
    labels = np.arange(32, dtype=np.int32) % 2
    pages[labels == 0, 3] += 1
    pages[labels == 1, :, 3] += 1
    return pages, labels


def learned(learner, batch, steps):
    for _ in range(steps):
        learner.seconds += 0.5
        parts = learner.learn(*batch)
    return parts["loss"]


def test_it_learns_and_muon_keeps_the_length_of_kernels_before_a_normalisation(batch, tmp_path):
    learner = Learner(network(), HABITS, tmp_path / "a.npz", loss)
    first = learned(learner, batch, 1)
    assert learned(learner, batch, 60) < 0.5 * first
    kernel = np.asarray(learner.model.get_layer("seen").kernel)
    assert np.linalg.norm(kernel) == pytest.approx(2, rel=1e-5)  # the square root of four outputs
    answers = np.asarray(learner.model.get_layer("answers").kernel)
    assert np.linalg.norm(answers) != pytest.approx(np.sqrt(2), rel=1e-3)


def test_a_training_that_was_stopped_goes_on_to_the_same_weights(batch, tmp_path):
    whole = Learner(network(), HABITS, tmp_path / "whole.npz", loss)
    learned(whole, batch, 9)
    part = Learner(network(), HABITS, tmp_path / "part.npz", loss)
    learned(part, batch, 4)
    part.save()
    again = Learner(network(), HABITS, tmp_path / "part.npz", loss)
    assert again.steps == 4
    learned(again, batch, 5)
    for one, other in zip(whole.averaged(), again.averaged(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)

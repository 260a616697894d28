"""Snapshots tell how a network is while it trains."""

import dataclasses

import keras
import numpy as np
import pytest

from shuzi.digits import Split
from shuzi.recipes import find_recipe
from shuzi.store.history import BINS
from shuzi.training.fit import Wishes, fit
from shuzi.training.moment import IMAGES, SnapshotTaker
from shuzi.training.networks import build_network
from shuzi.training.steppers import make_stepper
from shuzi.training.watcher import Watcher


@pytest.fixture(scope="module")
def network() -> keras.Model:
    return build_network("note", seed=4)


@pytest.fixture(scope="module")
def split(mnist) -> Split:
    return Split(mnist.train.images[:1200], mnist.train.labels[:1200])


def _taker(network: keras.Model, split: Split, name: str) -> SnapshotTaker:
    return SnapshotTaker(network, make_stepper(network, find_recipe(name), split), split)


@pytest.mark.parametrize("name", ["quick", "note"])
def test_a_snapshot_is_what_the_network_says_of_the_last_images(network, split, name):
    recipe = find_recipe(name)
    snapshot = _taker(network, split, name).take(0.0)
    pixels = split.images[-IMAGES:, ..., None].astype(np.float32) * recipe.input_scale
    probabilities, labels = np.asarray(network(pixels)), split.labels[-IMAGES:]
    for digit, recall in enumerate(snapshot.recall):
        of_it = labels == digit
        assert recall == pytest.approx((probabilities[of_it].argmax(axis=1) == digit).mean())
    assert sum(snapshot.sureness) == IMAGES
    sure = (probabilities.max(axis=1) >= 1 - 1 / BINS).sum()
    assert abs(snapshot.sureness[-1] - sure) <= 1
    assert np.array_equal(np.asarray(snapshot.filters, np.float32), network.layers[0].get_weights()[0])


def test_images_are_asked_in_pieces_so_that_memory_stays_small(network, split, monkeypatch):
    stepper = make_stepper(network, find_recipe("quick"), split)
    answer, asked = stepper._answer, []
    monkeypatch.setattr(stepper, "_answer", lambda images: asked.append(len(images)) or answer(images))
    SnapshotTaker(network, stepper, split).take(0.0)
    assert sum(asked) == IMAGES
    assert max(asked) <= 500


def test_raw_pixels_saturate_the_softmax_before_the_first_step(network, split):
    raw, scaled = (_taker(network, split, name).take(0.0) for name in ("note", "quick"))
    assert raw.sureness[-1] > 0.3 * IMAGES
    assert scaled.sureness[-1] == 0


def test_a_digit_without_images_has_no_recall(network, mnist):
    ones = Split(mnist.train.images[mnist.train.labels == 1][:20], np.ones(20, np.uint8))
    recall = _taker(network, ones, "quick").take(0.0).recall
    assert [share is None for share in recall] == [True, False] + [True] * 8


def test_a_training_has_one_snapshot_before_it_and_one_for_every_epoch(standard, few):
    recipe = dataclasses.replace(standard, epochs=1.5)
    snapshots = fit(recipe, few, Wishes(seed=3), watcher=Watcher()).snapshots
    assert [snapshot.epoch for snapshot in snapshots] == [0, 1, pytest.approx(1.5, abs=0.2)]
    first, *_, last = (np.asarray(snapshot.filters) for snapshot in snapshots)
    assert not np.allclose(first, last)

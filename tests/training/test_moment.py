"""Whoever watches a training can look at the network between two steps, have it wait, and end it."""

import dataclasses
import time

import numpy as np
import pytest

from shuzi.errors import UsageError
from shuzi.recipes import find_recipe
from shuzi.training.fit import Wishes, fit
from shuzi.training.networks import build_network
from shuzi.training.watcher import Watcher, Watchers


class Looking(Watcher):
    """Looks after every step, and stops after some."""

    each_step = True

    def __init__(self, images, *, stop_after=None, pause=0.0):
        self._images, self._stop_after, self._pause = images, stop_after, pause
        self.seen = []

    def on_moment(self, moment):
        self.seen.append((moment.steps, moment.epoch, moment.filters(), moment.probabilities(self._images)))
        time.sleep(self._pause)
        if moment.steps == self._stop_after:
            moment.stop()


@pytest.fixture(scope="module")
def recipe():
    """Five steps an epoch, of a network an eighth as wide."""
    return dataclasses.replace(find_recipe("quick"), batch_size=50, epochs=2, filters=4, precision="float32")


def _weights(fitted):
    return [array.tobytes() for array in fitted.model.get_weights()]


def test_looking_after_every_step_changes_no_weight(recipe, few):
    looking = Looking(few.test.images)
    watched = fit(recipe, few, Wishes(seed=3), watcher=Watchers([Watcher(), looking]))
    plain = fit(recipe, few, Wishes(seed=3), watcher=Watcher())
    assert _weights(watched) == _weights(plain)
    assert [steps for steps, *_ in looking.seen] == list(range(11))
    assert [epoch for _, epoch, *_ in looking.seen] == pytest.approx(np.arange(11) / 5)


def test_what_is_seen_is_the_network_of_that_moment(recipe, few):
    looking = Looking(few.test.images)
    fitted = fit(recipe, few, Wishes(seed=3), watcher=looking)
    _, _, first, _ = looking.seen[0]
    np.testing.assert_array_equal(first, np.float32(fitted.snapshots[0].filters))
    _, _, last, answers = looking.seen[-1]
    np.testing.assert_array_equal(last, np.float32(fitted.snapshots[-1].filters))
    pixels = few.test.images[..., None].astype(np.float32)
    assert np.mean(np.asarray(fitted.model(pixels)).argmax(axis=1) == answers.argmax(axis=1)) == 1
    assert not np.array_equal(looking.seen[4][2], looking.seen[5][2])


@pytest.mark.parametrize(("at", "epochs"), [(0, 0.2), (3, 0.6), (7, 1.4)])
def test_a_stop_ends_it_as_if_that_had_been_the_plan(recipe, few, at, epochs):
    fitted = fit(recipe, few, Wishes(seed=3), watcher=Looking(few.test.images, stop_after=at))
    planned = fit(recipe, few, Wishes(seed=3, last_step=max(1, at)), watcher=Watcher())
    assert (fitted.steps, fitted.epochs, fitted.interrupted) == (max(1, at), pytest.approx(epochs), False)
    assert _weights(fitted) == _weights(planned)
    assert len(fitted.history) == len(fitted.snapshots) - 1 == int(np.ceil(epochs))


def test_time_that_somebody_looks_is_no_training_time(recipe, few):
    short = dataclasses.replace(recipe, epochs=0.4)
    began = time.monotonic()
    fitted = fit(short, few, Wishes(seed=3), watcher=Looking(few.test.images, pause=0.5))
    assert fitted.seconds < time.monotonic() - began - 1.4


def test_the_number_of_filters_goes_through_all_convolutions():
    widths = [layer.filters for layer in build_network("note", filters=3).layers if layer.name.startswith("conv")]
    assert widths == [3, 6, 12]


@pytest.mark.parametrize(("name", "filters"), [("note", 0), ("best", 16)])
def test_a_number_of_filters_that_makes_no_sense_is_refused(name, filters):
    with pytest.raises(UsageError, match=f"network {name} .*{filters}"):
        build_network(name, filters=filters)

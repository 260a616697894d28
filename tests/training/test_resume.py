"""Training that goes on from any saved state ends as if it had never stopped."""

import dataclasses
import time

import numpy as np
import pytest

from shuzi.data.dataset import Dataset
from shuzi.recipes import find_recipe
from shuzi.store.checkpoint import TrainingState
from shuzi.training import fit as fitting
from shuzi.training.fit import Fit, Wishes, fit
from shuzi.training.watcher import Watcher


def weights(fitted: Fit) -> bytes:
    return b"".join(array.tobytes() for array in fitted.model.get_weights())


@pytest.fixture(scope="module")
def recipe(standard):
    """Three epochs of three steps, with everything that has a state."""
    return dataclasses.replace(standard, epochs=2.67, precision="auto")


@pytest.fixture(scope="module")
def validated(few: Dataset) -> Dataset:
    return dataclasses.replace(few, validation=few.test)


@pytest.fixture(scope="module")
def whole(recipe, validated) -> tuple[Fit, list[TrainingState]]:
    """An uninterrupted training, with its state after every step."""
    states: list[TrainingState] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "SAVE_SECONDS", 0)
        fitted = fit(recipe, validated, Wishes(seed=3), watcher=Watcher(), save=states.append)
    return fitted, states


def test_a_state_is_kept_after_every_step_if_there_is_time(whole):
    assert [state.journal["steps"] for state in whole[1]] == list(range(1, 9))


@pytest.mark.parametrize("step", range(1, 9))
def test_going_on_from_any_step_gives_the_same_weights_and_history(whole, step, recipe, validated):
    fitted, states = whole
    again = fit(recipe, validated, Wishes(seed=3), watcher=Watcher(), start=states[step - 1])
    assert weights(again) == weights(fitted)
    assert [result[:-1] for result in again.history] == [result[:-1] for result in fitted.history]
    assert again.trace == fitted.trace
    assert again.snapshots == fitted.snapshots
    assert again.steps == fitted.steps == 8
    assert not again.interrupted


def test_keeping_states_changes_nothing(whole, recipe, validated):
    plain = fit(recipe, validated, Wishes(seed=3), watcher=Watcher())
    assert weights(plain) == weights(whole[0])


def test_states_are_kept_at_the_ends_of_epochs_anyway(recipe, few, monkeypatch):
    monkeypatch.setattr(fitting, "SAVE_SECONDS", 3600)  # a busy machine may take longer than usual for a step
    states: list[TrainingState] = []
    fit(recipe, few, Wishes(seed=3), watcher=Watcher(), save=states.append)
    assert [state.journal["steps"] for state in states] == [3, 6, 8]


def test_time_goes_on_where_it_stopped(whole, recipe, validated):
    state = whole[1][4]
    journal = {**state.journal, "seconds": 1000.0}
    began = time.monotonic()
    again = fit(recipe, validated, Wishes(seed=3), watcher=Watcher(), start=dataclasses.replace(state, journal=journal))
    assert 1000 < again.seconds < 1000 + time.monotonic() - began


def test_a_training_that_was_begun_again_goes_on_with_its_new_seed(few, monkeypatch):
    states: list[TrainingState] = []
    recipe = dataclasses.replace(find_recipe("quick"), epochs=2)
    monkeypatch.setattr(fitting, "_seed", lambda seed, restarts: seed + 10 * restarts)
    wanted = fit(recipe, few, Wishes(seed=13), watcher=Watcher(), save=states.append)
    moved = dataclasses.replace(states[0], restarts=1)
    again = fit(recipe, few, Wishes(seed=3), watcher=Watcher(), start=moved)
    assert weights(again) == weights(wanted)
    assert again.restarts == 1


def test_a_target_stops_training_where_validation_reaches_it(validated):
    recipe = dataclasses.replace(find_recipe("quick"), epochs=40, batch_size=25)
    fitted = fit(recipe, validated, Wishes(seed=1, target=0.6), watcher=Watcher())
    assert fitted.target_reached >= 0.6
    assert fitted.epochs < 40
    assert not fitted.interrupted
    pixels = validated.validation.images[..., None].astype(np.float32)
    answers = np.asarray(fitted.model(pixels)).argmax(axis=1)
    # Training computes in fewer bits than the finished model, so an image or two may fall to the other side.
    assert np.mean(answers == validated.validation.labels) == pytest.approx(fitted.target_reached, abs=0.05)


def test_a_target_out_of_reach_lets_training_end(validated, recipe):
    fitted = fit(recipe, validated, Wishes(seed=1, target=1.0), watcher=Watcher())
    assert fitted.target_reached is None
    assert fitted.steps == 8
    assert not fitted.interrupted


def test_the_last_step_can_be_given(whole, recipe, validated):
    fitted = fit(recipe, validated, Wishes(seed=3, last_step=5), watcher=Watcher())
    state = whole[1][4]
    assert fitted.steps == 5
    assert not fitted.interrupted
    again = fit(recipe, validated, Wishes(seed=3, last_step=5), watcher=Watcher(), start=state)
    assert weights(again) == weights(fitted)

"""Training as a whole, on a few hundred images."""

import dataclasses

import keras
import numpy as np
import pytest

from shuzi.data.dataset import Dataset
from shuzi.recipes import RECIPES
from shuzi.store.history import EpochResult
from shuzi.training import fit as fit_module
from shuzi.training.fit import Fit, Wishes, fit
from shuzi.training.watcher import Progress, Watcher


class Listener(Watcher):
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.steps: list[Progress] = []
        self.epochs: list[EpochResult] = []

    def on_step(self, progress: Progress) -> None:
        self.steps.append(progress)

    def on_epoch(self, result: EpochResult) -> None:
        self.epochs.append(result)


def digest(fitted: Fit) -> bytes:
    return b"".join(array.tobytes() for array in fitted.model.get_weights())


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener()


@pytest.fixture(scope="module")
def fitted(standard, few, listener) -> Fit:
    return fit(standard, few, Wishes(seed=3), watcher=listener)


def test_the_same_seed_gives_the_same_weights_to_the_bit(fitted, standard, few):
    assert digest(fit(standard, few, Wishes(seed=3), watcher=Watcher())) == digest(fitted)


def test_another_seed_gives_other_weights(fitted, standard, few):
    assert digest(fit(standard, few, Wishes(seed=4), watcher=Watcher())) != digest(fitted)


def test_the_network_learns(standard, few):
    longer = dataclasses.replace(standard, epochs=12, augmentation=None)
    fitted = fit(longer, few, Wishes(seed=3), watcher=Watcher())
    answers = np.asarray(fitted.model(few.train.images[..., None].astype(np.float32)))
    assert np.mean(answers.argmax(axis=1) == few.train.labels) > 0.95
    assert fitted.history[-1].loss < fitted.history[0].loss


def test_the_note_s_network_comes_out_whatever_the_recipe_trains(fitted):
    kinds = [type(layer) for layer in fitted.model.layers]
    assert keras.layers.BatchNormalization not in kinds
    assert fitted.model.count_params() == 325_282


def test_every_epoch_is_in_the_history(fitted):
    assert [result.epoch for result in fitted.history] == [1, 2]
    assert fitted.steps == 6
    assert not fitted.interrupted


def test_times_add_up(fitted):
    assert 0 < sum(result.seconds for result in fitted.history) <= fitted.seconds


def test_the_watcher_hears_of_every_step_and_epoch(fitted, listener):
    assert [(step.epoch, step.step, step.images) for step in listener.steps] == [
        *((1, 1, 100), (1, 2, 200), (1, 3, 250)),
        *((2, 1, 100), (2, 2, 200), (2, 3, 250)),
    ]
    assert listener.epochs == list(fitted.history)


def test_the_trace_has_a_point_for_every_step_of_a_short_epoch(fitted):
    assert [point.epoch for point in fitted.trace] == pytest.approx([1 / 3, 2 / 3, 1, 4 / 3, 5 / 3, 2])


def test_the_trace_averages_to_the_epoch(fitted):
    sizes = np.array([100, 100, 50])
    for epoch, result in enumerate(fitted.history):
        points = fitted.trace[3 * epoch : 3 * epoch + 3]
        assert np.average([point.loss for point in points], weights=sizes) == pytest.approx(result.loss, rel=1e-4)
        assert np.average([point.accuracy for point in points], weights=sizes) == pytest.approx(result.accuracy)


def test_the_trace_of_a_long_epoch_has_fifty_points(few):
    single = dataclasses.replace(RECIPES["quick"], epochs=1, batch_size=2, precision="float32")
    trace = fit(single, few, Wishes(seed=0), watcher=Watcher()).trace
    assert len(trace) == 125 // (125 // 50)


def test_nothing_is_validated_unless_asked_for(fitted):
    assert {(result.validation_loss, result.validation_accuracy) for result in fitted.history} == {(None, None)}


def test_validation_is_measured_after_every_epoch(fitted, standard, few):
    chosen = dataclasses.replace(few, validation=few.test)
    validated = fit(standard, chosen, Wishes(seed=3), watcher=Watcher())
    assert all(result.validation_loss > 0 for result in validated.history)
    answers = np.asarray(validated.model(chosen.validation.images[..., None].astype(np.float32)))
    right = np.mean(answers.argmax(axis=1) == chosen.validation.labels)
    assert validated.history[-1].validation_accuracy == pytest.approx(right)
    assert digest(validated) == digest(fitted), "measuring must not change what is learnt"


def test_the_learning_rate_of_a_recipe_without_warm_up_stays(few):
    note = dataclasses.replace(RECIPES["note"], epochs=2)
    assert [result.learning_rate for result in fit(note, few, Wishes(seed=0), watcher=Watcher()).history] == [
        pytest.approx(0.05)
    ] * 2


def test_the_learning_rate_of_a_recipe_with_warm_up_has_fallen_to_nothing_at_the_end(fitted):
    first, last = (result.learning_rate for result in fitted.history)
    assert first > 0.01
    assert last == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_weights_are_float32_whatever_is_computed_in(precision, standard, few, monkeypatch):
    monkeypatch.setattr(fit_module, "fastest_precision", lambda: precision)
    fitted = fit(dataclasses.replace(standard, precision="auto"), few, Wishes(seed=3), watcher=Watcher())
    assert fitted.precision == precision
    assert {array.dtype for array in fitted.model.get_weights()} == {np.dtype(np.float32)}


def test_the_test_images_are_not_touched(fitted, standard, few):
    other = Dataset(few.name, few.digests, few.train, None, few.train)
    assert digest(fit(standard, other, Wishes(seed=3), watcher=Watcher())) == digest(fitted)

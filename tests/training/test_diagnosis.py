"""A training that does not learn is noticed, named and explained; a healthy one is left alone."""

import dataclasses
import logging
import math

import numpy as np
import pytest

from shuzi.data.dataset import Dataset, load_dataset
from shuzi.digits import Split
from shuzi.recipes import find_recipe, suited
from shuzi.training import fit as fitting
from shuzi.training.diagnosis import STUCK_BELOW, Evidence, NotLearning, diagnose, stuck_below
from shuzi.training.fit import Wishes, fit
from shuzi.training.networks import build_network
from shuzi.training.steppers.tensorflow import TensorFlowStepper
from shuzi.training.watcher import Progress, Watcher

HEALTHY = Evidence(accuracy=0.97, loss=0.1, saturated=0.0, dead=0.0, moved=0.5, loss_is_mse=False)
STUCK = dataclasses.replace(HEALTHY, accuracy=0.1, loss=2.3)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """Enough images for 120 steps."""
    return load_dataset(limit=12_000)


def _with_labels(dataset: Dataset, labels: np.ndarray) -> Dataset:
    return dataclasses.replace(dataset, train=Split(dataset.train.images, labels))


def _diagnosis(dataset: Dataset, recipe: str = "quick", seed: int = 0, **changes: object) -> str:
    chosen = dataclasses.replace(find_recipe(recipe), epochs=1, restarts=0, **changes)
    with pytest.raises(NotLearning) as caught:
        fit(chosen, dataset, Wishes(seed=seed), watcher=Watcher())
    said = str(caught.value)
    assert said.startswith("training ")
    assert said.endswith(".")
    return caught.value.diagnosis.name


@pytest.mark.parametrize(
    ("seen", "name"),
    [
        (HEALTHY, None),
        (dataclasses.replace(HEALTHY, loss=math.nan), "nan"),
        (dataclasses.replace(HEALTHY, moved=math.inf), "nan"),
        (dataclasses.replace(HEALTHY, saturated=1.0), None),
        (dataclasses.replace(STUCK, saturated=0.99), "saturated"),
        (dataclasses.replace(STUCK, saturated=0.4, loss=0.17, loss_is_mse=True), "saturated"),
        (dataclasses.replace(STUCK, saturated=0.4, loss=0.09, loss_is_mse=True), "labels"),
        (dataclasses.replace(STUCK, dead=1.0), "dead"),
        (dataclasses.replace(STUCK, dead=0.94), "labels"),
        (dataclasses.replace(STUCK, moved=0.001), "slow"),
        (dataclasses.replace(STUCK, loss=50.0), "diverged"),
        (STUCK, "labels"),
        (dataclasses.replace(STUCK, accuracy=0.185, loss=2.28), "labels"),
        # An earlier `best` on 12,000 images with seed 103, after 120 steps.
        (dataclasses.replace(STUCK, accuracy=0.185, loss=2.207, dead=0.68, moved=1.48), None),
        (dataclasses.replace(STUCK, accuracy=0.185, loss=0.087, loss_is_mse=True), None),
    ],
)
def test_each_cause_is_told_by_what_is_seen(seen: Evidence, name: str | None) -> None:
    found = diagnose(seen)
    assert (found.name if found else None) == name


def test_the_notes_recipe_sticks_in_a_saturated_softmax(dataset: Dataset) -> None:
    def sticks(seed: int) -> bool:
        chosen = dataclasses.replace(find_recipe("note"), epochs=1, restarts=0)
        try:
            fit(chosen, dataset, Wishes(seed=seed), watcher=Watcher())
        except NotLearning as error:
            return error.diagnosis.name == "saturated"
        return False

    assert any(sticks(seed) for seed in range(6))  # which of them do differs from processor to processor


def test_a_learning_rate_far_too_high_ends_in_nan_or_dead_neurons(dataset: Dataset) -> None:
    assert _diagnosis(dataset, learning_rate=1e30) == "nan"  # on every processor: two layers' product is infinite
    assert _diagnosis(dataset, learning_rate=1.0) in {"dead", "nan"}


def test_a_learning_rate_far_too_low_is_noticed(dataset: Dataset) -> None:
    assert _diagnosis(dataset, learning_rate=1e-6) == "slow"


@pytest.mark.parametrize("seed", [0, 1])
def test_shuffled_labels_are_noticed(dataset: Dataset, seed: int) -> None:
    labels = np.random.default_rng(0).permutation(dataset.train.labels)
    assert _diagnosis(_with_labels(dataset, labels), seed=seed) == "labels"


def test_labels_of_one_class_are_noticed_before_the_first_step(dataset: Dataset) -> None:
    assert _diagnosis(_with_labels(dataset, np.full_like(dataset.train.labels, 3))) == "one class"


def test_values_that_are_not_finite_are_noticed_before_the_first_step(dataset: Dataset) -> None:
    assert _diagnosis(dataset, input_scale=math.nan) == "nan"


def test_nan_is_noticed_at_the_step_where_it_comes_up(dataset: Dataset) -> None:
    class Poisoner(Watcher):
        steps = 0

        def on_step(self, progress: Progress) -> None:
            self.steps = progress.step
            if progress.step == TensorFlowStepper.steps_a_call:  # the next step is of another call
                layer = models[0].get_layer("dense_2")
                layer.set_weights([weight * math.nan for weight in layer.get_weights()])

    models = []

    def build(*arguments: object, **named: object) -> object:
        models.append(build_network(*arguments, **named))  # type: ignore[arg-type]
        return models[-1]

    watcher = Poisoner()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "build_network", build)
        with pytest.raises(NotLearning, match="no longer finite"):
            fit(dataclasses.replace(find_recipe("quick"), restarts=0), dataset, Wishes(seed=0), watcher=watcher)
    assert watcher.steps == TensorFlowStepper.steps_a_call + 1


def test_a_recipe_that_must_learn_is_begun_again_and_says_so(
    dataset: Dataset, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = []

    def build(name: str, *, seed: int, **arguments: object) -> object:
        model = build_network(name, seed=seed, **arguments)  # type: ignore[arg-type]
        seeds.append(seed)
        if len(seeds) < 3:  # two sick starts, then a healthy one
            model.set_weights([weight * math.nan for weight in model.get_weights()])
        return model

    caplog.set_level(logging.WARNING, "shuzi")
    monkeypatch.setattr(fitting, "build_network", build)
    fitted = fit(find_recipe("quick"), dataset, Wishes(seed=4), watcher=Watcher())
    assert fitted.restarts == 2
    assert len(set(seeds)) == 3
    assert "another seed (1 of 3)" in caplog.text
    assert "another seed (2 of 3)" in caplog.text
    assert fitted.history[-1].accuracy > 0.5


def test_restarts_come_to_an_end(dataset: Dataset, caplog: pytest.LogCaptureFixture) -> None:
    sick = dataclasses.replace(find_recipe("quick"), learning_rate=50.0)
    with pytest.raises(NotLearning):
        fit(sick, dataset, Wishes(seed=0), watcher=Watcher())
    assert caplog.text.count("Starting again with another seed") == 3


def test_training_can_be_kept_going_and_the_cause_is_kept_with_it(dataset: Dataset) -> None:
    # Too low a rate is too low on every processor; whether a seed of the note's sticks differs between them.
    creeping = dataclasses.replace(find_recipe("quick"), epochs=2, learning_rate=1e-6)
    fitted = fit(creeping, dataset, Wishes(seed=0, keep_going=True), watcher=Watcher())
    assert len(fitted.history) == 2
    assert fitted.diagnosis is not None
    assert fitted.diagnosis.name == "slow"


@pytest.mark.parametrize(("recipe", "epochs", "last_step"), [("quick", 1, 150), ("standard", 2, 120)])
def test_healthy_starts_raise_no_alarm(dataset: Dataset, recipe: str, epochs: int, last_step: int) -> None:
    chosen = dataclasses.replace(find_recipe(recipe), epochs=epochs, restarts=0)
    for seed in range(3):
        # After 150 steps `quick` is looked at for the first time, when an alarm is likeliest; `standard` ends with 120.
        fitted = fit(chosen, dataset, Wishes(seed=seed, last_step=last_step), watcher=Watcher())
        assert (len(fitted.trace) > 0, fitted.diagnosis) == (True, None)


def test_quick_learns_from_few_images_whatever_the_seed() -> None:
    """Of 200 images in batches of 40 most seeds ended with dead neurons: the rate rose in too few steps."""
    few = load_dataset(limit=200)
    recipe = dataclasses.replace(suited(find_recipe("quick"), 200), restarts=0)
    assert (recipe.batch_size, recipe.epochs) == (10, 30)
    for seed in range(3):
        fitted = fit(recipe, few, Wishes(seed=seed), watcher=Watcher())
        assert fitted.history[-1].accuracy > 0.9


def test_ten_classes_are_stuck_where_they_always_were():
    assert stuck_below(10) == STUCK_BELOW
    assert (STUCK.guessing, dataclasses.replace(STUCK, loss_is_mse=True).guessing) == (math.log(10), 0.09)


@pytest.mark.parametrize(
    ("classes", "accuracy", "learns"), [(2, 0.5, False), (2, 0.7, True), (100, 0.02, False), (100, 0.15, True)]
)
def test_how_many_classes_there_are_says_what_guessing_is(classes, accuracy, learns):
    seen = dataclasses.replace(STUCK, accuracy=accuracy, loss=math.log(classes), classes=classes)
    assert (diagnose(seen) is None) is learns


def test_guessing_is_told_by_the_number_of_classes():
    told = NotLearning(diagnose(STUCK), step=120, accuracy=0.5, classes=2)
    assert "50.0% of the training images come out right, guessing gives about 50 %" in str(told)

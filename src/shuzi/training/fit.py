"""Train a network by a recipe."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import keras
import numpy as np

from shuzi.data.dataset import Dataset
from shuzi.digits import Split
from shuzi.evaluation.metrics import CurvePoint, cross_entropy, mean_squared_error
from shuzi.recipes import Recipe
from shuzi.store.checkpoint import Save, TrainingState
from shuzi.store.history import EpochResult, Snapshot
from shuzi.training.added_images import with_added_images
from shuzi.training.backend import divided_among, fastest_precision, prepare_backend
from shuzi.training.batches import Batches, learning_rate
from shuzi.training.diagnosis import BROKEN_DATA, ONE_CLASS, Diagnosis, NotLearning
from shuzi.training.folding import StartWeights, fold, set_start
from shuzi.training.interruption import Interruption
from shuzi.training.journal import Journal
from shuzi.training.moment import Moment, SnapshotTaker
from shuzi.training.networks import build_network
from shuzi.training.steppers import make_stepper
from shuzi.training.watchdog import Watchdog
from shuzi.training.watcher import Watcher

logger = logging.getLogger("shuzi")

SAVE_SECONDS = 10.0
"""Within an epoch a state is saved this often; at its end always. Set by hand: a kill costs that much at most."""

_LOOKS_AN_EPOCH = 4
"""How often an epoch is looked at to see whether a target is reached; set by hand."""


@dataclass(frozen=True)
class Fit:
    """What training gave."""

    model: keras.Model
    """The recipe's network with trained float32 weights; it takes pixels from 0 to 255."""
    history: tuple[EpochResult, ...]
    """The finished epochs."""
    trace: tuple[CurvePoint, ...]
    """Loss and accuracy between the epochs' ends, for the curves."""
    snapshots: tuple[Snapshot, ...]
    """The network before the first step and at the end of every epoch."""
    steps: int
    """Steps done, over all epochs."""
    epochs: float
    """Epochs done, the last perhaps in part."""
    seconds: float
    """From before the first step until after the last, in all processes; loading and evaluating are not in it."""
    precision: str
    """Keras's name of the precision that was computed in."""
    interrupted: bool
    """Ctrl-C stopped it before its last step."""
    restarts: int
    """How often it was begun again with another seed, because it did not learn."""
    diagnosis: Diagnosis | None
    """What is wrong with it, where it was kept going all the same."""
    target_reached: float | None
    """Validation accuracy at which the target stopped it, 0 to 1; None if that did not happen."""


@dataclass(frozen=True)
class Wishes:
    """What is asked of a training besides its recipe."""

    seed: int = 0
    """Of starting weights, order and augmentation."""
    keep_going: bool = False
    """Train on although the network does not learn."""
    target: float | None = None
    """Stop once this share of the validation images comes out right, 0 to 1."""
    start: StartWeights | None = None
    """Of a finished model to go on from; None starts from random weights."""
    devices: int = 1
    """Divide each batch among so many; see `shuzi.training.backend.divided_among`."""
    last_step: int | None = None
    """Stop after this step, counted from 1 over all epochs, as if that had been the plan."""


def fit(  # noqa: PLR0913 - a state to go on from, and where to keep states, belong together
    recipe: Recipe,
    dataset: Dataset,
    wishes: Wishes,
    *,
    watcher: Watcher,
    save: Save | None = None,
    start: TrainingState | None = None,
) -> Fit:
    """Train a network; the same seed on the same machine gives the same weights.

    A training that does not learn is begun again with another seed as often as the recipe says.

    Args:
        recipe: decides everything but the seed and the images.
        dataset: what to train on; its test images are not touched.
        wishes: the seed, and when to stop.
        watcher: hears of every step and epoch.
        save: keeps the states that training could go on from.
        start: a state to go on from; the result is the same as if training had never stopped.
    Raises:
        NotLearning: it does not learn, and has been begun again often enough.
    """
    prepare_backend()
    restarts = 0 if start is None else start.restarts
    while True:
        try:
            with divided_among(wishes.devices):
                return _Training(recipe, dataset, wishes, watcher, restarts).run(save, start)
        except NotLearning as error:
            if restarts == recipe.restarts or error.diagnosis in (BROKEN_DATA, ONE_CLASS):
                raise
            restarts, start = restarts + 1, None
            logger.warning("%s", f"{error} Starting again with another seed ({restarts} of {recipe.restarts}).")


def _seed(seed: int, restarts: int) -> int:
    """Return the seed itself, and for each restart another one that follows from it."""
    return seed if restarts == 0 else int(np.random.SeedSequence([seed, restarts]).generate_state(1)[0])


class _Training:
    """One try, from its first step or from a saved state."""

    def __init__(self, recipe: Recipe, dataset: Dataset, wishes: Wishes, watcher: Watcher, restarts: int) -> None:
        self._recipe, self._dataset, self._wishes = recipe, dataset, wishes
        self._watcher, self._restarts = watcher, restarts
        self._seed = _seed(wishes.seed, restarts)
        self._precision = fastest_precision() if recipe.precision == "auto" else recipe.precision

    def run(self, save: Save | None, start: TrainingState | None) -> Fit:
        recipe = self._recipe
        self._network = build_network(
            recipe.network,
            seed=self._seed,
            batch_norm=recipe.batch_norm,
            precision=self._precision,
            filters=recipe.filters,
            num_classes=self._dataset.num_classes,
        )
        if self._wishes.start is not None:
            set_start(self._network, self._wishes.start, recipe)
        split = with_added_images(self._dataset.train, recipe, self._seed)
        diagnosis = None if start is None or start.diagnosis is None else Diagnosis(**start.diagnosis)
        self._watchdog = Watchdog(self._network, split, recipe, keep_going=self._wishes.keep_going, diagnosis=diagnosis)
        self._watchdog.look_at_data()
        self._stepper = make_stepper(self._network, recipe, split)
        if start is not None:
            self._stepper.write(start.weights)
        self._batches = Batches(split, recipe, seed=self._seed, numbers_only=self._stepper.keeps_images)
        self._journal = Journal(recipe, self._batches, None if start is None else start.journal)
        self._snapshots = SnapshotTaker(self._network, self._stepper, self._dataset.validation or self._dataset.train)
        self._moment = Moment(self._network, self._stepper, self._journal)
        self._save, self._saved = save, time.monotonic()
        self._target_reached: float | None = None
        with Interruption() as interruption:
            self._train(interruption)
            seconds = self._journal.seconds
        self._stepper.read()
        return self._result(seconds)

    def _train(self, interruption: Interruption) -> None:
        journal, first = self._journal, self._journal.steps
        if first == 0:
            journal.snapshots.append(self._snapshots.take(0.0))
        last = journal.total_steps if self._wishes.last_step is None else self._wishes.last_step
        batches = self._batches.between(first, last)
        self._let_watch()
        for steps in self._calls(first, last):
            rates = [learning_rate(self._recipe, step, journal.total_steps) for step in steps]
            for result in self._stepper.run(list(islice(batches, len(steps))), rates):
                progress = journal.note_step(result, self._watcher)
                self._watchdog.look_at_step(journal, result, progress.accuracy)
            self._let_watch()
            interruption.tell()
            self._look()
            if self._ended_early:
                self._keep_state()
                return
            if journal.at_epoch_end or interruption.requested or time.monotonic() - self._saved >= SAVE_SECONDS:
                self._keep_state()
            if interruption.requested:
                interruption.tell()
                return

    def _calls(self, first: int, last: int) -> Iterator[range]:
        """Give the steps of every call of the stepper.

        Which steps go together follows from their numbers alone, so that it is the same when a saved state is gone
        on from; no call crosses a moment at which somebody looks.
        """
        epoch, many = self._journal.steps_per_epoch, 1 if self._watcher.each_step else self._stepper.steps_a_call
        looks = sorted({*range(0, epoch, self._look_every), epoch // 2, self._batches.full, epoch})
        step = first
        while step < last:
            place = step % epoch
            begin, end = next(pair for pair in pairwise(looks) if pair[0] <= place < pair[1])
            following = min(step + many - (place - begin) % many, step - place + end, last)
            yield range(step, following)
            step = following

    @property
    def _look_every(self) -> int:
        """Steps between two looks at whether the target is reached."""
        return max(1, self._journal.steps_per_epoch // _LOOKS_AN_EPOCH)

    def _look(self) -> None:
        """Look at the network where it is time to, and measure it on the validation images."""
        journal, target = self._journal, self._wishes.target
        if self._watchdog.wants_to_look(journal):
            self._stepper.read()
            self._watchdog.look_at_network(journal)
        ends = journal.at_epoch_end or self._moment.stopped
        now = ends or (target is not None and journal.steps % self._look_every == 0)
        validation = None
        if now and self._dataset.validation is not None:
            began = time.perf_counter()
            validation = self._measure(self._dataset.validation)
            journal.stand_still(time.perf_counter() - began)
            if target is not None and validation[1] >= target:
                self._target_reached = validation[1]
        if journal.at_epoch_end or self._ended_early:
            rate = learning_rate(self._recipe, journal.steps, journal.total_steps)
            self._watcher.on_epoch(journal.note_epoch(validation, rate))
            self._stepper.read()
            journal.snapshots.append(self._snapshots.take(journal.steps / journal.steps_per_epoch))

    def _let_watch(self) -> None:
        began = time.perf_counter()
        self._watcher.on_moment(self._moment)
        self._journal.stand_still(time.perf_counter() - began)

    @property
    def _ended_early(self) -> bool:
        """Whether the target is reached, or whoever watches has seen enough."""
        return self._target_reached is not None or self._moment.stopped

    def _measure(self, split: Split) -> tuple[float, float]:
        """Return the recipe's loss, mean over the images, and the accuracy, 0 to 1."""
        probabilities = self._stepper.probabilities(split.images)  # (n, classes)
        accuracy = float(np.mean(probabilities.argmax(axis=1) == split.labels))  # (n,)
        if self._recipe.loss == "mse":
            return mean_squared_error(split.labels, probabilities), accuracy
        return cross_entropy(split.labels, probabilities, label_smoothing=self._recipe.label_smoothing), accuracy

    def _keep_state(self) -> None:
        if self._save is not None:
            diagnosis = None if self._watchdog.diagnosis is None else self._watchdog.diagnosis._asdict()
            self._save(TrainingState(self._stepper.read(), self._journal.to_json(), self._restarts, diagnosis))
        self._saved = time.monotonic()

    def _result(self, seconds: float) -> Fit:
        journal = self._journal
        stopped_early = self._ended_early or journal.steps == self._wishes.last_step
        return Fit(
            model=fold(self._network, self._recipe),
            history=tuple(journal.history),
            trace=tuple(journal.trace),
            snapshots=tuple(journal.snapshots),
            steps=journal.steps,
            epochs=min(journal.steps / journal.steps_per_epoch, self._recipe.epochs),
            seconds=seconds,
            precision=self._precision,
            interrupted=journal.steps < journal.total_steps and not stopped_early,
            restarts=self._restarts,
            diagnosis=self._watchdog.diagnosis,
            target_reached=self._target_reached,
        )

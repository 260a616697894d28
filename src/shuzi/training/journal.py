"""What a training has seen so far, step by step."""

import time
from dataclasses import asdict, dataclass
from typing import Any

from shuzi.evaluation.metrics import CurvePoint
from shuzi.recipes import Recipe
from shuzi.store.history import EpochResult, Snapshot
from shuzi.training.batches import Batches
from shuzi.training.steppers.stepper import StepResult
from shuzi.training.watcher import Progress, Watcher

TRACE_POINTS = 50
"""Points of the training curve in each epoch; set by hand."""


@dataclass
class _Sums:
    """Over the steps since some moment."""

    loss: float = 0.0
    """Each step's mean, times its images."""
    right: int = 0
    images: int = 0

    def add(self, result: StepResult, images: int) -> None:
        self.loss += result.loss * images
        self.right += result.right
        self.images += images

    @property
    def means(self) -> tuple[float, float]:
        """Loss and accuracy."""
        return self.loss / self.images, self.right / self.images


class Journal:
    """Keeps the history, the trace and the clock of one training; can be written down and gone on with."""

    def __init__(self, recipe: Recipe, batches: Batches, saved: dict[str, Any] | None = None) -> None:
        self.steps_per_epoch = len(batches)
        self.total_steps = max(1, round(recipe.epochs * len(batches)))
        self.steps = 0
        """Steps done, over all epochs."""
        self.history: list[EpochResult] = []
        self.trace: list[CurvePoint] = []
        self.snapshots: list[Snapshot] = []
        self._batches = batches
        self._epoch_sums, self._trace_sums = _Sums(), _Sums()
        self._epoch_began = 0.0
        """On this journal's clock, which stands still while nobody trains."""
        self._clock_shift = -time.perf_counter()
        if saved is not None:
            self._go_on(saved)

    @property
    def seconds(self) -> float:
        """Seconds trained so far, in all processes together."""
        return time.perf_counter() + self._clock_shift

    def stand_still(self, seconds: float) -> None:
        """Leave the last seconds out of the time trained: somebody looked, or had it wait."""
        self._clock_shift -= seconds

    @property
    def epoch(self) -> int:
        """Number of the epoch that the last step belonged to, counted from 1."""
        return (self.steps - 1) // self.steps_per_epoch + 1

    @property
    def at_epoch_end(self) -> bool:
        """Whether the last step was the last of its epoch."""
        return self.steps % self.steps_per_epoch == 0 or self.steps == self.total_steps

    def steps_of(self, epoch: int) -> int:
        """Return how many steps an epoch has; the last of a run may be short."""
        return min(self.steps_per_epoch, self.total_steps - (epoch - 1) * self.steps_per_epoch)

    def note_step(self, result: StepResult, watcher: Watcher) -> Progress:
        """Note one step and tell the watcher; return where training is now."""
        in_epoch = self.steps % self.steps_per_epoch
        images = self._batches.images_until(in_epoch + 1) - self._batches.images_until(in_epoch)
        self.steps += 1
        self._epoch_sums.add(result, images)
        self._trace_sums.add(result, images)
        if (in_epoch + 1) % max(1, self.steps_per_epoch // TRACE_POINTS) == 0:
            self.trace.append(CurvePoint(self.steps / self.steps_per_epoch, *self._trace_sums.means))
            self._trace_sums = _Sums()
            watcher.on_point(self.trace[-1])
        loss, accuracy = self._epoch_sums.means
        progress = Progress(
            epoch=self.epoch,
            epochs=-(-self.total_steps // self.steps_per_epoch),
            step=in_epoch + 1,
            steps=self.steps_of(self.epoch),
            images=self._epoch_sums.images,
            loss=loss,
            accuracy=accuracy,
            seconds=self.seconds - self._epoch_began,
        )
        watcher.on_step(progress)
        return progress

    def note_epoch(self, validation: tuple[float, float] | None, learning_rate: float) -> EpochResult:
        """Note that an epoch has ended; return its line of the history.

        Args:
            validation: loss and accuracy on the validation images, if there are any.
            learning_rate: that the next step would take.
        """
        loss, accuracy = self._epoch_sums.means
        validation_loss, validation_accuracy = validation or (None, None)
        now = self.seconds
        result = EpochResult(
            epoch=self.epoch,
            loss=loss,
            accuracy=accuracy,
            validation_loss=validation_loss,
            validation_accuracy=validation_accuracy,
            learning_rate=learning_rate,
            seconds=now - self._epoch_began,
        )
        self.history.append(result)
        self._epoch_sums, self._trace_sums, self._epoch_began = _Sums(), _Sums(), now
        return result

    def to_json(self) -> dict[str, Any]:
        """Return everything in a form that JSON can hold to the last bit."""
        return {
            "steps": self.steps,
            "seconds": self.seconds,
            "epoch_began": self._epoch_began,
            "epoch_sums": asdict(self._epoch_sums),
            "trace_sums": asdict(self._trace_sums),
            "history": [list(result) for result in self.history],
            "trace": [list(point) for point in self.trace],
            "snapshots": [list(snapshot) for snapshot in self.snapshots],
        }

    def _go_on(self, saved: dict[str, Any]) -> None:
        self.steps = saved["steps"]
        self.history = [EpochResult(*values) for values in saved["history"]]
        self.trace = [CurvePoint(*values) for values in saved["trace"]]
        self.snapshots = [Snapshot(*values) for values in saved["snapshots"]]
        self._epoch_sums, self._trace_sums = _Sums(**saved["epoch_sums"]), _Sums(**saved["trace_sums"])
        self._epoch_began = saved["epoch_began"]
        self._clock_shift += saved["seconds"]

"""Between Keras's training loop and whoever watches it."""

import time
from typing import Any, NamedTuple

import keras

from shuzi.recipes import Recipe
from shuzi.training.batches import Batches
from shuzi.training.interruption import Interruption
from shuzi.training.watcher import EpochResult, Progress, Watcher

TRACE_POINTS = 50
"""Points of the training curve in each epoch."""


class TracePoint(NamedTuple):
    """Loss and accuracy over the last few steps."""

    epoch: float
    """Epochs done, in parts."""
    loss: float
    accuracy: float
    """0 to 1."""


class Teller(keras.callbacks.Callback):  # type: ignore[misc]  # Keras ships no types
    """Tells the watcher how training goes, and stops it after a step when Ctrl-C was pressed."""

    def __init__(self, recipe: Recipe, batches: Batches, watcher: Watcher, interruption: Interruption) -> None:
        super().__init__()
        self.history: list[EpochResult] = []
        self.trace: list[TracePoint] = []
        self.steps = 0
        self.steps_per_epoch = len(batches)
        self._recipe = recipe
        self._batches = batches
        self._watcher = watcher
        self._interruption = interruption
        self._trace_every = max(1, len(batches) // TRACE_POINTS)
        self._epoch_began = 0.0
        self._traced: Progress | None = None

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Start the epoch's clock."""
        self._epoch_began, self._traced = time.perf_counter(), None

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Tell of a step, and stop if that was asked for."""
        self.steps += 1
        progress = Progress(
            epoch=(self.steps - 1) // len(self._batches) + 1,
            epochs=self._recipe.epochs,
            step=batch + 1,
            steps=len(self._batches),
            images=self._batches.images_until(batch + 1),
            loss=float(logs["loss"]),
            accuracy=float(logs["accuracy"]),
            seconds=time.perf_counter() - self._epoch_began,
        )
        if (batch + 1) % self._trace_every == 0:
            self._trace(progress)
        self._watcher.on_step(progress)
        if self._interruption.requested:
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Tell of an epoch, unless it was broken off."""
        if self.steps < (epoch + 1) * len(self._batches):
            return
        result = EpochResult(
            epoch=epoch + 1,
            loss=float(logs["loss"]),
            accuracy=float(logs["accuracy"]),
            validation_loss=_optional(logs.get("val_loss")),
            validation_accuracy=_optional(logs.get("val_accuracy")),
            learning_rate=float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)),
            seconds=time.perf_counter() - self._epoch_began,
        )
        self.history.append(result)
        self._watcher.on_epoch(result)

    def _trace(self, now: Progress) -> None:
        """Note the means since the last point; Keras gives those since the epoch began."""
        before = self._traced
        images = now.images - (before.images if before else 0)
        loss, accuracy = now.loss * now.images, now.accuracy * now.images
        if before is not None:
            loss, accuracy = loss - before.loss * before.images, accuracy - before.accuracy * before.images
        self.trace.append(TracePoint(now.epoch - 1 + now.step / now.steps, loss / images, accuracy / images))
        self._traced = now


def _optional(value: Any) -> float | None:
    return None if value is None else float(value)

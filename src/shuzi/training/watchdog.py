"""Notices during training that a network does not learn."""

import math
from typing import Any

import keras

from shuzi.training.diagnosis import NAN, Diagnosis, NotLearning
from shuzi.training.examination import Examiner
from shuzi.training.teller import Teller

FEWEST_STEPS = 100
"""Before this many steps nothing can be said; the learning rate of most recipes is still rising then."""

_WINDOW = 5
"""Points of the teller's trace, a tenth of an epoch."""


class Watchdog(keras.callbacks.Callback):  # type: ignore[misc]  # Keras ships no types
    """Stops a training that does not learn: at once when a number is not finite, else at the end of an epoch.

    Recipes that are expected to learn are looked at in the middle of the first epoch as well.
    """

    def __init__(self, teller: Teller, examiner: Examiner, *, early: bool, keep_going: bool) -> None:
        super().__init__()
        self.diagnosis: Diagnosis | None = None
        """What was wrong at the last look; only kept where training is to keep going."""
        self._teller = teller
        self._examiner = examiner
        self._early = early
        self._keep_going = keep_going

    def on_train_begin(self, logs: Any = None) -> None:
        """Look at the data."""
        diagnosis = self._examiner.examine_data()
        if diagnosis is not None:
            raise NotLearning(diagnosis, step=0, accuracy=0.0)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Look at the loss, and half-way through the first epoch at the network."""
        if not math.isfinite(logs["loss"]):
            raise NotLearning(NAN, step=self._teller.steps, accuracy=float(logs["accuracy"]))
        half = self._teller.steps_per_epoch // 2
        if self._early and self._teller.steps == half:
            self._look()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Look at the network."""
        self._look()

    def _look(self) -> None:
        points = self._teller.trace[-_WINDOW:]
        if self._teller.steps < FEWEST_STEPS or not points:
            return
        accuracy = sum(point.accuracy for point in points) / len(points)
        loss = sum(point.loss for point in points) / len(points)
        self.diagnosis = self._examiner.examine(accuracy=accuracy, loss=loss)
        if self.diagnosis is not None and not self._keep_going:
            raise NotLearning(self.diagnosis, step=self._teller.steps, accuracy=accuracy)

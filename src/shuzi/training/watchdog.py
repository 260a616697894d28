"""Notices during training that a network does not learn."""

import math

from shuzi.training.diagnosis import NAN, Diagnosis, NotLearning
from shuzi.training.examination import Examiner
from shuzi.training.journal import Journal
from shuzi.training.steppers.stepper import StepResult

FEWEST_STEPS = 100
"""Before this many steps nothing can be said; the learning rate of most recipes is still rising then."""

_WINDOW = 5
"""Points of the journal's trace, a tenth of an epoch."""


class Watchdog:
    """Stops a training that does not learn: at once when a number is not finite, else at the end of an epoch.

    Recipes that are expected to learn are looked at in the middle of the first epoch as well.
    """

    def __init__(
        self, journal: Journal, examiner: Examiner, *, early: bool, keep_going: bool, diagnosis: Diagnosis | None
    ) -> None:
        self.diagnosis = diagnosis
        """What was wrong at the last look; only kept where training is to keep going."""
        self._journal = journal
        self._examiner = examiner
        self._early = early
        self._keep_going = keep_going

    def look_at_data(self) -> None:
        """Stop before the first step if nothing could be learnt.

        Raises:
            NotLearning: images or labels are broken.
        """
        diagnosis = self._examiner.examine_data()
        if diagnosis is not None:
            raise NotLearning(diagnosis, step=0, accuracy=0.0)

    def look_at_step(self, result: StepResult, accuracy: float) -> None:
        """Stop at once if the loss is not finite.

        Args:
            result: of the step.
            accuracy: over this epoch so far, 0 to 1.
        Raises:
            NotLearning: it is not.
        """
        if not math.isfinite(result.loss):
            raise NotLearning(NAN, step=self._journal.steps, accuracy=accuracy)

    def wants_to_look(self) -> bool:
        """Whether it is time to look at the network."""
        early = self._early and self._journal.steps == self._journal.steps_per_epoch // 2
        return early or self._journal.at_epoch_end

    def look_at_network(self) -> None:
        """Stop if the network has not learnt; the network's variables must be those of now.

        Raises:
            NotLearning: it has not.
        """
        points = self._journal.trace[-_WINDOW:]
        if self._journal.steps < FEWEST_STEPS or not points:
            return
        accuracy = sum(point.accuracy for point in points) / len(points)
        loss = sum(point.loss for point in points) / len(points)
        self.diagnosis = self._examiner.examine(accuracy=accuracy, loss=loss)
        if self.diagnosis is not None and not self._keep_going:
            raise NotLearning(self.diagnosis, step=self._journal.steps, accuracy=accuracy)

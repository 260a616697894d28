"""Judge how likely a mark is a single digit, and which."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES, Images
from shuzi.imaging.marks import Mark
from shuzi.reading.classifier import Classifier


class Kind(NamedTuple):
    """What a mark is likely to be; the rest to 1 is that it is nothing of this."""

    digit: float
    """A single digit, 0 to 1."""
    several: float
    """Several digits that touch, 0 to 1."""


class Judge:
    """Two networks that look at framed marks: one knows digits best, the other what is no digit.

    A judge is made for one page and remembers what it has looked at, as most marks are candidates as they stand.
    """

    def __init__(self, classifier: Classifier, judge: Classifier) -> None:
        """Start the judge.

        Args:
            classifier: of the ten digits.
            judge: the network that `shuzi.training.judge` trains.
        """
        self._classifier = classifier
        self._judge = judge
        self._seen: dict[Mark, npt.NDArray[np.float32]] = {}

    def kinds(self, marks: Sequence[Mark]) -> list[Kind]:
        """Return what each mark is likely to be."""
        if not marks:
            return []
        judged = self._judged(marks)
        digit = judged[:, :NUM_CLASSES].sum(axis=1)
        return [Kind(*values) for values in zip(digit.tolist(), judged[:, NUM_CLASSES + 1].tolist(), strict=True)]

    def probabilities(self, marks: Sequence[Mark]) -> npt.NDArray[np.float32]:
        """Return for each mark the probabilities of the ten digits and, last, of no single digit; float32 (n, 11).

        Both networks are asked which digit it is, and the mean of their logarithms is taken.
        """
        judged, digits = self._judged(marks), self._classifier.probabilities(framed(marks))
        single = judged[:, :NUM_CLASSES].sum(axis=1, keepdims=True)
        both = np.sqrt(digits * (judged[:, :NUM_CLASSES] + 1e-6))
        both *= single / both.sum(axis=1, keepdims=True)
        return np.asarray(np.concatenate([both, 1 - single], axis=1), np.float32)

    def _judged(self, marks: Sequence[Mark]) -> npt.NDArray[np.float32]:
        """Return the judge's own probabilities, float32 (n, 12); what is new to it is looked at in one go."""
        new = [mark for mark in marks if mark not in self._seen]
        if new:
            self._seen.update(zip(new, self._judge.probabilities(framed(new)), strict=True))
        return np.stack([self._seen[mark] for mark in marks])


def framed(marks: Sequence[Mark]) -> Images:
    """Return the marks in frames like MNIST's; uint8 (n, 28, 28)."""
    return np.stack([mark.framed for mark in marks])

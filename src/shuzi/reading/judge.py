"""Judge how likely a mark is a single digit, and which."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES, Images
from shuzi.imaging.framing import frame
from shuzi.imaging.marks import Mark
from shuzi.reading.classifier import Classifier


class Judge:
    """Two networks that look at framed marks: one knows digits best, the other what is no digit."""

    def __init__(self, classifier: Classifier, judge: Classifier) -> None:
        """Start the judge.

        Args:
            classifier: of the ten digits.
            judge: the network that `shuzi.training.judge` trains.
        """
        self._classifier = classifier
        self._judge = judge

    def digitness(self, marks: Sequence[Mark]) -> npt.NDArray[np.float32]:
        """Return how likely each mark is a single digit, float32 (n,), 0 to 1."""
        if not marks:
            return np.zeros(0, np.float32)
        return np.asarray(1 - self._judge.probabilities(framed(marks))[:, NUM_CLASSES], np.float32)

    def probabilities(self, marks: Sequence[Mark]) -> npt.NDArray[np.float32]:
        """Return for each mark the probabilities of the ten digits and, last, of no digit; float32 (n, 11).

        Both networks are asked which digit it is, and the mean of their logarithms is taken.
        """
        images = framed(marks)
        judged, digits = self._judge.probabilities(images), self._classifier.probabilities(images)
        both = np.sqrt(digits * (judged[:, :NUM_CLASSES] + 1e-6))
        both *= (1 - judged[:, NUM_CLASSES:]) / both.sum(axis=1, keepdims=True)
        return np.asarray(np.concatenate([both, judged[:, NUM_CLASSES:]], axis=1), np.float32)


def framed(marks: Sequence[Mark]) -> Images:
    """Return the marks in frames like MNIST's; uint8 (n, 28, 28)."""
    return np.stack([frame(mark.mask) for mark in marks])

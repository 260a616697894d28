"""Figures of answers: accuracy with its interval, the two losses, calibration, and which digits are taken for which."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES, Labels, Probabilities, one_hot

_SMALLEST = 1e-7
"""Keras's epsilon: probabilities are kept this far from 0, so that one sure mistake does not cost infinity."""

_BINS = 15
"""Of confidence, for the calibration error; as many as Guo et al. take, 2017."""

ConfusionMatrix = npt.NDArray[np.int64]
"""int64, shape (classes, classes); row = the true digit, column = the answer, value = how many images."""


def mean_squared_error(labels: Labels, probabilities: Probabilities) -> float:
    """Return the mean squared difference from the one-hot labels, over all images and classes."""
    difference = probabilities.astype(np.float64) - one_hot(labels, probabilities.shape[1])  # (n, classes)
    return float(np.mean(difference**2))


def cross_entropy(labels: Labels, probabilities: Probabilities, *, label_smoothing: float = 0.0) -> float:
    """Return the mean of -ln(probability of the right digit), in nats.

    Args:
        labels: uint8, shape (n,).
        probabilities: float32, shape (n, 10).
        label_smoothing: share of the target's 1 that is spread evenly over all classes.
    """
    right = np.take_along_axis(probabilities, labels[:, None].astype(np.intp), axis=1)  # (n, 1)
    return (1 - label_smoothing) * _mean_surprise(right) + label_smoothing * _mean_surprise(probabilities)


def _mean_surprise(probabilities: Probabilities) -> float:
    return float(np.mean(-np.log(np.clip(probabilities.astype(np.float64), _SMALLEST, 1))))


def wilson_interval(right: int, total: int, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """Return the interval that holds the true share with 95 % probability, given `right` of `total`.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    share = right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def calibration_error(right: npt.NDArray[np.bool_], confidence: npt.NDArray[np.floating]) -> float:
    """Return the expected calibration error, 0 to 1: by how much confidence and accuracy differ on average.

    Args:
        right: shape (n,); whether each answer was right.
        confidence: shape (n,), 0 to 1.
    Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017; 15 equal bins as there.
    """
    places = np.minimum((np.asarray(confidence, np.float64) * _BINS).astype(int), _BINS - 1)  # (n,)
    hits = np.bincount(places, weights=right, minlength=_BINS)  # (15,)
    claims = np.bincount(places, weights=confidence, minlength=_BINS)  # (15,)
    return float(np.abs(hits - claims).sum() / len(right))


class CurvePoint(NamedTuple):
    """Loss and accuracy at one moment of training."""

    epoch: float
    """Epochs done, in parts: 1.5 is the middle of the second."""
    loss: float
    accuracy: float
    """0 to 1."""


class ClassResult(NamedTuple):
    """How one digit, or one class of one's own, fared."""

    digit: int
    """Of a class of one's own: its number."""
    images: int
    precision: float | None
    """Share of the answers "this digit" that were right; None if it was never answered."""
    recall: float | None
    """Share of this digit's images that were recognised; None if there were none."""


def confusion_matrix(labels: Labels, digits: Labels, classes: int = NUM_CLASSES) -> ConfusionMatrix:
    """Return how often each digit was answered for each true digit."""
    pairs = labels.astype(np.int64) * classes + digits  # (n,), of ten classes each from 0 to 99
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes).astype(np.int64)  # (classes, classes)


def per_class(confusion: ConfusionMatrix) -> tuple[ClassResult, ...]:
    """Return precision and recall of every digit."""
    results = []
    for digit in range(len(confusion)):
        right, images = int(confusion[digit, digit]), int(confusion[digit].sum())
        answered = int(confusion[:, digit].sum())
        precision = right / answered if answered else None
        results.append(ClassResult(digit, images, precision, right / images if images else None))
    return tuple(results)


def worst_confusions(confusion: ConfusionMatrix, count: int) -> list[tuple[int, int, int]]:
    """Return the most frequent mistakes as (true digit, answer, images), the most frequent first."""
    wrong = confusion.copy()  # (classes, classes)
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:count]  # (≤ count,), places row by row
    pairs = [divmod(int(place), len(confusion)) for place in order]
    return [(true, answer, int(wrong[true, answer])) for true, answer in pairs if wrong[true, answer]]

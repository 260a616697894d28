"""Accuracy with its interval, and the two losses."""

import math

import numpy as np

from shuzi.digits import Labels, Probabilities, one_hot

_SMALLEST = 1e-7
"""Keras's epsilon: probabilities are kept this far from 0, so that one sure mistake does not cost infinity."""


def mean_squared_error(labels: Labels, probabilities: Probabilities) -> float:
    """Return the mean squared difference from the one-hot labels, over all images and classes."""
    difference = probabilities.astype(np.float64) - one_hot(labels)
    return float(np.mean(difference**2))


def cross_entropy(labels: Labels, probabilities: Probabilities) -> float:
    """Return the mean of -ln(probability of the right digit), in nats; smoothed labels play no part here."""
    right = np.take_along_axis(probabilities, labels[:, None].astype(np.intp), axis=1)[:, 0]
    return float(np.mean(-np.log(np.clip(right.astype(np.float64), _SMALLEST, 1))))


def wilson_interval(right: int, total: int, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """Return the interval that holds the true share with 95 % probability, given `right` of `total`.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    share = right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)

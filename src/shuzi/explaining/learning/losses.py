"""The two losses, and what each sends back to the ten sums."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES
from shuzi.explaining.learning.chain import Array

LossName = Literal["mse", "cross_entropy"]
LOSSES: tuple[LossName, LossName] = ("mse", "cross_entropy")


def targets(labels: npt.ArrayLike) -> Array:
    """Return one row a label with a 1 at the digit, shape (n, 10)."""
    return np.asarray(np.eye(NUM_CLASSES)[np.asarray(labels)])


def loss(name: LossName, probabilities: Array, wanted: Array) -> float:
    """Return the mean loss of n answers, as Keras computes it; both arrays of shape (n, 10)."""
    if name == "mse":
        return float(np.mean((probabilities - wanted) ** 2))
    right = (probabilities * wanted).sum(axis=1)
    return float(-np.log(np.maximum(right, 1e-7)).mean())


def at_logits(name: LossName, probabilities: Array, wanted: Array) -> Array:
    """Return the gradient of the mean loss at the ten sums in front of the softmax, shape (n, 10)."""
    count = len(wanted)
    if name == "cross_entropy":
        return np.asarray((probabilities - wanted) / count)  # the softmax's slope cancels
    at_probabilities = 2 * (probabilities - wanted) / (NUM_CLASSES * count)
    mixed = (at_probabilities * probabilities).sum(axis=1, keepdims=True)
    # Multiplied by the probabilities, the softmax's slope: where they are all but 0 or 1, nothing is left.
    return np.asarray(probabilities * (at_probabilities - mixed))

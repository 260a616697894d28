"""Labelled images that look wrong: a model reads another digit and is sure of it, or one image has two labels."""

from typing import NamedTuple

import numpy as np

from shuzi.digits import Predictions, Split

SURELY = 0.97
"""So sure must a model be of another digit; the shipped one is of 6 of MNIST's 10,000 test images."""


class Doubt(NamedTuple):
    """An image whose label may be wrong."""

    number: int
    """Its number in the split."""
    label: int
    digit: int
    """What it looks like, or the other label that the same image has."""
    confidence: float
    """0 to 1; 1 where the same image has two labels."""


def doubts_about(split: Split, predictions: Predictions) -> list[Doubt]:
    """Return the images that look wrong, the surest first.

    Args:
        split: images in MNIST's frame with their labels.
        predictions: what a model that did not learn from them answers.
    """
    sure = (predictions.digits != split.labels) & (predictions.confidence >= SURELY)
    doubts = {number: _doubt(split, number, predictions) for number in np.flatnonzero(sure).tolist()}
    first: dict[bytes, int] = {}
    for number, image in enumerate(split.images):
        label, other = int(split.labels[number]), int(split.labels[first.setdefault(image.tobytes(), number)])
        if label != other:
            doubts[number] = Doubt(number, label, other, 1.0)
    return sorted(doubts.values(), key=lambda doubt: (-doubt.confidence, doubt.number))


def nobodys_answers(split: Split) -> Predictions:
    """Return answers that doubt no label, where no model knows the classes."""
    sure = np.zeros(len(split.labels), np.float32)
    return Predictions(split.labels, np.zeros((len(sure), 0), np.float32), sure, np.ones(len(sure), np.bool_))


def _doubt(split: Split, number: int, predictions: Predictions) -> Doubt:
    label, digit = int(split.labels[number]), int(predictions.digits[number])
    return Doubt(number, label, digit, float(predictions.confidence[number]))

"""What an answer rests on: the digit is covered piece by piece, and the network is asked again."""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SIZE
from shuzi.store.model import Model

COVER = 5
"""Side of the piece of paper that covers the digit, in pixels."""

_LARGEST_CHANGE = 14
"""Side of the largest square that is tried to flip an answer: a quarter of the image."""

Digit = npt.NDArray[np.uint8]
Array = npt.NDArray[np.float64]


class Flip(NamedTuple):
    """A small change that makes the network answer otherwise."""

    kind: Literal["paper", "ink"]
    """What the square is filled with."""
    row: int
    column: int
    size: int
    """Of the square, in pixels; `row` and `column` are those of its top-left pixel."""
    image: Digit
    """The changed digit."""
    digit: int
    """The new answer."""
    confidence: float


def evidence(probabilities: npt.NDArray[np.float32]) -> Array:
    """Return the log-odds of every digit: log(p / (1 − p)), which go on growing where p is almost 1.

    Args:
        probabilities: shape (n, 10).
    """
    # The complement is summed from the others, since 1 − p loses every digit near 1.
    others = probabilities.sum(axis=1, keepdims=True, dtype=np.float64) - probabilities
    odds: Array = np.log(np.maximum(probabilities, 1e-30)) - np.log(np.maximum(others, 1e-30))
    return odds


def saliency(model: Model, digit: Digit) -> Array:
    """Return what every piece of the digit adds to the evidence for every digit.

    Each place is covered by a square of paper of `COVER` pixels; the evidence that is lost by it belongs to the
    place. Source: Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2014.

    Returns:
        shape (28, 28, 10); positive where the ink speaks for the digit, negative where it speaks against it.
    """
    half = COVER // 2
    places = list(np.ndindex(IMAGE_SIZE, IMAGE_SIZE))
    covered = np.repeat(digit[np.newaxis], len(places) + 1, axis=0)
    for number, (row, column) in enumerate(places):
        covered[number, max(0, row - half) : row + half + 1, max(0, column - half) : column + half + 1] = 0
    found = evidence(model.predict(covered).probabilities)
    lost: Array = (found[-1] - found[:-1]).reshape(IMAGE_SIZE, IMAGE_SIZE, -1)
    return lost


def smallest_flip(model: Model, digit: Digit, kind: Literal["paper", "ink"]) -> Flip | None:
    """Return the smallest square of paper or ink that makes the network answer otherwise; None if none does.

    Of several places for it, the one where the network is surest of its new answer.
    """
    answer = int(model.predict(digit).digits[0])
    fill = 0 if kind == "paper" else 255
    for size in range(1, _LARGEST_CHANGE + 1):
        places = list(np.ndindex(IMAGE_SIZE - size + 1, IMAGE_SIZE - size + 1))
        changed = np.repeat(digit[np.newaxis], len(places), axis=0)
        for number, (row, column) in enumerate(places):
            changed[number, row : row + size, column : column + size] = fill
        different = [number for number, image in enumerate(changed) if not np.array_equal(image, digit)]
        if not different:
            continue
        predictions = model.predict(changed[different])
        flipped = np.flatnonzero(predictions.digits != answer)
        if len(flipped):
            best = int(flipped[predictions.confidence[flipped].argmax()])
            number = different[best]
            return Flip(
                kind,
                row=places[number][0],
                column=places[number][1],
                size=size,
                image=changed[number],
                digit=int(predictions.digits[best]),
                confidence=float(predictions.confidence[best]),
            )
    return None

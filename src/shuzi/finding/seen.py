"""What one look at a page shows: detections, each with its own chance, and how much the look has to say of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shuzi.finding.detection import Detection, boxes_of, certainty_of
from shuzi.finding.looks import Grey, look_at
from shuzi.finding.network import STRIDE, USUAL, Finder, FinderOutput

FOUND_FROM = 0.4
"""So likely must a place be a digit's centre, by all looks that can see it; and a digit, by looks and a close-up.

Set by hand.
"""

LEAST = 0.1
"""What is less likely a digit's centre is not even weighed; a look that misses a digit has said this of it.

Set by hand.
"""

_SEES_BEST = (26.0, 60.0)
"""Pixels: of digits of such sizes a look has its full say; of others, up to `_SEES`, less. Set by hand."""

_SEES = (12.0, 84.0)
"""Pixels: of smaller and larger digits a look says nothing. Set by hand.

In training rows were 16 to 76 high, single ones to 186.
"""

INK_FROM = 0.25
"""What is less likely ink is paper; set by hand, below a half, since thin strokes are never sure."""


@dataclass(frozen=True)
class Look:
    """One look at the page."""

    factor: float
    """Pixels of the look for one of the page."""
    margin: int
    """Pixels of the page: so much paper was added on every side."""
    output: FinderOutput
    detections: tuple[Detection, ...]
    """All that it shows, whether it speaks of it or not, with its own chances."""

    def share_of(self, detections: Sequence[Detection], *, around: float = 1.0) -> float:
        """Return which share of the ink that the look shows lies in the boxes of some detections, 0 to 1.

        Args:
            detections: of the page.
            around: so many times as wide and high as it is each box is taken.
        """
        ink = np.where(self.output.ink > INK_FROM, self.output.ink, 0)  # (rows, columns)
        inside = np.zeros(ink.shape, bool)  # (rows, columns)
        boxes = boxes_of(detections)  # (n, 4)
        middles, halves = boxes[:, :2] + self.margin, around * boxes[:, 2:] / 2  # (n, 2) each
        # corners: (n, 4), left, top, right, bottom in pixels of the look
        corners = np.concatenate([(middles - halves) * self.factor, (middles + halves) * self.factor + 1], axis=1)
        for left, top, right, bottom in np.maximum(corners, 0).astype(int):
            inside[top:bottom, left:right] = True
        return float(ink[inside].sum() / max(float(ink.sum()), 1.0))


def look_once(grey: Grey, factor: float, finder: Finder, *, margin: int = 0, number: int = 0) -> Look:
    """Return one look.

    Args:
        grey: the page with its margin, as `shuzi.finding.looks` gives it.
        factor: pixels of the look for one of the page.
        finder: the network.
        margin: pixels of paper that were added on every side.
        number: of looks before this one.
    """
    output = finder.answer(look_at(grey, factor))
    return Look(factor, margin, output, tuple(_detections(output, factor, margin, number)))


def _detections(output: FinderOutput, factor: float, margin: float, number: int) -> list[Detection]:
    """Return a look's detections, the places that are likelier than their neighbours, in pixels of the page."""
    places = output.places
    chance = chance_of(places[0])  # (rows, columns)
    around = np.pad(chance, 1)  # (rows + 2, columns + 2)
    rows, columns = chance.shape
    highest = chance.copy()  # (rows, columns), of each place and its eight neighbours
    for down in range(3):
        for right in range(3):
            np.maximum(highest, around[down : down + rows, right : right + columns], out=highest)  # (rows, columns)
    row, column = np.nonzero((chance == highest) & (chance > LEAST))  # (n,) each
    numbers = places[:, row, column]  # (16, n)
    middles = (np.stack([column, row]) + 0.5 + numbers[11:13]) * STRIDE / factor - margin  # (2, n)
    sizes = USUAL * np.exp(np.clip(numbers[13:15], -4, 4)) / factor  # (2, n)
    boxes = np.concatenate([middles, sizes, [chance[row, column], chance_of(numbers[15])]]).T  # (n, 6)
    # of logits (10, n) a column each: (n, 10)
    return [
        Detection(x, y, width, height, chance, logits, printed, number)
        for (x, y, width, height, chance, printed), logits in zip(boxes.tolist(), numbers[1:11].T, strict=True)
    ]


def chance_of(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the sigmoid of logits, without overflow."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * logits), np.float32)


def evidence_of(look: Look) -> float:
    """Return how much writing a look shows by itself, in pixels of the page: the more, the larger and the surer."""
    return float(sum(detection.chance * certainty_of(detection) * detection.size for detection in _shown(look)))


def digits_in(look: Look) -> float:
    """Return how many digits a look shows by itself, each counted by how certain it is."""
    return float(sum(detection.chance * certainty_of(detection) for detection in _shown(look)))


def _shown(look: Look) -> list[Detection]:
    return [
        detection for detection in look.detections if detection.chance >= FOUND_FROM and say_of(look, detection) > 0
    ]


def say_of(look: Look, detection: Detection) -> float:
    """Return how much a look has to say of a digit of this size, 0 to 1."""
    size = detection.size * look.factor
    if size < _SEES_BEST[0]:
        return max(0.0, (size - _SEES[0]) / (_SEES_BEST[0] - _SEES[0]))
    return min(1.0, max(0.0, (_SEES[1] - size) / (_SEES[1] - _SEES_BEST[1])))

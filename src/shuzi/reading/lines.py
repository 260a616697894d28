"""Put digits into the lines that they were written in, in the order that a person reads them."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.finding.detection import Detection

_GAP = 6.0
"""Two neighbours of a line are at most this many heights apart; set by hand."""

_NUMBER_GAP, _NUMBER_HEIGHTS = 0.8, 0.5
"""Heights of the taller digit: what stands farther apart, or is smaller than so, is another number; set by hand."""

_DROP = 0.55
"""The middles of two neighbours differ by at most this share of the taller one's height; set by hand."""

_COLUMNS_DROP, _COLUMNS_HEIGHTS = 0.45, 0.5
"""Two lines are one row of a table if their middles differ by at most this share of the lower one's height.

And if that is more than the second share of the other's. Both set by hand.
"""

_NEAR = 2.5
"""Heights: pairs of digits no further apart say how a page is tilted; set by hand."""

_STEEPEST = 0.36
"""Tangent of the steepest tilt that is looked for, 20°; set by hand."""

_RIGHT, _SLACK, _DOWN = 0.2, 0.25, 2
"""Heights that a right neighbour lies to the right at least, and may lie off the steepest tilt; down counts so often.

Set by hand.
"""

_FEWEST = 3
"""Pairs; fewer say nothing of a tilt; set by hand."""


class _Boxes(NamedTuple):
    """Middles and sizes of digits, with the page's tilt taken out; float64 (n,) each."""

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    width: npt.NDArray[np.float64]
    height: npt.NDArray[np.float64]


def find_lines(detections: Sequence[Detection]) -> list[list[int]]:
    """Return the lines from the top of the page to its bottom, each from left to right, as the detections' numbers."""
    if not detections:
        return []
    boxes = _untilted(_Boxes(*(np.array([detection[k] for detection in detections], float) for k in range(4))))
    group = _chained(boxes)  # (n,)
    lines = [np.flatnonzero(group == number) for number in sorted(set(group.tolist()))]  # of each line (digits,)
    rows = _joined_rows(boxes, lines)
    ordered = [row[np.argsort(boxes.x[row], kind="stable")] for row in rows]  # of each row (digits,), left to right
    return [row.tolist() for row in ordered]


def printed_by_number(detections: Sequence[Detection], lines: Sequence[Sequence[int]]) -> npt.NDArray[np.float64]:
    """Return how likely each digit is print, float64 (n,): a number is in print, or by hand, as a whole.

    Args:
        detections: the digits.
        lines: as `find_lines` gives them.
    """
    printed = np.array([detection.printed for detection in detections], float)
    for line in lines:
        start = 0
        for end in range(1, len(line) + 1):
            if end == len(line) or _apart(detections[line[end - 1]], detections[line[end]]):
                number = list(line[start:end])
                printed[number] = printed[number].mean()
                start = end
    return printed


def _apart(left: Detection, right: Detection) -> bool:
    """Return whether two neighbours of a line belong to two numbers."""
    taller = max(left.height, right.height)
    gap = right.x - right.width / 2 - (left.x + left.width / 2)
    return gap > _NUMBER_GAP * taller or min(left.height, right.height) < _NUMBER_HEIGHTS * taller


def _untilted(boxes: _Boxes) -> _Boxes:
    """Turn the middles so that lines lie level: by the median slope from each digit to its right neighbour."""
    right = boxes.x[None] - boxes.x[:, None]  # (n, n): from the row's digit to the column's
    down = boxes.y[None] - boxes.y[:, None]  # (n, n)
    tall = np.maximum(boxes.height[None], boxes.height[:, None])  # (n, n)
    fits = (right > _RIGHT * tall) & (right < _NEAR * tall) & (np.abs(down) < _STEEPEST * right + _SLACK * tall)
    away = np.where(fits, np.hypot(right, _DOWN * down), np.inf)  # (n, n)
    from_ = np.flatnonzero(fits.any(axis=1))  # (digits with a right neighbour,)
    if len(from_) < _FEWEST:
        return boxes
    to = away[from_].argmin(axis=1)  # (digits with a right neighbour,)
    slopes = down[from_, to] / right[from_, to]  # (digits with a right neighbour,)
    slope = min(max(median(slopes.tolist()), -_STEEPEST), _STEEPEST)
    return boxes._replace(y=boxes.y - slope * boxes.x, x=boxes.x + slope * boxes.y)


def _chained(boxes: _Boxes) -> npt.NDArray[np.intp]:
    """Return a number for every digit; those of one line have the same. Each is tied to its nearest right neighbour."""
    count = len(boxes.x)
    group = np.arange(count)

    def root(number: int) -> int:
        while group[number] != number:
            group[number] = group[group[number]]
            number = int(group[number])
        return number

    left = boxes.x - boxes.width / 2  # (n,)
    for number in range(count):
        taller = np.maximum(boxes.height, boxes.height[number])  # (n,), as all that follow
        drop = np.abs(boxes.y - boxes.y[number]) / taller
        gap = left - (boxes.x[number] + boxes.width[number] / 2)
        fits = (boxes.x > boxes.x[number]) & (gap < _GAP * taller) & (drop < _DROP)
        if fits.any():
            near = int(np.argmin(np.where(fits, np.maximum(gap, 0) + taller * drop, np.inf)))
            group[root(near)] = root(number)
    return np.array([root(number) for number in range(count)])


def _joined_rows(boxes: _Boxes, lines: list[npt.NDArray[np.intp]]) -> list[npt.NDArray[np.intp]]:
    """Return the lines from top to bottom; lines side by side at the same height are made one."""

    def middle(line: npt.NDArray[np.intp]) -> float:
        return float(np.average(boxes.y[line], weights=boxes.height[line]))

    rows: list[npt.NDArray[np.intp]] = []
    for line in sorted(lines, key=middle):
        if rows and _side_by_side(boxes, rows[-1], line, abs(middle(rows[-1]) - middle(line))):
            rows[-1] = np.concatenate([rows[-1], line])  # (digits of both,)
        else:
            rows.append(line)
    return rows


def _side_by_side(boxes: _Boxes, first: npt.NDArray[np.intp], second: npt.NDArray[np.intp], drop: float) -> bool:
    heights = sorted(median(boxes.height[line].tolist()) for line in (first, second))
    ends = [(boxes.x[line] - boxes.width[line] / 2, boxes.x[line] + boxes.width[line] / 2) for line in (first, second)]
    apart = max(left.min() for left, _ in ends) >= min(right.max() for _, right in ends)
    return bool(apart and heights[0] > _COLUMNS_HEIGHTS * heights[1] and drop < _COLUMNS_DROP * heights[0])

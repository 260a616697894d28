"""Take printed lines off a page: ruled and squared paper, tables and the borders of boxes."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.imaging.framing import Mask
from shuzi.imaging.ink import Ink

_SEGMENT = 1 / 24
"""Of the page's width: a rule holds straight pieces of this length; strokes of the pen seldom do."""

_LENGTH = 0.3
"""Of the page's width: a rule is longer than this."""

_ALONE = 0.75
"""Of the page's width: a rule that has no fellow is longer than this. On a small picture a 1 may be half as long."""

_ALIKE = 0.05
"""Of the page's width: fellows begin and end at the same places to within this."""

_SHORTEST_SIDE = 15
"""Pixels: sides of boxes are longer."""

_DARKER = 1.4
"""Times as dark as a rule is what a pen has written over it."""

_CORNER = 1 / 80
"""Of the page's longer side: so near do lines come to each other at a corner."""

_TILT = 0.06
"""Rise of a rule over its length, about 3 degrees."""

_THICKEST = 1 / 90
"""Of the page's longer side; a double rule counts as one: those of drawn boxes have up to 1/108."""

Rule = tuple[npt.NDArray[np.float64], float, int]
"""Middle row in every column, half the thickness, first column."""


def without_rules(mask: Mask, faint: Mask, ink: Ink) -> Mask:
    """Return the ink without long, straight and thin lines along the page's edges' directions.

    Strokes keep the ink that they share with a line, where they go on beside it or are clearly darker.

    Args:
        mask: where ink is, 0 or 255.
        faint: where anything stands out from the paper; printed lines are often paler than ink and in pieces in `mask`.
        ink: how dark every point is.
    """
    level = _find_level_rules(faint)
    turned, turned_ink = np.ascontiguousarray(faint.T), np.ascontiguousarray(ink.T)
    darkness = max((_darkness(ink, rule) for rule in level), default=0.0)
    sides = [side for side in _find_sides(turned, level) if _darkness(turned_ink, side) < _DARKER * darkness]
    upright = [*_find_level_rules(turned), *sides]
    cleared = _without(mask, ink, level)
    return np.ascontiguousarray(_without(np.ascontiguousarray(cleared.T), turned_ink, upright).T)


def _darkness(ink: Ink, rule: Rule) -> float:
    """Return how dark a rule is where it is darkest, 0 to 255; what is written over it counts little."""
    middle, half, first = rule
    columns = np.arange(first, first + len(middle))
    offsets = np.arange(-int(half), int(half) + 1)[:, None]
    rows = np.clip(np.rint(middle + offsets).astype(int), 0, len(ink) - 1)
    return float(np.median(ink[rows, columns].max(axis=0)))


def _without(mask: Mask, ink: Ink, rules: Sequence[Rule]) -> Mask:
    cleared = mask.copy() if rules else mask
    for rule in rules:
        _erase(cleared, mask, ink, rule)
    return cleared


def _find_sides(turned: Mask, level: Sequence[Rule]) -> list[Rule]:
    """Return the upright lines that go from one level rule to another: sides of boxes, lines of a table, perhaps ones.

    Args:
        turned: the page, transposed, so that upright lines run from left to right in it.
        level: the page's level rules.
    """
    if len(level) < 2:
        return []
    straight = cv2.morphologyEx(turned, cv2.MORPH_OPEN, np.ones((1, _SHORTEST_SIDE), np.uint8))
    _, numbers, boxes, _ = cv2.connectedComponentsWithStats(straight, connectivity=8)
    sides: list[Rule] = []
    for number in range(1, len(boxes)):
        left, top, wide, high = (int(value) for value in boxes[number, :4])
        if high > _thickest(turned) + _TILT * wide or not _joins(
            level, top + high // 2, (left, left + wide), _CORNER * max(turned.shape)
        ):
            continue
        rows, columns = np.nonzero(numbers[top : top + high, left : left + wide] == number)
        side = _fitted(rows + top, columns + left, least=_SHORTEST_SIDE, thickest=_thickest(turned))
        if side is not None:
            sides.append(side)
    return sides


def _joins(level: Sequence[Rule], column: int, ends: tuple[int, int], near: float) -> bool:
    """Return whether a line in this column, between these rows, begins at one level rule and ends at another."""
    rows = [
        middle[min(max(column - start, 0), len(middle) - 1)]
        for middle, _, start in level
        if start - near <= column <= start + len(middle) + near
    ]
    return all(any(abs(row - end) <= near for row in rows) for end in ends)


def _find_level_rules(mask: Mask) -> list[Rule]:
    """Return the rules that run from left to right."""
    width = mask.shape[1]
    segment = max(15, round(width * _SEGMENT))
    bridged = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, max(3, segment // 8)), np.uint8))
    straight = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, segment), np.uint8))
    if not straight.any():
        return []
    linked = cv2.dilate(straight, np.ones((3, 2 * segment), np.uint8))
    _, numbers, boxes, _ = cv2.connectedComponentsWithStats(linked, connectivity=8)
    rules = []
    for number in range(1, len(boxes)):
        left, top, wide, high = (int(value) for value in boxes[number, :4])
        if wide < _LENGTH * width + 2 * segment or high > _TILT * wide + 3 * _thickest(mask):
            continue
        place = slice(top, top + high), slice(left, left + wide)
        rows, columns = np.nonzero((straight[place] > 0) & (numbers[place] == number))
        rule = _fitted(rows + top, columns + left, least=_LENGTH * width, thickest=_thickest(mask))
        if rule is not None:
            rules.append(rule)
    return [rule for rule in rules if len(rule[0]) > _ALONE * width or _has_fellow(rule, rules, width)]


def _has_fellow(rule: Rule, rules: Sequence[Rule], width: int) -> bool:
    """Return whether another rule begins and ends at the same places: ruled paper, or two sides of a box."""
    ends = np.array([rule[2], rule[2] + len(rule[0])])
    return any(
        other is not rule and bool(np.all(np.abs(ends - (other[2], other[2] + len(other[0]))) < _ALIKE * width))
        for other in rules
    )


def _thickest(mask: Mask) -> float:
    """Return how thick a rule may be, in pixels; faint ink beside it counts."""
    return max(5.0, float(_THICKEST * max(mask.shape)))


def _fitted(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], *, least: float, thickest: float) -> Rule | None:
    """Return a rule through these points of ink; None if they are no line that is straight, thin and long enough."""
    count = np.bincount(columns)
    inked = np.flatnonzero(count)
    thickness = float(np.median(count[inked]))
    covered = len(inked) / (inked[-1] - inked[0] + 1)
    if thickness > thickest or covered < 0.4 or inked[-1] - inked[0] < least - 1:
        return None
    means = np.bincount(columns, weights=rows)[inked] / count[inked]
    # Where a digit touches the rule there is more ink, and its middle lies elsewhere.
    alone = count[inked] <= thickness + 1
    fit = np.polynomial.Polynomial.fit(inked[alone], means[alone], 2)
    near = np.abs(fit(inked) - means) <= max(2.0, thickness)
    if near[alone].mean() < 0.7:
        return None
    fit = np.polynomial.Polynomial.fit(inked[near], means[near], 2)
    reach = np.arange(inked[0], inked[-1] + 1)
    return fit(reach), thickness / 2 + 1, int(inked[0])


def _erase(cleared: Mask, mask: Mask, ink: Ink, rule: Rule) -> None:
    """Clear the band of a rule, except where a stroke goes on above or below it, or is clearly darker than the rule."""
    middle, half, first = rule
    last_row = mask.shape[0] - 1
    columns = np.arange(first, first + len(middle))
    above = np.clip(np.rint(middle - half - 2).astype(int), 0, last_row)
    below = np.clip(np.rint(middle + half + 2).astype(int), 0, last_row)
    spread = np.ones(3)
    over = np.convolve(mask[above, columns] > 0, spread, mode="same") > 0
    under = np.convolve(mask[below, columns] > 0, spread, mode="same") > 0
    gone = columns[~(over | under)]
    darker = _DARKER * _darkness(ink, rule)
    for offset in range(-int(np.ceil(half)), int(np.ceil(half)) + 1):
        rows = np.clip(np.rint(middle + offset).astype(int), 0, last_row)[gone - first]
        paler = ink[rows, gone] < darker
        cleared[rows[paler], gone[paler]] = 0

"""Put marks into the lines that they were written in."""

from collections.abc import Sequence

import numpy as np

from shuzi.imaging.marks import Mark

_GAP = 6.0
"""Two neighbours of a line are at most this many heights apart."""

_DROP = 0.55
"""The middles of two neighbours differ by at most this share of the taller one's height."""

_FLAG_DROP = 0.8
"""The same for a small mark beside a tall one, such as the bar of a 5 that hangs at its top."""

_COLUMNS_DROP = 0.45
"""Two lines are one row of a table if their middles differ by at most this share of their height."""

_PIECES_GAP = 0.15
_PIECES_HEIGHT = 1.3
"""Of their line's height: pieces of a digit, one above the other, are no further apart, and no taller together."""


def find_lines(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Return the lines from the top of the page to its bottom, each from left to right."""
    if not marks:
        return []
    group = _chained(marks)
    lines = [[mark for mark, own in zip(marks, group, strict=True) if own == number] for number in sorted(set(group))]
    rows = _joined_rows([sorted(line, key=lambda mark: mark.middle[1]) for line in lines])
    return _with_fallen_pieces(rows)


def line_height(line: Sequence[Mark], digitness: Sequence[float] | None = None) -> float:
    """Return how tall the digits of a line are, in pixels.

    It is the median height of its marks; taller ones count more, and those that look like digits ten times as much.

    Args:
        line: its marks.
        digitness: how likely each is a digit, 0 to 1; None counts all alike.
    """
    heights = np.array([mark.height for mark in line], float)
    weights = heights**2
    if digitness is not None:
        weights = weights * (0.1 + np.asarray(digitness))
    order = np.argsort(heights)
    share = np.cumsum(weights[order]) / weights.sum()
    return float(heights[order[np.searchsorted(share, 0.5)]])


def _chained(marks: Sequence[Mark]) -> list[int]:
    """Return a number for every mark; those of one line have the same. Each is tied to its nearest right neighbour."""
    middles = np.array([mark.middle for mark in marks])
    heights = np.array([mark.height for mark in marks], float)
    lefts, rights = np.array([mark.left for mark in marks]), np.array([mark.right for mark in marks])
    group = list(range(len(marks)))

    def root(number: int) -> int:
        while group[number] != number:
            group[number] = group[group[number]]
            number = group[number]
        return number

    for number in range(len(marks)):
        taller = np.maximum(heights, heights[number])
        drop = np.abs(middles[:, 0] - middles[number, 0]) / taller
        gap = lefts - rights[number]
        alike = np.minimum(heights, heights[number]) / taller
        small = alike < 0.4
        fits = (middles[:, 1] > middles[number, 1]) & (gap < np.where(small, 0.7, _GAP) * taller)
        fits &= drop < np.where(small, _FLAG_DROP, _DROP)
        if fits.any():
            # A small mark between two digits must not keep them apart, so the nearest of similar height counts too.
            for some in (fits, fits & (alike > 0.5)):
                if some.any():
                    near = int(np.argmin(np.where(some, np.maximum(gap, 0) + taller * drop, np.inf)))
                    group[root(near)] = root(number)
    return [root(number) for number in range(len(marks))]


def _joined_rows(lines: list[list[Mark]]) -> list[list[Mark]]:
    """Return the lines from top to bottom; lines side by side at the same height are made one."""
    rows: list[list[Mark]] = []
    for line in sorted(lines, key=_middle):
        last = rows[-1] if rows else None
        if last is not None and _side_by_side(last, line):
            rows[-1] = sorted([*last, *line], key=lambda mark: mark.middle[1])
        else:
            rows.append(line)
    return rows


def _with_fallen_pieces(rows: list[list[Mark]]) -> list[list[Mark]]:
    """Return the lines; what is but the lower or upper piece of a digit in another line is put there."""
    whole: list[list[Mark]] = []
    for row in sorted(rows, key=len, reverse=True):
        home = next((line for line in whole if all(_is_piece_of(mark, line) for mark in row)), None)
        if home is None:
            whole.append(row)
        else:
            home[:] = sorted([*home, *row], key=lambda mark: mark.middle[1])
    return sorted(whole, key=_middle)


def _is_piece_of(mark: Mark, line: Sequence[Mark]) -> bool:
    """Return whether a mark stands right below or above one of a line's marks, and both are as tall as the line."""
    height = line_height(line)
    for other in line:
        overlap = min(mark.right, other.right) - max(mark.left, other.left)
        gap = max(mark.top, other.top) - min(mark.bottom, other.bottom)
        both = max(mark.bottom, other.bottom) - min(mark.top, other.top)
        if overlap > 0 and gap < _PIECES_GAP * height and both < _PIECES_HEIGHT * height:
            return True
    return False


def _middle(line: Sequence[Mark]) -> float:
    return float(np.average([mark.middle[0] for mark in line], weights=[mark.height for mark in line]))


def _side_by_side(one: Sequence[Mark], other: Sequence[Mark]) -> bool:
    heights = line_height(one), line_height(other)
    apart = max(min(mark.left for mark in one), min(mark.left for mark in other)) >= min(
        max(mark.right for mark in one), max(mark.right for mark in other)
    )
    alike = min(heights) / max(heights) > 0.5
    return apart and alike and abs(_middle(one) - _middle(other)) < _COLUMNS_DROP * min(heights)

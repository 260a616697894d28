"""Where a mark could be cut, if it should turn out to be digits that touch."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shuzi.imaging.framing import Mask
from shuzi.imaging.marks import Mark, cut

_SLANTS = (-0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5)
"""Columns to the right for every row up: handwriting leans both ways."""

_MARGIN = 0.12
"""Of the line's height: nearer to a mark's edge than that nothing is cut."""

_MOST = 5

_THIN = 0.8
"""Of the thickest or highest place: cuts go where less stands in the way than that."""


def cut_up(mark: Mark, height: float) -> list[list[Mark]]:
    """Return the mark in pieces, from left to right, cut wherever little ink stands in the way; a list for each slant.

    Args:
        mark: perhaps several digits that touch.
        height: of the line's digits, in pixels.
    Source: cutting more often than needed and then choosing is how numerals on cheques are read, see Casey and
        Lecolinet, A Survey of Methods and Strategies in Character Segmentation, 1996.
    """
    ways = []
    for slant in _SLANTS:
        profiles, first = _profiles(mark.mask, slant)
        places = _good_places(profiles, max(2.0, _MARGIN * height))
        if places:
            ways.append(_pieces(mark, [place + first for place in places], slant))
    return ways


def _pieces(mark: Mark, columns: Sequence[float], slant: float) -> list[Mark]:
    pieces: list[Mark] = []
    rest: Mark | None = mark
    for column in columns:
        if rest is None:
            break
        # Columns are counted along the middle row of the whole mark, and a piece has another one.
        drop = (rest.top + rest.height / 2) - (mark.top + mark.height / 2)
        left, rest = cut(rest, mark.left + column - rest.left - slant * drop, slant)
        if left is not None:
            pieces.append(left)
    return pieces if rest is None else [*pieces, rest]


def _profiles(mask: Mask, slant: float) -> tuple[Sequence[npt.NDArray[np.float64]], float]:
    """Return what stands in the way of slanted cuts, and where the first of them crosses the middle row.

    There are two measures, each a share of its largest value: how much ink lies on the line, and how far the line's
    highest and lowest ink are apart. Two rings that touch share a wall, which is thick, but not high.
    """
    height, width = mask.shape
    reach = int(np.ceil(abs(slant) * height / 2))
    rows, columns = np.nonzero(mask)
    along = np.clip(np.rint(columns + slant * (rows - height / 2)).astype(int) + reach, 0, width + 2 * reach - 1)
    count = np.bincount(along, minlength=width + 2 * reach).astype(float)
    lowest, highest = np.zeros(len(count)), np.full(len(count), float(height))
    np.maximum.at(lowest, along, rows + 1.0)
    np.minimum.at(highest, along, rows.astype(float))
    extent = np.maximum(lowest - highest, 0)
    return (count / count.max(), extent / extent.max()), -reach


def _good_places(profiles: Sequence[npt.NDArray[np.float64]], margin: float) -> list[int]:
    """Return where little stands in the way, by either measure, from left to right."""
    valleys: dict[int, float] = {}
    for profile in profiles:
        inked = np.flatnonzero(profile)
        smooth = np.convolve(profile, [0.25, 0.5, 0.25], mode="same")
        inner = np.arange(int(inked[0] + margin), int(inked[-1] - margin) + 1)
        inner = inner[(inner > 0) & (inner < len(smooth) - 1)]
        low = (smooth[inner] <= smooth[inner - 1]) & (smooth[inner] < smooth[inner + 1]) & (smooth[inner] < _THIN)
        for place in inner[low].tolist():
            valleys[place] = min(valleys.get(place, 1.0), float(smooth[place]))
    chosen: list[int] = []
    for place in sorted(valleys, key=lambda place: valleys[place]):
        if all(abs(place - other) >= margin for other in chosen):
            chosen.append(place)
        if len(chosen) == _MOST:
            break
    return sorted(chosen)

"""Find the digits on a page, line by line."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.imaging.ink import Ink, faintest_ink
from shuzi.imaging.marks import Mark
from shuzi.reading.company import trust_in_company
from shuzi.reading.cuts import cut_up
from shuzi.reading.judge import Judge, Kind
from shuzi.reading.lattice import (
    Atom,
    Candidate,
    candidates_of,
    choose,
    cost_of_leaving_out,
    likelihood_cut,
    likelihood_whole,
)
from shuzi.reading.lines import find_lines, line_height

_CLEAR = 0.9
"""A mark that is this likely a single digit is not cut."""

_NARROW = 0.45
"""Of the line's height: two digits that touch are wider."""

_LIKELY = 0.8
"""Marks that are this likely digits say how tall and how dark the writing on a page is."""

_FIRST = 60
"""The largest marks are looked at first; they tell how tall and dark the writing is, and so which others matter."""

_MOST = 800
"""Marks that are looked at in all; nobody writes more on a sheet."""

_PALEST = 0.38
"""Of the writing's darkness: what shines through from the other side, or was rubbed out, is paler.

On photos of many writers no digit was paler than 0.65 of its page's digits, and nothing else darker than 0.32.
"""

_ABOVE_PAPER = 1.5
"""Writing is darker than the faintest ink by this factor; the tail of the paper's own unevenness is hardly above it."""

_SPECK = 0.1
"""Of the writing's height: smaller marks are no part of any digit."""

_SHORTEST = 0.35
"""Of the writing's height: no digit is shorter."""


class Found(NamedTuple):
    """A digit that was found."""

    mark: Mark
    probabilities: npt.NDArray[np.float32]
    """Of the ten digits and, last, of no digit; (11,)."""

    def trusted(self, trust: float) -> "Found":
        """Return it with every digit less likely by this factor."""
        digits = np.float32(trust) * self.probabilities[:-1]
        return Found(self.mark, np.append(digits, 1 - digits.sum()))


class _Line(NamedTuple):
    atoms: list[Atom]
    height: float
    candidates: list[Candidate]


def find_digits(marks: Sequence[Mark], ink: Ink, judge: Judge) -> list[list[Found]]:
    """Return the digits of every line, from left to right; lines from top to bottom.

    Args:
        marks: of an upright page.
        ink: how dark every point of it is.
        judge: tells digits from other marks.
    """
    faintest = _ABOVE_PAPER * faintest_ink(ink)
    marks = [mark for mark in marks if mark.darkness >= faintest]
    looks = _look_at(_largest(marks, _FIRST), judge)
    writing = _measure(marks, looks)
    if writing is None:
        return []
    kept = _largest([mark for mark in marks if writing.could_hold(mark)], _MOST)
    looks |= _look_at([mark for mark in kept if id(mark) not in looks], judge)
    prepared = [_prepare(line, looks, judge) for line in find_lines(kept)]
    everything = [candidate.mark for line in prepared for candidate in line.candidates]
    if not everything:
        return []
    probabilities = judge.probabilities(everything)
    found, start = [], 0
    for line in prepared:
        own = probabilities[start : start + len(line.candidates)]
        start += len(line.candidates)
        digits = [one for one in _read_line(line, own) if one.mark.height >= _SHORTEST * writing.height]
        if digits:
            found.append(digits)
    trust = trust_in_company([one.mark for line in found for one in line], kept, writing.height)
    return [[one.trusted(trust) for one in line] for line in found]


class _Writing(NamedTuple):
    """How tall and how dark the writing on a page is."""

    height: float
    darkness: float

    def could_hold(self, mark: Mark) -> bool:
        """Whether a mark could be a part of the writing."""
        return mark.darkness >= _PALEST * self.darkness and max(mark.height, mark.width) >= _SPECK * self.height


def _largest(marks: Sequence[Mark], most: int) -> list[Mark]:
    """Return at most this many marks, those with the most ink."""
    return sorted(marks, key=lambda mark: -cv2.countNonZero(mark.mask))[:most]


def _look_at(marks: Sequence[Mark], judge: Judge) -> dict[int, Kind]:
    """Return for every mark, by its identity, what it is likely to be as it stands."""
    return dict(zip(map(id, marks), judge.kinds(marks), strict=True))


def _measure(marks: Sequence[Mark], looks: dict[int, Kind]) -> _Writing | None:
    """Return the measure of the writing, by the marks that look like digits, each by its ink; None without any mark."""
    if not marks:
        return None
    weights = np.array(
        [cv2.countNonZero(mark.mask) * (id(mark) in looks and looks[id(mark)].digit >= _LIKELY) for mark in marks],
        float,
    )
    if not weights.any():
        weights = np.array([cv2.countNonZero(mark.mask) for mark in marks], float)
    height = _quantile(np.array([mark.height for mark in marks], float), weights, 0.5)
    return _Writing(height, _quantile(np.array([mark.darkness for mark in marks]), weights, 0.75))


def _quantile(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64], share: float) -> float:
    order = np.argsort(values)
    sums = np.cumsum(weights[order])
    return float(values[order[np.searchsorted(sums, share * sums[-1])]])


def _prepare(line: Sequence[Mark], looks: dict[int, Kind], judge: Judge) -> _Line:
    height = line_height(line, [looks[id(mark)].digit for mark in line])
    atoms = []
    for number, mark in enumerate(line):
        whole = looks[id(mark)].digit >= _CLEAR or mark.width < _NARROW * height or mark.height < 0.5 * height
        pieces = [mark] if whole else _best_pieces(mark, looks[id(mark)], height, judge)
        atoms += [Atom(piece, number) for piece in pieces]
    return _Line(atoms, height, candidates_of(atoms, height))


def _best_pieces(mark: Mark, kind: Kind, height: float, judge: Judge) -> list[Mark]:
    """Return the mark whole, or cut along the slant that makes the likeliest digits of it."""
    best, likeliest = [mark], likelihood_whole(mark, kind, height)
    for pieces in cut_up(mark, height):
        atoms = [Atom(piece, 0) for piece in pieces]
        line = _Line(atoms, height, candidates_of(atoms, height))
        digit = np.array([one.digit for one in judge.kinds([candidate.mark for candidate in line.candidates])])
        _, likelihood = _path(line, digit)
        likelihood += likelihood_cut(kind)
        if likelihood > likeliest:
            best, likeliest = pieces, likelihood
    return best


def _read_line(line: _Line, probabilities: npt.NDArray[np.float32]) -> list[Found]:
    path, _ = _path(line, 1 - probabilities[:, -1])
    return [Found(line.candidates[number].mark, probabilities[number]) for number in path]


def _path(line: _Line, digit: npt.NDArray[np.float32]) -> tuple[list[int], float]:
    costs = [cost_of_leaving_out(atom, line.atoms, line.height) for atom in line.atoms]
    return choose(len(line.atoms), line.candidates, digit.tolist(), costs)

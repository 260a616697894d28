"""Choose which pieces of a line make up a digit, and which are no digits at all.

A line is a row of atoms, each a mark or a part of one. Every short run of atoms is a candidate. A path goes from the
line's start to its end over candidates that are taken as a digit and atoms that are left out; the likeliest is taken.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from shuzi.imaging.marks import Mark, together
from shuzi.reading.judge import Kind

_LONGEST_RUN = 4
"""Atoms in one candidate."""

_GAP = 0.3
"""Of the line's height: pieces of one digit are no further apart."""

_WIDEST = 2.2
_TALLEST = 1.7
_SHORTEST = 0.35
"""A digit's sides, in heights of its line. On drawn pages the widest 2 and 5 that were well written had 2.0."""

_CUT = math.log(0.7)
"""A piece that was cut off could have been cut elsewhere."""

_JOIN = math.log(0.6)
"""So are digits in pieces."""

_CLEAR = 0.9
_JOIN_CLEAR = math.log(0.05)
"""Pieces side by side that are clear digits, each for itself, are hardly ever one digit together."""

_LEFT_OUT = math.log(0.15)
"""A mark as tall as the line's digits that is none is rare too; for smaller ones the price is lower."""

_PART_LEFT_OUT = math.log(0.03)
"""A digit that touches a mark that is none is rarer still; else letters would be cut into ones."""

_DOUBT = 0.02
"""The judge's word that something is not so is not taken for more than this."""


class Atom(NamedTuple):
    """The smallest piece that is looked at."""

    mark: Mark
    number: int
    """Of the whole mark that it is a part of."""


class Candidate(NamedTuple):
    """A run of atoms that could be one digit."""

    first: int
    last: int
    """Inclusive."""
    mark: Mark
    bonus: float
    """Logarithm of how likely such a run is before anybody looks at it."""


def candidates_of(atoms: Sequence[Atom], height: float) -> list[Candidate]:
    """Return every run of atoms that has the size of a digit.

    Args:
        atoms: of one line, from left to right.
        height: of the line's digits, in pixels.
    """
    parts = {atom.number: sum(other.number == atom.number for other in atoms) for atom in atoms}
    found = []
    for first in range(len(atoms)):
        for last in range(first, min(len(atoms), first + _LONGEST_RUN)):
            run = atoms[first : last + 1]
            if last > first and not _near(run, height):
                break
            mark = together([atom.mark for atom in run])
            if _has_size(mark, height):
                found.append(Candidate(first, last, mark, _bonus(run, parts, mark, height)))
    return found


def choose(
    count: int, candidates: Sequence[Candidate], digit: Sequence[float], costs: Sequence[float]
) -> tuple[list[int], float]:
    """Return the numbers of the candidates that are digits, from left to right, and how likely that path is.

    Args:
        count: of atoms in the line.
        candidates: of the line.
        digit: for every candidate, how likely it is a single digit, 0 to 1.
        costs: for every atom, what it costs to leave it out, as a logarithm, besides how unlikely a digit it is.
    Returns:
        Places in `candidates`, and the logarithm of the path's likelihood.
    Source: Viterbi's algorithm, 1967.
    """
    single = {
        candidate.first: share
        for candidate, share in zip(candidates, digit, strict=True)
        if candidate.first == candidate.last
    }
    alone = [candidate for candidate in candidates if single.get(candidate.first, 0) >= _CLEAR]
    best = [0.0] + [-math.inf] * count
    how: list[int | None] = [None] * (count + 1)
    ending: dict[int, list[int]] = {}
    for number, candidate in enumerate(candidates):
        ending.setdefault(candidate.last, []).append(number)
    for place in range(count):
        junk = max(1e-3, 1 - single.get(place, 0.0))
        best[place + 1] = best[place] + math.log(junk) + costs[place]
        for number in ending.get(place, []):
            candidate = candidates[number]
            value = best[candidate.first] + candidate.bonus + math.log(max(digit[number], 1e-6))
            if _are_apart(alone, candidate.first, place):
                value += _JOIN_CLEAR
            if value > best[place + 1]:
                best[place + 1], how[place + 1] = value, number
    path, place = [], count
    while place:
        number_ = how[place]
        if number_ is None:
            place -= 1
        else:
            path.append(number_)
            place = candidates[number_].first
    return path[::-1], best[count]


def _are_apart(alone: Sequence[Candidate], first: int, last: int) -> bool:
    """Return whether a run holds two atoms that are clear digits and stand side by side."""
    marks = [one.mark for one in alone if one.first == one.last and first <= one.first <= last]
    return any(left.right <= right.left for left, right in pairwise(marks))


def cost_of_leaving_out(atom: Atom, atoms: Sequence[Atom], height: float) -> float:
    """Return what it costs to leave an atom out, as a logarithm: more for larger ones, which could be two digits."""
    is_part = sum(other.number == atom.number for other in atoms) > 1
    size = min(2.0, _size(atom.mark) / height)
    return size * (_PART_LEFT_OUT if is_part else _LEFT_OUT)


def likelihood_whole(mark: Mark, kind: Kind, height: float) -> float:
    """Return the logarithm of how likely a mark is a digit as it stands, or nothing at all, whichever is likelier."""
    nothing = math.log(max(1 - kind.digit - kind.several, _DOUBT)) + _LEFT_OUT * min(
        2.0, max(mark.width, mark.height) / height
    )
    single = math.log(max(kind.digit, _DOUBT)) if _has_size(mark, height) else -math.inf
    return max(nothing, single)


def likelihood_cut(kind: Kind) -> float:
    """Return the logarithm of how likely a mark is several digits, as it looks before it is cut."""
    return math.log(max(kind.several, _DOUBT))


def _size(mark: Mark) -> float:
    """Return how large a mark is, in pixels: a dash is smaller than a digit that is as tall as it is long."""
    return math.sqrt(mark.height * mark.width)


def _near(run: Sequence[Atom], height: float) -> bool:
    before, last = together([atom.mark for atom in run[:-1]]), run[-1].mark
    return max(last.left - before.right, last.top - before.bottom, before.top - last.bottom) < _GAP * height


def _has_size(mark: Mark, height: float) -> bool:
    return mark.width <= _WIDEST * height and _SHORTEST * height <= mark.height <= _TALLEST * height


def _bonus(run: Sequence[Atom], parts: dict[int, int], mark: Mark, height: float) -> float:
    numbers = {atom.number for atom in run}
    inside = sum(parts[number] for number in numbers)
    value = _JOIN * (len(numbers) - 1)
    if inside > len(run):  # some of these marks go on outside
        value += _CUT
    # Digits of a line are of one size, give or take a quarter.
    return value - float(np.log(mark.height / height) ** 2) / (2 * 0.35**2)

"""How well what was read agrees with what is written."""

from collections.abc import Sequence
from typing import NamedTuple


class PageScore(NamedTuple):
    """Of one page."""

    digits: int
    """Written on it."""
    mistakes: int
    """Digits that would have to be changed, added or taken away."""
    exact: bool
    """Every line came out right."""


def score_page(written: Sequence[str], read: Sequence[str]) -> PageScore:
    """Return how well the lines that were read agree with those that are written, each from top to bottom."""
    wanted = "".join(written)
    return PageScore(len(wanted), edit_distance("".join(read), wanted), list(written) == list(read))


def edit_distance(one: str, other: str) -> int:
    """Return how many characters must be changed, added or taken away to make one text the other.

    Source: Levenshtein, 1966; computed row by row as Wagner and Fischer, 1974.
    """
    row = list(range(len(other) + 1))
    for count, character in enumerate(one, 1):
        above, row = row, [count]
        for place, wanted in enumerate(other, 1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (character != wanted)))
    return row[-1]

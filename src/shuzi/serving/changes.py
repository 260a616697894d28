"""What a lesson changed: which confusions were cured, and which are new."""

from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.integer]
"""Digits, shape (n,)."""


class Confused(NamedTuple):
    """Images of one digit that were taken for the same other digit."""

    true: int
    answer: int
    images: int


class Changed(NamedTuple):
    """Where two models differ on the same images; the most frequent first."""

    cured: tuple[Confused, ...]
    """Wrong before and right after; `answer` is what was said before."""
    broke: tuple[Confused, ...]
    """Right before and wrong after; `answer` is what is said now."""


def changed(true: Labels, before: Labels, after: Labels) -> Changed:
    """Return what came to be right and what came to be wrong."""
    cured = (before != true) & (after == true)
    broke = (before == true) & (after != true)
    return Changed(_counted(true[cured], before[cured]), _counted(true[broke], after[broke]))


def _counted(true: Labels, answers: Labels) -> tuple[Confused, ...]:
    pairs = Counter(zip(true.tolist(), answers.tolist(), strict=True))
    ordered = sorted(pairs.items(), key=lambda known: (-known[1], known[0]))
    return tuple(Confused(*pair, count) for pair, count in ordered)

"""Figures of many outcomes: digits and pages right, sure answers and how many of those are wrong, time."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scoring.outcomes import Outcome
from shuzi.evaluation.metrics import wilson_interval

_BINS = 15


class Figures(NamedTuple):
    """Of pictures read in one way."""

    pictures: int
    digits: int
    """Written there."""
    right: float
    """1 - edit distance / digits; not a number without digits."""
    exact: int
    """Pictures of which every line came out right."""
    sure: int
    """Answers."""
    sure_wrong: int
    any_digit: int
    """Pictures in which a digit was read."""
    any_sure: int
    seconds: float
    """A picture, median."""

    @property
    def interval(self) -> tuple[float, float]:
        """What share of sure answers is wrong, with 95 % probability."""
        return wilson_interval(self.sure_wrong, self.sure) if self.sure else (0.0, 1.0)


def figures_of(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures of at least one outcome."""
    digits, mistakes = sum(o.score.digits for o in outcomes), sum(o.score.mistakes for o in outcomes)
    sure = [answer for o in outcomes for answer in o.answers if answer.sure]
    return Figures(
        len(outcomes), digits, 1 - mistakes / digits if digits else float("nan"),
        sum(o.score.exact for o in outcomes), len(sure), sum(not answer.right for answer in sure),
        sum(bool(o.answers) for o in outcomes), sum(any(answer.sure for answer in o.answers) for o in outcomes),
        statistics.median(o.seconds for o in outcomes),
    )  # fmt: skip


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Return the expected calibration error of all answers, 0 to 1, with 15 bins of equal width.

    Source: Guo and others, On calibration of modern neural networks, 2017.
    """
    confidence = np.array([answer.confidence for o in outcomes for answer in o.answers])
    right = np.array([answer.right for o in outcomes for answer in o.answers])
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return float(sum(abs((confidence - right)[bins == b].sum()) for b in set(bins.tolist())) / max(1, len(bins)))

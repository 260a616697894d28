"""What a lesson changed: confusions that were cured and new ones, and `lesson.json`, what it measured on MNIST."""

import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.errors import RunError
from shuzi.network.run_file import read_file

Labels = npt.NDArray[np.integer]
"""Digits, shape (n,)."""

LESSON = "lesson.json"

_MOST_BYTES = 10_000
"""A lesson takes about 60."""


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


class LessonFigures(NamedTuple):
    """The new model on MNIST's test images."""

    mnist_images: int
    mnist_accuracy: float
    """0 to 1."""


def write_figures(folder: Path, *, mnist_images: int, mnist_accuracy: float) -> None:
    """Write them into a run's folder."""
    figures = LessonFigures(mnist_images, mnist_accuracy)
    (folder / LESSON).write_text(json.dumps(figures._asdict()) + "\n", encoding="utf-8")


def read_figures(folder: Path) -> LessonFigures | None:
    """Return them; None where a run came of no lesson, or what is there makes no sense."""
    try:
        values = json.loads(read_file(folder, LESSON, most_bytes=_MOST_BYTES))
        images, accuracy = values["mnist_images"], values["mnist_accuracy"]
    except (RunError, OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    if type(images) is not int or type(accuracy) not in (int, float) or not 0 <= accuracy <= 1:
        return None
    return LessonFigures(images, accuracy)

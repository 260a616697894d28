"""What a lesson changed: confusions that were cured and new ones, and `lesson.json`, what it measured on MNIST."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shuzi.errors import RunError
from shuzi.network.run_file import read_file
from shuzi.serving.schemas import ChangedSchema, Confusion

Labels = npt.NDArray[np.integer]
"""Digits, shape (n,)."""

LESSON = "lesson.json"

_MOST_BYTES = 10_000
"""A lesson takes about 60; set by hand."""


def changed(true: Labels, before: Labels, after: Labels) -> ChangedSchema:
    """Return what came to be right, each with what was said before, and what came to be wrong; most frequent first."""
    cured = (before != true) & (after == true)  # (n,)
    broke = (before == true) & (after != true)  # (n,)
    return ChangedSchema(cured=_counted(true[cured], before[cured]), broke=_counted(true[broke], after[broke]))


def _counted(labels: Labels, answers: Labels) -> list[Confusion]:
    pairs = Counter(zip(labels.tolist(), answers.tolist(), strict=True))
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [Confusion(true=true, answer=answer, images=count) for (true, answer), count in ordered]


def write_figures(folder: Path, *, mnist_images: int, mnist_accuracy: float) -> None:
    """Write what the new model scores on MNIST's test images, 0 to 1, into a run's folder."""
    figures = {"mnist_images": mnist_images, "mnist_accuracy": mnist_accuracy}
    (folder / LESSON).write_text(json.dumps(figures) + "\n", encoding="utf-8")


def read_accuracy(folder: Path) -> float | None:
    """Return the accuracy on MNIST; None where a run came of no lesson, or what is there makes no sense."""
    try:
        values = json.loads(read_file(folder, LESSON, most_bytes=_MOST_BYTES))
        images, accuracy = values["mnist_images"], values["mnist_accuracy"]
    except (RunError, OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    if type(images) is not int or type(accuracy) not in (int, float) or not 0 <= accuracy <= 1:
        return None
    return float(accuracy)

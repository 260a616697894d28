"""`lesson.json`: what a lesson measured on MNIST, beside its run, whose card tells of the own digits."""

import json
from pathlib import Path
from typing import NamedTuple

from shuzi.errors import RunError
from shuzi.network.run_file import read_file

LESSON = "lesson.json"

_MOST_BYTES = 10_000
"""A lesson takes about 60."""


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

"""The confusion matrix: ten digits, or classes of one's own, as large as they are many, with their names."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from shuzi.classes import names_of
from shuzi.evaluation.lettering import LATIN, lettering, typeset
from shuzi.evaluation.report import Report
from shuzi.words import words

RIGHT_COLOUR = "#0b6e4f"

_LARGEST_NUMBERS = 30
"""Of so many classes each cell has its number; of more, mistakes alone."""

_LONG = 4
"""Letters: longer names below the matrix are turned."""

_HEAVY: dict[str, Any] = {"fontweight": "bold", "fontfamily": LATIN}
"""Of numbers: few fonts of other letters are here in bold."""


def draw_confusion(report: Report, *, language: str = "en") -> Figure:
    """Return the confusion matrix as a picture; mistakes are coloured, right answers are not.

    Args:
        report: what is drawn.
        language: of the words in it, a code of `shuzi.words.LANGUAGES`.
    """
    with typeset(language, report.names):
        return _drawn(report, words(language))


def _drawn(report: Report, said: Mapping[str, str]) -> Figure:
    names = names_of(report.names)
    letters = lettering(names)
    shown = [letters.shown(name) for name in names]
    count, longest = len(names), max(map(len, shown))
    side = min(24.0, max(6.0, 0.687 * count))  # the picture of ten digits is as wide as that of the mistakes
    margin = 0.7 + 0.13 * min(longest, 40)
    width, height = side + margin + 0.3, side + margin + 0.6
    # Points: four figures, each 0.6 as wide as they are large, take five eighths of a cell.
    size = max(6.0, min(13.0, 72 * side / count * (5 / 8) / (4 * 0.6)))
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((margin / width, margin / height, side / width, side / height))
    wrong = report.confusion.copy()
    np.fill_diagonal(wrong, 0)
    axes.imshow(np.sqrt(wrong), cmap="Oranges", aspect="auto", vmin=0, vmax=max(1.0, float(np.sqrt(wrong.max())) * 1.3))
    for (row, column), number in np.ndenumerate(report.confusion):
        if row == column and count <= _LARGEST_NUMBERS:
            axes.text(column, row, f"{number}", ha="center", va="center", color=RIGHT_COLOUR, fontsize=size)
        elif row != column and number:
            axes.text(column, row, f"{number}", ha="center", va="center", fontsize=size, **_HEAVY)
    angle = 90 if longest > _LONG else 0
    axes.set_xticks(range(count), shown, fontsize=size, fontfamily=letters.families, rotation=angle)
    axes.set_yticks(range(count), shown, fontsize=size, fontfamily=letters.families)
    axes.set_xticks(np.arange(-0.5, count), minor=True)
    axes.set_yticks(np.arange(-0.5, count), minor=True)
    axes.grid(which="minor", color="#dddddd")
    axes.tick_params(which="both", length=0)
    axes.set_xlabel(said["figure.answer"], fontsize=13)
    axes.set_ylabel(said["figure.true_digit" if report.names is None else "figure.true_class"], fontsize=13)
    low, high = report.interval
    told = said["figure.wrong"].format(
        errors=report.errors, images=report.images, accuracy=report.accuracy, low=low, high=high
    )
    axes.set_title(told, fontsize=11)
    return figure

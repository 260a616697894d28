"""The pictures of a run: its curves, its confusion matrix, worst mistakes, and digits with their answers.

Places are given here, not found by Matplotlib's layout, and all digits of a picture share one pair of axes: with axes
of their own the four pictures took longer than a training on a few thousand images.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from shuzi.classes import name_of, names_of
from shuzi.digits import Images, Labels, Predictions
from shuzi.evaluation.lettering import LATIN, lettering, typeset
from shuzi.evaluation.metrics import CurvePoint
from shuzi.evaluation.report import Report
from shuzi.words import words

RIGHT_COLOUR = "#0b6e4f"

_LARGEST_NUMBERS = 30
"""Classes, set by hand: of so many each cell has its number, of more only mistakes have."""

_LONG = 4
"""Letters: longer names below the matrix are turned; set by hand."""

_HEAVY: dict[str, Any] = {"fontweight": "bold", "fontfamily": LATIN}
"""Of numbers: few fonts of other letters are here in bold."""

WRONG_COLOUR = "#c0392b"

_DPI = 125
"""Pixels an inch; set by hand."""


def draw_confusion(report: Report, *, language: str = "en") -> Figure:
    """Return the confusion matrix as a picture; mistakes are coloured, right answers are not.

    Args:
        report: what is drawn.
        language: of the words in it, a code of `shuzi.words.LANGUAGES`.
    """
    with typeset(language, report.names):
        return _drawn(report, words(language))


def _drawn(report: Report, texts: Mapping[str, str]) -> Figure:
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
    wrong = report.confusion.copy()  # (classes, classes)
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
    axes.set_xlabel(texts["figure.answer"], fontsize=13)
    axes.set_ylabel(texts["figure.true_digit" if report.names is None else "figure.true_class"], fontsize=13)
    low, high = report.interval
    title = texts["figure.wrong"].format(
        errors=report.errors, images=report.images, accuracy=report.accuracy, low=low, high=high
    )
    axes.set_title(title, fontsize=11)
    return figure


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure as PNG, at the same size always."""
    figure.savefig(path, dpi=_DPI, format="png")


def draw_mistakes(
    images: Images, labels: Labels, predictions: Predictions, *, most: int = 24, language: str = "en"
) -> Figure:
    """Return the mistakes of which the model was surest, the surest first.

    Args:
        images: uint8, shape (n, 28, 28).
        labels: the true digits, shape (n,).
        predictions: the answers, n of them.
        most: how many to draw at the most.
        language: of the words in it, a code of `shuzi.words.LANGUAGES`.
    """
    texts = words(language)
    wrong = np.flatnonzero(predictions.digits != labels)  # (mistakes,)
    worst = wrong[np.argsort(-predictions.confidence[wrong], kind="stable")][:most]  # (≤ most,)
    columns, rows = 6, max(1, -(-len(worst) // 6))
    kind = "mistakes" if predictions.classes is None else "own_mistakes"
    title = texts[f"figure.{kind if len(worst) else 'no_mistakes'}"].format(count=len(wrong))
    with typeset(language, predictions.classes):
        sheet = _Sheet(8, 0.7 + 1.6 * rows)
        sheet.figure.suptitle(title, y=1 - 0.2 / sheet.height, fontsize=13)
        for place, index in enumerate(worst):
            row, column = divmod(place, columns)
            middle, top = (column + 0.5) * sheet.width / columns, 0.6 + 1.6 * row
            answer, confidence = predictions.digits[index], predictions.confidence[index]
            line = f"{_name(predictions, int(labels[index]))} → {_name(predictions, int(answer))}  {confidence:.0%}"
            sheet.write(line, middle, top, size=11, color=WRONG_COLOUR)
            sheet.draw(images[index], middle, top + 0.16, side=1.14)
            sheet.write(f"#{index}", middle, top + 1.28, size=8)
    return sheet.figure


def draw_samples(images: Images, labels: Labels, predictions: Predictions, *, language: str = "en") -> Figure:
    """Return the images side by side, each titled with the digit that was answered.

    Args:
        images: uint8, shape (n, 28, 28).
        labels: the true digits, shape (n,).
        predictions: the answers, n of them.
        language: of the words in it, a code of `shuzi.words.LANGUAGES`.
    """
    columns, corrected = min(5, len(labels)), words(language)["figure.not"]
    with typeset(language, predictions.classes):
        sheet = _Sheet(2 * columns, 2.5 * -(-len(labels) // columns))
        for place, (image, label) in enumerate(zip(images, labels, strict=True)):
            row, column = divmod(place, columns)
            right = predictions.digits[place] == label
            name = _name(predictions, int(predictions.digits[place]))
            name = name if right else corrected.format(answer=name, true=_name(predictions, int(label)))
            sheet.write(name, 2 * column + 1, 2.5 * row + 0.12, size=18, color=RIGHT_COLOUR if right else WRONG_COLOUR)
            sheet.draw(image, 2 * column + 1, 2.5 * row + 0.5, side=1.9)
    return sheet.figure


def _name(predictions: Predictions, number: int) -> str:
    name = name_of(predictions.classes, number)
    return name if predictions.classes is None else lettering(predictions.classes).shown(name)


class _Sheet:
    """A picture of many digits, on which places are inches from its upper left corner."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width, height))
        self._axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0), autoscale_on=False)
        self._axes.set_axis_off()

    def draw(self, image: npt.NDArray[np.uint8], middle: float, top: float, *, side: float) -> None:
        """Draw a digit, uint8 of shape (28, 28), as a square."""
        left, bottom = middle - side / 2, top + side
        self._axes.imshow(
            image,
            cmap="Greys",
            vmin=0,
            vmax=255,
            interpolation="nearest",
            aspect="auto",
            extent=(left, left + side, bottom, top),
        )

    def write(self, text: str, middle: float, top: float, *, size: float, color: str = "black") -> None:
        """Write a line of so many points, centred."""
        self._axes.text(middle, top, text, ha="center", va="top", fontsize=size, color=color)


def draw_curves(
    training: Sequence[CurvePoint],
    validation: Sequence[CurvePoint],
    *,
    test_accuracy: float | None = None,
    language: str = "en",
) -> Figure:
    """Return accuracy and loss over the epochs.

    Args:
        training: measured on the training images as they came by.
        validation: measured after each epoch; may be empty.
        test_accuracy: of the finished model, 0 to 1; drawn as a line. None while it is not known.
        language: of the words in it, a code of `shuzi.words.LANGUAGES`.
    """
    with typeset(language):
        return _curves(training, validation, test_accuracy, words(language))


def _curves(
    training: Sequence[CurvePoint],
    validation: Sequence[CurvePoint],
    test_accuracy: float | None,
    texts: Mapping[str, str],
) -> Figure:
    figure = Figure(figsize=(8, 6.4))
    above, below = figure.subplots(
        2, 1, sharex=True, gridspec_kw={"left": 0.1, "right": 0.98, "bottom": 0.09, "top": 0.98, "hspace": 0.08}
    )
    blue: dict[str, Any] = {"color": "#1f5a99", "label": texts["figure.training"]}
    epochs = [point.epoch for point in training]
    above.plot(epochs, [point.accuracy for point in training], **blue)
    below.plot(epochs, [point.loss for point in training], **blue)
    if validation:
        dots: dict[str, Any] = {"color": "#b35900", "label": texts["figure.validation"]}
        places = [point.epoch for point in validation]
        above.plot(places, [point.accuracy for point in validation], "o--", **dots)
        below.plot(places, [point.loss for point in validation], "o--", **dots)
    if test_accuracy is not None:
        line = texts["figure.test"].format(accuracy=test_accuracy)
        above.axhline(test_accuracy, color="#444444", linestyle=":", label=line)
    above.set_ylim(0, 1.02)
    above.yaxis.set_major_formatter(PercentFormatter(1.0))
    above.set_ylabel(texts["figure.accuracy"], fontsize=12)
    below.set_ylabel(texts["figure.loss"], fontsize=12)
    below.set_ylim(bottom=0)
    below.set_xlabel(texts["figure.epochs"], fontsize=12)
    for axes in (above, below):
        axes.grid(color="#e5e5e5")
        axes.tick_params(labelsize=11)
        axes.spines[["top", "right"]].set_visible(False)
    above.legend(loc="lower right", fontsize=11)
    return figure

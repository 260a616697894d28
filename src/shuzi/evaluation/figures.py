"""The pictures of a run: its curves, worst mistakes, and digits with their answers.

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

from shuzi.classes import name_of
from shuzi.digits import Images, Labels, Predictions
from shuzi.evaluation.confusion import RIGHT_COLOUR
from shuzi.evaluation.lettering import lettering, typeset
from shuzi.evaluation.metrics import CurvePoint
from shuzi.words import words

WRONG_COLOUR = "#c0392b"
_DPI = 125


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
    said = words(language)
    wrong = np.flatnonzero(predictions.digits != labels)
    worst = wrong[np.argsort(-predictions.confidence[wrong], kind="stable")][:most]
    columns, rows = 6, max(1, -(-len(worst) // 6))
    found = "mistakes" if predictions.classes is None else "own_mistakes"
    title = said[f"figure.{found if len(worst) else 'no_mistakes'}"].format(count=len(wrong))
    with typeset(language, predictions.classes):
        sheet = _Sheet(8, 0.7 + 1.6 * rows)
        sheet.figure.suptitle(title, y=1 - 0.2 / sheet.height, fontsize=13)
        for place, index in enumerate(worst):
            row, column = divmod(place, columns)
            middle, top = (column + 0.5) * sheet.width / columns, 0.6 + 1.6 * row
            answer, confidence = predictions.digits[index], predictions.confidence[index]
            told = f"{_name(predictions, int(labels[index]))} → {_name(predictions, int(answer))}  {confidence:.0%}"
            sheet.write(told, middle, top, size=11, color=WRONG_COLOUR)
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
            said = _name(predictions, int(predictions.digits[place]))
            said = said if right else corrected.format(answer=said, true=_name(predictions, int(label)))
            sheet.write(said, 2 * column + 1, 2.5 * row + 0.12, size=18, color=RIGHT_COLOUR if right else WRONG_COLOUR)
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
    said: Mapping[str, str],
) -> Figure:
    figure = Figure(figsize=(8, 6.4))
    above, below = figure.subplots(
        2, 1, sharex=True, gridspec_kw={"left": 0.1, "right": 0.98, "bottom": 0.09, "top": 0.98, "hspace": 0.08}
    )
    blue: dict[str, Any] = {"color": "#1f5a99", "label": said["figure.training"]}
    epochs = [point.epoch for point in training]
    above.plot(epochs, [point.accuracy for point in training], **blue)
    below.plot(epochs, [point.loss for point in training], **blue)
    if validation:
        dots: dict[str, Any] = {"color": "#b35900", "label": said["figure.validation"]}
        places = [point.epoch for point in validation]
        above.plot(places, [point.accuracy for point in validation], "o--", **dots)
        below.plot(places, [point.loss for point in validation], "o--", **dots)
    if test_accuracy is not None:
        told = said["figure.test"].format(accuracy=test_accuracy)
        above.axhline(test_accuracy, color="#444444", linestyle=":", label=told)
    above.set_ylim(0, 1.02)
    above.yaxis.set_major_formatter(PercentFormatter(1.0))
    above.set_ylabel(said["figure.accuracy"], fontsize=12)
    below.set_ylabel(said["figure.loss"], fontsize=12)
    below.set_ylim(bottom=0)
    below.set_xlabel(said["figure.epochs"], fontsize=12)
    for axes in (above, below):
        axes.grid(color="#e5e5e5")
        axes.tick_params(labelsize=11)
        axes.spines[["top", "right"]].set_visible(False)
    above.legend(loc="lower right", fontsize=11)
    return figure

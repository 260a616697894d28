"""Labelled images that look wrong, and a picture of them: a model is sure of another digit, or one has two labels."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from shuzi.classes import Classes, names_of
from shuzi.digits import IMAGE_SIZE, Images, Predictions, Split
from shuzi.evaluation.figures import WRONG_COLOUR
from shuzi.evaluation.lettering import lettering, typeset
from shuzi.words import words

SURELY = 0.97
"""So sure must a model be of another digit; the shipped one is of 6 of MNIST's 10,000 test images. Set by hand."""

ACROSS = 24
"""So many of each digit are shown, spread over all of them; set by hand."""

_MOST_DOUBTS = 24
"""Images that look wrong are drawn, at most; set by hand."""

_DOUBTS_ACROSS = 6
"""Of them in a row; set by hand."""

_GAP = 2
"""Pixels between two images; set by hand."""


class Doubt(NamedTuple):
    """An image whose label may be wrong."""

    number: int
    """Its number in the split."""
    label: int
    digit: int
    """What it looks like, or the other label that the same image has."""
    confidence: float
    """0 to 1; 1 where the same image has two labels."""


def doubts_about(split: Split, predictions: Predictions) -> list[Doubt]:
    """Return the images that look wrong, the surest first.

    Args:
        split: images in MNIST's frame with their labels.
        predictions: what a model that did not learn from them answers.
    """
    sure = (predictions.digits != split.labels) & (predictions.confidence >= SURELY)  # (n,)
    doubts = {number: _doubt(split, number, predictions) for number in np.flatnonzero(sure).tolist()}
    first_numbers: dict[bytes, int] = {}
    for number, image in enumerate(split.images):
        label = int(split.labels[number])
        other_label = int(split.labels[first_numbers.setdefault(image.tobytes(), number)])
        if label != other_label:
            doubts[number] = Doubt(number, label, other_label, 1.0)
    return sorted(doubts.values(), key=lambda doubt: (-doubt.confidence, doubt.number))


def nobodys_answers(split: Split) -> Predictions:
    """Return answers that doubt no label, where no model knows the classes."""
    sure = np.zeros(len(split.labels), np.float32)  # (n,)
    return Predictions(split.labels, np.zeros((len(sure), 0), np.float32), sure, np.ones(len(sure), np.bool_))


def _doubt(split: Split, number: int, predictions: Predictions) -> Doubt:
    label, digit = int(split.labels[number]), int(predictions.digits[number])
    return Doubt(number, label, digit, float(predictions.confidence[number]))


def draw_classes(split: Split, doubts: Sequence[Doubt], classes: Classes = None, *, language: str = "en") -> Figure:
    """Return a row for each digit, as many images of it as have room, and below the images that look wrong.

    Args:
        split: images in MNIST's frame with their labels.
        doubts: numbers in that split, and what is wrong.
        classes: the names of classes of one's own; None where the labels are digits.
        language: of the words in it, a code of `shuzi.words.LANGUAGES`.
    """
    with typeset(language, classes):
        return _drawn(split, doubts, classes, words(language))


def _drawn(split: Split, doubts: Sequence[Doubt], classes: Classes, texts: Mapping[str, str]) -> Figure:
    rows = -(-min(len(doubts), _MOST_DOUBTS) // _DOUBTS_ACROSS)
    letters = lettering(names_of(classes))
    names = [letters.shown(name) for name in names_of(classes)]
    above = 5.6 if classes is None else 0.6 + 0.5 * len(names)
    heights = [above, 1.5 * rows + 0.4] if rows else [above]
    figure = Figure(figsize=(10, sum(heights)), layout="constrained")
    parts: Any = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)
    parts[0, 0].suptitle(texts["figure.classes"].format(count=len(split.labels)), fontsize=11)
    for digit, axes in enumerate(parts[0, 0].subplots(len(names), 1)):
        images = split.images[split.labels == digit]  # (images of it, 28, 28)
        _draw_row(axes, images)
        colour = "black" if len(images) else WRONG_COLOUR
        title = f"{names[digit]}: {len(images):,}"
        axes.set_ylabel(title, rotation=0, ha="right", va="center", fontsize=10, color=colour)
    if rows:
        _draw_doubts(parts[1, 0], split, doubts, names, texts)
    return figure


def _draw_row(axes: Any, images: Images) -> None:
    spread = np.unique(np.linspace(0, max(0, len(images) - 1), ACROSS).astype(int))  # (≤ 24,)
    axes.imshow(
        _strip(images[spread] if len(images) else images), cmap="gray", vmin=0, vmax=255, interpolation="nearest"
    )
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw_doubts(
    part: Any, split: Split, doubts: Sequence[Doubt], names: Sequence[str], texts: Mapping[str, str]
) -> None:
    shown = doubts[:_MOST_DOUBTS]
    title = texts["figure.surest_doubts" if len(doubts) > len(shown) else "figure.doubts"]
    part.suptitle(title.format(count=len(doubts), shown=len(shown)), fontsize=11, color=WRONG_COLOUR)
    grid = part.subplots(-(-len(shown) // _DOUBTS_ACROSS), _DOUBTS_ACROSS, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, doubt in zip(grid.flat, shown, strict=False):
        axes.imshow(255 - split.images[doubt.number], cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        label_text = texts["figure.doubt"].format(label=names[doubt.label], seen=names[doubt.digit])
        axes.set_title(label_text, fontsize=9, color=WRONG_COLOUR)


def _strip(images: Images) -> npt.NDArray[np.uint8]:
    """Return images side by side, dark on white, with room for `ACROSS`."""
    strip = np.full((IMAGE_SIZE, ACROSS * (IMAGE_SIZE + _GAP)), 255, np.uint8)  # (28, 24 × 30)
    for number, image in enumerate(images):
        strip[:, number * (IMAGE_SIZE + _GAP) : number * (IMAGE_SIZE + _GAP) + IMAGE_SIZE] = 255 - image
    return strip

"""What an answer rests on: the digit is covered piece by piece, and the network is asked again; and its picture."""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shuzi.digits import IMAGE_SIZE
from shuzi.explaining import sheet
from shuzi.explaining.look import DigitImage
from shuzi.explaining.sheet import Scene
from shuzi.store.model import Model

COVER = 5
"""Side of the piece of paper that covers the digit, in pixels; set by hand, a little wider than a stroke."""

_LARGEST_CHANGE = 14
"""Side of the largest square that is tried to flip an answer, in pixels: a quarter of the image; set by hand."""

_SIGN_FROM = 0.25
"""Share of the strongest evidence from which a place gets a sign; set by hand, so that signs are few."""

_HEIGHT = 9.3
"""Inches of the picture."""

Array = npt.NDArray[np.float64]


class Flip(NamedTuple):
    """A small change that makes the network answer otherwise."""

    row: int
    column: int
    size: int
    """Of the square, in pixels; `row` and `column` are those of its top-left pixel."""
    image: DigitImage
    """The changed digit."""
    digit: int
    """The new answer."""
    confidence: float


def evidence(probabilities: npt.NDArray[np.float32]) -> Array:
    """Return the log-odds of every digit: log(p / (1 − p)), which go on growing where p is almost 1.

    Args:
        probabilities: shape (n, 10).
    """
    # The complement is summed from the others, since 1 − p loses every digit near 1.
    complements = probabilities.sum(axis=1, keepdims=True, dtype=np.float64) - probabilities  # (n, 10)
    odds: Array = np.log(np.maximum(probabilities, 1e-30)) - np.log(np.maximum(complements, 1e-30))  # (n, 10)
    return odds


def saliency(model: Model, digit: DigitImage) -> Array:
    """Return what every piece of the digit adds to the evidence for every digit.

    Each place is covered by a square of paper of `COVER` pixels; the evidence that is lost by it belongs to the
    place. Source: Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2014.

    Returns:
        shape (28, 28, 10); positive where the ink speaks for the digit, negative where it speaks against it.
    """
    half = COVER // 2
    places = list(np.ndindex(IMAGE_SIZE, IMAGE_SIZE))
    covered = np.repeat(digit[np.newaxis], len(places) + 1, axis=0)  # (785, 28, 28), the last one whole
    for number, (row, column) in enumerate(places):
        covered[number, max(0, row - half) : row + half + 1, max(0, column - half) : column + half + 1] = 0
    log_odds = evidence(model.predict(covered).probabilities)  # (785, 10)
    lost: Array = (log_odds[-1] - log_odds[:-1]).reshape(IMAGE_SIZE, IMAGE_SIZE, -1)  # (784, 10) → (28, 28, 10)
    return lost


def smallest_flip(model: Model, digit: DigitImage, kind: Literal["paper", "ink"]) -> Flip | None:
    """Return the smallest square of paper or ink that makes the network answer otherwise; None if none does.

    Of several places for it, the one where the network is surest of its new answer.
    """
    answer = int(model.predict(digit).digits[0])
    fill = 0 if kind == "paper" else 255
    for size in range(1, _LARGEST_CHANGE + 1):
        places = list(np.ndindex(IMAGE_SIZE - size + 1, IMAGE_SIZE - size + 1))
        changed = np.repeat(digit[np.newaxis], len(places), axis=0)  # (places, 28, 28)
        for number, (row, column) in enumerate(places):
            changed[number, row : row + size, column : column + size] = fill  # (size, size)
        different = [number for number, image in enumerate(changed) if not np.array_equal(image, digit)]
        if not different:
            continue
        predictions = model.predict(changed[different])
        flipped = np.flatnonzero(predictions.digits != answer)  # (flipped,)
        if len(flipped):
            best = int(flipped[predictions.confidence[flipped].argmax()])
            number = different[best]
            return Flip(
                row=places[number][0],
                column=places[number][1],
                size=size,
                image=changed[number],
                digit=int(predictions.digits[best]),
                confidence=float(predictions.confidence[best]),
            )
    return None


def draw_occlusion(scene: Scene) -> Figure:
    """Return the digit with its probabilities, the evidence for the answer and the runner-up, and what flips it."""
    inside, words = scene.inside, scene.words
    answer, second = int(inside.answer.digits[0]), inside.runner_up
    figure = sheet.new_figure(_HEIGHT)
    heading = words["reasons.title"].format(digit=scene.name(answer))
    if scene.label is not None and scene.label != answer:
        heading = words["reasons.title_wrong"].format(digit=scene.name(answer), label=scene.name(scene.label))
    sheet.title(figure, heading, words["reasons.note"].format(cover=COVER))
    axes = sheet.place_axes(figure, 0.35, 1.35, 1.7, 1.7)
    sheet.show_ink(axes, inside.digit, most=255)
    axes.set_title(words["reasons.digit"], fontsize=12)
    _draw_probabilities(figure, scene)
    lost = saliency(scene.model, inside.digit)  # (28, 28, 10)
    largest = float(np.abs(lost[..., [answer, second]]).max()) or 1.0  # (28, 28, 2)
    for column, (digit, name) in enumerate(((answer, "reasons.answer"), (second, "reasons.second"))):
        axes = sheet.place_axes(figure, 0.35 + 3.9 * column, 3.65, 3.4, 2.55)
        _draw_evidence(axes, inside.digit, lost[..., digit], largest)
        axes.set_title(words[name].format(digit=scene.name(digit)), fontsize=12)
        axes.set_xlabel(_strongest(scene, digit, lost[..., digit]), fontsize=10.5, labelpad=4, linespacing=1.3)
    for column, kind in enumerate(("paper", "ink")):
        axes = sheet.place_axes(figure, 0.35 + 3.9 * column, 7.3, 3.4, 1.55)
        _draw_flip(axes, scene, kind)
    return figure


def _draw_probabilities(figure: Figure, scene: Scene) -> None:
    shares = scene.inside.answer.probabilities[0]
    answer = int(scene.inside.answer.digits[0])
    axes = sheet.place_axes(figure, 2.6, 1.35, 5.1, 1.45)
    shown = scene.shown
    colours = [sheet.BLUE if digit == answer else "#9a9a9a" for digit in shown]
    axes.bar(range(len(shown)), shares[shown], color=colours, width=0.6)
    for place, share in enumerate(shares[shown]):
        axes.text(place, float(share) + 0.03, sheet.percent(float(share)), ha="center", fontsize=8)
    axes.set(xlim=(-0.6, len(shown) - 0.4), ylim=(0, 1.18))
    axes.set_xticks(range(len(shown)), [scene.name(digit) for digit in shown], fontsize=11)
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_title(scene.words["reasons.probabilities"], fontsize=12)


def _draw_evidence(axes: Axes, digit: npt.NDArray[np.uint8], lost: npt.NDArray[np.float64], largest: float) -> None:
    """Draw blue and + where the ink speaks for, orange and − where it speaks against, over the digit's outline."""
    axes.imshow(lost, cmap=sheet.SIGNED, vmin=-largest, vmax=largest)
    axes.contour(digit, levels=[127], colors="black", linewidths=1.2)
    for row, column in np.ndindex(lost.shape):
        if row % 2 == 0 and column % 2 == 0 and abs(lost[row, column]) >= _SIGN_FROM * largest:
            light = abs(lost[row, column]) > 0.6 * largest
            sign = "+" if lost[row, column] > 0 else "−"
            axes.text(
                column,
                row,
                sign,
                color="white" if light else "black",
                fontsize=9,
                ha="center",
                va="center",
                fontweight="bold",
                family="DejaVu Sans",
            )


def _strongest(scene: Scene, digit: int, lost: npt.NDArray[np.float64]) -> str:
    """Say where the cover takes most from or gives most to a digit, and what its probability becomes by that."""
    row, column = np.unravel_index(int(np.abs(lost).argmax()), lost.shape)
    probabilities = scene.inside.answer.probabilities
    after = 1 / (1 + np.exp(lost[row, column] - evidence(probabilities)[0, digit]))
    return scene.words["reasons.strongest"].format(
        row=row + 1,
        column=column + 1,
        value=sheet.exact(lost[row, column], 2, "+"),
        digit=scene.name(digit),
        before=sheet.percent(float(probabilities[0, digit])),
        after=sheet.percent(float(after)),
    )


def _draw_flip(axes: Axes, scene: Scene, kind: str) -> None:
    """Draw the digit with the smallest square that flips the answer."""
    words = scene.words
    flip: Flip | None = smallest_flip(scene.model, scene.inside.digit, "paper" if kind == "paper" else "ink")
    axes.set_title(words[f"reasons.{kind}"], fontsize=12)
    if flip is None:
        axes.set_axis_off()
        axes.text(0.5, 0.5, words["reasons.steady"], ha="center", va="center", fontsize=11, transform=axes.transAxes)
        return
    sheet.show_ink(axes, flip.image, most=255)
    sheet.box(axes, flip.row, flip.column, flip.size, flip.size)
    caption = words["reasons.flipped"].format(
        size=flip.size, digit=scene.name(flip.digit), confidence=sheet.percent(flip.confidence)
    )
    axes.set_xlabel(caption, fontsize=10.5, labelpad=4)

"""The picture of why the network answers as it does: what speaks for it, and what would change its mind."""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.occlusion import COVER, Flip, evidence, saliency, smallest_flip
from shuzi.explaining.scene import Scene

_SIGN_FROM = 0.25
"""Share of the strongest evidence from which a place gets a sign."""

_HEIGHT = 9.3


def draw_reasons(scene: Scene) -> Figure:
    """Return the digit with its probabilities, the evidence for the answer and the runner-up, and what flips it."""
    inside, words = scene.inside, scene.words
    answer, second = int(inside.answer.digits[0]), inside.runner_up
    figure = sheet.new_figure(_HEIGHT)
    heading = words["reasons.title"].format(digit=answer)
    if scene.label is not None and scene.label != answer:
        heading = words["reasons.title_wrong"].format(digit=answer, label=scene.label)
    sheet.title(figure, heading, words["reasons.note"].format(cover=COVER))
    axes = sheet.place_axes(figure, 0.35, 1.35, 1.7, 1.7)
    sheet.show_ink(axes, inside.digit, most=255)
    axes.set_title(words["reasons.digit"], fontsize=12)
    _draw_probabilities(figure, scene)
    found = saliency(scene.model, inside.digit)
    largest = float(np.abs(found[..., [answer, second]]).max()) or 1.0
    for column, (digit, name) in enumerate(((answer, "reasons.answer"), (second, "reasons.second"))):
        axes = sheet.place_axes(figure, 0.35 + 3.9 * column, 3.65, 3.4, 2.55)
        _draw_evidence(axes, inside.digit, found[..., digit], largest)
        axes.set_title(words[name].format(digit=digit), fontsize=12)
        axes.set_xlabel(_strongest(scene, digit, found[..., digit]), fontsize=10.5, labelpad=4, linespacing=1.3)
    for column, kind in enumerate(("paper", "ink")):
        axes = sheet.place_axes(figure, 0.35 + 3.9 * column, 7.3, 3.4, 1.55)
        _draw_flip(axes, scene, kind)
    return figure


def _draw_probabilities(figure: Figure, scene: Scene) -> None:
    shares = scene.inside.answer.probabilities[0]
    answer = int(scene.inside.answer.digits[0])
    axes = sheet.place_axes(figure, 2.6, 1.35, 5.1, 1.45)
    axes.bar(range(10), shares, color=[sheet.BLUE if digit == answer else "#9a9a9a" for digit in range(10)], width=0.6)
    for digit, share in enumerate(shares):
        axes.text(digit, float(share) + 0.03, sheet.percent(float(share)), ha="center", fontsize=8)
    axes.set(xlim=(-0.6, 9.6), ylim=(0, 1.18))
    axes.set_xticks(range(10), [str(digit) for digit in range(10)], fontsize=11)
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
        row=row,
        column=column,
        value=f"{lost[row, column]:+.2f}".replace("-", "−"),
        digit=digit,
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
    said = words["reasons.flipped"].format(size=flip.size, digit=flip.digit, confidence=sheet.percent(flip.confidence))
    axes.set_xlabel(said, fontsize=10.5, labelpad=4)

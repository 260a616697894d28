"""The picture of the loss: an answer, a target, and two ways to say how far they are apart."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shuzi.digits import NUM_CLASSES
from shuzi.explaining import sheet
from shuzi.explaining.learning.lesson import Lesson
from shuzi.explaining.learning.step import LOSSES, LossName

_LEADS = np.linspace(-10, 10, 201)
"""Of the right digit's sum over the other's: set by hand: the squared error is flat there."""


def draw_loss(lesson: Lesson) -> Figure:
    """Return the answer of a network before its first step, both losses of it, and what either sends back."""
    words, label = lesson.scene.words, lesson.label
    figure = sheet.new_figure(9.9)
    heading = words["learning.loss.title"].format(label=label)
    sheet.title(figure, heading, words["learning.loss.note"])
    axes = sheet.place_axes(figure, 0.4, 1.5, 1.5, 1.5)
    sheet.show_ink(axes, lesson.digit[0], most=255)
    _draw_answer(sheet.place_axes(figure, 2.7, 1.5, 5.0, 1.5), lesson)
    most = max(float(np.abs(lesson.backpropagation[name].at_logits).max()) for name in LOSSES)
    for column, name in enumerate(LOSSES):
        left = 0.75 + 3.85 * column
        figure.text(left / 8, 1 - 3.65 / 9.9, words[f"learning.{name}"], fontsize=13, weight="bold")
        figure.text(left / 8, 1 - 3.9 / 9.9, _sum(lesson, name), fontsize=11, va="top", linespacing=1.5)
        axes = sheet.place_axes(figure, left, 5.15, 3.2, 1.3)
        axes.set_title(words["learning.loss.sent"], fontsize=11)
        draw_gradient_at_sums(axes, lesson, name, most, every=False)
        axes = sheet.place_axes(figure, left, 7.25, 3.2, 1.45)
        axes.set_title(words["learning.loss.curve"], fontsize=11)
        _draw_curve(axes, name)
        axes.set_xlabel(words["learning.loss.lead"], fontsize=10.5)
    figure.text(0.02, 0.12 / 9.9, words["learning.loss.flat"], fontsize=11, color="#333333", linespacing=1.35)
    return figure


def _draw_answer(axes: Axes, lesson: Lesson) -> None:
    words = lesson.scene.words
    probabilities = lesson.backpropagation["mse"].probabilities[0]
    axes.bar(range(NUM_CLASSES), probabilities, color=sheet.BLUE, width=0.6)
    frame: dict[str, Any] = {"fill": False, "edgecolor": sheet.ORANGE, "linestyle": "--", "linewidth": 1.5}
    axes.bar(lesson.label, 1, width=0.9, **frame)  # wide enough for the number in it
    # On the side where no tall bar stands.
    left = lesson.label == NUM_CLASSES - 1 or probabilities[lesson.label + 1] > 0.6
    place, side = (lesson.label - 0.55, "right") if left else (lesson.label + 0.55, "left")
    axes.text(place, 0.98, words["learning.loss.target"], color=sheet.ORANGE, fontsize=10, ha=side, va="top")
    for digit, value in enumerate(probabilities):
        axes.text(digit, float(value) + 0.03, f"{value:.3f}", ha="center", fontsize=8.5)
    axes.set(xlim=(-0.6, 9.6), ylim=(0, 1.08))
    axes.set_xticks(range(NUM_CLASSES))
    axes.set_title(words["learning.loss.answer"], fontsize=11.5)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _sum(lesson: Lesson, name: LossName) -> str:
    kind = "log" if name == "cross_entropy" else "squares"
    return lesson.scene.words[f"learning.loss.{kind}"].format(**loss_numbers(lesson, name))


def loss_numbers(lesson: Lesson, name: LossName) -> dict[str, str]:
    """Return the numbers of a loss, with as many decimals as a calculator needs to get the same from what is shown."""
    backpropagation = lesson.backpropagation[name]
    right, loss = float(backpropagation.probabilities[0, lesson.label]), f"{backpropagation.loss:.4f}"
    if name == "cross_entropy":
        return {"right": _telling(right, lambda shown: f"{-np.log(shown or 1.0):.4f}" == loss), "loss": loss}
    own_square = (1 - right) ** 2
    other_squares = float((backpropagation.probabilities[0] ** 2).sum()) - right**2
    for decimals in range(4, 10):
        numbers = {"own": f"{own_square:.{decimals}f}", "rest": f"{other_squares:.{decimals}f}", "loss": loss}
        if f"{(float(numbers['own']) + float(numbers['rest'])) / NUM_CLASSES:.4f}" == loss:
            break
    return {"right": _telling(right, lambda shown: f"{(1 - shown) ** 2:.{decimals}f}" == numbers["own"]), **numbers}


def _telling(value: float, tells: Callable[[float], bool]) -> str:
    """Return the value with as few decimals, three at least, as tell what is to be computed from it."""
    texts = [f"{value:.{decimals}f}" for decimals in range(3, 13)]
    return next((text for text in texts if tells(float(text))), texts[-1])


def draw_gradient_at_sums(axes: Axes, lesson: Lesson, name: LossName, most: float, *, every: bool = True) -> None:
    """Draw a bar for each of the ten sums: blue ones are raised by a step, orange ones lowered.

    Every bar's number is written, or only the true digit's.
    """
    gradient = lesson.backpropagation[name].at_logits[0]
    colours = [sheet.BLUE if value < 0 else sheet.ORANGE for value in gradient]
    axes.bar(range(NUM_CLASSES), gradient, color=colours, width=0.6)
    for digit, value in enumerate(gradient):
        if not every and digit != lesson.label:
            continue
        below = value < 0
        offset = -0.03 * most if below else 0.03 * most
        axes.text(
            digit, value + offset, sheet.short(float(value)), ha="center", va="top" if below else "bottom", fontsize=9
        )
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(xlim=(-0.6, 9.6), ylim=(-1.25 * most, 0.5 * most))
    axes.set_xticks(range(NUM_CLASSES))
    axes.tick_params(labelsize=9.5)
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)


def _draw_curve(axes: Axes, name: LossName) -> None:
    """Draw the loss of a network that wavers between two digits, over the right one's lead."""
    right = 1 / (1 + np.exp(-_LEADS))
    values = 2 * (1 - right) ** 2 / NUM_CLASSES if name == "mse" else -np.log(right)
    axes.plot(_LEADS, values, color=sheet.BLUE, linewidth=2)
    axes.set(xlim=(-10, 10), ylim=(0, float(values.max()) * 1.1))
    axes.set_xticks([-10, -5, 0, 5, 10])
    axes.set_yticks([0, 0.1, 0.2] if name == "mse" else [0, 5, 10])
    axes.tick_params(labelsize=9.5)
    axes.grid(color=sheet.FAINT)
    axes.spines[["top", "right"]].set_visible(False)

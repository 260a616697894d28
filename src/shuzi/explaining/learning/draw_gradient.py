"""The picture of the way back: from the loss to the gradient of one weight of a filter."""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.learning.chain import Array
from shuzi.explaining.learning.draw_loss import draw_gradient_at_sums
from shuzi.explaining.learning.lesson import Lesson

_HEIGHT = 10.4
"""Inches of the picture."""


def draw_gradient(lesson: Lesson) -> Figure:
    """Return how the gradient of the cross-entropy comes to one weight, step by step."""
    words, backpropagation = lesson.scene.words, lesson.backpropagation["cross_entropy"]
    row, column, _, number = lesson.place
    figure = sheet.new_figure(_HEIGHT)
    heading = words["learning.gradient.title"].format(number=number + 1, row=row + 1, column=column + 1)
    sheet.title(figure, heading, words["learning.gradient.note"])
    _say(figure, 1.35, words["learning.gradient.softmax"])
    most = float(np.abs(backpropagation.at_logits).max())
    draw_gradient_at_sums(sheet.place_axes(figure, 0.75, 1.75, 6.9, 1.1), lesson, "cross_entropy", most)
    hidden = backpropagation.ways[-2]
    open_, units = int((backpropagation.links[-2].sums > 0).sum()), backpropagation.links[-2].sums.size
    _say(figure, 3.25, words["learning.gradient.dense"].format(open=open_, units=units))
    _draw_strip(
        sheet.place_axes(figure, 0.75, 3.85, 6.9, 0.35), hidden.arriving[0], shut=backpropagation.links[-2].sums[0] <= 0
    )
    flat = backpropagation.ways[len(lesson.scene.inside.stages) - 1].arriving.ravel()  # (inputs,)
    _say(figure, 4.5, words["learning.gradient.flatten"].format(count=f"{flat.size:,}"))
    _draw_strip(sheet.place_axes(figure, 0.75, 4.85, 6.9, 0.35), flat)
    _say(figure, 5.5, words["learning.gradient.convolution"].format(number=number + 1))
    _draw_maps(figure, lesson)
    gradient, tried = lesson.gradient("cross_entropy"), lesson.tried("cross_entropy")
    text = words["learning.gradient.sum"].format(gradient=sheet.exact(gradient, 5))
    figure.text(0.5, 1 - 9.25 / _HEIGHT, text, fontsize=13, ha="center", weight="bold")
    text = words["learning.gradient.tried"].format(tried=sheet.exact(tried, 5))
    figure.text(0.5, 1 - 9.75 / _HEIGHT, text, fontsize=11, ha="center", linespacing=1.4)
    return figure


def products(lesson: Lesson) -> tuple[Array, Array]:
    """Return the pixels that the weight meets, in the place of the sum each goes into, and their products.

    Returns:
        two arrays of the first map's shape: pixels times the scale, and these times the gradient at each sum. The
        second's sum is the gradient of the weight.
    """
    backpropagation = lesson.backpropagation["cross_entropy"]
    row, column, channel, number = lesson.place
    padded = np.pad(backpropagation.links[0].seen[0, ..., channel], 1)  # (30, 30)
    through = backpropagation.ways[0].through[0, ..., number]  # (28, 28)
    pixels = padded[row : row + through.shape[0], column : column + through.shape[1]]  # (28, 28)
    return pixels, pixels * through  # (28, 28) each


def _say(figure: Figure, top: float, text: str) -> None:
    figure.text(0.03, 1 - top / _HEIGHT, text, fontsize=11, va="top", linespacing=1.35)


def _draw_strip(axes: Axes, values: Array, shut: npt.NDArray[np.bool_] | None = None) -> None:
    most = float(np.abs(values).max()) or 1.0
    # A step goes against the gradient, so what is raised has a negative one; blue is what is raised.
    # values (units,) are drawn as (1, units)
    axes.imshow(-values[np.newaxis], cmap=sheet.SIGNED, vmin=-most, vmax=most, aspect="auto", interpolation="nearest")
    if shut is not None:
        axes.imshow(
            np.ma.masked_array(np.ones((1, len(values))), ~shut[np.newaxis]),
            cmap="Greys",
            vmin=0,
            vmax=3,
            aspect="auto",
            interpolation="nearest",
        )


def _draw_maps(figure: Figure, lesson: Lesson) -> None:
    words, backpropagation = lesson.scene.words, lesson.backpropagation["cross_entropy"]
    number = lesson.place[3]
    way = backpropagation.ways[0]
    pixels, multiplied = products(lesson)
    # arriving: (14, 14); all others: (28, 28)
    maps = (
        ("arriving", way.arriving[0, ..., number]),
        ("winners", way.at_winners[0, ..., number]),
        ("through", way.through[0, ..., number]),
        ("pixels", pixels),
        ("products", multiplied),
    )
    signs = ("→", "→", "×", "=")
    for place, (name, values) in enumerate(maps):
        left = 0.15 + 1.57 * place
        axes = sheet.place_axes(figure, left, 7.25, 1.36, 1.36)
        if name == "pixels":
            sheet.show_ink(axes, values)
        else:
            most = float(np.abs(values).max()) or 1.0
            axes.imshow(-values, cmap=sheet.SIGNED, vmin=-most, vmax=most, interpolation="nearest")
        axes.set_title(words[f"learning.gradient.{name}"], fontsize=9.5, linespacing=1.3)
        if place < len(signs):
            figure.text((left + 1.465) / 8, 1 - 7.93 / _HEIGHT, signs[place], fontsize=14, ha="center", va="center")
    # maps of one filter, (28, 28) each
    shut = int((way.at_winners[0, ..., number] != 0).sum() - (way.through[0, ..., number] != 0).sum())
    text = words["learning.gradient.shut"].format(shut=shut, sent=int((way.at_winners[0, ..., number] != 0).sum()))
    figure.text(0.5, 1 - 8.85 / _HEIGHT, text, fontsize=10.5, ha="center", color="#333333")

"""The picture of activation functions: curves with their slopes, and how often the ReLU is shut."""

import numpy as np
from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.learning.chain import Array, trained
from shuzi.explaining.learning.lesson import Lesson
from shuzi.explaining.learning.step import forward

_SUMS = np.linspace(-4, 4, 161)
_SIGMOID = 1 / (1 + np.exp(-_SUMS))
_CURVES = {
    "ReLU": (np.maximum(_SUMS, 0), np.where(_SUMS > 0, 1.0, 0.0)),
    "sigmoid": (_SIGMOID, _SIGMOID * (1 - _SIGMOID)),
    "tanh": (np.tanh(_SUMS), 1 - np.tanh(_SUMS) ** 2),
}


def draw_activation(lesson: Lesson) -> Figure:
    """Return three activation functions, and the sums of the trained network's layers for the digit."""
    words = lesson.scene.words
    figure = sheet.new_figure(6.3)
    sheet.title(
        figure, words["learning.activation.title"], words["learning.activation.note"].format(whose=lesson.whose)
    )
    for place, (name, (values, slopes)) in enumerate(_CURVES.items()):
        axes = sheet.place_axes(figure, 0.5 + 2.55 * place, 1.5, 2.2, 1.55)
        axes.set_title(name, fontsize=12)
        axes.plot(_SUMS, values, color=sheet.BLUE, linewidth=2)
        axes.plot(_SUMS, slopes, "--", color=sheet.ORANGE, linewidth=1.6)
        axes.set(xlim=(-4, 4), ylim=(-1.2, 2.2))
        axes.set_xticks([-4, 0, 4], ["−4", "0", "4"], fontsize=10)
        axes.set_yticks([-1, 0, 1, 2], ["−1", "0", "1", "2"], fontsize=10)
        axes.grid(color=sheet.FAINT)
        axes.set_xlabel(words["learning.activation.sum"], fontsize=10.5)
    hidden = hidden_sums(lesson)
    width = 7.3 / len(hidden)
    for place, (name, sums) in enumerate(hidden.items()):
        axes = sheet.place_axes(figure, 0.4 + width * place, 4.2, width - 0.3, 1.35)
        reach = float(np.abs(sums).max()) or 1.0
        counts, edges = np.histogram(sums, bins=np.linspace(-reach, reach, 41))
        colours = [sheet.ORANGE if right <= 1e-9 else sheet.BLUE for right in edges[1:]]
        axes.bar(edges[:-1], np.sqrt(counts), width=edges[1] - edges[0], align="edge", color=colours)
        axes.axvline(0, color="black", linewidth=0.8)
        axes.set_xticks([0], ["0"], fontsize=10)
        heading = words["learning.activation.shut"].format(
            layer=lesson.scene.layer(name), share=sheet.percent(float(np.mean(sums <= 0)))
        )
        axes.set_title(heading, fontsize=10)
        axes.set_xlabel(words["learning.activation.sum"], fontsize=10)
        axes.spines[["top", "right", "left"]].set_visible(False)
    return figure


def hidden_sums(lesson: Lesson) -> dict[str, Array]:
    """Return all sums in front of a ReLU for the digit, by the layer's name, in the trained network."""
    chain = trained(lesson.scene.inside)
    links = forward(chain, lesson.digit)
    # all numbers, (numbers,)
    return {block.name: link.sums.ravel() for block, link in zip(chain.blocks[:-1], links[:-1], strict=True)}

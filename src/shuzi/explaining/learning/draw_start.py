"""The picture of initialisation: what sums and gradients become when the first weights are too small or too large."""

import numpy as np
from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.learning.chain import Chain
from shuzi.explaining.learning.lesson import Lesson
from shuzi.explaining.learning.step import backpropagate

# Times what Keras draws (Glorot uniform), which the middle one leaves as it is; set by hand.
_FACTORS = {"large": 10.0, "glorot": 1.0, "small": 0.1}
_STYLES = {"large": ("s--", sheet.ORANGE), "glorot": ("o-", sheet.BLUE), "small": ("^:", sheet.GREY)}


def draw_start(lesson: Lesson) -> Figure:
    """Return the spread of the sums and the size of the gradients in each layer, for three sizes of first weights."""
    words, names = lesson.scene.words, [lesson.scene.layer(block.name) for block in lesson.chain.blocks]
    figure = sheet.new_figure(5.3)
    sheet.title(figure, words["learning.start.title"], words["learning.start.note"])
    axes = [sheet.place_axes(figure, 0.85 + 3.75 * place, 1.65, 3.1, 2.5) for place in range(2)]
    for name, factor in _FACTORS.items():
        style, colour = _STYLES[name]
        for axis, values in zip(axes, sizes(lesson, lesson.chain.times(factor)), strict=True):
            shown = [value if value > 0 else np.nan for value in values]
            axis.plot(range(len(names)), shown, style, color=colour, label=words[f"learning.start.{name}"])
    for axis, title in zip(axes, ("sums", "gradients"), strict=True):
        axis.set_yscale("log")
        axis.set_title(words[f"learning.start.{title}"], fontsize=12)
        axis.set_xticks(range(len(names)), names, fontsize=9)
        axis.tick_params(axis="y", labelsize=9.5)
        axis.grid(color=sheet.FAINT)
        axis.spines[["top", "right"]].set_visible(False)
    # Below both, where no line can run through it.
    handles, labels = axes[0].get_legend_handles_labels()
    below = (0.5, 1 - 4.68 / 5.3)
    figure.legend(handles, labels, fontsize=10.5, frameon=False, loc="center", bbox_to_anchor=below, ncols=3)
    figure.text(0.03, 0.25 / 5.3, words["learning.start.zero"], fontsize=11)
    return figure


def sizes(lesson: Lesson, chain: Chain) -> tuple[list[float], list[float]]:
    """Return, for every layer, the standard deviation of its sums and the root mean square of its kernel's gradient."""
    backpropagation = backpropagate(chain, lesson.digit, [lesson.label], name="cross_entropy")
    spread = [float(link.sums.std()) for link in backpropagation.links]
    return spread, [float(np.sqrt(np.mean(kernel**2))) for kernel, _ in backpropagation.gradients]

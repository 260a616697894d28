"""The picture of learning rate and momentum: the same training with longer and shorter steps."""

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from shuzi.digits import NUM_CLASSES, Split
from shuzi.explaining import sheet
from shuzi.explaining.learning.lesson import Lesson
from shuzi.explaining.learning.step import Setting, descend
from shuzi.recipes.recipe import UNIT_VARIANCE

BATCH, STEPS = 20, 30
"""Images in a batch, and steps; set by hand: after 600 images the losses have parted."""

SETTINGS = (Setting(0.01), Setting(0.01, momentum=0.9), Setting(0.05), Setting(0.5))
"""Set by hand around the note's rate, 0.05 (N10): a fifth of it, that with momentum, the rate itself, ten times it."""

_STYLES = (":", "--", "-", "-.")
_COLOURS = (sheet.GREY, "#3f8f4f", sheet.BLUE, sheet.ORANGE)

_WINDOW = 5
"""Steps that each drawn loss is the mean of; set by hand, since batches of 20 scatter."""

_HIGHEST = 3.5
"""Of the drawn losses, half as much again as guessing costs; set by hand."""


def draw_rates(lesson: Lesson) -> Figure | None:
    """Return the loss of the first steps by several settings; None without training images."""
    images = lesson.scene.training
    if images is None or len(images.labels) < BATCH * STEPS:
        return None
    words = lesson.scene.words
    figure = sheet.new_figure(5.2)
    guess = f"ln 10 = {np.log(NUM_CLASSES):.3f}"
    sheet.title(
        figure,
        words["learning.rates.title"],
        words["learning.rates.note"].format(batch=BATCH, window=_WINDOW, guess=guess),
    )
    axes = sheet.place_axes(figure, 0.75, 1.45, 6.9, 3.0)
    for (setting, losses), style, colour in zip(first_steps(lesson, images).items(), _STYLES, _COLOURS, strict=True):
        name = "learning.rates.momentum" if setting.momentum else "learning.rates.plain"
        label = words[name].format(rate=setting.rate, momentum=setting.momentum)
        shown = np.minimum(np.nan_to_num(smoothed(losses), nan=2 * _HIGHEST), 2 * _HIGHEST)
        axes.plot(range(_WINDOW, len(losses) + 1), shown, style, color=colour, label=label, linewidth=2)
    guess_label = words["learning.rates.guess"].format(guess=f"{np.log(NUM_CLASSES):.3f}")
    axes.axhline(np.log(NUM_CLASSES), color="#a8a8a8", linewidth=1, zorder=1, label=guess_label)
    axes.set(xlim=(_WINDOW, STEPS), ylim=(0, _HIGHEST))
    axes.set_xticks([_WINDOW, *range(10, STEPS + 1, 10)])
    axes.set_yticks([0, 1, 2, 3])
    axes.set_xlabel(words["learning.rates.axis"], fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=10.5, frameon=False, loc="upper right", ncols=2)
    return figure


def first_steps(lesson: Lesson, images: Split) -> dict[Setting, list[float]]:
    """Return the loss before each step, by every setting; pixels are scaled, whatever the run's recipe does."""
    few = Split(images.images[: BATCH * STEPS], images.labels[: BATCH * STEPS])
    chain = replace(lesson.chain, scale=UNIT_VARIANCE).single()
    with np.errstate(over="ignore", invalid="ignore"):  # too long steps end in NaN, which is what is shown
        return {setting: list(descend(chain, few, setting, batch=BATCH, name="cross_entropy")) for setting in SETTINGS}


def smoothed(losses: list[float]) -> list[float]:
    """Return the mean of each loss and the `_WINDOW` − 1 before it."""
    return [float(value) for value in np.convolve(losses, np.ones(_WINDOW) / _WINDOW, mode="valid")]

"""The picture of a saturated softmax: how sure a network is before its first step, and after training."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from shuzi.digits import Split, softmax
from shuzi.explaining import sheet
from shuzi.explaining.learning.chain import Chain, trained
from shuzi.explaining.learning.lesson import Lesson
from shuzi.explaining.learning.step import at_logits, forward, targets
from shuzi.recipes.recipe import RAW_PIXELS, UNIT_VARIANCE

IMAGES = 200
"""That three networks are asked about; set by hand, as in docs/recipe-study.md."""


class Sureness(NamedTuple):
    """How sure a network is of its answers, and how much its losses still send back."""

    largest: list[float]
    """The largest of the ten probabilities, of every image."""
    right: float
    """Share of right answers."""
    mse: float
    """Mean size of the gradient at the ten sums by the squared error, summed over the sums."""
    cross_entropy: float

    @property
    def sure(self) -> float:
        """Share of answers above 0.999."""
        return float(np.mean(np.array(self.largest) > 0.999))


def sureness(chain: Chain, images: Split) -> Sureness:
    """Return how sure a network is of these images."""
    sums = forward(chain, images.images)[-1].sums  # (n, 10)
    probabilities, wanted = softmax(sums), targets(images.labels).astype(sums.dtype)  # (n, 10) each
    sent = [float(np.abs(at_logits(name, probabilities, wanted)).sum()) for name in ("mse", "cross_entropy")]
    right = float(np.mean(probabilities.argmax(axis=1) == images.labels))  # (n, 10) → (n,)
    return Sureness([float(value) for value in probabilities.max(axis=1)], right, *sent)  # (n, 10) → (n,)


def three(lesson: Lesson, images: Split) -> dict[str, Sureness]:
    """Return the sureness before training with raw and with scaled pixels, and of the run's own network."""
    few = Split(images.images[:IMAGES], images.labels[:IMAGES])
    return {
        "raw": sureness(replace(lesson.chain, scale=RAW_PIXELS).single(), few),
        "scaled": sureness(replace(lesson.chain, scale=UNIT_VARIANCE).single(), few),
        "own": sureness(trained(lesson.scene.inside).single(), few),
    }


def draw_saturation(lesson: Lesson) -> Figure | None:
    """Return three histograms of sureness; None without training images."""
    images, words = lesson.scene.training, lesson.scene.words
    if images is None:
        return None
    figure = sheet.new_figure(5.5)
    recipe = lesson.scene.recipe
    count = min(IMAGES, len(images.labels))
    sheet.title(
        figure,
        words["learning.saturation.title"],
        words["learning.saturation.note"].format(count=count, recipe=recipe, whose=lesson.whose),
    )
    for place, (name, measured) in enumerate(three(lesson, images).items()):
        left = 0.65 + 2.5 * place
        axes = sheet.place_axes(figure, left, 1.8, 2.1, 1.5)
        axes.set_title(words[f"learning.saturation.{name}"], fontsize=11.5)
        axes.hist(
            measured.largest,
            bins=[place / 20 for place in range(21)],
            weights=np.full(count, 1 / count),
            color=sheet.BLUE,
        )
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"], fontsize=10)
        axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"] if place == 0 else [], fontsize=10)
        axes.set_xlabel(words["learning.saturation.axis"], fontsize=10.5)
        axes.spines[["top", "right"]].set_visible(False)
        caption = words["learning.saturation.said"].format(
            sure=sheet.percent(measured.sure),
            right=sheet.percent(measured.right),
            mse=sheet.short(measured.mse),
            ce=sheet.short(measured.cross_entropy),
        )
        figure.text(left / 8, 1 - 3.95 / 5.5, caption, fontsize=10.5, va="top", linespacing=1.4)
    return figure

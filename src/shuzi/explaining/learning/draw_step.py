"""The pictures of a step: the loss over one weight, where the gradient points, and the way downhill."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

from shuzi.explaining import sheet
from shuzi.explaining.learning.lesson import Lesson
from shuzi.explaining.learning.step import LOSSES, RATE, LossName, backpropagate, with_weight

_REACH = 1.5
"""How far to both sides of the weight the loss is drawn; set by hand, ten times the largest first weight."""

_POINTS = 61
"""Values of the weight at which the loss is computed, 0.05 apart."""

_DOWNHILL_RATE = 1.0
"""Twenty times the note's, so that one weight alone gets somewhere in a few steps; set by hand."""

_DOWNHILL_STEPS = 12
"""At most, where it does not leave the picture before; set by hand: the film takes 14 seconds."""

_ROWS = ("weight", "gradient", "step", "after", "before", "one", "all")


def draw_step(lesson: Lesson) -> Figure:
    """Return the loss over one weight, by both losses, with the slope and one step in numbers."""
    words = lesson.scene.words
    figure = sheet.new_figure(7.6)
    sheet.title(figure, words["learning.step.title"], words["learning.step.note"].format(rate=RATE))
    for column, name in enumerate(LOSSES):
        axes = sheet.place_axes(figure, 0.7 + 3.85 * column, 1.6, 3.3, 2.4)
        axes.set_title(words[f"learning.{name}"], fontsize=12)
        _draw_hill(axes, lesson, name)
        axes.set_xlabel(words["learning.step.axis"], fontsize=11)
    _write_table(figure, lesson)
    return figure


def hill(lesson: Lesson, name: LossName) -> tuple[list[float], list[float]]:
    """Return values of the weight, and the loss of the image at each."""
    values = [float(value) for value in lesson.weight + np.linspace(-_REACH, _REACH, _POINTS)]
    return values, [lesson.loss_at(name, value) for value in values]


def _draw_hill(axes: Axes, lesson: Lesson, name: LossName) -> None:
    values, losses = hill(lesson, name)
    axes.plot(values, losses, color=sheet.BLUE, linewidth=2)
    weight, loss, gradient = lesson.weight, lesson.backpropagation[name].loss, lesson.gradient(name)
    reach = 0.55 * _REACH
    axes.plot(
        [weight - reach, weight + reach],
        [loss - reach * gradient, loss + reach * gradient],
        "--",
        color=sheet.GREY,
        linewidth=1.5,
    )
    axes.plot([weight], [loss], "o", color=sheet.ORANGE, markersize=9, zorder=4)
    low, high = min(losses), max(losses)
    rise = high - low or 1.0  # where the digit is sure for good, the hill is a plain
    bottom = low - 0.25 * rise
    axes.set(xlim=(values[0], values[-1]), ylim=(bottom, high + 0.2 * rise))
    if gradient:
        # Matplotlib draws no arrow whose tip is outside the axes, where a steep one leads.
        length = min(0.45, 0.9 * (loss - bottom) / abs(gradient))
        towards = -float(np.sign(gradient)) * length
        arrow = {"arrowstyle": "-|>", "color": sheet.ORANGE, "linewidth": 2}
        axes.annotate("", (weight + towards, loss + towards * gradient), (weight, loss), arrowprops=arrow)
    else:
        axes.set_title(lesson.scene.words["learning.step.flat"], fontsize=10.5, loc="left", y=0.02)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.tick_params(labelsize=9.5)
    axes.grid(color=sheet.FAINT)
    axes.spines[["top", "right"]].set_visible(False)


def step_numbers(lesson: Lesson, name: LossName) -> dict[str, str]:
    """Return what the table says of one loss, by the names of its rows.

    The weight's numbers have as many decimals, five at least, as a calculator needs to get the same from what is shown.
    """
    gradient = lesson.gradient(name)
    numbers = (lesson.weight, gradient, -RATE * gradient, lesson.weight - RATE * gradient)
    for decimals in range(5, 10):
        weight, slope, step, after = (round(number, decimals) for number in numbers)
        if round(-RATE * slope, decimals) == step and round(weight + step, decimals) == after:
            break
    shown = [sheet.exact(number, decimals) for number in numbers]
    return {
        **dict(zip(("weight", "gradient", "step", "after"), shown, strict=True)),
        # Six decimals are enough to see what one weight does to the squared error.
        "before": f"{lesson.backpropagation[name].loss:.6f}",
        "one": f"{lesson.after_one(name):.6f}",
        "all": f"{lesson.after_all(name):.6f}",
    }


def _write_table(figure: Figure, lesson: Lesson) -> None:
    words, height = lesson.scene.words, figure.get_figheight()
    parameters = lesson.scene.inside.architecture.parameters
    columns = [step_numbers(lesson, name) for name in LOSSES]
    for column, name in enumerate(LOSSES):
        figure.text(
            (5.45 + 1.7 * column) / 8, 1 - 4.85 / height, words[f"learning.{name}.short"], fontsize=11.5, ha="right"
        )
    for place, row in enumerate(_ROWS):
        top = 1 - (5.2 + 0.33 * place) / height
        bold = "bold" if row in ("gradient", "all") else "normal"
        text = words[f"learning.step.{row}"].format(rate=RATE, count=f"{parameters:,}")
        figure.text(0.06, top, text, fontsize=11.5)
        for column, numbers in enumerate(columns):
            figure.text((5.45 + 1.7 * column) / 8, top, numbers[row], fontsize=11.5, ha="right", weight=bold)


def animate_downhill(lesson: Lesson) -> list[tuple[Image.Image, int]]:
    """Return the frames of one weight on its way downhill, with their milliseconds; all other weights stay."""
    words = lesson.scene.words
    figure = sheet.new_figure(4.6)
    sheet.title(figure, words["learning.downhill.title"], words["learning.downhill.note"].format(rate=_DOWNHILL_RATE))
    axes = sheet.place_axes(figure, 0.8, 1.35, 6.9, 2.4)
    values, losses = hill(lesson, "cross_entropy")
    axes.plot(values, losses, color=sheet.BLUE, linewidth=2)
    axes.set_xlabel(words["learning.step.axis"], fontsize=11)
    axes.set_ylabel(words["learning.step.loss"], fontsize=11)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.grid(color=sheet.FAINT)
    axes.spines[["top", "right"]].set_visible(False)
    (trail,) = axes.plot([], [], "o-", color=sheet.ORANGE, alpha=0.45, markersize=5)
    (ball,) = axes.plot([], [], "o", color=sheet.ORANGE, markersize=11)
    caption = figure.text(0.5, 0.04, "", fontsize=11.5, ha="center")
    canvas, frames = FigureCanvasAgg(figure), []
    way = downhill(lesson)
    for place, (weight, loss, gradient) in enumerate(way):
        trail.set_data([passed[0] for passed in way[: place + 1]], [passed[1] for passed in way[: place + 1]])
        ball.set_data([weight], [loss])
        numbers = {"weight": weight, "gradient": gradient, "loss": loss}
        shown = {name: sheet.exact(number, 5) for name, number in numbers.items()}
        caption.set_text(words["learning.downhill.now"].format(step=place, **shown))
        canvas.draw()  # type: ignore[no-untyped-call]
        # pixels are (height, width, 4), of which alpha is left out
        pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        frames.append((Image.fromarray(pixels[..., :3].copy()), 3000 if place == len(way) - 1 else 900))
    return frames


def downhill(lesson: Lesson) -> list[tuple[float, float, float]]:
    """Return weight, loss and gradient at every step; the steps stop at the edge of what is drawn.

    Weight and gradient have no more decimals than are shown, so that each step is what a calculator makes of the last.
    """
    weight, steps = round(lesson.weight, 5), []
    for _ in range(_DOWNHILL_STEPS + 1):
        if abs(weight - lesson.weight) > _REACH:
            break
        chain = with_weight(lesson.chain, lesson.place, weight)
        backpropagation = backpropagate(chain, lesson.digit, [lesson.label], name="cross_entropy")
        gradient = round(float(backpropagation.gradients[0][0][lesson.place]), 5)
        steps.append((weight, backpropagation.loss, gradient))
        weight = round(weight - _DOWNHILL_RATE * gradient, 5)
    return steps

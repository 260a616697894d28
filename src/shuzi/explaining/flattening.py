"""The picture of flattening: maps become one long row of numbers, which the dense layers read."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from shuzi.explaining import sheet
from shuzi.explaining.inside import Inside, Joined
from shuzi.explaining.sheet import Scene, mosaic

_LINES = 32
"""The connections of a dense layer that are drawn; set by hand, as many as can be told apart."""

_LEFT, _ACROSS = 1.55, 6.1
"""Where the rows of numbers begin and how wide they are, in inches; their names stand to the left of them."""

_HEIGHT = 8.6
"""Inches of the picture."""


def contributions(joined: Joined) -> npt.NDArray[np.float32]:
    """Return what every input adds to every unit, (inputs, units); a column and its bias add up to the unit's sum."""
    added: npt.NDArray[np.float32] = joined.seen[:, np.newaxis] * joined.kernel  # (inputs, 1) * (inputs, units)
    return added


def strongest_lines(inside: Inside) -> list[list[tuple[int, int]]]:
    """Return, for every dense layer, the connections (input, unit) that matter most to the two likeliest digits.

    Of the last layer these are the connections to the answer and to the runner-up that add or take away the most, of
    a layer before it those to the neurons from which the drawn connections behind it come.
    """
    wanted = [int(inside.answer.digits[0]), inside.runner_up]
    lines = []
    for joined in reversed(inside.joined):
        adds, each = np.abs(contributions(joined)), max(1, _LINES // len(wanted))  # (inputs, units)
        # of a column (inputs,) those that add or take away most
        lines.append([(int(source), unit) for unit in wanted for source in np.argsort(-adds[:, unit])[:each]])
        wanted = sorted({source for source, _ in lines[-1]})
    return lines[::-1]


def draw_flattening(scene: Scene) -> Figure | None:
    """Return the last maps, the row they are unrolled to, and the dense layers up to the ten digits; None without."""
    inside, words = scene.inside, scene.words
    flatten = inside.flattened
    if flatten is None:
        return None
    height, width, channels = flatten.input_shape
    flat = inside.outputs[flatten.name]  # (inputs,)
    figure = sheet.new_figure(_HEIGHT)
    sizes = " → ".join(f"{size:,}" for size in (flat.size, *(joined.values.size for joined in inside.joined)))
    shape = f"{height}×{width}×{channels}"
    note = words["flatten.note"].format(channels=channels, places=height * width)
    sheet.title(figure, words["flatten.title"].format(shape=shape, sizes=sizes), note)
    maps = flat.reshape(height, width, channels)  # (height, width, channels)
    axes = sheet.place_axes(figure, 0.35, 1.5, 7.3, 2.1)
    picture = mosaic(maps, columns=-(-channels // 6), gap=1)
    axes.imshow(picture, cmap="Greys", vmin=0, vmax=float(flat.max()) or 1.0, interpolation="nearest")
    axes.set_facecolor("#cfe0f3")
    axes.set_title(words["flatten.maps"].format(shape=shape), fontsize=12)
    names = [words["flatten.row"].format(count=f"{flat.size:,}")]
    names += [words["flatten.hidden"].format(count=f"{joined.values.size:,}") for joined in inside.joined[:-1]]
    strips = [flat, *(joined.values for joined in inside.joined[:-1])]
    rows = [_draw_strip(figure, 4.1 + 1.35 * place, pair) for place, pair in enumerate(zip(strips, names, strict=True))]
    rows.append(_draw_digits(figure, scene))
    for joined, pair, lines in zip(inside.joined, pairwise(rows), strongest_lines(inside), strict=True):
        ends = scene.shown if joined is inside.joined[-1] else list(range(joined.values.size))
        _connect(figure, joined, pair, lines, ends)
    return figure


def _draw_strip(figure: Figure, top: float, named: tuple[npt.NDArray[np.float32], str]) -> Axes:
    values, name = named  # values (numbers,), drawn as (1, numbers)
    axes = sheet.place_axes(figure, _LEFT, top, _ACROSS, 0.4)
    # `antialiased` averages where there are more numbers than pixels, so that none is left out.
    axes.imshow(
        np.atleast_2d(values),
        cmap="Greys",
        vmin=0,
        vmax=float(values.max()) or 1.0,
        aspect="auto",
        interpolation="antialiased",
    )
    _name(figure, top + 0.2, name)
    return axes


def _draw_digits(figure: Figure, scene: Scene) -> Axes:
    """Draw the logits as bars, with the probabilities below the digits."""
    inside = scene.inside
    axes = sheet.place_axes(figure, _LEFT, 6.85, _ACROSS, 0.75)
    answer = int(inside.answer.digits[0])
    shown = scene.shown
    colours = [sheet.BLUE if digit == answer else "#9a9a9a" for digit in shown]
    axes.bar(range(len(shown)), inside.logits[shown], color=colours, width=0.5)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set_xlim(-0.5, len(shown) - 0.5)
    written = (
        [scene.name(digit) for digit in shown],
        [sheet.short(float(logit)) for logit in inside.logits[shown]],
        [sheet.percent(float(share)) for share in inside.answer.probabilities[0][shown]],
    )
    for place, (name, texts) in enumerate(zip(("digit", "sum", "probability"), written, strict=True)):
        below = 7.75 + 0.22 * place
        _name(figure, below, scene.words[f"flatten.{name}"])
        for digit, text in enumerate(texts):
            across = (_LEFT + _ACROSS * (digit + 0.5) / len(shown)) / sheet.WIDTH
            figure.text(across, 1 - below / _HEIGHT, text, fontsize=9.5, ha="center", va="center")
    return axes


def _name(figure: Figure, top: float, name: str) -> None:
    """Write a row's name to the left of it; `top` is the middle of the text, in inches."""
    right = (_LEFT - 0.12) / sheet.WIDTH
    figure.text(right, 1 - top / _HEIGHT, name, fontsize=11, ha="right", va="center", linespacing=1.3)


def _connect(
    figure: Figure, joined: Joined, rows: tuple[Axes, Axes], lines: list[tuple[int, int]], ends: list[int]
) -> None:
    """Draw connections between two rows, the wider the more they add or take away; where they take away, dashed.

    `ends` are the units that stand in the lower row, in their order.
    """
    adds = contributions(joined)
    largest = max((abs(float(adds[line])) for line in lines), default=0.0) or 1.0
    above, below = (axes.get_position() for axes in rows)
    left, right = above.intervalx
    for source, unit in lines:
        value = float(adds[source, unit])
        start = left + (right - left) * (source + 0.5) / adds.shape[0]
        end = left + (right - left) * (ends.index(unit) + 0.5) / len(ends)
        line = Line2D(
            [start, end],
            [above.y0, below.y1],
            zorder=-1,
            linewidth=0.4 + 1.6 * abs(value) / largest,
            color=sheet.BLUE if value > 0 else sheet.ORANGE,
            linestyle="-" if value > 0 else "--",
        )
        line.set_transform(figure.transFigure)
        figure.add_artist(line)

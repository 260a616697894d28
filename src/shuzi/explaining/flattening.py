"""The picture of flattening: maps become one long row of numbers, which the dense layers read."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from shuzi.explaining import sheet
from shuzi.explaining.inside import Joined
from shuzi.explaining.mosaic import mosaic
from shuzi.explaining.scene import Scene

_LINES = 40
"""The strongest connections of a dense layer that are drawn."""

_HEIGHT = 8.6


def contributions(joined: Joined) -> npt.NDArray[np.float32]:
    """Return what every input adds to every unit, (inputs, units); a column and its bias add up to the unit's sum."""
    added: npt.NDArray[np.float32] = joined.seen[:, np.newaxis] * joined.kernel
    return added


def draw_flattening(scene: Scene) -> Figure | None:
    """Return the last maps, the row they are unrolled to, and the dense layers up to the ten digits; None without."""
    inside, words = scene.inside, scene.words
    flatten = inside.flattened
    if flatten is None:
        return None
    height, width, channels = flatten.input_shape
    flat = inside.outputs[flatten.name]
    figure = sheet.new_figure(_HEIGHT)
    sizes = " → ".join(f"{size:,}" for size in (flat.size, *(joined.values.size for joined in inside.joined)))
    shape = f"{height}×{width}×{channels}"
    sheet.title(
        figure,
        words["flatten.title"].format(shape=shape, sizes=sizes),
        words["flatten.note"].format(channels=channels, places=height * width),
    )
    maps = flat.reshape(height, width, channels)
    axes = sheet.place_axes(figure, 0.35, 1.5, 7.3, 2.1)
    picture = mosaic(maps, columns=-(-channels // 6), gap=1)
    axes.imshow(picture, cmap="Greys", vmin=0, vmax=float(flat.max()) or 1.0, interpolation="nearest")
    axes.set_facecolor("#cfe0f3")
    axes.set_title(words["flatten.maps"].format(shape=shape), fontsize=12)
    names = [words["flatten.row"].format(count=f"{flat.size:,}")]
    names += [words["flatten.hidden"].format(count=f"{joined.values.size:,}") for joined in inside.joined[:-1]]
    strips = [flat, *(joined.values for joined in inside.joined[:-1])]
    rows = [
        _draw_strip(figure, 4.15 + 1.35 * place, pair) for place, pair in enumerate(zip(strips, names, strict=True))
    ]
    rows.append(_draw_digits(figure, scene))
    for joined, (above, below) in zip(inside.joined, pairwise(rows), strict=True):
        _connect(figure, joined, above, below)
    return figure


def _draw_strip(figure: Figure, top: float, named: tuple[npt.NDArray[np.float32], str]) -> Axes:
    values, name = named
    axes = sheet.place_axes(figure, 0.35, top, 7.3, 0.4)
    # `antialiased` averages where there are more numbers than pixels, so that none is left out.
    axes.imshow(
        np.atleast_2d(values),
        cmap="Greys",
        vmin=0,
        vmax=float(values.max()) or 1.0,
        aspect="auto",
        interpolation="antialiased",
    )
    _name(axes, name)
    return axes


def _draw_digits(figure: Figure, scene: Scene) -> Axes:
    """Draw the ten logits as bars, with the probabilities above the digits."""
    inside = scene.inside
    axes = sheet.place_axes(figure, 0.35, 6.95, 7.3, 0.75)
    answer = int(inside.answer.digits[0])
    colours = [sheet.BLUE if digit == answer else "#9a9a9a" for digit in range(10)]
    axes.bar(range(10), inside.logits, color=colours, width=0.5)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set_xlim(-0.5, 9.5)
    _name(axes, scene.words["flatten.digits"])
    axes.set_xticks(
        range(10),
        [
            f"{digit}\n{sheet.short(float(logit))}\n{sheet.percent(float(share))}"
            for digit, (logit, share) in enumerate(zip(inside.logits, inside.answer.probabilities[0], strict=True))
        ],
        fontsize=10,
    )
    axes.tick_params(length=0)
    return axes


def _name(axes: Axes, name: str) -> None:
    """Write a name above, on white, so that it can be read among the lines."""
    axes.set_title(name, fontsize=12, loc="left").set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.5})


def _connect(figure: Figure, joined: Joined, above: Axes, below: Axes) -> None:
    """Draw the connections that add or take away the most; where they take away, dashed."""
    adds = contributions(joined)
    strongest = np.argsort(-np.abs(adds), axis=None)[:_LINES]
    largest = float(np.abs(adds).max()) or 1.0
    for source, unit in zip(*np.unravel_index(strongest, adds.shape), strict=True):
        value = float(adds[source, unit])
        (left, right), top, bottom = above.get_position().intervalx, above.get_position().y0, below.get_position().y1
        start = left + (right - left) * (source + 0.5) / adds.shape[0]
        end = left + (right - left) * (unit + 0.5) / adds.shape[1]
        adding = value > 0
        line = Line2D(
            [start, end],
            [top, bottom],
            zorder=-1,
            linewidth=0.4 + 1.6 * abs(value) / largest,
            color=sheet.BLUE if adding else sheet.ORANGE,
            linestyle="-" if adding else "--",
        )
        line.set_transform(figure.transFigure)
        figure.add_artist(line)

"""The sheets of filters and feature maps: every one of a layer for one digit."""

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from shuzi.explaining import sheet
from shuzi.explaining.inside import Stage
from shuzi.explaining.sheet import Scene, corner, mosaic

_SIDE = 7.7
"""Inches that a sheet's mosaic is wide."""

_MOST_WITH_NUMBERS = 3
"""Rows and columns of a filter whose weights are written; in larger ones the numbers would touch."""


def draw_filters(scene: Scene) -> Figure | None:
    """Return the weights of every filter of the first layer, with their signs; None if it is no convolution."""
    stage = scene.inside.first
    if stage is None:
        return None
    kernel = stage.kernel[:, :, 0]  # (window height, window width, filters)
    size, count = (kernel.shape[0], kernel.shape[1]), kernel.shape[2]
    columns = 8
    figure, axes, picture, corners = _sheet(kernel, columns)
    largest = float(np.abs(kernel).max())
    axes.imshow(picture, cmap=sheet.SIGNED, vmin=-1.3 * largest, vmax=1.3 * largest)
    for number, (top, left) in enumerate(corners):
        axes.text(left - 0.45, top - 1.0, f"{number + 1}", fontsize=10, va="center")
        for row, column in np.ndindex(*size) if max(size) <= _MOST_WITH_NUMBERS else ():
            value = kernel[row, column, number] / largest * 100
            text = sheet.exact(value, 0, "+")
            # Four characters of the usual size would run into the next cell.
            axes.text(left + column, top + row, text, fontsize=7 if len(text) < 4 else 5.9, ha="center", va="center")
    heading = scene.words["filters.title"].format(count=count, layer=scene.layer(stage.layer.name))
    sheet.title(figure, heading, scene.words["filters.note"].format(largest=sheet.short(largest)))
    return figure


def draw_maps(scene: Scene) -> Iterator[tuple[str, Figure]]:
    """Yield, for every convolution, its name and the sheet of its feature maps after the ReLU."""
    for stage in scene.inside.stages:
        yield stage.layer.name, _draw_stage(scene, stage)


def _draw_stage(scene: Scene, stage: Stage) -> Figure:
    maps = stage.maps  # (height, width, filters)
    size, count = (maps.shape[0], maps.shape[1]), maps.shape[2]
    columns = 8 if count <= 64 else 16
    figure, axes, picture, corners = _sheet(maps, columns)
    largest = float(maps.max())
    # The square root lets faint maps be seen beside strong ones.
    axes.imshow(np.sqrt(picture), cmap="Greys", vmin=0, vmax=np.sqrt(largest) or 1.0, interpolation="nearest")
    for number, (top, left) in enumerate(corners):
        text = f"{number + 1}" if maps[..., number].any() else f"{number + 1} –"
        axes.text(left - 0.4, top - 0.5 - 0.08 * size[0], text, fontsize=8.5 if columns == 16 else 10, va="bottom")
    silent = int((maps.max(axis=(0, 1)) == 0).sum())  # (filters,)
    shape = f"{size[0]}×{size[1]}"
    sheet.title(
        figure,
        scene.words["maps.title"].format(layer=scene.layer(stage.layer.name), count=count, shape=shape),
        scene.words["maps.note"].format(largest=sheet.short(largest), silent=silent),
    )
    return figure


def _gap(size: tuple[int, int]) -> int:
    """Return room for a number above each map, in the map's own pixels."""
    return 1 if size[0] <= 3 else round(0.5 * size[0])


def _sheet(maps: np.ndarray, columns: int) -> tuple[Figure, Axes, np.ma.MaskedArray, list[tuple[int, int]]]:
    size = (maps.shape[0], maps.shape[1])
    picture = mosaic(maps, columns=columns, gap=_gap(size))
    height = _SIDE * picture.shape[0] / picture.shape[1]
    figure = sheet.new_figure(height + 1.1)
    axes = sheet.place_axes(figure, 0.15, 1.0, _SIDE, height)
    axes.set_axis_off()
    corners = [corner(number, size, columns=columns, gap=_gap(size)) for number in range(maps.shape[2])]
    frames = [Rectangle((left - 0.5, top - 0.5), size[1], size[0]) for top, left in corners]
    axes.add_collection(PatchCollection(frames, facecolor="none", edgecolor="#8a8a8a", linewidth=0.7, zorder=2))
    return figure, axes, picture, corners

"""The picture that left is not right: two filters answer differently to one stroke, wherever it stands."""

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.inside import Inside, Stage
from shuzi.explaining.sheet import Scene

_SHIFT = 4
"""Pixels by which the digit is moved, if its margin allows: the margin that MNIST leaves around 20×20 pixels."""

_HEARD = 0.25
"""A filter counts if it answers the digit with this share of the strongest answer; set by hand."""


def opposite_filters(stage: Stage) -> tuple[int, int]:
    """Return the filters that ask most for ink on their right, and most for ink on their left, counted from 0.

    Filters that hardly answer this digit are left out, unless fewer than two were left.
    """
    kernel = stage.kernel.sum(axis=2)  # (window height, window width, filters)
    lean = (kernel[:, -1] - kernel[:, 0]).sum(axis=0) / (np.abs(kernel).sum(axis=(0, 1)) + 1e-12)  # (filters,)
    strongest = stage.maps.max(axis=(0, 1))  # (filters,)
    heard = np.flatnonzero(strongest >= _HEARD * strongest.max())  # (heard,), numbers of filters
    if len(heard) < 2:
        heard = np.arange(len(lean))
    return int(heard[lean[heard].argmax()]), int(heard[lean[heard].argmin()])


def shifted(digit: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], int]:
    """Return the digit moved sideways into its wider margin, and by how many pixels; to the right is positive."""
    inked = np.flatnonzero(digit.any(axis=0))  # (columns with ink,)
    if not len(inked):
        return digit, 0
    left, right = int(inked[0]), digit.shape[1] - 1 - int(inked[-1])
    move = min(_SHIFT, right) if right >= left else -min(_SHIFT, left)
    return np.roll(digit, move, axis=1), move  # (28, 28)


def draw_orientation(scene: Scene) -> Figure | None:
    """Return the digit and the digit moved, each with the maps of two opposite filters; None without such filters."""
    words, stage = scene.words, scene.inside.sliding
    if stage is None:
        return None
    moved, move = shifted(scene.inside.digit)
    pair = opposite_filters(stage)
    figure = sheet.new_figure(7.85)
    sheet.title(figure, words["orientation.title"], words["orientation.note"])
    for column, number in enumerate(pair):
        axes = sheet.place_axes(figure, 3.0 + 2.5 * column, 1.45, 1.75, 1.05)
        sheet.show_numbers(axes, stage.kernel[:, :, 0, number], size=9, signed=True)  # (3, 3)
        axes.set_aspect("auto")
        side = words["orientation.right" if column == 0 else "orientation.left"]
        axes.set_title(words["orientation.filter"].format(number=number + 1, side=side), fontsize=11)
    direction = "orientation.moved_right" if move >= 0 else "orientation.moved_left"
    _draw_row(figure, 2.85, words["orientation.here"], stage, pair)
    name = words[direction].format(pixels=abs(move))
    moved_stage = Inside(scene.model, moved).sliding
    assert moved_stage is not None  # noqa: S101 - the network is the same
    _draw_row(figure, 5.3, name, moved_stage, pair)
    return figure


def _draw_row(figure: Figure, top: float, name: str, stage: Stage, pair: tuple[int, int]) -> None:
    """Draw an image and two of its maps, the strongest answer of each framed and in numbers."""
    axes = sheet.place_axes(figure, 0.3, top, 2.1, 2.1)
    sheet.show_ink(axes, stage.seen[..., 0], most=255)  # (28, 28)
    axes.set_xlabel(name, fontsize=11, labelpad=4)
    shown = stage.maps[..., pair]  # (height, width, 2)
    for column, number in enumerate(pair):
        values = stage.maps[..., number]  # (height, width)
        axes = sheet.place_axes(figure, 2.8 + 2.5 * column, top, 2.1, 2.1)
        sheet.show_ink(axes, values, most=float(shown.max()))
        row, place = np.unravel_index(int(values.argmax()), values.shape)
        sheet.box(axes, int(row) - 1, int(place) - 1, 3, 3, linewidth=2)
        axes.set_xlabel(f"({row + 1}, {place + 1}): {float(values.max()):.4f}", fontsize=11, labelpad=4)

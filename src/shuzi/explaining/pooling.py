"""The pictures of pooling: the winner of every window, and what survives of a digit with noise or moved by a pixel."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.by_hand import winners
from shuzi.explaining.convolution import strongest_filter
from shuzi.explaining.inside import Inside, Stage
from shuzi.explaining.sheet import Scene
from shuzi.network.architecture import Layer

_WINDOWS = 4
"""Windows along each side of the part that is shown in numbers."""

_HEIGHT = 8.4
"""Inches of the picture."""

_NOISE = 25
"""Standard deviation of the noise, of 255; set by hand: a tenth, which a person hardly minds."""


class _Part(NamedTuple):
    """The part of a feature map that is shown in numbers."""

    first: tuple[int, int]
    """Row and column of its first window."""
    windows: tuple[int, int]
    """How many, down and across."""
    window: tuple[int, int]
    """Height and width of a window in pixels."""


def pooled_stage(inside: Inside) -> Stage | None:
    """Return the first convolution that a pooling follows whose windows lie side by side; None if there is none."""
    return next((stage for stage in inside.stages if stage.pooling is not None and _side_by_side(stage.pooling)), None)


def _side_by_side(pooling: Layer) -> bool:
    window = list(pooling.config["pool_size"])
    sizes = pooling.input_shape[:2]
    padded = pooling.config["padding"] == "same" and any(size % side for size, side in zip(sizes, window, strict=True))
    return list(pooling.config["strides"]) == window and not padded


def draw_pooling(scene: Scene) -> Figure | None:
    """Return one feature map before and after its pooling, a part of it in numbers; None without a pooling."""
    stage = pooled_stage(scene.inside)
    if stage is None or stage.pooling is None or stage.pooled is None:
        return None
    words, number = scene.words, strongest_filter(stage)
    before, after = stage.maps[..., number], stage.pooled[..., number]  # before (height, width), after (rows, columns)
    part = _part(after, stage.pooling)
    figure = sheet.new_figure(_HEIGHT)
    height, width = part.window
    sheet.title(figure, words["pooling.title"].format(height=height, width=width), words["pooling.note"])
    for left, values, scale in ((1.2, before, part.window), (4.9, after, (1, 1))):
        axes = sheet.place_axes(figure, left, 1.5, 2.4, 2.4)
        sheet.show_ink(axes, values, most=float(before.max()))
        corner, size = np.multiply(part.first, scale), np.multiply(part.windows, scale)
        sheet.box(axes, *corner, *size)
        name = words["pooling.before" if values is before else "pooling.after"]
        axes.set_title(name.format(rows=values.shape[0], columns=values.shape[1], number=number + 1), fontsize=12)
    figure.text(4.25 / 8, 1 - 2.7 / _HEIGHT, "→", fontsize=22, ha="center", va="center")
    _draw_windows(figure, scene, before, winners(before, stage.pooling), part)
    _draw_winners(figure, scene, after, part)
    return figure


def _part(after: npt.NDArray[np.float32], pooling: Layer) -> _Part:
    """Return the part around the largest number."""
    windows = np.minimum(_WINDOWS, after.shape)
    place = np.array(np.unravel_index(int(after.argmax()), after.shape))
    first = np.minimum(np.maximum(0, place - 1), np.array(after.shape) - windows)
    height, width = pooling.config["pool_size"]
    return _Part((int(first[0]), int(first[1])), (int(windows[0]), int(windows[1])), (height, width))


def _draw_windows(
    figure: Figure, scene: Scene, before: npt.NDArray[np.float32], best: npt.NDArray[np.intp], part: _Part
) -> None:
    """Draw the part before the pooling in numbers, every window and its winner framed."""
    (height, width), (rows, columns) = part.window, part.windows
    top, left = part.first[0] * height, part.first[1] * width
    shown = before[top : top + rows * height, left : left + columns * width]  # (rows · height, columns · width)
    axes = sheet.place_axes(figure, 0.3, 4.35, 4.4, 3.75)
    axes.set_title(scene.words["pooling.part"].format(rows=shown.shape[0], columns=shown.shape[1]), fontsize=12)
    sheet.show_numbers(axes, shown, size=9)
    axes.set_aspect("auto")
    for row, column in np.ndindex(rows, columns):
        sheet.box(axes, row * height, column * width, height, width, edgecolor="black", linewidth=1.6)
        winner = best[part.first[0] + row, part.first[1] + column] - (top, left)  # (2,), row and column in `shown`
        sheet.box(axes, winner[0] + 0.06, winner[1] + 0.06, 0.88, 0.88, linewidth=2)


def _draw_winners(figure: Figure, scene: Scene, after: npt.NDArray[np.float32], part: _Part) -> None:
    """Draw the part after the pooling in numbers."""
    words, (rows, columns) = scene.words, part.windows
    axes = sheet.place_axes(figure, 5.3, 4.35, 2.4, 2.25)
    axes.set_title(words["pooling.winners"].format(rows=rows, columns=columns), fontsize=12)
    sheet.show_numbers(axes, after[part.first[0] :, part.first[1] :][:rows, :columns], size=9)  # (rows, columns)
    axes.set_aspect("auto")
    figure.text(5.0 / 8, 1 - 5.5 / _HEIGHT, "→", fontsize=22, ha="center", va="center")
    figure.text(5.3 / 8, 1 - 6.95 / _HEIGHT, words["pooling.kept"], fontsize=11, va="top", linespacing=1.4)


class Change(NamedTuple):
    """How far all maps of a layer differ between two images, as a share of the maps' own size (Euclidean norm)."""

    before: float
    """Before the pooling."""
    after: float
    """After it."""


def change(plain: Stage, changed: Stage) -> Change:
    """Return how far the maps of two images differ."""
    assert plain.pooled is not None and changed.pooled is not None  # noqa: S101, PT018 - both come from pooled_stage
    return Change(_distance(plain.maps, changed.maps), _distance(plain.pooled, changed.pooled))


def _distance(plain: npt.NDArray[np.float32], changed: npt.NDArray[np.float32]) -> float:
    return float(np.linalg.norm(plain - changed) / (np.linalg.norm(plain) or 1.0))


def draw_survival(scene: Scene) -> Figure | None:
    """Return the digit plain, with noise and moved by a pixel, each before and after the pooling; None without one."""
    plain = pooled_stage(scene.inside)
    if plain is None:
        return None
    words, digit, number = scene.words, scene.inside.digit, strongest_filter(plain)
    noise = np.random.default_rng(0).normal(0, _NOISE, digit.shape)
    noisy = np.clip(np.rint(digit + noise), 0, 255).astype(np.uint8)
    moved = np.roll(digit, 1, axis=1)  # (28, 28)
    figure = sheet.new_figure(8.6)
    sheet.title(figure, words["survival.title"], words["survival.note"].format(number=number + 1))
    for place, (name, image) in enumerate((("plain", digit), ("noisy", noisy), ("moved", moved))):
        inside = scene.inside if image is digit else Inside(scene.model, image)
        stage = pooled_stage(inside)
        assert stage is not None and stage.pooled is not None  # noqa: S101, PT018 - the network is the same
        changed = change(plain, stage)
        answer = inside.answer
        caption = words["survival.answer"].format(
            name=words[f"survival.{name}"],
            digit=scene.name(int(answer.digits[0])),
            confidence=sheet.percent(float(answer.confidence[0])),
        )
        labels = [caption, "", ""]
        if image is not digit:
            labels[1:] = [words["survival.change"].format(share=sheet.percent(share)) for share in changed]
        # the image is (28, 28), its map (height, width), the map pooled (rows, columns)
        pictures: tuple[npt.NDArray[np.generic], ...] = (image, stage.maps[..., number], stage.pooled[..., number])
        for column, (values, label) in enumerate(zip(pictures, labels, strict=True)):
            axes = sheet.place_axes(figure, 0.3 + 2.6 * column, 1.55 + 2.4 * place, 2.0, 2.0)
            sheet.show_ink(axes, values, most=255 if column == 0 else float(plain.maps[..., number].max()))
            axes.set_xlabel(label, fontsize=11, labelpad=4)
            if place == 0:
                axes.set_title(words[f"survival.column_{column}"], fontsize=12)
    return figure

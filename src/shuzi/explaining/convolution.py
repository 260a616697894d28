"""The picture of a convolution: a filter slides over the digit, and its feature map fills up."""

from typing import Literal

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from shuzi.explaining import sheet
from shuzi.explaining.by_hand import WindowSum, convolve, window_sum
from shuzi.explaining.inside import Stage
from shuzi.explaining.sheet import Scene

Padding = Literal["same", "valid"]
MapPlace = tuple[int, int]
"""(row, column) in a feature map."""


def _stage(scene: Scene) -> Stage:
    stage = scene.inside.sliding
    assert stage is not None  # noqa: S101 - nothing is drawn of other networks
    return stage


def strongest_filter(stage: Stage) -> int:
    """Return which filter gives the largest number, counted from 0."""
    return int(stage.maps.max(axis=(0, 1)).argmax())  # (height, width, filters) → (filters,)


def draw_convolution(scene: Scene) -> Figure:
    """Return the place where the first layer answers most strongly, with every product in numbers."""
    stage = _stage(scene)
    film = _Film(scene, stage.layer.config["padding"])
    number = strongest_filter(stage)
    # sums are (height, width, filters)
    row, column = np.unravel_index(int(stage.sums[..., number].argmax()), stage.sums.shape[:2])
    film.show((int(row), int(column)), filled=stage.sums.shape[:2])
    return film.figure


def animate_convolution(scene: Scene, padding: Padding) -> list[tuple[Image.Image, int]]:
    """Return the frames with their milliseconds: slowly where there is ink, a row at a time elsewhere."""
    film = _Film(scene, padding)
    canvas = FigureCanvasAgg(film.figure)
    for artist in film.moving:
        artist.set_animated(True)
    canvas.draw()  # type: ignore[no-untyped-call]
    background = canvas.copy_from_bbox(film.figure.bbox)  # type: ignore[no-untyped-call]
    frames = []
    for place, milliseconds in _way(film):
        film.show(place, filled=place)
        canvas.restore_region(background)  # type: ignore[no-untyped-call]
        for artist in film.moving:
            film.figure.draw_artist(artist)
        # pixels are (height, width, 4), of which alpha is left out
        pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        frames.append((Image.fromarray(pixels[..., :3].copy()), milliseconds))
    return frames


def _way(film: "_Film") -> list[tuple[MapPlace, int]]:
    """Return where the window stops and for how long: the first corner, then rows, then all of one row with ink."""
    rows, columns = film.map.shape
    slow = int(np.unravel_index(int(film.map.argmax()), film.map.shape)[0])
    way: list[tuple[MapPlace, int]] = [((0, column), 700) for column in range(3)]
    way += [((0, column), 80) for column in range(3, columns, 4)]
    for row in range(1, rows):
        if row != slow:
            way.append(((row, columns - 1), 80))
            continue
        way += [((row, column), 450 if film.sees_ink((row, column)) else 80) for column in range(columns)]
    way[-1] = (way[-1][0], 3000)
    return way


class _Film:
    """The figure with its moving parts."""

    def __init__(self, scene: Scene, padding: Padding) -> None:
        self._words, self._padding = scene.words, padding
        self._stage = stage = _stage(scene)
        self._number = strongest_filter(stage)
        # kernel is (3, 3, channels), bias a number
        self._kernel, self._bias = stage.kernel[..., self._number], float(stage.bias[self._number])
        self._image = stage.seen  # (height, width, channels)
        self.map = convolve(self._image, self._kernel, self._bias, padding=padding)  # (rows, columns)
        self._is_the_networks = padding == stage.layer.config["padding"]
        self.figure = sheet.new_figure(7.3)
        self._draw_still()
        self._draw_moving()

    def sees_ink(self, place: MapPlace) -> bool:
        """Return whether the window at that place of the map holds ink."""
        return bool(self._window(place).pixels.any())

    def show(self, place: MapPlace, *, filled: MapPlace) -> None:
        """Move the window to a place of the map; show the map up to `filled`."""
        window = self._window(place)
        ring = 1 if self._padding == "same" else 0
        self._frame.set_xy((place[1] - ring - 0.5, place[0] - ring - 0.5))
        self._target.set_xy((place[1] - 0.5, place[0] - 0.5))
        shown = np.maximum(self.map, 0)  # (rows, columns)
        until = filled[0] * self.map.shape[1] + filled[1] + 1
        hidden = np.arange(shown.size).reshape(shown.shape) >= until  # (rows, columns)
        self._filling.set_data(np.ma.masked_array(shown, hidden))
        for text, value in zip(self._pixels, window.pixels[..., 0].flat, strict=True):  # (3, 3)
            text.set_text(sheet.short(float(value)))
        for text, value in zip(self._products, window.products[..., 0].flat, strict=True):  # (3, 3)
            text.set_text(sheet.exact(float(value), 3) if value else "0")
        for text, outside in zip(self._pixels, window.outside.flat, strict=True):
            if outside:
                text.set_text(f"({text.get_text()})")
            text.set_color(sheet.ORANGE if outside else "black")
        self._sum.set_text(self._arithmetic(window))

    def _window(self, place: MapPlace) -> WindowSum:
        return window_sum(self._image, self._kernel, self._bias, place, padding=self._padding)

    def _arithmetic(self, window: WindowSum) -> str:
        products = float(window.products.sum(dtype=np.float64))
        decimals = _adding_up(window.products, products, self._bias, window.total)
        line = self._words["convolution.sum"].format(
            products=sheet.exact(products, decimals),
            bias=sheet.exact(self._bias, decimals),
            total=sheet.exact(window.total, decimals),
            kept=sheet.exact(max(0.0, window.total), decimals),
        )
        row, column = window.place
        if not self._is_the_networks:
            return line
        computed = sheet.exact(float(self._stage.sums[row, column, self._number]), decimals)
        return f"{line}\n{self._words['convolution.own'].format(value=computed)}"

    def _draw_still(self) -> None:
        words, rows = self._words, self.map.shape[0]
        heading = words["convolution.title"].format(number=self._number + 1)
        sheet.title(self.figure, heading, words[f"convolution.{self._padding}"])
        self._digit = sheet.place_axes(self.figure, 0.35, 1.35, 3.3, 3.3)
        sheet.show_ink(self._digit, self._image[..., 0], most=255)  # (28, 28)
        height, width = self._image.shape[:2]
        ring = 1.5 if self._padding == "same" else 0.5
        self._digit.set(xlim=(-ring, width - 1 + ring), ylim=(height - 1 + ring, -ring))
        if self._padding == "same":
            sheet.box(self._digit, 0, 0, height, width, edgecolor=sheet.GREY, linewidth=1, linestyle=(0, (3, 2)))
        self._digit.set_title(words["convolution.digit"].format(rows=height, columns=width), fontsize=12)
        self._result = sheet.place_axes(self.figure, 4.35, 1.35, 3.3, 3.3)
        margin = (height - rows) / 2 + ring - 0.5  # keeps both pictures at the same scale
        self._result.set(xlim=(-0.5 - margin, rows - 0.5 + margin), ylim=(rows - 0.5 + margin, -0.5 - margin))
        self._edge = sheet.box(self._result, 0, 0, rows, self.map.shape[1], edgecolor=sheet.GREY, linewidth=1)
        self._result.set_title(words["convolution.map"].format(rows=rows, columns=self.map.shape[1]), fontsize=12)
        self.figure.text(4.0 / 8, 1 - 3.0 / 7.3, "→", fontsize=22, ha="center", va="center")

    def _draw_moving(self) -> None:
        words, shape = self._words, self._kernel.shape[:2]
        shown = np.zeros_like(self.map)
        self._filling = self._result.imshow(
            np.ma.masked_array(shown, mask=True),
            cmap="Greys",
            vmin=0,
            vmax=float(self.map.max()) or 1.0,
            extent=(-0.5, self.map.shape[1] - 0.5, self.map.shape[0] - 0.5, -0.5),
        )
        self._frame = sheet.box(self._digit, 0, 0, *shape)
        self._target = sheet.box(self._result, 0, 0, 1, 1)
        # Weights need six decimals to multiply out, and so the widest cells.
        self._pixels = self._cells(0.35, 1.6, words["convolution.pixels"], None)
        self._cells(2.42, 2.8, words["convolution.filter"], self._kernel[..., 0])  # (3, 3)
        self._products = self._cells(5.7, 1.95, words["convolution.products"], None)
        for left, sign in ((2.19, "×"), (5.46, "=")):
            self.figure.text(left / 8, 1 - 5.75 / 7.3, sign, fontsize=20, ha="center", va="center")
        self._sum = self.figure.text(0.5, 0.035, "", fontsize=12, ha="center", va="bottom", linespacing=1.4)
        self.moving = [self._filling, self._edge, self._frame, self._target, *self._pixels, *self._products, self._sum]

    def _cells(self, left: float, width: float, heading: str, values: npt.NDArray[np.float32] | None) -> list[Text]:
        """Draw a table of the filter's size; return its texts, empty ones if there are no values yet."""
        axes = sheet.place_axes(self.figure, left, 5.1, width, 1.3)
        axes.set_title(heading, fontsize=12)
        shape = self._kernel.shape[:2]
        if values is None:
            axes.imshow(np.zeros(shape), cmap="Greys", vmin=0, vmax=1, aspect="auto")
            sheet.rule(axes, *shape)
            return [
                axes.text(column, row, "", ha="center", va="center", fontsize=11) for row, column in np.ndindex(*shape)
            ]
        # A weight has as many decimals as a product with 255 needs to come out with three.
        sheet.show_numbers(axes, values, size=10.5, signed=True, as_text=lambda weight: sheet.exact(weight, 6))
        axes.set_aspect("auto")
        return []


def _adding_up(products: npt.NDArray[np.float32], total: float, bias: float, end: float) -> int:
    """Return with how many decimals, three at most, the products as they are shown add up to what is shown."""
    shown = sum(round(float(product), 3) for product in products.flat)
    for decimals in (3, 2):
        rounded = round(total, decimals)
        if round(shown, decimals) == rounded and round(rounded + round(bias, decimals), decimals) == round(
            end, decimals
        ):
            return decimals
    return 1

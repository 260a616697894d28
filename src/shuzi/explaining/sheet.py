"""What all pictures share: what they are drawn of, their width, colours and type, and parts that several draw."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from shuzi.digits import Images, Split
from shuzi.evaluation.lettering import lettering
from shuzi.explaining.inside import Inside
from shuzi.store.model import Model
from shuzi.words import recipe_text

DPI = 125
WIDTH = 8.0
"""Inches; with `DPI` every picture is 1000 pixels wide."""

# Blue and orange are told apart by all kinds of colour-blind people; in grey, blue is the darker of the two. What they
# mean is always said by a sign, a line style or a word as well.
BLUE = "#17508c"
ORANGE = "#d9730d"
GREY = "#6b6b6b"
FAINT = "#dcdcdc"

# Light in the middle, so that numbers and signs printed on top can be read.
SIGNED = mpl.colors.LinearSegmentedColormap.from_list("signed", [ORANGE, "#ffffff", BLUE])

Words = Mapping[str, str]
"""The texts of one language by their names."""

Animation = list[tuple[Image.Image, int]]
"""An animation: pictures with the milliseconds that each is shown."""


class Drawing(NamedTuple):
    """One picture that can be written."""

    stem: str
    """The file's name without its ending."""
    content: Figure | Animation


Of = TypeVar("Of")


def drawings(of: Of, drawn: Mapping[str, Callable[[Of], Figure | Animation | None]]) -> Iterator[Drawing]:
    """Yield what is drawn for each file's name, but not what the network has no such part for."""
    for stem, draw in drawn.items():
        content = draw(of)
        if content is not None:
            yield Drawing(stem, content)


@dataclass(frozen=True)
class Scene:
    """A digit, a model that looks at it, and the language to speak."""

    model: Model
    inside: Inside
    label: int | None
    """The true digit; None where nobody knows it."""
    words: Words
    training: Split | None
    """Labelled images to compare with; None where there are none."""
    changed: Images | None = None
    """The digit as training would change it at random; None where nobody did."""
    language: str = "en"
    """Of the words, for what is said of more than pictures."""

    def name(self, number: int) -> str:
        """Return what a class is called, as it can be drawn here: the digit, or the name of a class of one's own."""
        classes = self.model.classes
        return str(number) if classes is None else lettering(classes).shown(classes[number])

    def layer(self, name: str) -> str:
        """Return what a layer is called; see `layer_name`."""
        return layer_name(name, self.words)

    @property
    def recipe(self) -> str:
        """What the model's recipe is called."""
        return recipe_text(self.model.card.recipe, self.language)

    @property
    def shown(self) -> list[int]:
        """The classes that there is room for, in their order: of many the ten most probable ones."""
        logits = self.inside.logits
        if len(logits) <= _MOST_SHOWN:
            return list(range(len(logits)))
        return sorted(np.argsort(-logits, kind="stable")[:10].tolist())  # (classes,) → the ten largest


def layer_name(name: str, words: Words) -> str:
    """Return what a layer is called: in English as in Keras, in Chinese as on the page.

    Example:
        >>> from shuzi.explaining.words import texts
        >>> [layer_name("conv_1", texts(language)) for language in ("zh-TW", "en")]
        ['卷積 1', 'conv_1']
    """
    numbered = re.fullmatch(r"(conv|dense|relu)_(\d+)", name)
    return words[f"layer.{numbered[1]}"].format(number=numbered[2]) if numbered else name


_MOST_SHOWN = 12
"""Classes side by side; set by hand: more names would touch."""


def new_figure(height: float) -> Figure:
    """Return an empty white figure, `height` inches high."""
    return Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")


def title(figure: Figure, text: str, note: str = "") -> None:
    """Write the picture's title at its top left, and a line or two in grey below it."""
    height = figure.get_figheight()
    figure.text(0.02, 1 - 0.12 / height, text, fontsize=15, va="top")
    if note:
        figure.text(0.02, 1 - 0.48 / height, note, fontsize=11, va="top", color="#333333", linespacing=1.35)


def place_axes(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Return axes without ticks; all numbers in inches, `top` from the figure's upper edge."""
    full = figure.get_figheight()
    axes = figure.add_axes((left / WIDTH, 1 - (top + height) / full, width / WIDTH, height / full))
    axes.set_xticks([])
    axes.set_yticks([])
    return axes


def show_ink(axes: Axes, image: npt.NDArray[np.generic], *, most: float | None = None) -> None:
    """Draw an image or a feature map: 0 is white, `most` (its largest number, if None) is black."""
    largest = float(np.max(image)) if most is None else most
    axes.imshow(image, cmap="Greys", vmin=0, vmax=largest or 1.0, interpolation="nearest")


def show_numbers(
    axes: Axes,
    values: npt.NDArray[np.generic],
    *,
    size: float,
    signed: bool = False,
    as_text: Callable[[float], str] | None = None,
) -> None:
    """Draw a small table: every number in its cell, as `said` writes it or else short, and the cell tinted by it."""
    largest = float(np.abs(values).max()) or 1.0
    if signed:
        axes.imshow(values, cmap=SIGNED, vmin=-1.6 * largest, vmax=1.6 * largest)
    else:
        axes.imshow(values, cmap="Greys", vmin=0, vmax=1.8 * largest)
    for (row, column), value in np.ndenumerate(values):
        axes.text(column, row, (as_text or short)(float(value)), ha="center", va="center", fontsize=size)
    rule(axes, *values.shape)


def rule(axes: Axes, rows: int, columns: int, *, every: int = 1) -> None:
    """Draw thin lines between cells, one in `every`."""
    for row in range(0, rows + 1, every):
        axes.axhline(row - 0.5, color="#999999", linewidth=0.6)
    for column in range(0, columns + 1, every):
        axes.axvline(column - 0.5, color="#999999", linewidth=0.6)


def box(axes: Axes, row: float, column: float, height: float, width: float, **style: object) -> Rectangle:
    """Draw a frame around cells; `row` and `column` are those of its top-left cell."""
    given: dict[str, Any] = {"fill": False, "edgecolor": ORANGE, "linewidth": 2.5, **style}
    frame = Rectangle((column - 0.5, row - 0.5), width, height, **given)
    axes.add_patch(frame)
    return frame


def exact(value: float, decimals: int, sign: str = "") -> str:
    """Return a number with so many decimals; with `sign` "+" also where it is positive."""
    return f"{value:{sign}.{decimals}f}".replace("-", "−")


def short(value: float) -> str:
    """Return a number in at most six characters or so: three digits that count, four decimals at the most."""
    size = abs(value)
    if size == 0:
        return "0"
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3 if size >= 0.1 else 4
    text = f"{value:.{decimals}f}"
    if value == int(value) and size >= 1:
        text = f"{value:.0f}"
    return text.replace("-", "−")


def percent(share: float) -> str:
    """Return a share as a percentage that never rounds to 100 what is not all."""
    if 0 < share < 0.0005:
        return "< 0.1%"
    if 0.9995 <= share < 1:
        return "> 99.9%"
    return f"{share:.1%}"


def mosaic(
    maps: npt.NDArray[np.float32], *, columns: int, gap: int
) -> np.ma.MaskedArray[tuple[int, int], np.dtype[np.float32]]:
    """Return the maps in rows of `columns`; what belongs to no map is masked.

    Args:
        maps: shape (height, width, count).
        columns: maps in a row.
        gap: pixels between two maps, and around all of them.
    Returns:
        shape (rows·(height + gap) + gap, columns·(width + gap) + gap).
    """
    height, width, count = maps.shape
    rows = -(-count // columns)
    shape = (rows * (height + gap) + gap, columns * (width + gap) + gap)
    picture = np.ma.masked_array(np.zeros(shape, np.float32), mask=True)
    for number in range(count):
        top, left = corner(number, (height, width), columns=columns, gap=gap)
        picture[top : top + height, left : left + width] = maps[..., number]  # (height, width)
    return picture


def corner(number: int, size: tuple[int, int], *, columns: int, gap: int) -> tuple[int, int]:
    """Return the row and column of the top-left pixel of one map in the mosaic."""
    row, column = divmod(number, columns)
    return row * (size[0] + gap) + gap, column * (size[1] + gap) + gap

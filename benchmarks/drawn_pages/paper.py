"""What lies beneath writing: paper, its texture and light, printed rules, squares, boxes and tables, desk and cloth."""

from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from drawn_pages.writing import SIZE, Sheet

Grey = npt.NDArray[np.float32]
"""float32, shape (height, width), 0 to 1."""

_SUBPIXELS = 4

_CROP = (SIZE, SIZE)

_COMBS = 0.25
"""Of boxes are combs, open above: a stranger's were read as 1s (2026-11-29-reading-stranger-6.md). Set by hand."""


class Layout(NamedTuple):
    """Where printed lines may run, so that writing can stand on them or cross them."""

    turn: npt.NDArray[np.float64]
    step: float
    """From one row to the next, in pixels."""
    first: float


def print_rules(sheet: Sheet, layout: Layout, random: np.random.Generator) -> None:
    """Print rules, squares, a margin, a table or dots on a crop, which writing touches and crosses."""
    thick = float(np.exp(random.uniform(np.log(0.6), np.log(3.2))))
    kind = random.choice(len(_KINDS), p=_SHARES)
    _KINDS[kind](sheet, layout, thick, random)


def _rows(layout: Layout) -> npt.NDArray[np.float64]:
    return np.arange(layout.first % layout.step - layout.step, SIZE * 1.4, layout.step)


def _ruled(sheet: Sheet, layout: Layout, thick: float, random: np.random.Generator) -> None:
    """Rules, now and then double, perhaps with a margin."""
    for row in _rows(layout):
        print_line(sheet, layout, (-99, row), (SIZE + 99, row), thick)
        if random.random() < 0.05:
            print_line(sheet, layout, (-99, row + 3 * thick), (SIZE + 99, row + 3 * thick), thick)
    if random.random() < 0.3:
        x = random.uniform(0, SIZE)
        print_line(sheet, layout, (x, -99), (x, SIZE + 99), thick)


def _squared(sheet: Sheet, layout: Layout, thick: float, random: np.random.Generator) -> None:
    cell = layout.step / random.choice((1.0, 1.0, 2.0, 3.0)) * random.uniform(0.85, 1.0) + 4
    for place in np.arange(layout.first % cell - 80, SIZE + 80, cell):
        print_line(sheet, layout, (-99, place), (SIZE + 99, place), thick)
        print_line(sheet, layout, (place, -99), (place, SIZE + 99), thick)


def _table(sheet: Sheet, layout: Layout, thick: float, random: np.random.Generator) -> None:
    for row in _rows(layout)[:: int(random.integers(1, 3))]:
        print_line(sheet, layout, (-99, row + 0.2 * layout.step), (SIZE + 99, row + 0.2 * layout.step), thick)
    x = random.uniform(0, 40)
    while x < SIZE:
        print_line(sheet, layout, (x, -99), (x, SIZE + 99), thick)
        x += random.uniform(0.8, 4) * layout.step


def _strings(sheet: Sheet, layout: Layout, thick: float, random: np.random.Generator) -> None:
    """A few lines of any direction: folds, edges, strings."""
    for _ in range(int(random.integers(1, 4))):
        ends = random.uniform(-40, SIZE + 40, (2, 2))
        print_line(sheet, layout, tuple(ends[0]), tuple(ends[1]), thick)


def _dotted(sheet: Sheet, layout: Layout, thick: float, random: np.random.Generator) -> None:
    cell = max(6.0, layout.step / random.choice((1.0, 2.0)))
    for y in np.arange(layout.first % cell, SIZE, cell):
        for x in np.arange(0, SIZE, cell):
            print_line(sheet, layout, (x, y), (x + 0.1, y), 1.6 * thick)


def _single_rules(sheet: Sheet, layout: Layout, thick: float, random: np.random.Generator) -> None:
    """A rule here and there, as a form has."""
    for row in _rows(layout)[:: int(random.integers(2, 4))]:
        start = random.uniform(-60, SIZE)
        print_line(sheet, layout, (start, row), (start + random.uniform(30, SIZE), row), thick)


_KINDS = (_ruled, _squared, _table, _strings, _dotted, _single_rules)
_SHARES = (0.36, 0.28, 0.14, 0.08, 0.07, 0.07)


def print_box(sheet: Sheet, layout: Layout, box: tuple[float, float, float, float], cells: int,
              random: np.random.Generator) -> None:  # fmt: skip
    """Print a box of some cells, or a comb; left, top, right and bottom are those before tilting."""
    left, top, right, bottom = box
    thick = float(np.exp(random.uniform(np.log(0.7), np.log(3.5))))
    comb = random.random() < _COMBS
    for row in (bottom,) if comb else (top, bottom):
        print_line(sheet, layout, (left, row), (right, row), thick)
    up = (random.uniform(0.15, 0.8) if comb else 1.0) * (bottom - top)
    for x in np.linspace(left, right, cells + 1):
        print_line(sheet, layout, (x, bottom - up), (x, bottom), thick)


def print_line(
    sheet: Sheet, layout: Layout, start: tuple[float, float], end: tuple[float, float], thick: float
) -> None:
    """Print one line; its ends are those before tilting."""
    ends = (np.array([start, end]) - sheet.middle) @ layout.turn.T + sheet.middle
    corners = np.rint((ends + 0.5) * sheet.fine * 2**_SUBPIXELS).astype(np.int32)
    width = max(1, round(thick * sheet.fine))
    cv2.line(sheet.lines, corners[0].tolist(), corners[1].tolist(), 255, width, cv2.LINE_8, _SUBPIXELS)


def smooth_noise(cell: float, random: np.random.Generator, shape: tuple[int, int] = _CROP) -> Grey:
    """Return noise of deviation 1 whose bumps are so many pixels wide."""
    coarse = [max(2, round(side / cell) + 2) for side in shape]
    noise = random.standard_normal(coarse, np.float32)
    return np.asarray(cv2.resize(noise, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def blank_paper(random: np.random.Generator, shape: tuple[int, int] = _CROP, *, plain: bool) -> Grey:
    """Return the brightness of paper without light's unevenness; plain is that of a screen."""
    level = random.uniform(0.55, 1.0)
    paper = np.full(shape, 1.0 if plain else level, np.float32)
    if plain:
        return paper
    paper += random.uniform(0, 0.02) * smooth_noise(random.uniform(2, 5), random, shape)
    if random.random() < 0.5:
        paper += random.uniform(0, 0.05) * smooth_noise(random.uniform(10, 60), random, shape)
    if random.random() < 0.06:  # fibres, wood or cloth
        stretched = random.standard_normal((max(shape) // 2, 6), np.float32)
        strength, upright = random.uniform(0.01, 0.05), random.random() < 0.5
        size = shape[::-1] if upright else shape
        cloth = cv2.resize(stretched, size, interpolation=cv2.INTER_LINEAR)
        paper += strength * (cloth if upright else cloth.T)
    return paper


def lit(paper: Grey, random: np.random.Generator) -> Grey:
    """Return the paper under uneven light: slopes, vignettes, edges of shadows, folds."""
    shape = paper.shape[:2]
    rows, columns = _grid(shape)
    if random.random() < 0.5:
        angle = random.uniform(0, 2 * np.pi)
        paper = paper * (1 - random.uniform(0, 0.5) * (0.5 + _away(shape, angle, 0.0)))
    if random.random() < 0.15:
        x, y = random.uniform(-0.6, 0.6, 2)
        paper = paper * (1 - random.uniform(0.1, 0.6) * ((columns - x) ** 2 + (rows - y) ** 2))
    if random.random() < 0.22:  # the edge of a shadow
        away = _away(shape, random.uniform(0, 2 * np.pi), random.uniform(-0.4, 0.4))
        paper = paper * (
            1 - random.uniform(0.1, 0.6) / (1 + np.exp(np.clip(-away / random.uniform(0.004, 0.08), -30, 30)))
        )
    if random.random() < 0.08:  # a fold
        away = _away(shape, random.uniform(0, 2 * np.pi), random.uniform(-0.4, 0.4))
        width = np.float32(random.uniform(0.005, 0.04))
        paper = paper * (1 + random.uniform(-0.3, 0.3) * np.exp(-((away / width) ** 2)) * np.sign(away))
    if random.random() < 0.05:  # glare
        x, y = random.uniform(-0.5, 0.5, 2)
        paper = paper + random.uniform(0.1, 0.5) * np.exp(
            -((columns - x) ** 2 + (rows - y) ** 2) / random.uniform(0.01, 0.1)
        )
    return np.asarray(paper, np.float32)


def off_sheet(sheet: Sheet, random: np.random.Generator) -> None:
    """Let the sheet end: what lies behind an edge is desk, cloth, a finger or another sheet."""
    rows, columns = _grid(sheet.shape)
    away = _away(sheet.shape, random.uniform(0, 2 * np.pi), random.uniform(0.05, 0.5))
    blocked = away > 0
    if random.random() < 0.3:
        blocked |= _away(sheet.shape, random.uniform(0, 2 * np.pi), random.uniform(0.1, 0.5)) > 0
    if random.random() < 0.15:  # a finger, a clip, a stain
        x, y, across, down = *random.uniform(-0.5, 0.5, 2), *random.uniform(0.03, 0.2, 2)
        blocked |= ((columns - x) / across) ** 2 + ((rows - y) / down) ** 2 < 1
    sheet.blocked = blocked.astype(np.uint8)


def desk(random: np.random.Generator, shape: tuple[int, int] = _CROP) -> Grey:
    """Return what lies beside a sheet."""
    ground = random.uniform(0.0, 0.9) + random.uniform(0, 0.12) * smooth_noise(random.uniform(1.5, 40), random, shape)
    if random.random() < 0.3:
        rows, columns = _grid(shape)
        stripes = np.sin((columns * np.cos(1.0) + rows) * random.uniform(20, 400))
        ground = ground + random.uniform(0, 0.15) * stripes
    return np.asarray(ground, np.float32)


@cache
def _grid(shape: tuple[int, int]) -> tuple[Grey, Grey]:
    """Return how far every row lies below the middle and every column beside it, in heights and widths of the sheet."""
    rows, columns = (np.linspace(-0.5, 0.5, side, dtype=np.float32) for side in shape)
    return rows[:, None], columns[None]


def _away(shape: tuple[int, int], angle: float, shift: float) -> Grey:
    """Return every pixel's distance from a line, in sides of the sheet."""
    rows, columns = _grid(shape)
    return np.asarray(rows * np.float32(np.sin(angle)) + columns * np.float32(np.cos(angle)) - np.float32(shift))

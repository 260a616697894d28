"""What lies beneath writing: paper with its texture and light, printed rules, squares, boxes and tables, desk and cloth."""

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from drawn_pages.writing import FINE, SIZE, Sheet

Grey = npt.NDArray[np.float32]
"""float32, shape (SIZE, SIZE), 0 to 1."""

_SUBPIXELS = 4

_COLUMNS, _ROWS = np.meshgrid(np.linspace(-0.5, 0.5, SIZE, dtype=np.float32), np.linspace(-0.5, 0.5, SIZE, dtype=np.float32))


class Layout(NamedTuple):
    """Where printed lines may run, so that writing can stand on them or cross them."""

    turn: npt.NDArray[np.float64]
    step: float
    """From one row to the next, in pixels."""
    first: float


def print_rules(sheet: Sheet, layout: Layout, random: np.random.Generator) -> None:
    """Print rules, squares, a margin, a table or dots on the sheet, which writing touches and crosses."""
    thick = float(np.exp(random.uniform(np.log(0.6), np.log(3.2))))
    kind = random.choice(6, p=(0.36, 0.28, 0.14, 0.08, 0.07, 0.07))
    rows = np.arange(layout.first % layout.step - layout.step, SIZE * 1.4, layout.step)
    if kind == 0:  # ruled, perhaps double
        for row in rows:
            _line(sheet, layout, (-99, row), (SIZE + 99, row), thick)
            if random.random() < 0.05:
                _line(sheet, layout, (-99, row + 3 * thick), (SIZE + 99, row + 3 * thick), thick)
        if random.random() < 0.3:
            x = random.uniform(0, SIZE)
            _line(sheet, layout, (x, -99), (x, SIZE + 99), thick)
    elif kind == 1:  # squared
        cell = layout.step / random.choice((1.0, 1.0, 2.0, 3.0)) * random.uniform(0.85, 1.0) + 4
        for place in np.arange(layout.first % cell - 80, SIZE + 80, cell):
            _line(sheet, layout, (-99, place), (SIZE + 99, place), thick)
            _line(sheet, layout, (place, -99), (place, SIZE + 99), thick)
    elif kind == 2:  # a table
        for row in rows[:: int(random.integers(1, 3))]:
            _line(sheet, layout, (-99, row + 0.2 * layout.step), (SIZE + 99, row + 0.2 * layout.step), thick)
        x = random.uniform(0, 40)
        while x < SIZE:
            _line(sheet, layout, (x, -99), (x, SIZE + 99), thick)
            x += random.uniform(0.8, 4) * layout.step
    elif kind == 3:  # a few lines of any direction: folds, edges, strings
        for _ in range(int(random.integers(1, 4))):
            ends = random.uniform(-40, SIZE + 40, (2, 2))
            _line(sheet, layout, tuple(ends[0]), tuple(ends[1]), thick)
    elif kind == 4:  # dots
        cell = max(6.0, layout.step / random.choice((1.0, 2.0)))
        for y in np.arange(layout.first % cell, SIZE, cell):
            for x in np.arange(0, SIZE, cell):
                _line(sheet, layout, (x, y), (x + 0.1, y), 1.6 * thick)
    else:  # one rule, such as a form's
        for row in rows[:: int(random.integers(2, 4))]:
            start = random.uniform(-60, SIZE)
            _line(sheet, layout, (start, row), (start + random.uniform(30, SIZE), row), thick)


def print_box(sheet: Sheet, layout: Layout, box: tuple[float, float, float, float], cells: int,
              random: np.random.Generator) -> None:  # fmt: skip
    """Print a box of some cells; left, top, right and bottom are those before tilting."""
    left, top, right, bottom = box
    thick = float(np.exp(random.uniform(np.log(0.7), np.log(3.5))))
    for row in (top, bottom):
        _line(sheet, layout, (left, row), (right, row), thick)
    for x in np.linspace(left, right, cells + 1):
        _line(sheet, layout, (x, top), (x, bottom), thick)


def _line(sheet: Sheet, layout: Layout, start: tuple[float, float], end: tuple[float, float], thick: float) -> None:
    ends = (np.array([start, end]) - SIZE / 2) @ layout.turn.T + SIZE / 2
    corners = np.rint((ends + 0.5) * FINE * 2**_SUBPIXELS).astype(np.int32)
    cv2.line(sheet.lines, corners[0].tolist(), corners[1].tolist(), 255, max(1, round(thick * FINE)), cv2.LINE_8, _SUBPIXELS)


def smooth_noise(cell: float, random: np.random.Generator) -> Grey:
    """Return noise of deviation 1 whose bumps are so many pixels wide."""
    size = max(2, round(SIZE / cell) + 2)
    noise = random.standard_normal((size, size), np.float32)
    return np.asarray(cv2.resize(noise, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC), np.float32)


def blank_paper(random: np.random.Generator, *, plain: bool) -> Grey:
    """Return the brightness of paper without light's unevenness; plain is that of a screen."""
    level = random.uniform(0.55, 1.0)
    paper = np.full((SIZE, SIZE), 1.0 if plain else level, np.float32)
    if plain:
        return paper
    paper += random.uniform(0, 0.02) * smooth_noise(random.uniform(2, 5), random)
    if random.random() < 0.5:
        paper += random.uniform(0, 0.05) * smooth_noise(random.uniform(10, 60), random)
    if random.random() < 0.06:  # fibres, wood or cloth
        stretched = random.standard_normal((SIZE // 2, 6), np.float32)
        cloth = cv2.resize(stretched, (SIZE, SIZE), interpolation=cv2.INTER_LINEAR)
        paper += random.uniform(0.01, 0.05) * (cloth if random.random() < 0.5 else cloth.T)
    return paper


def lit(paper: Grey, random: np.random.Generator) -> Grey:
    """Return the paper under uneven light: slopes, vignettes, edges of shadows, folds."""
    if random.random() < 0.5:
        angle = random.uniform(0, 2 * np.pi)
        paper = paper * (1 - random.uniform(0, 0.5) * (0.5 + _away(angle, 0.0)))
    if random.random() < 0.15:
        x, y = random.uniform(-0.6, 0.6, 2)
        paper = paper * (1 - random.uniform(0.1, 0.6) * ((_COLUMNS - x) ** 2 + (_ROWS - y) ** 2))
    if random.random() < 0.22:  # the edge of a shadow
        away = _away(random.uniform(0, 2 * np.pi), random.uniform(-0.4, 0.4))
        paper = paper * (1 - random.uniform(0.1, 0.6) / (1 + np.exp(np.clip(-away / random.uniform(0.004, 0.08), -30, 30))))
    if random.random() < 0.08:  # a fold
        away = _away(random.uniform(0, 2 * np.pi), random.uniform(-0.4, 0.4))
        width = np.float32(random.uniform(0.005, 0.04))
        paper = paper * (1 + random.uniform(-0.3, 0.3) * np.exp(-((away / width) ** 2)) * np.sign(away))
    if random.random() < 0.05:  # glare
        x, y = random.uniform(-0.5, 0.5, 2)
        paper = paper + random.uniform(0.1, 0.5) * np.exp(-((_COLUMNS - x) ** 2 + (_ROWS - y) ** 2) / random.uniform(0.01, 0.1))
    return np.asarray(paper, np.float32)


def off_sheet(sheet: Sheet, random: np.random.Generator) -> None:
    """Let the sheet end: what lies behind an edge is desk, cloth, a finger or another sheet."""
    away = _away(random.uniform(0, 2 * np.pi), random.uniform(0.05, 0.5))
    blocked = away > 0
    if random.random() < 0.3:
        blocked |= _away(random.uniform(0, 2 * np.pi), random.uniform(0.1, 0.5)) > 0
    if random.random() < 0.15:  # a finger, a clip, a stain
        x, y, across, down = *random.uniform(-0.5, 0.5, 2), *random.uniform(0.03, 0.2, 2)
        blocked |= ((_COLUMNS - x) / across) ** 2 + ((_ROWS - y) / down) ** 2 < 1
    sheet.blocked = blocked.astype(np.uint8)


def desk(random: np.random.Generator) -> Grey:
    """Return what lies beside a sheet."""
    ground = random.uniform(0.0, 0.9) + random.uniform(0, 0.12) * smooth_noise(random.uniform(1.5, 40), random)
    if random.random() < 0.3:
        stripes = np.sin((_COLUMNS * np.cos(1.0) + _ROWS) * random.uniform(20, 400))
        ground = ground + random.uniform(0, 0.15) * stripes
    return np.asarray(ground, np.float32)


def _away(angle: float, shift: float) -> Grey:
    """Return every pixel's distance from a line, in sides of the crop."""
    return np.asarray(_ROWS * np.float32(np.sin(angle)) + _COLUMNS * np.float32(np.cos(angle)) - np.float32(shift))

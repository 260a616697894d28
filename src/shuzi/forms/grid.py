"""Find boxes and tables that are printed clearly on a page, and make a form of them, and a form file to edit."""

import hashlib
import json
import os
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.errors import ImageError
from shuzi.forms.form import Field, Form
from shuzi.forms.form_file import LONGEST
from shuzi.imaging.document import Document
from shuzi.imaging.image_file import open_raster
from shuzi.reading.page import Box

# All set by hand, on a few drawn forms; what they come to: `benchmarks/bench_forms.py`.
_RULE, _SHORTEST = 1 / 40, 12
"""Of the page's longer side, and in pixels: a shorter stroke is no rule, but may be one of a letter."""

_SMALLEST, _LARGEST = 1 / 60, 1 / 3
"""Of the page's longer side: a cell's sides; smaller ones are letters, larger ones columns of text."""

_FULL = 0.85
"""Of its box: so much of a cell is closed in, else it is no rectangle."""

_TOUCHING = 1 / 100
"""Of the page's longer side: cells this near share a rule."""

_NARROW = 1.15
"""Heights: a cell for one digit is no wider."""

_FEWEST_IN_ROW = 3
"""Narrow cells side by side that are taken for the digits of one number."""

_AROUND, _DARKER = 41, 12
"""Pixels of the window that paper is told from, and by how much, of 255, print is darker than its mean."""

_SAME_ROW = 0.5
"""Heights: cells whose middles differ by less stand in one row."""


class _Cell(NamedTuple):
    x: int
    y: int
    width: int
    height: int


def fields_of(pixels: npt.NDArray[np.uint8], scale: float = 1.0) -> tuple[Field, ...]:
    """Return a field for every box, row by row from left to right: r1c1, r1c2, …, r2c1, …; any may be empty.

    Args:
        pixels: the page, straight, uint8 (height, width, 3).
        scale: pixels in which boxes are told for one of the page.
    Raises:
        ImageError: no box is printed clearly enough.
    """
    near = _TOUCHING * max(pixels.shape[:2])
    fields = []
    for row, cells in enumerate(_rows(_cells(pixels), near), 1):
        for column, (cell, count) in enumerate(cells, 1):
            box = Box(*(round(side * scale) for side in cell))
            digits = (1, count) if count > 1 else (1, 20)
            fields.append(Field(f"r{row}c{column}", box, digits, leading_zeros=True, blank=True))
    if not fields:
        raise ImageError(
            "no box is found on the form's example page; expected boxes or a table, printed clearly on a straight "
            "scan. Say in a form file where the fields are: docs/how-to-form.md."
        )
    return tuple(fields)


def _cells(pixels: npt.NDArray[np.uint8]) -> list[_Cell]:
    """Return what rules close in on all sides."""
    longest = max(pixels.shape[:2])
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _AROUND, _DARKER)
    length = max(_SHORTEST, round(_RULE * longest))
    rules = np.zeros_like(dark)
    for size in ((length, 1), (1, length)):
        rules |= cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
    rules = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    _, _, components, _ = cv2.connectedComponentsWithStats(255 - rules, connectivity=4)
    cells = []
    for x, y, width, height, area in components[1:].tolist():
        sides = min(width, height) >= _SMALLEST * longest and max(width, height) <= _LARGEST * longest
        if sides and area >= _FULL * width * height:
            cells.append(_Cell(x, y, width, height))
    return cells


def _rows(cells: list[_Cell], near: float) -> list[list[tuple[_Cell, int]]]:
    """Return the cells in rows, each with the number of digits that it holds, or 1 where that is not known."""
    rows: list[list[_Cell]] = []
    for cell in sorted(cells, key=_middle):
        if rows and _middle(cell) - _middle(rows[-1][0]) < _SAME_ROW * rows[-1][0].height:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [_joined(sorted(row), cells, near) for row in rows]


def _middle(cell: _Cell) -> float:
    return cell.y + cell.height / 2


def _joined(row: list[_Cell], cells: list[_Cell], near: float) -> list[tuple[_Cell, int]]:
    """Return a row with cells of one digit each made one."""
    runs: list[list[_Cell]] = []
    for cell in row:
        last = runs[-1][-1] if runs else None
        joins = last is not None and cell.x - last.x - last.width <= near and _alone(cell, cells, near)
        if joins and _alone(runs[-1][-1], cells, near):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    joined = []
    for run in runs:
        if len(run) < _FEWEST_IN_ROW:
            joined += [(cell, 1) for cell in run]
        else:
            first, last = run[0], run[-1]
            joined.append((first._replace(width=last.x + last.width - first.x), len(run)))
    return joined


def _alone(cell: _Cell, cells: list[_Cell], near: float) -> bool:
    """Return whether a cell is for one digit: narrow, and with none above or below."""
    return cell.width <= _NARROW * cell.height and not any(
        min(abs(neighbour.y - cell.y - cell.height), abs(cell.y - neighbour.y - neighbour.height)) <= near
        and abs(neighbour.x + neighbour.width / 2 - cell.x - cell.width / 2) < cell.width / 2
        for neighbour in cells
        if neighbour is not cell
    )


def auto_form(example: Path) -> Form:
    """Return the form whose fields are the boxes printed on a sheet, a straight scan; of several pages the first.

    Raises:
        ImageError: it cannot be read, or shows no box.
    """
    with Document(example) as document:
        raster = open_raster(document.page(1), longest=LONGEST)
    scale = raster.width / raster.pixels.shape[1]
    digest = hashlib.sha256(b"auto" + example.read_bytes()).hexdigest()
    return Form(raster.pixels, fields_of(raster.pixels, scale), scale, filled=True, digest=digest)


def form_text(form: Form, example: Path, path: Path) -> str:
    """Return the form file that says the same, to be edited.

    Args:
        form: as `auto_form` gives it.
        example: its page.
        path: where the text will lie.
    """
    name = os.path.relpath(example, path.parent)
    lines = [f"example = {json.dumps(name, ensure_ascii=False)}", "filled = true"]
    for field in form.fields:
        least, most = field.digits
        lines += ["", "[[field]]", f'name = "{field.name}"', f"box = {list(field.box)}"]
        lines += [f"digits = [{least}, {most}]", "leading_zeros = true", "blank = true"]
    return "\n".join(lines) + "\n"

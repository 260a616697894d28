"""Draw on a page what was read there, and how its pixels became digits, step by step."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SIZE
from shuzi.imaging.marks import Mark
from shuzi.reading.finding import Found
from shuzi.reading.judge import framed
from shuzi.reading.reader import SURE_FROM, Look

Picture = npt.NDArray[np.uint8]
"""uint8, shape (height, width, 3), red, green and blue."""

# Blue and orange are told apart by everybody, and an unsure box is dashed as well.
_SURE, _UNSURE = (20, 90, 170), (190, 80, 0)

_SMALLEST_TEXT = 0.4
"""Of OpenCV's font, whose capitals are then 9 pixels high."""

_SMALLEST_PAGE = 800
"""Smaller pages are blown up to this many pixels, so that the numbers beside the boxes can be read."""

_STEP_NAMES = ("1-upright", "2-even-light", "3-ink", "4-lines", "5-digits", "6-framed")


def annotate(look: Look) -> Picture:
    """Return the page with a box around every digit, the digit and its confidence in percent."""
    factor = max(1.0, _SMALLEST_PAGE / max(look.pixels.shape[:2]))
    size = (round(look.pixels.shape[1] * factor), round(look.pixels.shape[0] * factor))
    page = np.ascontiguousarray(cv2.resize(look.pixels, size, interpolation=cv2.INTER_CUBIC))
    for line in look.lines:
        for found in line:
            _draw_box(page, found, factor)
    return page


def steps(look: Look) -> dict[str, Picture]:
    """Return the pictures that lead from a photo to framed digits, by name, in their order."""
    lines = np.ascontiguousarray(_grey(255 - look.cleared))
    for number, line in enumerate(look.lines):
        left, top = min(found.mark.left for found in line), min(found.mark.top for found in line)
        right, bottom = max(found.mark.right for found in line), max(found.mark.bottom for found in line)
        cv2.rectangle(lines, (left - 4, top - 4), (right + 4, bottom + 4), _SURE if number % 2 else _UNSURE, 2)
    pictures = (
        look.pixels,
        _grey(255 - look.darkness),
        _grey(255 - look.mask),
        lines,
        annotate(look),
        _sheet([found.mark for line in look.lines for found in line]),
    )
    return dict(zip(_STEP_NAMES, pictures, strict=True))


def write_picture(picture: Picture, path: Path) -> None:
    """Write a picture as PNG.

    Raises:
        OSError: the file cannot be written.
    """
    _, content = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    path.write_bytes(content.tobytes())


def _draw_box(page: Picture, found: Found, factor: float) -> None:
    mark = found.mark
    best = int(found.probabilities[:-1].argmax())
    confidence = float(found.probabilities[best])
    colour = _SURE if confidence >= SURE_FROM else _UNSURE
    left, top = round(mark.left * factor) - 3, round(mark.top * factor) - 3
    right, bottom = round(mark.right * factor) + 3, round(mark.bottom * factor) + 3
    thick = max(1, round(max(page.shape[:2]) / 800))
    if confidence >= SURE_FROM:
        cv2.rectangle(page, (left, top), (right, bottom), colour, thick, cv2.LINE_AA)
    else:
        _dashed(page, (left, top, right, bottom), colour, thick)
    _label(page, f"{best} {confidence:.0%}", (left, top, right, bottom), colour)


def _label(page: Picture, text: str, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
    """Write above the box, or below it where there is no room, as wide as the box if that can be read."""
    left, top, right, bottom = box
    font = cv2.FONT_HERSHEY_SIMPLEX
    (wide, _), _ = cv2.getTextSize(text, font, 1, 1)
    size = min(1.4, max(_SMALLEST_TEXT, (right - left) / wide))
    (wide, high), _ = cv2.getTextSize(text, font, size, 1)
    foot = top - 4 if top - 4 - high > 0 else bottom + high + 4
    start = max(0, min(left, page.shape[1] - wide))
    for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, 1), (-1, 1), (1, -1)):
        cv2.putText(page, text, (start + x, foot + y), font, size, (255, 255, 255), 1, cv2.LINE_AA)
    cv2.putText(page, text, (start, foot), font, size, colour, 1, cv2.LINE_AA)


def _dashed(page: Picture, box: tuple[int, int, int, int], colour: tuple[int, int, int], thick: int) -> None:
    left, top, right, bottom = box
    for x in range(left, right, 10):
        for y in (top, bottom):
            cv2.line(page, (x, y), (min(x + 5, right), y), colour, thick)
    for y in range(top, bottom, 10):
        for x in (left, right):
            cv2.line(page, (x, y), (x, min(y + 5, bottom)), colour, thick)


def _grey(image: npt.NDArray[np.uint8]) -> Picture:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_GRAY2RGB), np.uint8)


def _sheet(marks: Sequence[Mark]) -> Picture:
    """Return the framed digits side by side, ten a row, each pixel large enough to be seen."""
    if not marks:
        return np.full((IMAGE_SIZE * 4, IMAGE_SIZE * 4, 3), 255, np.uint8)
    images = 255 - framed(marks)
    blank = np.full((-len(images) % 10, IMAGE_SIZE, IMAGE_SIZE), 255, np.uint8)
    cells = np.pad(np.concatenate([images, blank]), ((0, 0), (0, 1), (0, 1)), constant_values=190)
    rows = np.concatenate([np.concatenate(list(cells[start : start + 10]), 1) for start in range(0, len(cells), 10)])
    return _grey(np.repeat(np.repeat(rows, 4, 0), 4, 1))

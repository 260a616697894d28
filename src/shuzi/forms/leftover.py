"""Ink in a field that nobody took for a digit: whether there may be one more than was read.

Numbers were set by hand; benchmarks/results/2026-11-28-forms-further.md tells what they come to on drawn sheets.
"""

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.reading.page import Box

GreyLevels = npt.NDArray[np.uint8]
"""uint8 (height, width), 0 (black) to 255 (white)."""

Boxes = npt.NDArray[np.float32]
"""float32 (n, 4): left, top, width and height of each."""

_STROKE = 21
"""Pixels: dark lines that are narrower are ink, and no shadow."""

_DARK = 28
"""Of 255: ink is so much darker than the paper around it."""

_PRINT_BESIDE = 3
"""Pixels: print of the example may lie so far beside its place."""

_DIGIT_BESIDE = 0.12
"""Of a digit's longer side: its own ink may reach so far beyond its box."""

_RIM = 0.06
"""Of a field's height: what lies so near its edge is its frame."""

_TALL = 0.32
"""Of a field's height, and of its digits' where there are some: what is less tall is a dot or a stain."""

_LONG = 0.85
"""Of a field's width: what is longer is a line."""


def ink_of(grey: GreyLevels) -> npt.NDArray[np.bool_]:
    """Return which pixels of a page hold ink, bool (height, width)."""
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((_STROKE, _STROKE), np.uint8))
    return np.asarray(paper.astype(np.int16) - grey > _DARK)


def printed_ink(grey: GreyLevels) -> npt.NDArray[np.bool_]:
    """Return where the print of an empty copy may lie on another that was brought onto it."""
    around = np.ones((2 * _PRINT_BESIDE + 1, 2 * _PRINT_BESIDE + 1), np.uint8)
    return np.asarray(cv2.dilate(ink_of(grey).astype(np.uint8), around) > 0)


def has_more_ink(ink: npt.NDArray[np.bool_], printed: npt.NDArray[np.bool_], field: Box, digits: Boxes) -> bool:
    """Return whether a field holds ink as tall as a digit beside its digits.

    Args:
        ink: of the page, as `ink_of` gives it.
        printed: of the empty page, as `printed_ink` gives it.
        field: in pixels of the page.
        digits: those that were found in the field.
    """
    rim = round(_RIM * field.height)
    left, top = max(0, field.x + rim), max(0, field.y + rim)
    right, bottom = field.x + field.width - rim, field.y + field.height - rim
    unread = (ink & ~printed)[top:bottom, left:right].astype(np.uint8)  # (rows, columns) of the field, without its rim
    for x, y, width, height in digits:
        beside = _DIGIT_BESIDE * max(width, height)
        rows = slice(max(0, int(y - beside) - top), max(0, int(y + height + beside) + 1 - top))
        unread[rows, max(0, int(x - beside) - left) : max(0, int(x + width + beside) + 1 - left)] = 0
    if not unread.any():
        return False
    usual = float(np.median(digits[:, 3])) if len(digits) else 0.0  # (n,)
    # (components, 5): left, top, width, height, area
    _, _, components, _ = cv2.connectedComponentsWithStats(unread, connectivity=8)
    tall = components[1:, 3] >= _TALL * max(float(field.height), usual)  # (components - 1,)
    return bool((tall & (components[1:, 2] <= _LONG * field.width)).any())  # (components - 1,)

"""Letters, signs, words and printed digits out of fonts, as bitmaps that can be stamped anywhere."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

CAPITAL = 64
"""Height of a capital letter in a bitmap, in pixels."""

_MARGIN = 8

PRINT = (
    "roboto", "open-sans", "lora", "source-serif-pro", "roboto-mono", "ubuntu", "oswald", "playfair-display",
    "courier-prime", "merriweather", "inconsolata", "lato", "pt-serif", "crimson-text", "share-tech-mono",
)  # fmt: skip
"""npm packages `@fontsource/NAME` of fonts that print; all others in the folder look like handwriting."""

CURSIVE = ("noto-sans-tc", "long-cang", "special-elite")
"""Left out: fonts whose files hold other scripts in pieces, or neither print nor hand."""

VALIDATION = ("lora", "ubuntu", "inconsolata", "caveat", "indie-flower", "kalam", "nanum-pen-script", "zeyada")
"""Fonts of validation pages only."""


class Bitmap(NamedTuple):
    """One character."""

    cover: npt.NDArray[np.uint8]
    """uint8 (height, width), 255 is ink; cropped to it."""
    rise: float
    """From the baseline to its top, in heights of a capital."""
    advance: float
    """To the next character, in heights of a capital."""


class Font:
    """A font's characters, drawn when first asked for."""

    def __init__(self, path: Path, *, printed: bool) -> None:
        self.printed = printed
        self.name = path.parent.parent.name
        probe = ImageFont.truetype(str(path), 100)
        box = probe.getbbox("H", anchor="ls")
        self._font = ImageFont.truetype(str(path), round(100 * CAPITAL / max(1, -box[1])))
        self._known: dict[str, Bitmap | None] = {}

    def bitmap(self, character: str) -> Bitmap | None:
        """Return a character; None where the font has no ink for it."""
        if character not in self._known:
            self._known[character] = self._draw(character)
        return self._known[character]

    def _draw(self, character: str) -> Bitmap | None:
        left, top, right, bottom = (round(value) for value in self._font.getbbox(character, anchor="ls"))
        if right - left < 1 or bottom - top < 1 or right - left > 6 * CAPITAL:
            return None
        image = Image.new("L", (right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN))
        ImageDraw.Draw(image).text((_MARGIN - left, _MARGIN - top), character, 255, self._font, anchor="ls")
        array = np.asarray(image)
        x, y, width, height = cv2.boundingRect(array)
        if not width:
            return None
        cover = np.ascontiguousarray(array[y : y + height, x : x + width])
        return Bitmap(cover, (_MARGIN - top - y) / CAPITAL, self._font.getlength(character) / CAPITAL)


@cache
def load_fonts(folder: Path, *, validation: bool) -> tuple[tuple[Font, ...], tuple[Font, ...]]:
    """Return the fonts of handwriting and of print.

    Args:
        folder: `node_modules/@fontsource` with the packages; each holds `files/NAME-latin-400-normal.woff`.
        validation: whether those of validation pages; else all others.
    """
    written, printed = [], []
    for package in sorted(folder.iterdir()):
        path = package / "files" / f"{package.name}-latin-400-normal.woff"
        if package.name in CURSIVE or not path.exists() or (package.name in VALIDATION) != validation:
            continue
        is_print = package.name in PRINT
        (printed if is_print else written).append(Font(path, printed=is_print))
    return tuple(written), tuple(printed)

"""Letters, signs, words and printed digits out of fonts: as bitmaps that can be stamped anywhere, and as strokes."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from drawn_pages.thinning import strokes_of

CAPITAL = 64
"""Height of a capital letter in a bitmap, in pixels."""

_MARGIN = 8

PRINT = (
    "roboto", "open-sans", "lora", "source-serif-pro", "roboto-mono", "ubuntu", "oswald", "playfair-display",
    "courier-prime", "merriweather", "inconsolata", "lato", "pt-serif", "crimson-text", "share-tech-mono",
    "arimo", "tinos", "cousine", "ibm-plex-sans", "ibm-plex-mono", "noto-sans", "noto-serif", "bitter",
    "barlow-condensed", "dm-mono", "source-code-pro", "eb-garamond", "libre-baskerville", "pt-sans", "rubik",
    "work-sans", "nunito", "jetbrains-mono", "vt323", "orbitron", "b612-mono", "libre-franklin", "space-mono",
    "zilla-slab", "overpass-mono", "noto-sans-tc",
)  # fmt: skip
"""npm packages `@fontsource/NAME` of fonts that print; all others in the folder look like handwriting."""

NEITHER = ("special-elite",)
"""Left out: neither print nor hand."""

VALIDATION = ("lora", "ubuntu", "inconsolata", "caveat", "indie-flower", "kalam", "nanum-pen-script", "zeyada")
"""Fonts of validation pages only."""

LIKE_DIGITS = set("〇口日曰己已乙了人入一丨ОоЗзЭэбЬьЪъЫыЧчІіЅѕΟοΙιςσζ3ろるらうしつノフクワラヲコロユリソンㅇㅣ이오")
"""Characters of other scripts that could be taken for a digit, and are not written."""

_SUBSETS, _CHARACTERS = 8, 60
"""Of a font of another script: so many of its files, and so many characters of each, are enough."""

_INKED = 34
"""Pixels of the longer side of a character that is thinned."""


class Bitmap(NamedTuple):
    """One character."""

    cover: npt.NDArray[np.uint8]
    """uint8 (height, width), 255 is ink; cropped to it."""
    rise: float
    """From the baseline to its top, in heights of a capital."""
    advance: float
    """To the next character, in heights of a capital."""


class Strokes(NamedTuple):
    """One character as a pen writes it."""

    lines: tuple[npt.NDArray[np.float32], ...]
    """float32 (n, 2) each: x from its left end, y downwards from the baseline, in heights of a capital."""
    advance: float
    """To the next character, in heights of a capital."""


class Font:
    """A font's characters, drawn when first asked for."""

    def __init__(self, path: Path, *, printed: bool, characters: str = "") -> None:
        """Open it; `characters` are those of another script than Latin, if the file holds one."""
        self.printed, self.characters = printed, characters
        self.name = path.parent.parent.name
        probe = ImageFont.truetype(str(path), 100)
        box = probe.getbbox(characters[0] if characters else "H", anchor="ls")
        self._font = ImageFont.truetype(str(path), round(100 * CAPITAL / max(20, -box[1])))
        self._known: dict[str, Bitmap | None] = {}
        self._thinned: dict[str, Strokes | None] = {}

    def strokes(self, character: str) -> Strokes | None:
        """Return a character thinned to its middle line; None where the font has no ink for it."""
        if character not in self._thinned:
            bitmap = self.bitmap(character)
            self._thinned[character] = None if bitmap is None else _strokes_of(bitmap)
        return self._thinned[character]

    def bitmap(self, character: str) -> Bitmap | None:
        """Return a character; None where the font has no ink for it."""
        if character not in self._known:
            drawn, missing = self._draw(character), self._draw("\uffff")
            held = drawn is not None and (missing is None or not np.array_equal(drawn.cover, missing.cover))
            self._known[character] = drawn if held else None
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


def _strokes_of(bitmap: Bitmap) -> Strokes | None:
    factor = _INKED / max(bitmap.cover.shape)
    height, width = (max(2, round(side * factor)) for side in bitmap.cover.shape)
    margin = 4
    image = np.zeros((_INKED + 2 * margin,) * 2, np.uint8)
    image[margin : margin + height, margin : margin + width] = cv2.resize(
        bitmap.cover, (width, height), interpolation=cv2.INTER_AREA
    )
    lines = strokes_of(image[None])[0]
    scale = np.float32(1 / (factor * CAPITAL))
    placed = tuple((line - margin) * scale - np.array([0, bitmap.rise], np.float32) for line in lines)
    return Strokes(placed, bitmap.advance) if placed else None


_LEAST_CHARACTERS = 12

_SCRIPTS = ((0x391, 0x3C9), (0x410, 0x44F), (0x3041, 0x30FE), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3))
"""Code points of Greek, Cyrillic, kana, Chinese characters and Hangul."""


def _characters(ranges: str) -> str:
    """Return the characters of `U+4e00-4e10,U+…` that are of one of the scripts and look like no digit."""
    codes: list[int] = []
    for part in ranges.replace("U+", "").split(","):
        low, _, high = part.partition("-")
        codes += range(int(low, 16), int(high or low, 16) + 1)
    return "".join(
        chr(code)
        for code in codes
        if any(low <= code <= high for low, high in _SCRIPTS) and chr(code) not in LIKE_DIGITS
    )


class Fonts(NamedTuple):
    """The fonts of training pages, or of validation pages."""

    written: tuple[Font, ...]
    """Handwriting."""
    printed: tuple[Font, ...]
    foreign: tuple[Font, ...]
    """Of other scripts than Latin."""


@cache
def load_fonts(folder: Path, *, validation: bool) -> Fonts:
    """Return the fonts of handwriting, of print, and of other scripts.

    Args:
        folder: `node_modules/@fontsource` with the packages; each holds `files/NAME-latin-400-normal.woff`.
        validation: whether those of validation pages; else all others.
    """
    written, printed = [], []
    for package in sorted(folder.iterdir()):
        path = package / "files" / f"{package.name}-latin-400-normal.woff"
        if package.name in NEITHER or not path.exists() or (package.name in VALIDATION) != validation:
            continue
        is_print = package.name in PRINT
        (printed if is_print else written).append(Font(path, printed=is_print))
    return Fonts(tuple(written), tuple(printed), _foreign(folder, validation=validation))


def _foreign(folder: Path, *, validation: bool) -> tuple[Font, ...]:
    """Return fonts of Chinese, Japanese, Korean, Greek and Cyrillic characters."""
    fonts = []
    for package in sorted(folder.iterdir()):
        ranges = package / "unicode.json"
        if package.name in NEITHER or not ranges.exists() or (package.name in VALIDATION) != validation:
            continue
        held = {name.strip("[]"): _characters(text) for name, text in json.loads(ranges.read_text()).items()}
        several = sorted((name, some) for name, some in held.items() if len(some) >= _LEAST_CHARACTERS)
        for name, characters in several[:: max(1, len(several) // _SUBSETS)]:
            path = package / "files" / f"{package.name}-{name}-400-normal.woff"
            if path.exists():
                fonts.append(Font(path, printed=package.name in PRINT, characters=characters[:_CHARACTERS]))
    return tuple(fonts)

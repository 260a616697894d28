"""Folders of signs that are no digits: 一 to 十 from fonts and strokes, A to J from fonts, with pens and slants."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from shuzi.evaluation.lettering import CHINESE_FONT

NUMERALS = tuple("一二三四五六七八九十")
LETTERS = tuple("ABCDEFGHIJ")

_SIDE = 96

_DEJAVU = Path(mpl.get_data_path()) / "fonts" / "ttf"
_LATIN = ("DejaVuSans.ttf", "DejaVuSans-Oblique.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf", "DejaVuSerif-Bold.ttf")

# Strokes of a hand in a square of 100: a line through the points each.
STROKES = {
    "一": [[(10, 52), (90, 48)]],
    "二": [[(25, 30), (75, 28)], [(10, 75), (90, 73)]],
    "三": [[(20, 20), (80, 18)], [(28, 48), (72, 47)], [(10, 80), (90, 79)]],
    "四": [[(15, 20), (18, 82)], [(15, 20), (85, 18), (82, 82)], [(40, 20), (36, 50), (25, 62)],
           [(60, 20), (60, 52), (75, 55)], [(18, 80), (82, 80)]],
    "五": [[(18, 18), (82, 16)], [(46, 18), (36, 85)], [(25, 48), (72, 46), (68, 85)], [(8, 86), (92, 85)]],
    "六": [[(48, 8), (54, 24)], [(10, 38), (90, 36)], [(36, 52), (14, 88)], [(62, 52), (86, 88)]],
    "七": [[(10, 48), (90, 36)], [(46, 10), (46, 78), (56, 86), (88, 84), (90, 70)]],
    "八": [[(38, 22), (30, 55), (10, 85)], [(56, 20), (66, 55), (92, 85)]],
    "九": [[(40, 8), (38, 50), (10, 90)], [(14, 32), (68, 28), (66, 78), (76, 86), (92, 82), (93, 68)]],
    "十": [[(10, 46), (90, 44)], [(50, 8), (50, 92)]],
}  # fmt: skip


def _from_font(sign: str, font: Path, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    image = Image.new("L", (_SIDE, _SIDE), 0)
    letter = ImageFont.truetype(str(font), int(random.integers(52, 70)))
    ImageDraw.Draw(image).text((_SIDE / 2, _SIDE / 2), sign, font=letter, fill=255, anchor="mm")
    pen = np.ones((int(random.integers(1, 4)),) * 2, np.uint8)
    return np.asarray(cv2.dilate(np.asarray(image), pen), np.uint8)


def _from_strokes(sign: str, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    image = np.zeros((_SIDE, _SIDE), np.uint8)
    for stroke in STROKES[sign]:
        points = (np.array(stroke) * 0.62 + 18 + random.normal(0, 1.2, (len(stroke), 2))).round().astype(np.int32)
        cv2.polylines(image, [points], isClosed=False, color=255, thickness=int(random.integers(2, 7)))
    return image


def _written(ink: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return the ink slanted and turned, on paper that is not quite white."""
    turn = cv2.getRotationMatrix2D(
        (_SIDE / 2, _SIDE / 2), float(random.uniform(-7, 7)), float(random.uniform(0.85, 1.1))
    )
    slant = float(random.uniform(-0.15, 0.15))
    turn[0, 1] += slant
    turn[0, 2] -= slant * _SIDE / 2
    moved = cv2.warpAffine(ink, turn, (_SIDE, _SIDE)).astype(np.float32) / 255
    paper, pen = random.uniform(225, 255), random.uniform(0, 70)
    noise = random.normal(0, 2, moved.shape)
    return np.asarray(np.clip(paper * (1 - moved) + pen * moved + noise, 0, 255), np.uint8)


def draw_sign(sign: str, number: int, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return one image of a numeral or a letter, uint8 (96, 96); numerals from strokes and from a font by turns."""
    if sign in STROKES:
        ink = _from_strokes(sign, random) if number % 2 else _from_font(sign, CHINESE_FONT, random)
    else:
        ink = _from_font(sign, _DEJAVU / _LATIN[number % len(_LATIN)], random)
    return _written(ink, random)


def write_signs(folder: Path, signs: Sequence[str], *, each: int, seed: int = 0) -> Path:
    """Write a folder with a folder for each sign, which bears its name."""
    random = np.random.default_rng(seed)
    for sign in signs:
        (folder / sign).mkdir(parents=True)
        for number in range(each):
            Image.fromarray(draw_sign(sign, number, random)).save(folder / sign / f"{number:03}.png")
    return folder

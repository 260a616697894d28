"""Pages of handwritten numbers as a camera or a scanner sees them, with what is written on them.

They are drawn anew each time, so that reading can be tried on any number of pages whose text is known.
"""

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from mnist_pages.marks import draw_single_mark
from mnist_pages.paper import Paper, photographed
from shuzi.digits import Split
from shuzi.drawing import draw_digit, with_pen

KINDS = ("plain", "shadow", "ruled", "squared", "pencil", "boxes", "dark", "tiny", "signs", "touching")
"""Kinds of page; each is hard in its own way."""

_FAINT = 60
"""Of 255: fainter points of a digit's image are its edge."""

_WHOLE = 0.97
"""Of the points in the middle of a digit's strokes: so many hold ink after it was written with another pen."""

NOTHING = "letters"
"""A kind of page without any digit: letters, signs, scribbles and crossings-out."""


class DrawnPage(NamedTuple):
    """A page and what is written on it."""

    pixels: npt.NDArray[np.uint8]
    """uint8, shape (height, width, 3), red, green and blue."""
    lines: tuple[str, ...]
    """The digits of every line, from top to bottom."""


class _Hand(NamedTuple):
    """How one writer writes on one page."""

    signs: bool
    """Dashes and letters stand between the digits."""

    height: float
    """Of a digit, in pixels."""
    gap: float
    """Between digits, in heights; less than 0 lets them touch."""
    pen: float
    """Width of a stroke, in heights."""
    drawn: bool
    """Digits are drawn by strokes; else they are MNIST's."""


def draw_page(kind: str, digits: Split, random: np.random.Generator) -> DrawnPage:
    """Return a page of one of the `KINDS`.

    Args:
        kind: what makes it hard, or `NOTHING`.
        digits: single digits as MNIST holds them, for the writers that are not drawn by strokes.
        random: where all draws come from.
    """
    height, width = int(random.integers(500, 900)), int(random.integers(700, 1200))
    if kind == "tiny":
        height, width = int(1.6 * height), int(1.6 * width)
    hand = _hand(kind, height, random)
    rows = _rows(height, hand, random)
    cover, lines = np.zeros((height, width), np.float32), []
    for row in rows:
        if kind == NOTHING:
            _write_nothing(cover, row, hand, random)
            continue
        text = _write_line(cover, row, hand, digits, random)
        if text:
            lines.append(text)
    paper = Paper(kind, rows, hand.height)
    return DrawnPage(photographed(cover, paper, random), tuple(lines))


def _hand(kind: str, height: int, random: np.random.Generator) -> _Hand:
    size = random.uniform(0.025, 0.035) if kind == "tiny" else random.uniform(0.07, 0.16)
    gap = random.uniform(-0.12, 0.02) if kind == "touching" else random.uniform(0.12, 0.6)
    pen = random.uniform(0.025, 0.06) if kind == "pencil" else random.uniform(0.05, 0.13)
    return _Hand(kind == "signs", max(22.0, size * height), gap, pen, drawn=bool(random.random() < 0.4))


def _rows(height: int, hand: _Hand, random: np.random.Generator) -> list[float]:
    """Return the rows that lines stand on, with room between them."""
    step = hand.height * random.uniform(1.5, 2.3)
    first = hand.height * random.uniform(1.4, 2)
    most = int(random.integers(1, 8))
    return [float(row) for row in np.arange(first, height - 0.5 * hand.height, step)[:most]]


def _write_line(
    cover: npt.NDArray[np.float32], row: float, hand: _Hand, digits: Split, random: np.random.Generator
) -> str:
    """Write one line onto the page; return its digits."""
    width = cover.shape[1]
    column, text = float(random.uniform(0.05, 0.3) * width), ""
    rise = float(random.normal(0, 0.012))
    for _ in range(int(random.integers(1, 11))):
        label, ink = _one_digit(hand, digits, random)
        if column + ink.shape[1] > 0.95 * width:
            break
        foot = row + rise * (column - width / 2) + random.normal(0, 0.04) * hand.height
        if not _stamp(cover, ink, int(foot - ink.shape[0]), int(column)):
            break
        text += str(label)
        column += ink.shape[1] + (hand.gap + random.uniform(0, 0.12)) * hand.height
        if hand.signs and random.random() < 0.3:
            column = _write_sign(cover, foot, column, hand, random)
    return text


def _write_nothing(cover: npt.NDArray[np.float32], row: float, hand: _Hand, random: np.random.Generator) -> None:
    """Write one line of marks that are no digits."""
    column = float(random.uniform(0.05, 0.3) * cover.shape[1])
    for _ in range(int(random.integers(2, 9))):
        mark = draw_single_mark(random)
        left, top, wide, high = cv2.boundingRect(mark)
        factor = hand.height / max(high, wide / 2)
        size = max(2, round(wide * factor)), max(2, round(high * factor))
        ink = cv2.resize(mark[top : top + high, left : left + wide], size, interpolation=cv2.INTER_CUBIC)
        _stamp(cover, (ink / 255).astype(np.float32), int(row - ink.shape[0]), int(column))
        column += ink.shape[1] + 0.4 * hand.height


def _one_digit(hand: _Hand, digits: Split, random: np.random.Generator) -> tuple[int, npt.NDArray[np.float32]]:
    """Return a digit and its ink, 0 to 1, cropped to it; one that its pen would not leave whole is drawn anew."""
    while True:
        label, shape = _shape(hand, digits, random)
        ink = with_pen(shape, hand.pen * hand.height)
        if _is_whole(ink, shape):
            return label, ink


def _is_whole(ink: npt.NDArray[np.float32], shape: npt.NDArray[np.uint8]) -> bool:
    """Return whether the ink runs along all strokes of a shape."""
    margin = (ink.shape[0] - shape.shape[0]) // 2
    inside = cv2.distanceTransform(np.pad((shape > _FAINT).astype(np.uint8), margin), cv2.DIST_L2, 5)
    middles = (inside > 0) & (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8)))
    reached = cv2.dilate((ink > 0.5).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return bool((middles & reached).sum() >= _WHOLE * middles.sum())


def _shape(hand: _Hand, digits: Split, random: np.random.Generator) -> tuple[int, npt.NDArray[np.uint8]]:
    """Return a digit as tall as the hand writes it, cropped to its ink; uint8."""
    if hand.drawn:
        label = int(random.integers(0, 10))
        large = draw_digit(label, random)
    else:
        place = int(random.integers(0, len(digits.labels)))
        label, large = int(digits.labels[place]), digits.images[place]
    left, top, wide, high = cv2.boundingRect((large > _FAINT).astype(np.uint8))
    target = hand.height * random.uniform(0.88, 1.12)
    factor = target / high
    size = max(2, round(wide * factor)), max(2, round(high * factor))
    shape = cv2.resize(large[top : top + high, left : left + wide], size, interpolation=cv2.INTER_CUBIC)
    return label, np.asarray(shape, np.uint8)


def _stamp(cover: npt.NDArray[np.float32], ink: npt.NDArray[np.float32], top: int, left: int) -> bool:
    height, width = ink.shape
    if top < 0 or left < 0 or top + height > cover.shape[0] or left + width > cover.shape[1]:
        return False
    place = cover[top : top + height, left : left + width]
    np.maximum(place, ink, out=place)
    return True


def _write_sign(
    cover: npt.NDArray[np.float32], foot: float, column: float, hand: _Hand, random: np.random.Generator
) -> float:
    """Write a dash or a letter; return where to go on."""
    size = max(4, round(0.6 * hand.height))
    ink = np.zeros((2 * size, 2 * size), np.uint8)
    sign = str(random.choice(list("-+=AEFHKMNRXadehkmnr")))
    pen = max(1, round(hand.pen * hand.height * 0.8))
    cv2.putText(ink, sign, (size // 4, 3 * size // 2), int(random.choice([0, 2, 3])), size / 21, 255, pen, cv2.LINE_AA)
    left, top, wide, high = cv2.boundingRect(ink)
    letter = (ink[top : top + high, left : left + wide] / 255).astype(np.float32)
    column += 0.15 * hand.height
    up = 0.5 * hand.height if sign in "-+=" else 0.0
    _stamp(cover, letter, int(foot - high - up), int(column))
    return float(column + wide + 0.25 * hand.height)

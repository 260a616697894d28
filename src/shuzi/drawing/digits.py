"""Digits drawn by strokes, as hands write them that MNIST's writers did not have."""

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SIZE, NUM_CLASSES, Images, Split
from shuzi.drawing.pen import Points, draw, smooth, with_pen
from shuzi.drawing.templates import WAYS, points_of
from shuzi.imaging.framing import frame

_HEIGHT = 60
"""Of a drawn digit, in pixels, before it is framed."""

_MARGIN = 20


def draw_digits(count: int, random: np.random.Generator, *, stretched: float = 0.0) -> Split:
    """Return digits as MNIST holds them, each drawn anew.

    Args:
        count: how many; the ten digits are drawn equally often, by chance.
        random: where the draws come from; the same state gives the same digits.
        stretched: share of them that are made wider, up to a square, as some collections and forms do to every digit.
    """
    labels = random.integers(0, NUM_CLASSES, count).astype(np.uint8)
    images = np.empty((count, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    for place, label in enumerate(labels):
        images[place] = frame(perhaps_stretched(draw_digit(int(label), random), stretched, random))
    return Split(images, labels)


def rewrite_digits(images: Images, random: np.random.Generator, *, stretched: float = 0.0) -> Images:
    """Return the digits as other pens would have written them, larger or smaller, and framed as a reader frames them.

    Args:
        images: digits, uint8 (n, 28, 28).
        random: where the draws come from.
        stretched: as for `draw_digits`.
    """
    rewritten = np.empty_like(images)
    for place, image in enumerate(images):
        rewritten[place] = frame(perhaps_stretched(_rewritten(image, random), stretched, random))
    return rewritten


def _rewritten(image: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.uint8]:
    size = int(random.integers(24, 90))
    shape = cv2.resize(image, (size, size), interpolation=cv2.INTER_CUBIC)
    cover = with_pen(shape, float(random.uniform(0.03, 0.17)) * 0.7 * size)
    return np.asarray((cover > 0.5) * np.uint8(255))


def perhaps_stretched(mark: npt.NDArray[np.uint8], share: float, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return the mark, cropped to its ink and made wider by chance; its strokes become as much wider."""
    if random.random() >= share:
        return mark
    left, top, width, height = cv2.boundingRect(mark)
    wider = max(width, round(height * random.uniform(0.5, 1.0)))
    return np.asarray(cv2.resize(mark[top : top + height, left : left + width], (wider, height)), np.uint8)


def draw_digit(digit: int, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return one digit, drawn large and with paper around it; uint8, shape (100, 100), 255 is ink."""
    lines = _written(digit, random)
    size = _HEIGHT + 2 * _MARGIN
    return draw(lines, (size, size), width=float(random.uniform(0.03, 0.15)) * _HEIGHT)


def _written(digit: int, random: np.random.Generator) -> list[Points]:
    """Return the lines of a digit in pixels: one of its ways, in an unsteady hand of its own slant and proportion."""
    ways = WAYS[digit]
    way = ways[int(random.integers(len(ways)))]
    unsteady, hand = random.uniform(0.01, 0.05), _hand(random)
    lines = []
    for kind, points in map(points_of, way):
        placed = points + random.normal(0, unsteady, (len(points), 2))
        if kind == "curve":
            placed = smooth(placed)
        lines.append(_bent(placed - 0.5, random) @ hand.T * _HEIGHT + _MARGIN + _HEIGHT / 2)
    return lines


def _hand(random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return the matrix that narrows, slants and turns a digit of height 1."""
    width, slant, turn = random.uniform(0.4, 0.95), random.normal(-0.1, 0.18), np.radians(random.normal(0, 5))
    matrix = np.array([[width, slant], [0, 1]])
    return np.asarray(np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ matrix)


def _bent(points: Points, random: np.random.Generator) -> Points:
    """Return the points moved a little, neighbours alike, as the hand swings."""
    shift = random.normal(0, 0.03, 2) * np.sin(np.pi * points[:, ::-1] + random.uniform(0, 2 * np.pi, 2))
    return np.asarray(points + shift)

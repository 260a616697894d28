"""Marks on a page that are no digits: letters, signs, dashes, scribbles and crossings-out."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.drawing import draw, smooth

_SIZE = 100
"""Height and width, in pixels, on which marks are drawn before they are framed."""

# Letters that a hand can write like a digit (B D G I O Q S T Y Z b g i l o q s y z) are left out, and so are signs that
# look like a 1: nobody could tell them apart without their neighbours.
_LETTERS = "ACEFHJKLMNPRUVWXacdefhjkmnprtuvwx"
_SIGNS = "-+=*#&@%$?<>~^:;."

# Hershey's fonts in OpenCV, from plain to script.
_FONTS = (0, 2, 3, 4, 6, 7)

Mark = npt.NDArray[np.uint8]


def draw_single_mark(random: np.random.Generator) -> Mark:
    """Return a letter, a sign, a dash, a scribble or a crossing-out, drawn large; uint8, 255 is ink."""
    while True:
        mark = _WRITTEN[int(random.integers(len(_WRITTEN)))](random)
        if mark.any():
            return mark


def _letter(random: np.random.Generator) -> Mark:
    """A letter or a sign, or two or three letters that touch."""
    few = 1 if random.random() < 0.75 else int(random.integers(2, 4))
    text = "".join(random.choice(list(_LETTERS if random.random() < 0.8 else _SIGNS), few))
    image = np.zeros((_SIZE, 2 * _SIZE), np.uint8)
    font, width = int(random.choice(_FONTS)), int(random.integers(1, 7))
    cv2.putText(image, text, (20, 70), font, 1.8, 255, width, cv2.LINE_AA)
    return _warped(image, random)


def _scribble(random: np.random.Generator) -> Mark:
    """A line that goes to and fro."""
    points = random.uniform(20, 80, (int(random.integers(6, 16)), 2))
    if random.random() < 0.4:  # crossing something out
        points[:, 0] = np.where(np.arange(len(points)) % 2, 20, 80) + random.normal(0, 6, len(points))
        points[:, 1] = np.sort(points[:, 1])
    points = smooth(points) if random.random() < 0.7 else points
    return draw([points], (_SIZE, _SIZE), random.uniform(1, 8))


def _dash(random: np.random.Generator) -> Mark:
    """A line that lies, or a dot."""
    length, rise = random.uniform(2, 60), random.normal(0, 0.2)
    points = np.array([[50 - length / 2, 50 - rise * length / 2], [50 + length / 2, 50 + rise * length / 2]])
    return draw([points], (_SIZE, _SIZE), random.uniform(2, 10))


def _warped(image: Mark, random: np.random.Generator) -> Mark:
    """Return the image turned, slanted and bent a little."""
    height, width = image.shape
    matrix = np.array([[1, random.normal(0, 0.15), 0], [random.normal(0, 0.08), random.uniform(0.7, 1.2), 0]])
    matrix[:, 2] = np.array([width, height]) / 2 - matrix[:, :2] @ (np.array([width, height]) / 2)
    knots = random.normal(0, 2.5, (2, 4, 4)).astype(np.float32)
    bend = [cv2.resize(knot, (width, height), interpolation=cv2.INTER_CUBIC) for knot in knots]
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    places = np.tensordot(matrix, np.stack([columns, rows, np.ones_like(rows)]), 1).astype(np.float32)
    return np.asarray(cv2.remap(image, places[0] + bend[0], places[1] + bend[1], cv2.INTER_LINEAR), np.uint8)


_WRITTEN: Sequence[Callable[[np.random.Generator], Mark]] = (_letter, _letter, _letter, _dash, _scribble)

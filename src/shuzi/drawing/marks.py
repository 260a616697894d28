"""Marks on a page that are no single digits: letters, signs, scribbles, parts of digits, and digits that touch."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SIZE, Images
from shuzi.drawing.pen import draw, smooth
from shuzi.imaging.framing import frame

_SIZE = 100
"""Height and width, in pixels, on which marks are drawn before they are framed."""

# Letters that a hand can write like a digit (B D G I O Q S T Y Z b g i l o q s y z) are left out, and so are signs that
# look like a 1: nobody could tell them apart without their neighbours.
_LETTERS = "ACEFHJKLMNPRUVWXacdefhjkmnprtuvwx"
_SIGNS = "-+=*#&@%$?<>~^:;."

# Hershey's fonts in OpenCV, from plain to script.
_FONTS = (0, 2, 3, 4, 6, 7)

Mark = npt.NDArray[np.uint8]


def draw_marks(digits: Images, count: int, random: np.random.Generator) -> Images:
    """Return framed marks that are no digits: letters, signs, scribbles, stains, and parts of digits.

    Args:
        digits: images of digits, uint8 (n, 28, 28); some marks are made of them.
        count: how many marks.
        random: where the draws come from.
    Returns:
        uint8, shape (count, 28, 28).
    """
    images = np.zeros((count, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    place = 0
    while place < count:
        kind = _KINDS[random.choice(len(_KINDS), p=_SHARES)]
        mark = kind(digits, random)
        if mark is not None and mark.any():
            images[place] = frame(mark)
            place += 1
    return images


def draw_groups(digits: Images, count: int, random: np.random.Generator) -> Images:
    """Return framed marks that are two or three digits which touch, or all but touch; otherwise as `draw_marks`."""
    groups = [_pair(digits, random) if random.random() < 0.85 else _stacked(digits, random) for _ in range(count)]
    return np.stack([frame(group) for group in groups])


def draw_single_mark(digits: Images, random: np.random.Generator) -> Mark:
    """Return a letter, a sign, a dash, a scribble or a crossing-out, drawn large; uint8, 255 is ink.

    Args:
        digits: not used by these kinds; as for `draw_marks`.
        random: where the draws come from.
    """
    while True:
        mark = _WRITTEN[random.integers(len(_WRITTEN))](digits, random)
        if mark is not None and mark.any():
            return mark


def _letter(_digits: Images, random: np.random.Generator) -> Mark:
    """A letter or a sign, or two or three letters that touch."""
    few = 1 if random.random() < 0.75 else int(random.integers(2, 4))
    text = "".join(random.choice(list(_LETTERS if random.random() < 0.8 else _SIGNS), few))
    image = np.zeros((_SIZE, 2 * _SIZE), np.uint8)
    font, width = int(random.choice(_FONTS)), int(random.integers(1, 7))
    cv2.putText(image, text, (20, 70), font, 1.8, 255, width, cv2.LINE_AA)
    return _warped(image, random)


def _scribble(_digits: Images, random: np.random.Generator) -> Mark:
    """A line that goes to and fro."""
    points = random.uniform(20, 80, (int(random.integers(6, 16)), 2))
    if random.random() < 0.4:  # crossing something out
        points[:, 0] = np.where(np.arange(len(points)) % 2, 20, 80) + random.normal(0, 6, len(points))
        points[:, 1] = np.sort(points[:, 1])
    points = smooth(points) if random.random() < 0.7 else points
    return draw([points], (_SIZE, _SIZE), random.uniform(1, 8))


def _dash(_digits: Images, random: np.random.Generator) -> Mark:
    """A line that lies, or a dot."""
    length, rise = random.uniform(2, 60), random.normal(0, 0.2)
    points = np.array([[50 - length / 2, 50 - rise * length / 2], [50 + length / 2, 50 + rise * length / 2]])
    return draw([points], (_SIZE, _SIZE), random.uniform(2, 10))


def _corner(_digits: Images, random: np.random.Generator) -> Mark:
    """What is left of a printed box or of squared paper: lines that meet or cross."""
    x, y = random.uniform(15, 85, 2)
    lines = [np.array([[10, y], [90, y]]), np.array([[x, 10], [x, 90]])]
    if random.random() < 0.5:
        lines = [np.array([[x, y], [90, y]]), np.array([[x, y], [x, 90]])]
    if random.random() < 0.3:
        lines.append(np.array([[10.0, 90], [90, 90]]))
    return _warped(draw(lines, (_SIZE, _SIZE), random.uniform(1, 6)), random)


def _stain(_digits: Images, random: np.random.Generator) -> Mark:
    """A stain, or specks."""
    noise = random.normal(0, 1, (_SIZE, _SIZE)).astype(np.float32)
    smooth_noise = cv2.GaussianBlur(noise, (0, 0), float(random.uniform(2, 12)))
    size = float(random.uniform(15, 40))
    rows, columns = np.mgrid[:_SIZE, :_SIZE] - _SIZE / 2
    inside = rows**2 + columns**2 < size**2
    limit = np.quantile(smooth_noise, random.uniform(0.4, 0.9))
    return np.asarray(((smooth_noise > limit) & inside) * 255, np.uint8)


def _part(digits: Images, random: np.random.Generator) -> Mark | None:
    """A digit that lost almost half or more of its ink to a cut; None if what is left could be a 1."""
    digit = _any(digits, random)
    angle = random.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[:IMAGE_SIZE, :IMAGE_SIZE]
    ways = rows * np.sin(angle) + columns * np.cos(angle)
    inked = ways[digit > 127]
    if not len(inked):
        return None
    kept = np.where(ways < np.quantile(inked, random.uniform(0.2, 0.55)), digit, 0).astype(np.uint8)
    height, width = _extent(kept)
    return kept if height < 2.2 * width else None


def _pair(digits: Images, random: np.random.Generator) -> Mark:
    """Two digits side by side, or three."""
    few = 2 if random.random() < 0.85 else 3
    image = np.zeros((IMAGE_SIZE + 8, (few + 1) * IMAGE_SIZE), np.uint8)
    end = 2
    for _ in range(few):
        digit = _any(digits, random)
        first = int(np.flatnonzero(digit.any(axis=0))[0])
        start, drop = max(0, end - first + int(random.integers(-5, 3))), int(random.integers(0, 9))
        part = image[drop : drop + IMAGE_SIZE, start : start + IMAGE_SIZE]
        np.maximum(part, digit, out=part)
        end = int(np.flatnonzero(image.any(axis=0))[-1]) + 1
    return image


def _stacked(digits: Images, random: np.random.Generator) -> Mark:
    """Two digits, one above the other."""
    upper, lower = _any(digits, random), _any(digits, random)
    image = np.zeros((2 * IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    image[:IMAGE_SIZE] = upper
    start = int(random.integers(IMAGE_SIZE - 10, IMAGE_SIZE))
    np.maximum(image[start : start + IMAGE_SIZE], lower, out=image[start : start + IMAGE_SIZE])
    return image


def _any(digits: Images, random: np.random.Generator) -> Mark:
    return np.asarray(digits[random.integers(len(digits))])


def _extent(mark: Mark) -> tuple[int, int]:
    rows, columns = np.flatnonzero(mark.any(axis=1)), np.flatnonzero(mark.any(axis=0))
    return (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1) if len(rows) else (0, 0)


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


_KINDS: Sequence[Callable[[Images, np.random.Generator], Mark | None]] = (
    _letter, _scribble, _dash, _corner, _stain, _part,
)  # fmt: skip
_WRITTEN = (_letter, _letter, _letter, _dash, _scribble)
_SHARES = (0.46, 0.14, 0.09, 0.09, 0.06, 0.16)

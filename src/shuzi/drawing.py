"""Digits drawn by the program itself, with a pen and in ways that MNIST's writers did not have: what training adds."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SIZE, NUM_CLASSES, Images, Split
from shuzi.imaging.framing import frame, stroke_width

_BETWEEN = 8
"""A smooth line has this many corners from one of its points to the next, a few pixels apart; set by hand."""

_THINNER = 0.25
"""Strokes are made thinner by at most this share on every side; beyond that thin places break; set by hand."""

_SUBPIXELS = 4
"""Bits of a pixel's fraction that OpenCV's lines take: sixteenths."""

_INKED_FROM = 110
"""Of 255: what is darker in a digit that was blown up is ink; set by hand, a little below half."""

# How far hands and pens differ, all set by hand.
_PENS, _OTHER_PENS = (0.03, 0.15), (0.03, 0.17)
"""Widths of the pens that draw a digit, and of those that write one anew, of its height."""

_SIDES = (24, 90)
"""Pixels: sides of the image that a digit is written anew in, before it is framed."""

_UNSTEADY, _SWING = (0.01, 0.05), 0.03
"""Deviations of a way's points by chance, and of their swing that neighbours share, of the digit's height."""

_NARROW, _STRETCH = (0.4, 0.95), (0.5, 1.0)
"""Widths of a drawn digit, and the least of one that is made wider, both of its height."""

_SLANT, _TURN = (-0.1, 0.18), 5
"""Mean and deviation of the slant, x for y; and deviation of the turn in degrees."""

Points = npt.NDArray[np.float64]
"""float64, shape (n, 2): x and y."""

Way = Sequence[str]

WAYS: dict[int, Sequence[Way]] = {
    0: (
        ("curve 50,0 12,20 2,55 20,93 50,100 85,85 98,45 80,10 50,0",),
        ("curve 60,3 20,15 0,50 15,90 50,100 90,80 100,40 80,8 45,2 30,12",),
        ("curve 35,5 5,40 10,85 45,100 90,75 95,30 65,0 35,5",),
    ),
    1: (
        ("line 50,0 50,100",),
        ("line 50,0 50,100",),
        ("line 10,35 60,0 60,100",),
        ("line 0,50 65,0 65,100",),
        ("line 25,18 55,0 55,100",),
        ("curve 5,40 35,25 60,0", "line 60,0 60,100"),
        ("line 15,25 50,0 50,100", "line 10,100 90,100"),
        ("line 20,15 50,0 50,100", "line 15,100 85,100"),
        ("line 50,0 50,100", "line 15,100 85,100"),
    ),
    2: (
        ("curve 5,25 25,3 65,2 90,25 75,55 30,85 0,100", "line 0,100 100,98"),
        ("curve 5,25 40,0 85,15 80,50 35,90 10,98 5,85 25,80 55,95 100,95",),
        ("curve 10,10 50,0 85,15 70,50 0,100", "curve 0,100 40,92 100,100"),
        ("line 5,5 85,2", "curve 85,2 50,55 0,98", "line 0,98 100,100"),
    ),
    3: (
        ("curve 5,12 45,0 85,15 70,40 35,48", "curve 35,48 80,55 98,75 60,100 0,92"),
        ("curve 10,20 40,0 80,10 75,38 45,47 80,55 95,80 50,100 5,85",),
        ("line 5,2 90,0 40,42", "curve 40,42 85,50 95,80 50,100 0,90"),
    ),
    4: (
        ("line 70,0 0,65 100,65", "line 70,0 70,100"),
        ("line 20,0 2,55 95,52", "line 75,5 65,100"),
        ("line 10,5 5,50 80,50", "line 85,0 80,100"),
        ("line 45,0 0,70 100,65", "line 65,35 55,100"),
        ("curve 10,0 5,35 30,50 85,40", "line 90,0 75,100"),
        ("line 30,0 0,60 95,60", "line 55,40 50,100"),
        ("line 75,50 0,58 55,0 62,100",),
        ("curve 60,0 25,25 0,55 20,62 95,52", "line 70,30 55,100"),
        ("line 55,0 10,60 95,55", "line 65,38 35,100"),
    ),
    5: (
        ("line 20,0 15,45", "curve 15,45 60,38 95,65 65,98 0,92", "line 20,0 95,2"),
        ("line 90,0 25,2 15,42", "curve 15,42 70,42 90,70 50,100 0,90"),
        ("curve 95,5 40,2 15,25 45,45 85,65 70,95 5,95",),
        ("line 25,8 15,48", "curve 15,48 60,40 90,70 50,100 5,90", "line 35,5 100,0"),
    ),
    6: (
        ("curve 75,0 30,25 3,65 25,98 70,98 95,75 70,52 30,58 8,80",),
        ("curve 90,5 45,8 10,45 10,85 50,100 90,82 75,55 35,55 10,75",),
        ("curve 45,0 10,50 5,85 45,100 85,85 75,60 40,58 10,75",),
    ),
    7: (
        ("line 0,3 95,0 40,100",),
        ("line 0,0 100,2", "curve 100,2 65,45 50,100"),
        ("line 0,3 95,0 40,100", "line 30,50 95,48"),
        ("curve 2,10 40,2 95,3", "line 95,3 45,100", "line 25,55 100,45"),
        ("line 5,25 5,3 90,0 50,100",),
        ("line 5,20 8,2 90,2 40,100", "line 25,52 90,50"),
        ("curve 0,15 25,0 50,10 95,2", "curve 95,2 60,50 50,100"),
    ),
    8: (
        ("curve 80,12 40,0 12,22 50,48 90,75 50,100 8,78 50,48 85,25 80,12",),
        ("curve 50,0 15,15 25,40 50,47 80,35 80,10 50,0", "curve 50,47 5,70 20,97 60,100 95,80 80,55 50,47"),
        ("curve 90,5 35,5 20,30 70,60 85,85 45,100 10,80 45,50 90,10",),
    ),
    9: (
        ("curve 85,20 50,0 8,20 20,48 60,45 88,15", "line 88,10 80,100"),
        ("curve 85,15 40,0 5,25 35,50 80,30 88,12 85,60 60,100",),
        ("curve 90,15 45,0 10,25 40,48 85,30 90,15 88,75 50,100 8,90",),
        ("curve 80,25 50,0 10,20 25,50 65,42 80,20", "line 80,5 35,100"),
        ("curve 90,12 45,0 15,20 40,45 85,32", "curve 90,5 85,70 55,98 12,88"),
    ),
}
"""How people write the ten digits: by digit, the strokes of every common way, as points in a box.

Each way is a row of strokes, each a text: `curve` (a smooth line through its points) or `line` (corners at its points),
then the points as x,y in hundredths of the digit's width and height; 0,0 is its top left corner. The ways are ours,
drawn after the habits that handwriting manuals of different countries teach: ones with an upstroke or a foot, crossed
sevens, open fours, twos with a loop, nines with a straight or a curled stem.
"""

_HEIGHT = 60
"""Of a drawn digit, in pixels, before it is framed: three times the frame's, so that edges stay soft."""

_MARGIN = 20
"""Pixels of paper around it, which slant and swing may reach into; set by hand."""


def smooth(points: Points) -> Points:
    """Return many points on a smooth line through the given ones.

    Source: Catmull and Rom, A Class of Local Interpolating Splines, 1974; the uniform kind.
    """
    before, after = 2 * points[0] - points[1], 2 * points[-1] - points[-2]  # (2,) each
    controls = np.concatenate([[before], points, [after]])  # (n + 2, 2)
    t = np.linspace(0, 1, _BETWEEN, endpoint=False)[:, None, None]  # (8, 1, 1)
    a, b, c, d = controls[:-3], controls[1:-2], controls[2:-1], controls[3:]  # each (n - 1, 2)
    # (8, n - 1, 2): for each piece between two points, eight places
    line = (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3) / 2
    along = line.transpose(1, 0, 2).reshape(-1, 2)  # (8 · (n - 1), 2): piece after piece
    return np.concatenate([along, points[-1:]])  # (8 · (n - 1) + 1, 2)


def draw(lines: Sequence[Points], size: tuple[int, int], width: float) -> npt.NDArray[np.uint8]:
    """Return an image of the lines.

    Args:
        lines: in pixels; (0, 0) is the middle of the top-left one.
        size: height and width of the image.
        width: of the pen, in pixels.
    Returns:
        uint8 of this size; 0 is paper, 255 is ink.
    """
    image = np.zeros(size, np.uint8)
    corners = [np.rint(line * 2**_SUBPIXELS).astype(np.int32) for line in lines]  # (n, 2) each, in parts of a pixel
    cv2.polylines(image, corners, isClosed=False, color=255, thickness=max(1, round(width)),
                  lineType=cv2.LINE_AA, shift=_SUBPIXELS)  # fmt: skip
    return image


def with_pen(shape: npt.NDArray[np.uint8], pen: float) -> npt.NDArray[np.float32]:
    """Return a shape as a pen of another width would have drawn it, with soft edges and a margin.

    Args:
        shape: uint8, shape (height, width); grey where it was blown up from fewer pixels.
        pen: width that strokes are to have, in pixels.
    Returns:
        float32, 12 pixels higher and wider; how much ink covers each point, 0 to 1.
    """
    ink = np.pad((shape > _INKED_FROM).astype(np.uint8), 6)  # (height + 12, width + 12)
    # Both (height + 12, width + 12): of every pixel of ink the way to paper, of every pixel of paper that to ink.
    inside, outside = cv2.distanceTransform(ink, cv2.DIST_L2, 5), cv2.distanceTransform(1 - ink, cv2.DIST_L2, 5)
    width = stroke_width(ink * 255)
    thinner = min((width - pen) / 2, _THINNER * width)
    return np.asarray(np.clip(inside - outside - thinner + 0.5, 0, 1), np.float32)


def points_of(stroke: str) -> tuple[str, npt.NDArray[np.float64]]:
    """Return a stroke's kind, and its points: float64, shape (n, 2), x and y from 0 to 1."""
    kind, *points = stroke.split()
    return kind, np.array([[float(value) / 100 for value in point.split(",")] for point in points])  # (n, 2)


def draw_digits(count: int, random: np.random.Generator, *, stretched: float = 0.0) -> Split:
    """Return digits as MNIST holds them, each drawn anew.

    Args:
        count: how many; the ten digits are drawn equally often, by chance.
        random: where the draws come from; the same state gives the same digits.
        stretched: share of them that are made wider, up to a square, as some collections and forms do to every digit.
    """
    labels = random.integers(0, NUM_CLASSES, count).astype(np.uint8)  # (count,)
    images = np.empty((count, IMAGE_SIZE, IMAGE_SIZE), np.uint8)  # (count, 28, 28)
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
    size = int(random.integers(*_SIDES))
    shape = cv2.resize(image, (size, size), interpolation=cv2.INTER_CUBIC)  # (size, size)
    # A digit takes 20 of an image's 28 rows.
    cover = with_pen(shape, float(random.uniform(*_OTHER_PENS)) * 0.7 * size)  # (size + 12, size + 12)
    return np.asarray((cover > 0.5) * np.uint8(255))


def perhaps_stretched(mark: npt.NDArray[np.uint8], share: float, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return the mark, cropped to its ink and made wider by chance; its strokes become as much wider."""
    if random.random() >= share:
        return mark
    left, top, width, height = cv2.boundingRect(mark)
    wider = max(width, round(height * random.uniform(*_STRETCH)))
    cropped = mark[top : top + height, left : left + width]  # (height, width)
    return np.asarray(cv2.resize(cropped, (wider, height)), np.uint8)  # (height, wider)


def draw_digit(digit: int, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return one digit, drawn large and with paper around it; uint8, shape (100, 100), 255 is ink."""
    lines = _written(digit, random)
    size = _HEIGHT + 2 * _MARGIN
    return draw(lines, (size, size), width=float(random.uniform(*_PENS)) * _HEIGHT)


def _written(digit: int, random: np.random.Generator) -> list[Points]:
    """Return the lines of a digit in pixels: one of its ways, in an unsteady hand of its own slant and proportion."""
    ways = WAYS[digit]
    way = ways[int(random.integers(len(ways)))]
    unsteady, hand = random.uniform(*_UNSTEADY), _hand(random)
    lines = []
    for kind, points in map(points_of, way):
        placed = points + random.normal(0, unsteady, (len(points), 2))  # (n, 2), 0 to 1
        if kind == "curve":
            placed = smooth(placed)
        bent = _bent(placed - 0.5, random) @ hand.T  # (n, 2) @ (2, 2), around 0
        lines.append(bent * _HEIGHT + _MARGIN + _HEIGHT / 2)  # in pixels
    return lines


def _hand(random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return the matrix that narrows, slants and turns a digit of height 1."""
    width, slant, turn = random.uniform(*_NARROW), random.normal(*_SLANT), np.radians(random.normal(0, _TURN))
    shape = np.array([[width, slant], [0, 1]])
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(rotation @ shape)  # (2, 2): times x and y in a column


def _bent(points: Points, random: np.random.Generator) -> Points:
    """Return the points moved a little, neighbours alike, as the hand swings."""
    # (2,) * (n, 2): x is shifted by a wave along y, y by one along x
    shift = random.normal(0, _SWING, 2) * np.sin(np.pi * points[:, ::-1] + random.uniform(0, 2 * np.pi, 2))
    return np.asarray(points + shift)  # (n, 2)

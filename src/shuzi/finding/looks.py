"""Looks at a page: its grey, reduced to one size or another and evened out, as the finder was trained to see it."""

from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.imaging.resize import reducing_interpolation, resized

Grey = npt.NDArray[np.float32]
"""float32, shape (height, width), 0 (black) to 1 (white)."""

_WINDOW = 97
"""Pixels of a look: light is evened out over windows this wide, some three digits; set by hand."""

_FAINTEST = 0.03
"""Added to the deviation in a window, so that empty paper stays empty; set by hand."""

_PLAIN_WITHIN, _PLAIN = 1.5 / 255, 0.75
"""A page whose edge differs by less than the first from its median in so much of it has a plain ground."""

_POINTS = 480
"""Of the edge: of a longer one every second is taken, or fewer, since OpenCV's median takes at most 255 of 8 bits.

Set by hand: half of them and one are 241.
"""

_TOUCHED, _MARKED = 0.06, 0.5
"""Of the shorter side: no rule is so wide. And of the page's contrast: what differs less is light, or noise.

All four were chosen on drawn pages, and on training digits cropped to their ink: 2026-11-30-reading.md. With one
brightness around all pictures a digit at the edge of its paper was often not seen.
"""

_MULTIPLE = 32
"""The finder takes sides that are multiples of its coarsest stride."""

_SKETCH = 256
"""Pixels of the longer side of the page that the colour of its ink is found on; set by hand."""


def evened(grey: Grey) -> Grey:
    """Return every point's brightness less its window's mean, over the window's deviation.

    Args:
        grey: float32, shape (height, width), 0 to 1.
    """
    mean = cv2.blur(grey, (_WINDOW, _WINDOW), borderType=cv2.BORDER_REPLICATE)  # (height, width)
    square = cv2.blur(grey * grey, (_WINDOW, _WINDOW), borderType=cv2.BORDER_REPLICATE)
    deviation = np.sqrt(np.maximum(square - mean * mean, 0) + _FAINTEST**2)
    return np.asarray((grey - mean) / deviation, np.float32)


def grey_of(pixels: npt.NDArray[np.uint8]) -> Grey:
    """Return the page in grey, mixed from its colours so that what is drawn on it stands out most.

    The mix is the direction along which neighbouring pixels' colours differ most (their first principal component), so
    that ink shows which only one channel shows. Which end is dark does not matter to the finder.

    Args:
        pixels: uint8, shape (height, width, 3), red, green and blue.
    """
    mix = _mix(pixels)  # (3,)
    low, high = 255 * float(np.minimum(mix, 0).sum()), 255 * float(np.maximum(mix, 0).sum())
    weights = np.append(mix / (high - low), -low / (high - low)).astype(np.float32)[None]  # (1, 4): three, a constant
    return np.asarray(cv2.transform(pixels.astype(np.float32), weights), np.float32)


def _mix(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    step = max(1, max(pixels.shape[:2]) // (4 * _SKETCH))
    sketch = pixels[::step, ::step]  # (height / step, width / step, 3)
    factor = min(1.0, _SKETCH / max(sketch.shape[:2]))
    small = resized(sketch, factor, reducing_interpolation(factor)).astype(np.float32)  # (rows, columns, 3)
    around = cv2.blur(small, (_SKETCH // 8 + 1, _SKETCH // 8 + 1), borderType=cv2.BORDER_REPLICATE)
    near = (small - around).reshape(-1, 3)  # (rows · columns, 3)
    # A little of plain grey decides where nothing is drawn, and between directions that are all but equal.
    spread = near.T @ near / len(near) + 1.0  # (3, 3)
    direction = np.linalg.eigh(spread)[1][:, -1]  # (3,), the eigenvector of the largest eigenvalue
    return np.asarray(direction if direction.sum() >= 0 else -direction, np.float64)


def with_margin(grey: Grey, margin: int) -> Grey:
    """Return the page with so many pixels around it, in which its edge goes on: its light, its shadows and its rules.

    On a plain ground, that of a canvas, and where writing touches the edge, it is the edge's usual brightness instead.

    Args:
        grey: float32 (height, width), as `grey_of` gives it.
        margin: pixels on every side; the result is float32 (height + 2 * margin, width + 2 * margin).
    """
    edge = np.concatenate([grey[0], grey[1:, -1], grey[-1, -2::-1], grey[-2:0:-1, 0]])  # (n,), once around
    # NumPy's median loads masked arrays, for which a first answer would wait 10 ms: none where pages are read.
    ground = median(edge.tolist())
    plain = (np.abs(edge - ground) < _PLAIN_WITHIN).mean() >= _PLAIN
    few = grey.size // 100
    low, high = np.partition(grey.ravel(), (few, -few - 1))[[few, -few - 1]]  # (height · width,) → two numbers
    # Either way the result is (height + 2 · margin, width + 2 · margin).
    if plain or _longest_mark(edge, _MARKED * float(high - low)) > _TOUCHED * min(grey.shape):
        return np.asarray(np.pad(grey, margin, constant_values=ground), np.float32)
    return np.asarray(np.pad(grey, margin, mode="edge"), np.float32)


def _longest_mark(edge: Grey, least: float) -> int:
    """Return how many pixels in a row differ so much from what is usual on the half of the edge around them.

    Args:
        edge: float32 (n,), once around the page, so that its end lies beside its start.
        least: that a mark differs by.
    """
    step = -(-len(edge) // _POINTS)
    levels = np.asarray(np.rint(255 * edge[::step].clip(0, 1)), np.uint8)  # (points,)
    half = len(levels) // 4
    around = np.pad(levels, half, mode="wrap")[np.newaxis]  # (1, points + 2 · half)
    usual = cv2.medianBlur(around, 2 * half + 1)[0, half : half + len(levels)].astype(np.float32) / 255  # (points,)
    differs = np.pad(np.abs(levels.astype(np.float32) / 255 - usual) > least, 1)  # (points + 2,)
    ends = np.flatnonzero(differs[1:] != differs[:-1])  # (2 * marks,)
    return step * int((ends[1::2] - ends[::2]).max(initial=0))


def look_at(grey: Grey, factor: float) -> Grey:
    """Return the page reduced or enlarged by a factor, evened out, and padded to sides that the finder takes.

    Args:
        grey: as `grey_of` gives it.
        factor: pixels of the look for one of the page.
    """
    sized = resized(grey, factor, cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
    down, right = (-side % _MULTIPLE for side in sized.shape)
    return np.asarray(
        np.pad(evened(sized), ((0, down), (0, right)), "edge"), np.float32
    )  # (height + down, width + right)

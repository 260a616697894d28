"""Even out the light of a page: what remains is how dark the ink is against the paper around it."""

from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.imaging.framing import Mask
from shuzi.imaging.ink import Ink, find_ink

InkKind = Literal["auto", "dark", "light"]

_SMALL = 512
"""The paper's brightness is found on a picture of this many pixels on its longer side."""

_TINY = 256
"""Whether ink is lighter than paper shows on one of this size."""

_WIDEST = 1 / 6
"""Of the longer side; no stroke is wider."""

_NARROWEST = 1 / 40
"""Of the longer side; paper is looked for as far away as this, however thin the strokes are."""

_AROUND = (1 / 2, 1 / 8, 1 / 24)
"""Of the longer side: how far "around" reaches where it is decided whether ink is lighter than paper."""

_STROKES = 3.0
"""Paper is looked for within this many widths of the widest strokes."""


def even_light(pixels: npt.NDArray[np.uint8], ink: InkKind = "auto") -> Ink:
    """Return how much darker than its paper every point of a page is, whatever shadow lies on it.

    Args:
        pixels: uint8, shape (height, width, 3), red, green and blue.
        ink: whether it is darker or lighter than its ground; `auto` finds out.
    """
    light = is_light_on_dark(pixels) if ink == "auto" else ink == "light"
    # Of coloured ink the channel that it swallows most shows it best: pale blue is dark in red.
    red, green, blue = cv2.split(255 - pixels if light else pixels)
    grey = cv2.min(cv2.min(red, green), blue)
    return darkness(grey, _paper(grey))


def is_light_on_dark(pixels: npt.NDArray[np.uint8]) -> bool:
    """Return whether the strokes are lighter than the ground.

    Strokes are the rare and strong differences from what lies around them, so their side has the longer tail. Wide
    strokes stand out from the middle of half the page, tiny ones in a shadow only from what is near; the look at which
    one side stands out most decides.
    """
    step = max(1, max(pixels.shape[:2]) // (2 * _TINY))  # most of the time goes into the pixels of the whole page
    some = np.ascontiguousarray(pixels[::step, ::step])
    grey = _reduced(cv2.cvtColor(some, cv2.COLOR_RGB2GRAY), _TINY)
    return max((_skewness(grey, share) for share in _AROUND), key=abs) > 0


def _skewness(grey: Ink, share: float) -> float:
    """Return how much longer the tail of lighter points is than that of darker ones, against the median around each.

    Args:
        grey: the page.
        share: of its longer side that counts as around.
    """
    ground = cv2.medianBlur(grey, _reach(share * max(grey.shape)))
    away = grey.astype(np.float32) - ground
    squares = away * away
    return float((squares * away).mean() / max(float(squares.mean()), 1e-6) ** 1.5)


def _paper(grey: Ink) -> Ink:
    """Return the brightness of the paper under every point, with all strokes closed over."""
    small = cv2.GaussianBlur(_reduced(grey, _SMALL), (3, 3), 0)
    longest = max(small.shape)
    widest = _reach(longest * _WIDEST)
    # The first look sees all strokes but not every shadow; what it finds says how near the second may look.
    strokes = _widest_stroke(find_ink(darkness(small, _closed(small, widest))))
    near = _reach(min(longest * _WIDEST, max(longest * _NARROWEST, _STROKES * strokes)))
    paper = cv2.GaussianBlur(_closed(small, near), (0, 0), max(1.0, near / 6))
    return np.asarray(cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)


def darkness(grey: Ink, paper: Ink) -> Ink:
    """Return which share of the paper's light is missing; 255 is all of it."""
    return np.asarray(255 - np.minimum(cv2.divide(grey, np.maximum(paper, 1), scale=255), 255), np.uint8)


def _reach(length: float) -> int:
    return max(3, round(length)) | 1


def _widest_stroke(mask: Mask) -> float:
    """Return how wide the widest common strokes are, in pixels; 0 without any."""
    inside = np.pad(mask, 1)
    ways = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    _, numbers, boxes, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
    height, width = inside.shape
    left, top, wide, high, _ = boxes[1:].T
    within = (left > 1) & (top > 1) & (left + wide < width - 1) & (top + high < height - 1)
    written = np.flatnonzero(within & (np.maximum(wide, high) > max(height, width) / 60)) + 1
    if not len(written):
        return 0.0
    half = np.zeros(len(boxes))
    inked = np.flatnonzero(inside)
    np.maximum.at(half, numbers.ravel()[inked], ways.ravel()[inked])
    order = written[np.argsort(half[written])]
    share = np.cumsum(boxes[order, cv2.CC_STAT_AREA]) / boxes[order, cv2.CC_STAT_AREA].sum()
    return float(2 * half[order[np.searchsorted(share, 0.9)]])


def _closed(small: Ink, reach: int) -> Ink:
    """Return the picture with everything dark closed over that is narrower than the reach.

    Towards its edges a photo often grows darker. It is continued beyond them in the same way, point by point mirrored
    through the edge; otherwise the closing would look for paper inside only and find it too bright.
    """
    margins = [min(reach, length - 1) for length in small.shape]
    beyond = np.pad(
        small.astype(np.int16), [(margin, margin) for margin in margins], mode="reflect", reflect_type="odd"
    )
    beyond = np.clip(beyond, 0, 255).astype(np.uint8)
    shape = cv2.getStructuringElement(cv2.MORPH_RECT, (reach, reach))  # separable: quick at any size
    closed = cv2.morphologyEx(beyond, cv2.MORPH_CLOSE, shape)
    rows, columns = small.shape
    return np.asarray(closed[margins[0] : margins[0] + rows, margins[1] : margins[1] + columns], np.uint8)


def _reduced(grey: Ink, longest: int) -> Ink:
    height, width = grey.shape
    factor = longest / max(height, width)
    if factor >= 1:
        return grey
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)

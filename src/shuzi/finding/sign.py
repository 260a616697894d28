"""Frame the one sign of an image as a whole, whatever its strokes look like: the finder knows digits alone.

Ink is what differs from the paper around it. That suffices for drawn signs, scans, and photos of one sign on paper;
which of several signs is meant, or where one stands on a page, only the finder could tell.
"""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SHAPE, has_ink
from shuzi.finding.single import Framed, as_batch, is_framed
from shuzi.imaging.framing import frame
from shuzi.imaging.image_file import open_raster
from shuzi.imaging.resize import resized

_LONGEST = 768
"""One sign is looked at with at most this many pixels on its longer side; set by hand."""

_COARSE = 128
"""Pixels of the longer side, on which the light on the paper is told; set by hand."""

_WIDEST = 41
"""Of them, the widest stroke that is no change of light; set by hand."""

_FAINT = 30
"""Of 255: by less than that paper differs from paper; set by hand."""

_SPECK = 0.004
"""Share of the ink, below which a part of it is dust; set by hand: the dot of an i has ten times as much."""

_STRONGEST = 99.8
"""Percentile of all pixels that tells how dark ink is: of 768×768 pixels 1,180 are darker; set by hand."""

GreyLevels = npt.NDArray[np.uint8]
"""uint8 (height, width), 0 (black) to 255 (white)."""


def frame_signs(images: Any) -> Framed:
    """Return the signs as MNIST holds its digits: the ink in 20×20 pixels, its centre in the middle of 28×28.

    Images that are in that frame already stay as they are, but for dark ink on light paper, which is inverted.

    Args:
        images: an array (n, height, width) or (n, height, width, 1 or 3), or a list of images of any sizes: arrays,
            Pillow images, paths or bytes; or one image. Ink may be darker or lighter than its ground.
    Raises:
        ImageShapeError: an array of another shape, or no image.
        ImageError: an image cannot be read.
    """
    every: Sequence[Any] = list(as_batch(images))
    framed = np.stack([_framed(image) for image in every])  # (n, 28, 28)
    return Framed(framed, has_ink(framed), [None] * len(framed))


def _framed(image: Any) -> GreyLevels:
    pixels = open_raster(image, longest=_LONGEST).pixels
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    if _is_dark(grey):
        grey = np.asarray(255 - grey, np.uint8)
    # as a batch (1, 28, 28), with the ink light as MNIST has it
    if grey.shape == IMAGE_SHAPE and is_framed(np.asarray(255 - grey, np.uint8)[np.newaxis])[0]:
        return np.asarray(255 - grey, np.uint8)
    return frame(ink_of(grey))


def _is_dark(grey: GreyLevels) -> bool:
    """Return whether the ground is darker than the ink: what differs from the edge is mostly lighter."""
    edge = float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))  # of (2·width + 2·height,)
    difference = grey.astype(np.float32) - edge
    return float(difference.clip(min=0).sum()) > float((-difference).clip(min=0).sum())


def ink_of(grey: GreyLevels) -> GreyLevels:
    """Return the ink of a sign on lighter paper, 0 (paper) to 255 (ink), of the same shape; dust is left out.

    Args:
        grey: uint8 (height, width), dark ink on light paper.
    """
    ink = np.clip(_paper(grey) - grey, 0, 255).astype(np.uint8)
    strongest = float(np.percentile(ink, _STRONGEST))
    if max(strongest, float(ink.max()) / 2) < _FAINT:
        return np.zeros_like(grey)
    threshold = max(float(_FAINT) / 2, cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0])
    mask = np.asarray(ink > threshold, np.uint8)
    # parts: (height, width), the number of each pixel's part, 0 paper; statistics: (parts, 5)
    count, parts, statistics, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    areas = statistics[:, cv2.CC_STAT_AREA]  # (parts,)
    kept = np.arange(count) > 0  # (parts,)
    kept &= areas >= max(2, _SPECK * areas[1:].sum()) if count > 2 else kept
    # sign: (height, width), with the soft edge of its strokes
    sign = cv2.dilate(kept[parts].astype(np.uint8), np.ones((3, 3), np.uint8))
    stretched = np.minimum(ink * (255 / max(strongest, _FAINT)), 255)
    return np.asarray(np.where(sign > 0, stretched, 0), np.uint8)


def _paper(grey: GreyLevels) -> npt.NDArray[np.float32]:
    """Return how light the paper is at every place, float32 of the same shape, as if nothing was written on it."""
    height, width = grey.shape
    factor = min(1.0, _COARSE / max(height, width))
    coarse = cv2.medianBlur(resized(grey, factor, cv2.INTER_AREA), 3)
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_WIDEST, _WIDEST))
    closed = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, window)
    smooth = cv2.GaussianBlur(closed, (0, 0), _WIDEST / 4)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)

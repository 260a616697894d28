"""Bring a mark into the frame that MNIST's digits have, so that a network sees what it was trained on."""

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SIZE
from shuzi.imaging.resize import resized

BOX = 20
"""MNIST's digits are fitted into a box of this many pixels, keeping their aspect. Source: MNIST's page."""

THINNEST = 2.0
"""Strokes are made this wide in the frame's pixels, where they are narrower.

Set by hand: a hair-thin line on a large sheet would fade to grey when it is reduced; MNIST's pens leave 2 to 4 pixels.
"""

_FINE = 4
"""The mark is brought to this many times the frame's size before its strokes are made wider; set by hand."""

_FADED = 200
"""Of 255: strokes of which nothing this dark is left at that size are made wider before; set by hand."""

Mask = npt.NDArray[np.uint8]
"""uint8, shape (height, width); 0 is paper, 255 is ink."""


def frame(mark: Mask) -> npt.NDArray[np.uint8]:
    """Return the mark as MNIST holds its digits.

    It is fitted into 20×20 pixels with its aspect kept, and put so that the centre of its ink lies in the middle of
    28×28.

    Args:
        mark: ink of one mark, cropped to it or not; grey levels are kept.
    Returns:
        uint8, shape (28, 28); all 0 if there is no ink.
    Source: the description of MNIST on its authors' page.
    """
    left, top, width, height = cv2.boundingRect(mark)
    if not width:
        return np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    mark = mark[top : top + height, left : left + width]  # (height, width)
    fine = _resized(mark, BOX * _FINE)  # (height, width), the longer one 80
    if fine.max() < _FADED:
        lost = -(-max(mark.shape) // (BOX * _FINE))
        fine = _resized(np.asarray(cv2.dilate(mark, np.ones((lost, lost), np.uint8)), np.uint8), BOX * _FINE)
    fine = _with_strokes(fine)
    return _centred(_resized(fine, BOX))


def _resized(mark: Mask, longest: int) -> Mask:
    """Return the mark with its longer side of this many pixels."""
    factor = longest / max(mark.shape)
    return resized(mark, factor, cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)


def _with_strokes(fine: Mask) -> Mask:
    """Return the mark with strokes that are wide enough to be seen after it is reduced."""
    wanted, width = THINNEST * _FINE, stroke_width(fine)
    missing = round(wanted - width)
    if missing < 1:
        return fine
    fine = np.pad(fine, missing)  # (height + 2 · missing, width + 2 · missing)
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (missing + 1, missing + 1))
    return np.asarray(cv2.dilate(fine, shape), np.uint8)


def stroke_width(mark: Mask) -> float:
    """Return how wide the strokes of a mark are, in pixels.

    The mean way from a point of a stroke to its edge is a quarter of its width, whatever its length; half a pixel is
    added to every way, since ways are measured to the middle of the first pixel of paper.
    """
    ink = cv2.threshold(mark, 127, 1, cv2.THRESH_BINARY)[1]
    # ways are (height + 2, width + 2), with a border of paper
    ways = cv2.distanceTransform(cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3)
    inked = cv2.countNonZero(ink)
    return 4 * cv2.sumElems(ways)[0] / inked - 2 if inked else 0.0


def _centred(mark: Mask) -> npt.NDArray[np.uint8]:
    height, width = mark.shape
    weight = mark.astype(np.float32)  # (height, width)
    whole = weight.sum()
    row = float(weight.sum(axis=1) @ np.arange(height, dtype=np.float32)) / whole  # (height,) @ (height,)
    column = float(weight.sum(axis=0) @ np.arange(width, dtype=np.float32)) / whole  # (width,) @ (width,)
    middle = (IMAGE_SIZE - 1) / 2
    top = min(max(round(middle - row), 0), IMAGE_SIZE - height)
    left = min(max(round(middle - column), 0), IMAGE_SIZE - width)
    framed = np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    framed[top : top + height, left : left + width] = mark  # (height, width) in (28, 28)
    return framed

"""Frame images that hold one digit each, whatever their size and ground."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SHAPE, IMAGE_SIZE, Images
from shuzi.errors import ImageShapeError
from shuzi.imaging.framing import BOX, frame
from shuzi.imaging.image_file import open_raster
from shuzi.imaging.ink import find_ink
from shuzi.imaging.light import InkKind, even_light
from shuzi.imaging.marks import find_marks, together

_LONGEST = 400
"""One digit is looked at with at most this many pixels on its longer side."""

_SMALL = 100
"""Smaller pictures are blown up fourfold, so that the edges of strokes come out smooth."""

_PALEST = 0.4
"""Of the darkest mark: what is paler is not the digit."""

_SPECK = 0.12
"""Of the largest mark: smaller ones are not the digit."""

_INKED = 50
"""Of 255: what JPEG leaves beside a stroke is less."""

_OFF = 1.5
"""Pixels: so far from the middle the centre of ink of an MNIST digit may lie."""


def frame_digits(images: Any, ink: InkKind) -> Images:
    """Return the digits as MNIST holds them, uint8 (n, 28, 28).

    Images that are in MNIST's frame already stay as they are.

    Args:
        images: an array (n, height, width), (n, height, width, 1) or (n, height, width, 3), or a list of images of
            any sizes: arrays, Pillow images, paths or bytes.
        ink: whether it is darker or lighter than its ground; `auto` finds out for each image.
    Raises:
        ImageShapeError: an array of another shape, or no image.
        ImageError: an image cannot be read.
    """
    if isinstance(images, np.ndarray) and images.ndim == 2:
        images = images[np.newaxis]
    if len(images) == 0:
        raise ImageShapeError("got no images; expected at least one.")
    if isinstance(images, np.ndarray):
        if images.ndim not in (3, 4):
            raise ImageShapeError(f"got an array of shape {images.shape}; expected (n, height, width).")
        if images.dtype == np.uint8 and images.shape[1:3] == IMAGE_SHAPE and images.shape[3:] in ((), (1,)):
            return _frame_small(images.reshape(-1, IMAGE_SIZE, IMAGE_SIZE), ink)
    return np.stack([frame_digit(image, ink) for image in images])


def frame_digit(image: Any, ink: InkKind) -> npt.NDArray[np.uint8]:
    """Return one digit as MNIST holds it, uint8 (28, 28); all 0 if there is no ink.

    An image of 28×28 pixels that is in MNIST's frame already stays as it is, but for dark ink on light paper, which is
    inverted.

    Args:
        image: an array, a Pillow image, a path or bytes.
        ink: as for `frame_digits`.
    Raises:
        ImageError: it cannot be read.
    """
    pixels = open_raster(image, longest=_LONGEST).pixels
    if pixels.shape[:2] == IMAGE_SHAPE:
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
        return np.asarray(_frame_small(grey[np.newaxis], ink)[0])
    return _frame_pixels(pixels, ink)


def _frame_pixels(pixels: npt.NDArray[np.uint8], ink: InkKind) -> npt.NDArray[np.uint8]:
    pixels = _of_good_size(pixels)
    darkness = even_light(pixels, ink)
    marks = find_marks(find_ink(darkness), darkness)
    if not marks:
        return np.zeros(IMAGE_SHAPE, np.uint8)
    darkest = max(mark.darkness * min(1, cv2.countNonZero(mark.mask) / 20) for mark in marks)
    dark = [mark for mark in marks if mark.darkness >= _PALEST * darkest]
    largest = max(max(mark.height, mark.width) for mark in dark)
    return frame(together([mark for mark in dark if max(mark.height, mark.width) >= _SPECK * largest]).mask)


def _of_good_size(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    longest = max(pixels.shape[:2])
    factor = 4.0 if longest < _SMALL else min(1.0, _LONGEST / longest)
    if factor == 1:
        return pixels
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def _frame_small(images: Images, ink: InkKind) -> Images:
    """Frame images of 28×28 pixels, thousands a second where they are framed already."""
    edges = np.concatenate([images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]], axis=1)
    paper_is_white = edges.mean(axis=1) > 127 if ink == "auto" else np.full(len(images), ink == "dark")
    as_stored = np.where(paper_is_white[:, None, None], 255 - images, images) if paper_is_white.any() else images
    framed = _is_framed(as_stored)
    if framed.all():
        return as_stored
    result = as_stored.copy()
    for place in np.flatnonzero(~framed):
        result[place] = _frame_pixels(np.repeat(images[place][..., np.newaxis], 3, axis=2), ink)
    return result


def _is_framed(images: Images) -> npt.NDArray[np.bool_]:
    """Return which images look like MNIST's: ink in 20×20 pixels, its centre in the middle, and black paper."""
    inked: npt.NDArray[np.bool_] = np.asarray(images > _INKED)
    heights, widths = _extents(np.any(inked, axis=2)), _extents(np.any(inked, axis=1))
    weights = images.reshape(len(images), -1).astype(np.float32)
    centres = weights @ _PLACES / np.maximum(weights.sum(axis=1), 1)[:, None]
    centred = (np.abs(centres - (IMAGE_SIZE - 1) / 2) <= _OFF).all(axis=1)
    longer = np.maximum(heights, widths)
    return np.asarray(centred & (longer <= BOX) & (longer >= BOX - 2))


def _extents(inked: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    first, last = inked.argmax(axis=1), IMAGE_SIZE - 1 - inked[:, ::-1].argmax(axis=1)
    return np.where(inked.any(axis=1), last - first + 1, 0)


_PLACES = np.moveaxis(np.mgrid[:IMAGE_SIZE, :IMAGE_SIZE].astype(np.float32), 0, -1).reshape(-1, 2)

"""Find the one digit of an image that holds one, whatever its size and ground, and frame it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import FAINTEST, IMAGE_SHAPE, IMAGE_SIZE, Images
from shuzi.errors import ImageShapeError
from shuzi.finding.detection import Detection
from shuzi.finding.find import find_digits
from shuzi.finding.frames import frames_of
from shuzi.finding.network import Finder
from shuzi.finding.seen import INK_FROM
from shuzi.imaging.framing import BOX, frame
from shuzi.imaging.image_file import open_raster

_LONGEST = 768
"""One digit is looked at with at most this many pixels on its longer side; set by hand."""

_MANY = 4
"""Images: of fewer each is looked at on all threads; set by hand."""

_COLOURS = (3, 4)
"""Of one image: an array whose last axis is so short is no row of images, as none is so narrow."""

_SOME_INK = 30
"""Pixels of a look of 128 that are ink rather than not: less than a short stroke has is none; set by hand."""

_OFF_CENTRE = 1.5
"""Pixels: so far from the middle the centre of ink of an MNIST digit may lie; set by hand."""


class Framed(NamedTuple):
    """Images of one digit each, brought into MNIST's frame."""

    images: Images
    """uint8 (n, 28, 28); all 0 where no digit was found."""
    found: npt.NDArray[np.bool_]
    """bool (n,): whether the image holds a digit."""
    detections: list[Detection | None]
    """What the finder says of each; None of what was framed already, and where no digit was found."""


@cache
def shared_finder() -> Finder:
    """Return the finder that comes with shuzi, loaded once."""
    return Finder()


def frame_digits(images: Any, finder: Finder | None = None, *, labelled: bool = False) -> Framed:
    """Return the digits as MNIST holds them.

    Images that are in MNIST's frame already stay as they are, but for dark ink on light paper, which is inverted.

    Args:
        images: an array (n, height, width), (n, height, width, 1) or (n, height, width, 3), or a list of images of
            any sizes: arrays, Pillow images, paths or bytes; or one image. Ink may be darker or lighter than its
            ground.
        finder: that looks for them; None is the one that comes with shuzi.
        labelled: whether somebody says of each that it shows a digit: then writing in which the finder sees none is
            taken as a whole, since a hand may be stranger than any that the finder knows.
    Raises:
        ImageShapeError: an array of another shape, or no image.
        ImageError: an image cannot be read.
    """
    images = as_batch(images)
    arrays = isinstance(images, np.ndarray) and images.dtype == np.uint8
    if arrays and images.shape[1:3] == IMAGE_SHAPE and images.shape[3:] in ((), (1,)):
        return _frame_small(images.reshape(-1, IMAGE_SIZE, IMAGE_SIZE), finder, labelled=labelled)  # (n, 28, 28)
    framed = _side_by_side(partial(_frame_any, labelled=labelled), list(images), finder)
    return Framed(
        np.concatenate([single.images for single in framed]),  # (n, 28, 28)
        np.concatenate([single.found for single in framed]),  # (n,)
        [detection for single in framed for detection in single.detections],
    )


def as_batch(images: Any) -> Any:
    """Return images as given, one of them alone as a batch of one.

    Args:
        images: as `frame_digits` takes them.
    Raises:
        ImageShapeError: an array of another shape, or no image.
    """
    if isinstance(images, str | bytes) or not hasattr(images, "__len__"):  # neither has a Pillow image nor a path
        return [images]
    if isinstance(images, np.ndarray) and (images.ndim == 2 or (images.ndim == 3 and images.shape[2] in _COLOURS)):
        images = images[np.newaxis]  # (1, height, width) or (1, height, width, 3 or 4)
    if len(images) == 0:
        raise ImageShapeError("got no images; expected at least one.")
    if isinstance(images, np.ndarray) and images.ndim not in (3, 4):
        raise ImageShapeError(f"got an array of shape {images.shape}; expected (n, height, width).")
    return images


def frame_digit(image: Any) -> tuple[npt.NDArray[np.uint8], bool]:
    """Return one digit as MNIST holds it, uint8 (28, 28), and whether there is one; as `frame_digits` otherwise."""
    framed = frame_digits([image])
    return np.asarray(framed.images[0]), bool(framed.found[0])


def _side_by_side(
    frame_one: Callable[[Any, Finder], Framed], images: Sequence[Any], finder: Finder | None
) -> list[Framed]:
    """Frame each image; several at a time where there are many, each on one thread: twice as many a second."""
    finder = shared_finder() if finder is None else finder
    if len(images) < _MANY or finder.threads == 1:
        return [frame_one(image, finder) for image in images]
    with ThreadPoolExecutor(finder.threads) as threads:
        return list(threads.map(lambda image: frame_one(image, finder.each), images))


def _frame_any(image: Any, finder: Finder, *, labelled: bool) -> Framed:
    pixels = open_raster(image, longest=_LONGEST).pixels
    if pixels.shape[:2] == IMAGE_SHAPE:
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)  # (28, 28)
        return _frame_small(grey[np.newaxis], finder, labelled=labelled)  # (1, 28, 28)
    return _found_in(pixels, finder, labelled=labelled)


def _found_in(pixels: npt.NDArray[np.uint8], finder: Finder, *, labelled: bool) -> Framed:
    """Return the digit that is likeliest the one that is meant: of large ones the most certain."""
    finding = find_digits(pixels, finder)
    if not finding.detections:
        ink = finding.looks[min(1, len(finding.looks) - 1)].output.ink
        if labelled and np.count_nonzero(ink > 0.5) >= _SOME_INK:
            whole = np.asarray(np.where(ink > INK_FROM, ink, 0) * 255, np.uint8)  # (height, width) of the look
            return Framed(frame(whole)[np.newaxis], np.ones(1, np.bool_), [None])  # (1, 28, 28), (1,)
        return Framed(np.zeros((1, *IMAGE_SHAPE), np.uint8), np.zeros(1, np.bool_), [None])  # (1, 28, 28), (1,)
    detection = max(
        finding.detections, key=lambda detection: detection.chance * max(detection.height, detection.width) ** 0.5
    )
    return Framed(frames_of(finding, [detection]).images, np.ones(1, np.bool_), [detection])


def _frame_small(images: Images, finder: Finder | None, *, labelled: bool) -> Framed:
    """Frame images of 28×28 pixels, thousands a second where they are framed already."""
    as_stored = _on_black(images)  # (n, 28, 28)
    framed = is_framed(as_stored)  # (n,)
    detections: list[Detection | None] = [None] * len(images)
    if framed.all():
        return Framed(as_stored, framed, detections)
    result = np.where(framed[:, None, None], as_stored, 0).astype(np.uint8)  # (n, 1, 1) chooses of (n, 28, 28)
    found = framed.copy()  # (n,)
    numbers = np.flatnonzero(must_be_found(images))  # (sought,)
    coloured = [np.repeat(images[number][..., np.newaxis], 3, axis=2) for number in numbers]  # (28, 28, 3) each
    singles = _side_by_side(partial(_found_in, labelled=labelled), coloured, finder)
    for number, single in zip(numbers, singles, strict=True):
        result[number], found[number], detections[number] = single.images[0], single.found[0], single.detections[0]
    return Framed(result, found, detections)


def must_be_found(images: Images) -> npt.NDArray[np.bool_]:
    """Return in which images, uint8 (n, 28, 28), a digit has to be looked for, which takes long.

    The others are framed already, in white on black or in black on white, or they are of one grey and show nothing.
    """
    pixels = images.reshape(len(images), -1)  # (n, 784)
    return np.asarray(~is_framed(_on_black(images)) & (pixels.max(axis=1) > pixels.min(axis=1)))  # (n,)


def _on_black(images: Images) -> Images:
    """Return the images with black paper, as MNIST has it."""
    edges = np.concatenate([images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]], axis=1)  # (n, 112)
    white = edges.mean(axis=1) > 127  # (n,)
    return np.where(white[:, None, None], 255 - images, images) if white.any() else images  # (n, 28, 28)


def is_framed(images: Images) -> npt.NDArray[np.bool_]:
    """Return which images, uint8 (n, 28, 28), look like MNIST's: black paper, ink in 20×20 pixels, centred."""
    inked: npt.NDArray[np.bool_] = np.asarray(images > FAINTEST)  # (n, 28, 28)
    heights, widths = _extents(np.any(inked, axis=2)), _extents(np.any(inked, axis=1))  # of (n, 28): (n,) each
    weights = images.reshape(len(images), -1).astype(np.float32)  # (n, 784)
    centres = weights @ _PLACES / np.maximum(weights.sum(axis=1), 1)[:, None]  # (n, 784) @ (784, 2) / (n, 1)
    centred = (np.abs(centres - (IMAGE_SIZE - 1) / 2) <= _OFF_CENTRE).all(axis=1)  # (n, 2) → (n,)
    longer = np.maximum(heights, widths)  # (n,)
    return np.asarray(centred & (longer <= BOX) & (longer >= BOX - 2))


def _extents(inked: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return how many rows, or columns, lie from the first with ink to the last: of (n, 28) → (n,)."""
    first, last = inked.argmax(axis=1), IMAGE_SIZE - 1 - inked[:, ::-1].argmax(axis=1)  # (n,) each
    return np.where(inked.any(axis=1), last - first + 1, 0)  # (n,)


_PLACES = np.moveaxis(np.mgrid[:IMAGE_SIZE, :IMAGE_SIZE].astype(np.float32), 0, -1).reshape(-1, 2)
"""float32 (784, 2): row and column of every pixel; of (2, 28, 28), then (28, 28, 2)."""

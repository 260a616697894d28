"""Labelled images as a network sees them: upright, every digit in MNIST's frame, and word of those that hold none."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.data.own.found import PassedOver
from shuzi.digits import FAINTEST, IMAGE_SHAPE, Images, has_ink
from shuzi.errors import ImageError
from shuzi.finding.sign import frame_signs
from shuzi.finding.single import frame_digits, is_framed
from shuzi.imaging.framing import frame

_AT_ONCE = 256
"""Files that are framed together; set by hand."""

_LOOKED_AT = 4096
"""Images that are looked at together; set by hand, for memory."""

_IN_FRAME = 0.9
"""Where so many of a set's images are in MNIST's frame, all are: of MNIST's own, 99.99 % look so. Set by hand."""

_PAPER = 25
"""Percent of an image that is paper, at least, where a digit is drawn on nothing; the finder looks at photos. Set by
hand."""


class FramedSubset(NamedTuple):
    """Images in MNIST's frame."""

    images: Images
    """uint8 (n, 28, 28)."""
    found: npt.NDArray[np.bool_]
    """bool (n,): whether there is a digit."""
    read: npt.NDArray[np.bool_]
    """bool (n,): whether the image could be read at all."""
    passed_over: tuple[PassedOver, ...] = ()
    """Files that could not be read, and why."""


def frame_files(files: Sequence[Path], *, signs: bool = False) -> FramedSubset:
    """Return the digits in image files, some hundred at a time; a file that cannot be read stops no other.

    Args:
        files: of images.
        signs: they show signs of somebody's own, which are framed as a whole.
    """
    framed_of = frame_signs if signs else partial(frame_digits, labelled=True)
    images, found = np.zeros((len(files), *IMAGE_SHAPE), np.uint8), np.zeros(len(files), np.bool_)
    read, passed_over = np.ones(len(files), np.bool_), []
    for start in range(0, len(files), _AT_ONCE):
        piece = slice(start, min(start + _AT_ONCE, len(files)))
        try:
            images[piece], found[piece] = framed_of(files[piece])[:2]
        except ImageError:
            for number in range(piece.start, piece.stop):
                try:
                    images[number], found[number] = framed_of([files[number]])[:2]
                except ImageError as error:
                    read[number] = False
                    why = str(error).removeprefix(str(files[number])).strip()
                    passed_over.append(PassedOver(str(files[number]), why))
    return FramedSubset(images, found, read, tuple(passed_over))


def frame_pixels(pixels: npt.NDArray[np.uint8]) -> FramedSubset:
    """Return digits that somebody cut out, uint8 (n, height, width), light ink on dark or dark on light.

    A set that is in MNIST's frame already stays as it is to the bit. Others are framed by their ink, which takes 0.5 ms
    an image; only where an image is no ink on paper, the finder looks for the digit in it.
    """
    if not len(pixels):
        return FramedSubset(np.zeros((0, *IMAGE_SHAPE), np.uint8), np.zeros(0, np.bool_), np.zeros(0, np.bool_))
    if ink_is_dark(pixels):
        pixels = np.asarray(255 - pixels, np.uint8)
    images, found = np.zeros((len(pixels), *IMAGE_SHAPE), np.uint8), np.ones(len(pixels), np.bool_)  # (n, 28, 28), (n,)
    unframed = np.arange(len(pixels))  # (n,)
    if pixels.shape[1:] == IMAGE_SHAPE:
        starts = range(0, len(pixels), _LOOKED_AT)
        kept = np.concatenate([is_framed(pixels[at : at + _LOOKED_AT]) for at in starts])  # (n,)
        if kept.mean() >= _IN_FRAME:
            return FramedSubset(pixels, has_ink(pixels), np.ones(len(pixels), np.bool_))
        images[kept] = pixels[kept]
        unframed = np.flatnonzero(~kept)  # (n - kept,)
    hard = []
    for number in unframed:
        image = pixels[number]
        inked = image > FAINTEST  # (height, width)
        if not inked.any():
            found[number] = False
        elif np.percentile(image, _PAPER) > FAINTEST:
            hard.append(number)
        else:
            rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))  # of those with ink
            images[number] = frame(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    if hard:
        colours = [np.repeat(pixels[number][..., None], 3, axis=2) for number in hard]  # each (height, width, 3)
        framed = frame_digits(colours, labelled=True)
        images[hard], found[hard] = framed.images, framed.found  # (hard, 28, 28), (hard,)
    return FramedSubset(images, found, np.ones(len(pixels), np.bool_))


def ink_is_dark(pixels: npt.NDArray[np.uint8]) -> bool:
    """Return whether digits are dark on light paper, of which there is more than ink; one answer for all of a set."""
    few = pixels[:: max(1, len(pixels) // 1000)]
    return bool(len(few)) and float(few.mean()) > 127

"""An image in strips of 8 bits: what every format, every image of Pillow and every array is made into.

Brightness in 16 bits, fractions and whole numbers is scaled to 8 bits and never clipped.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from shuzi.imaging.limits import Refused, check_dimensions
from shuzi.imaging.orientation import UPRIGHT

Numbers = npt.NDArray[Any]
"""Any numbers, shape (height, width) or (height, width, channels)."""

Strip = Callable[[int, int], Image.Image]
"""Gives the rows from the first number to below the second as an image, full width, in a mode of 8 bits or less."""

_ROWS_AT_ONCE = 256
"""Of an image whose smallest and largest number are looked for; set by hand: of 65,535 columns in 32 bits 67 MB."""

_BYTES_A_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2}
"""Of Pillow's modes that take less than four."""

_SHAPES = "(height, width), (height, width, 1), (height, width, 3) or (height, width, 4)"


class PixelSource(NamedTuple):
    """Pixels in the order of the file."""

    strip: Strip
    width: int
    height: int
    orientation: int = UPRIGHT
    reduced: int = 1
    """Stored pixels per pixel of the strips: JPEG decodes smaller at once."""
    bytes_held: int = 0
    """Memory that the decoded image takes, beside its strips."""


def bytes_held(image: Image.Image) -> int:
    """Return how much memory Pillow keeps the pixels in: of one to four channels, always four bytes a pixel."""
    return image.width * image.height * _BYTES_A_PIXEL.get(image.mode, 4)


def decoded_strips(image: Image.Image) -> Strip:
    """Return the image's strips; 16 bits, 32 bits and fractions come scaled to 8 bits.

    Raises:
        Refused: an image of fractions or 32 bits holds numbers that mean no brightness.
    """
    if not (image.mode.startswith("I") or image.mode == "F"):
        return lambda top, bottom: image.crop((0, top, image.width, bottom))
    white = _white(image)
    clear = image.info.get("transparency")

    def strip(top: int, bottom: int) -> Image.Image:
        numbers = np.asarray(image.crop((0, top, image.width, bottom)))
        grey = eight_bits(numbers, white)
        if isinstance(clear, int):
            grey[numbers == clear] = 255  # one shade of grey may stand for "nothing", which counts as white
        return Image.fromarray(grey)

    return strip


def _white(image: Image.Image) -> float:
    # Pillow's own extrema pass over NaN, and the whole as an array would be one copy too many.
    pieces = (
        np.asarray(image.crop((0, top, image.width, min(top + _ROWS_AT_ONCE, image.height))))
        for top in range(0, image.height, _ROWS_AT_ONCE)
    )
    extremes = np.array([(piece.min(), piece.max()) for piece in pieces], np.float64)  # (pieces, 2)
    # Mode "I" has 32 bits, but files with 16 bits are all that is ever read into it.
    dtype = np.dtype(np.float32 if image.mode == "F" else np.uint16)
    return white_of(dtype, float(extremes[:, 0].min()), float(extremes[:, 1].max()))  # of (pieces,) each


def white_of(dtype: np.dtype[Any], low: float, high: float) -> float:
    """Return the number that stands for white; 0 stands for black.

    bool: 1. uint16: 65,535, whatever numbers occur. Other whole numbers: 255. Fractions: 1 if none is above 1, else
    255.

    Args:
        dtype: how the numbers are stored.
        low: the smallest of them.
        high: the largest of them; NaN if any is NaN.
    Raises:
        Refused: a number is not finite, negative, or above white; or the type holds no real numbers.
    """
    if dtype.kind not in "buif":
        raise Refused(f"has pixels of type {dtype}; expected whole numbers or fractions.")
    if not (np.isfinite(low) and np.isfinite(high)):
        raise Refused("holds NaN or infinite numbers; expected brightness. Find out where they come from.")
    if dtype.kind == "b":
        white = 1.0
    elif dtype == np.uint16:
        white = 65535.0
    else:
        white = 1.0 if dtype.kind == "f" and high <= 1 else 255.0
    if low < 0 or high > white:
        raise Refused(
            f"has numbers from {low:g} to {high:g}; expected 0 to 255, fractions from 0 to 1, or 0 to 65535 as uint16. "
            "Scale them."
        )
    return white


def eight_bits(numbers: Numbers, white: float) -> npt.NDArray[np.uint8]:
    """Return the numbers scaled so that white is 255."""
    if numbers.dtype == np.uint8:
        return numbers
    return np.rint(numbers.astype(np.float64) * (255 / white)).astype(np.uint8)


def array_source(array: Numbers) -> PixelSource:
    """Return an array as a source of pixels.

    Args:
        array: numbers as `white_of` takes them, shape (height, width) or (height, width, 1) grey, (height, width, 3)
            RGB, (height, width, 4) RGB and alpha.
    Raises:
        Refused: wrong shape, type or range; no pixels, or too many.
    """
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (1, 3, 4)):
        raise Refused(f"has the shape {array.shape}; expected {_SHAPES}.")
    height, width = array.shape[:2]
    check_dimensions(width, height)
    if array.dtype.kind in "buif":
        white = white_of(array.dtype, float(array.min()), float(array.max()))
    else:
        white = white_of(array.dtype, 0, 0)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]  # (height, width)

    def strip(top: int, bottom: int) -> Image.Image:
        return Image.fromarray(eight_bits(array[top:bottom], white))

    return PixelSource(strip, width, height)

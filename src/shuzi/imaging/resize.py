"""Make a picture smaller or larger; everything that looks at pages does it here."""

from typing import Any, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

_HARDLY_SMALLER = 0.6
"""Reduced to this share or more, every pixel has a part in the result of linear interpolation: from a half on.

Set by hand, a little above.
"""

Pixels = TypeVar("Pixels", bound=npt.NDArray[Any])
"""Of uint8 or float32, shape (height, width) or (height, width, channels)."""


def resized(pixels: Pixels, factor: float, interpolation: int) -> Pixels:
    """Return the picture with both sides times a factor, a pixel at least; the picture itself where nothing changes.

    Args:
        pixels: the picture.
        factor: new pixels for one of the old.
        interpolation: of OpenCV.
    """
    height, width = pixels.shape[:2]
    size = max(1, round(width * factor)), max(1, round(height * factor))
    if size == (width, height):
        return pixels
    return np.asarray(cv2.resize(pixels, size, interpolation=interpolation), pixels.dtype)  # type: ignore[return-value]


def reducing_interpolation(factor: float) -> int:
    """Return OpenCV's interpolation for a picture that is reduced to a share of its size, 0 to 1.

    Averaging over areas takes six times as long as lines between pixels, and shows only where pixels would be left out.
    """
    return int(cv2.INTER_AREA if factor < _HARDLY_SMALLER else cv2.INTER_LINEAR)

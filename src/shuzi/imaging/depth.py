"""Brightness in 16 bits, fractions and whole numbers, scaled to 8 bits and never clipped."""

from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.imaging.refusal import Refused

Numbers = npt.NDArray[Any]
"""Any numbers, shape (height, width) or (height, width, channels)."""


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

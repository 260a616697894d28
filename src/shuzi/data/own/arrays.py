"""Named arrays of numbers: which are images, which their labels, which are for the test; and what they mean."""

from collections.abc import Mapping
from math import isqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.data.own.found import Part, PassedOver, Subset, subset_of_pixels
from shuzi.errors import LabelledFolderError

_LARGEST_SIDE = 1024
"""Pixels; set by hand, what is larger is no digit that somebody cut out."""

NamedArrays = Mapping[str, npt.NDArray[Any]]

_TEST = ("test", "t10k", "eval")


def images_of(array: npt.NDArray[Any], source: str) -> npt.NDArray[np.uint8]:
    """Return images in 256 shades.

    Args:
        array: shape (n, height, width), (n, height, width, 1 or 3), (n, 1, height, width) or (n, pixels) of squares;
            from 0 to 255, 0 to 1, -1 to 1, 0 to 16 (of 8×8 pixels) or 0 to 65,535.
        source: the file, for messages.
    Raises:
        LabelledFolderError: it is no such array.
    """
    shaped = _shaped(array)
    if shaped is None:
        raise LabelledFolderError(
            f"{source} has images of shape {array.shape}; expected (n, height, width), or (n, pixels) of square images."
        )
    if shaped.dtype == np.uint8 and shaped.shape[1:] != (8, 8):
        return shaped if shaped.size == 0 or shaped.max() > 1 else shaped * np.uint8(255)
    low, high = (float(shaped.min()), float(shaped.max())) if shaped.size else (0.0, 0.0)
    floor, white = _range(low, high, small=shaped.shape[1:] == (8, 8), source=source)
    result = np.empty(shaped.shape, np.uint8)  # (n, height, width)
    for index, image in enumerate(shaped):  # one by one, since fractions take eight times the room
        result[index] = np.rint((image.astype(np.float32) - floor) * (255 / (white - floor)))
    return result


def is_images(array: npt.NDArray[Any]) -> bool:
    """Return whether an array has a shape of images."""
    return _shaped(array[:0]) is not None


def _shaped(array: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
    """Return a view (n, height, width), or None; colours are mixed to grey."""
    if array.ndim == 4 and array.shape[1] == 1:
        array = array[:, 0]  # (n, height, width)
    elif array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]  # (n, height, width)
    elif array.ndim == 4 and array.shape[3] == 3:
        array = array.mean(axis=3, dtype=np.float32)  # (n, height, width)
    elif array.ndim == 2 and array.shape[1] >= 64 and isqrt(array.shape[1]) ** 2 == array.shape[1]:
        side = isqrt(array.shape[1])
        array = array.reshape(-1, side, side)  # (n, side, side)
    fits = array.ndim == 3 and min(array.shape[1:]) >= 8 and max(array.shape[1:]) <= _LARGEST_SIDE
    return array if fits and array.dtype.kind in "buif" else None


def _range(low: float, high: float, *, small: bool, source: str) -> tuple[float, float]:
    """Return what stands for 0 and for 255."""
    if not (np.isfinite(low) and np.isfinite(high)):
        raise LabelledFolderError(
            f"{source} holds NaN or infinite numbers; expected pixels. Find out where they are from."
        )
    if -1.001 <= low < 0 and high <= 1.001:
        return min(low, -1.0), max(high, 1.0)
    whites = (1.001, 16.0, 255.0, 65535.0) if small else (1.001, 255.0, 65535.0)
    if low < 0 or high > whites[-1]:
        raise LabelledFolderError(
            f"{source} has pixels from {low:g} to {high:g}; expected 0 to 255, 0 to 1, -1 to 1 or 0 to 65535. "
            "Scale them."
        )
    white = next(white for white in whites if high <= white)
    return 0.0, max(high, 1.0) if white == 1.001 else white


def labels_of(array: npt.NDArray[Any], source: str) -> npt.NDArray[np.int64]:
    """Return labels as whole numbers, shape (n,).

    Args:
        array: shape (n,), (n, 1), or (n, 10) with a 1 in each row.
        source: the file, for messages.
    Raises:
        LabelledFolderError: it is no such array.
    """
    if not is_labels(array):
        raise LabelledFolderError(
            f"{source} has labels of shape {array.shape} and type {array.dtype}; expected whole numbers, (n,)."
        )
    if array.ndim == 2 and array.shape[1] == 10:
        return np.asarray(array.argmax(axis=1), np.int64)  # (n,)
    flat = array.reshape(-1)  # (n,)
    with np.errstate(invalid="ignore"):  # NaN, or what int64 does not hold, is no whole number, as is said below
        whole = flat.astype(np.int64)
    if not np.array_equal(whole, flat):
        raise LabelledFolderError(f"{source} has labels that are no whole numbers; expected the digits 0 to 9.")
    return np.asarray(whole, np.int64)


def is_labels(array: npt.NDArray[Any]) -> bool:
    """Return whether an array has a shape and a type of labels."""
    one_hot = array.ndim == 2 and array.shape[1] == 10
    return (array.ndim == 1 or one_hot or (array.ndim == 2 and array.shape[1] == 1)) and array.dtype.kind in "uif"


def part_of(name: str) -> Part:
    """Return which part a name means; what names none is for training, and so is validation."""
    return "test" if any(word in name.lower() for word in _TEST) else "train"


def subsets_of(arrays: NamedArrays, source: str) -> tuple[tuple[Subset, ...], tuple[PassedOver, ...]]:
    """Return images with their labels, of each part one subset or several, and the arrays that are neither.

    Images and labels go together where they are as many, and their names name the same part.

    Raises:
        LabelledFolderError: nothing goes together, or several ways are possible.
    """
    images = {name: array for name, array in arrays.items() if is_images(array) and not _one_hot(array)}
    labels = {name: array for name, array in arrays.items() if name not in images and is_labels(array)}
    subsets, passed_over, used = [], [], set()
    for name, array in images.items():
        fitting = [key for key, values in labels.items() if len(values) == len(array) and _kind(key) == _kind(name)]
        if len(fitting) != 1:
            why = "no labels belong to it" if not fitting else f"its labels may be {' or '.join(fitting)}"
            passed_over.append(PassedOver(f"{name} in {source}", why))
            continue
        used |= {name, fitting[0]}
        where = f"{source} ({name})"
        subset, notes = subset_of_pixels(images_of(array, where), labels_of(labels[fitting[0]], where), where)
        subsets.append(subset.of(part_of(name)))
        passed_over += notes
    passed_over += [
        PassedOver(f"{name} in {source}", "neither images nor their labels")
        for name in arrays
        if name not in used and name not in images
    ]
    if not subsets:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in list(arrays.items())[:12]) or "nothing"
        raise LabelledFolderError(
            f"{source} holds {shapes}; expected images (n, height, width) and as many labels (n,), as x_train and "
            "y_train. Save them so: numpy.savez('digits.npz', images=..., labels=...)."
        )
    return tuple(subsets), tuple(passed_over)


def _one_hot(array: npt.NDArray[Any]) -> bool:
    return array.ndim == 2 and array.shape[1] == 10


def _kind(name: str) -> str:
    """Return the part that a name tells, validation apart from training."""
    lower = name.lower()
    return part_of(lower) if "val" not in lower else "validation"

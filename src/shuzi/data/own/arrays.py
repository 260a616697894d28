"""Named arrays that go together: which are images, which their labels, and which are for the test."""

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from shuzi.data.own.found import Part, PassedOver, Subset, subset_of_pixels
from shuzi.data.own.numbers import images_of, is_images, is_labels, labels_of
from shuzi.errors import LabelledFolderError

Arrays = Mapping[str, npt.NDArray[Any]]

_TEST = ("test", "t10k", "eval")


def part_of(name: str) -> Part:
    """Return which part a name means; what names none is for training, and so is validation."""
    return "test" if any(word in name.lower() for word in _TEST) else "train"


def subsets_of(arrays: Arrays, source: str) -> tuple[tuple[Subset, ...], tuple[PassedOver, ...]]:
    """Return images with their labels, of each part one subset or several, and the arrays that are neither.

    Images and labels go together where they are as many, and their names name the same part.

    Raises:
        LabelledFolderError: nothing goes together, or several ways are possible.
    """
    images = {name: array for name, array in arrays.items() if is_images(array) and not _one_hot(array)}
    labels = {name: array for name, array in arrays.items() if name not in images and is_labels(array)}
    subsets, passed_over, used = [], [], set()
    for name, array in images.items():
        fitting = [one for one, values in labels.items() if len(values) == len(array) and _kind(one) == _kind(name)]
        if len(fitting) != 1:
            why = "no labels belong to it" if not fitting else f"its labels may be {' or '.join(fitting)}"
            passed_over.append(PassedOver(f"{name} in {source}", why))
            continue
        used |= {name, fitting[0]}
        where = f"{source} ({name})"
        subset, others = subset_of_pixels(images_of(array, where), labels_of(labels[fitting[0]], where), where)
        subsets.append(subset.of(part_of(name)))
        passed_over += others
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

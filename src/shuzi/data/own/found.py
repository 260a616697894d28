"""What a layout finds: images with labels, not framed yet, and what it passes over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.classes import Classes
from shuzi.digits import Labels

Part = Literal["train", "test"]


class PassedOver(NamedTuple):
    """Something that is not used, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Subset:
    """Images of one part, as files or as pixels."""

    labels: Labels
    """uint8 (n,), 0 to 9, or the numbers of classes of one's own."""
    files: tuple[Path, ...] = ()
    """n image files; empty where the images are pixels."""
    pixels: npt.NDArray[np.uint8] | None = None
    """uint8 (n, height, width), or None where they are files."""
    source: str = ""
    """Of pixels: the file that they are from."""
    numbers: Sequence[int] = ()
    """Of pixels: the number of each image in that file, from 0."""
    part: Part = "train"

    def name(self, index: int) -> str:
        """Return what a person finds the image by."""
        return str(self.files[index]) if self.files else f"{self.source}, image {self.numbers[index]}"

    def of(self, part: Part) -> "Subset":
        """Return the same images as a part of the whole."""
        return replace(self, part=part)


@dataclass(frozen=True)
class Found:
    """All that one layout found."""

    words: str
    """What the layout is, as it goes on after "is read as"."""
    subsets: tuple[Subset, ...]
    passed_over: tuple[PassedOver, ...] = ()
    classes: Classes = None
    """The names of classes of one's own, in the order of the labels; None where the labels are digits."""


def subset_of_pixels(
    pixels: npt.NDArray[np.uint8], labels: npt.NDArray[np.int64], source: str
) -> tuple[Subset, tuple[PassedOver, ...]]:
    """Return the images whose label is a digit, and word of the others.

    Args:
        pixels: uint8 (n, height, width).
        labels: whole numbers (n,).
        source: the file that they are from.
    """
    digits = (labels >= 0) & (labels <= 9)  # (n,)
    kept = np.flatnonzero(digits)  # (kept,)
    subset = Subset(labels[kept].astype(np.uint8), pixels=pixels[kept], source=source, numbers=kept.tolist())
    if digits.all():
        return Subset(labels.astype(np.uint8), pixels=pixels, source=source, numbers=range(len(labels))), ()
    other_labels = labels[~digits]  # (n - kept,)
    run = (
        f"{other_labels.min()}"
        if other_labels.min() == other_labels.max()
        else f"{other_labels.min()} to {other_labels.max()}"
    )
    return subset, (PassedOver(f"{len(other_labels):,} images in {source}", f"their label is {run}, no digit"),)

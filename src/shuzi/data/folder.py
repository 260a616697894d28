"""A user's own labelled images as one set, and the part of them that is kept for the test."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.classes import Classes
from shuzi.data.own.found import PassedOver
from shuzi.data.own.read import read_own_images
from shuzi.digits import Split
from shuzi.errors import LabelledFolderError


class LabelledFolder(NamedTuple):
    """What a folder of labelled images holds."""

    split: Split
    """The images in which a digit is found, sorted by label and then by file name."""
    left_out: tuple[str, ...]
    """The images in which none is found, in the same order."""
    passed_over: tuple[PassedOver, ...] = ()
    """What is not used, and why."""


def load_labelled_folder(folder: Path, *, every_class: bool = False) -> Split:
    """Return the digits of `read_labelled_folder` alone; arguments, notes and errors are the same.

    Example:
        >>> from pathlib import Path
        >>> import shuzi
        >>> Path("mine/3").mkdir(parents=True)
        >>> shuzi.picture(shuzi.load_mnist().test.images[18]).save("mine/3/first.png")
        >>> shuzi.load_labelled_folder(Path("mine")).labels.tolist()
        [3]
    """
    return read_labelled_folder(folder, every_class=every_class).split


def read_labelled_folder(folder: Path, *, layout: str | None = None, every_class: bool = False) -> LabelledFolder:
    """Return the digits of all images in `folder`, for training and for the test, and those in which none is found.

    Hidden files and folders, and what macOS and Windows put there by themselves, are passed over. Which images are left
    out is noted as a warning of the logger `shuzi`.

    Args:
        folder: labelled images in any layout that `shuzi.data.own` knows, of any size, dark on light or light on dark;
            each is framed as MNIST frames its digits.
        layout: what it is; None is a guess.
        every_class: refuse a folder in which one of the ten is missing.
    Raises:
        LabelledFolderError: the layout is not known, a class is empty, or no image of a class shows a digit.
    """
    own = read_own_images(Path(folder), layout, every_class=every_class)
    if own.test is None:
        return LabelledFolder(own.train, own.left_out, own.passed_over)
    images, labels = (np.concatenate(parts) for parts in zip(own.train, own.test, strict=True))  # (n, 28, 28), (n,)
    order = np.argsort(labels, kind="stable")  # (n,)
    return LabelledFolder(Split(images[order], labels[order]), own.left_out, own.passed_over)


def hold_out(
    split: Split, *, one_in: int, seed: int, every_class: bool = True, classes: Classes = None
) -> tuple[Split, Split]:
    """Return (the rest, the held-out part): about one image in `one_in`.

    An image's own pixels and the seed decide, whatever else is in the folder. So an image that was held out stays so
    when others join it, and a model that was trained on the folder before has not seen it.

    Args:
        split: all images.
        one_in: how many images there are for one that is held out.
        seed: decides which.
        every_class: see to it that every class has an image on either side, at the price of that promise where it has
            only a few.
        classes: the names of the labels; None of digits.
    Raises:
        LabelledFolderError: there would be nothing on one of the sides.
    """
    draws = np.array([_draw(image, seed) for image in split.images], np.uint64)  # (n,)
    held = draws % one_in == 0  # (n,)
    if every_class:
        for digit in np.unique(split.labels):
            _keep_both_sides(held, draws, np.flatnonzero(split.labels == digit), _class_text(classes, int(digit)))
    if held.all() or not held.any():
        raise LabelledFolderError(
            f"of {len(held)} images {int(held.sum())} would be kept for the test; expected at least one there, and one "
            "to train on. Add more."
        )
    return Split(split.images[~held], split.labels[~held]), Split(split.images[held], split.labels[held])


def _draw(image: npt.NDArray[np.uint8], seed: int) -> int:
    return int.from_bytes(hashlib.sha256(seed.to_bytes(8, "big") + image.tobytes()).digest()[:8], "big")


def _class_text(classes: Classes, label: int) -> str:
    return f"the digit {label}" if classes is None else f"the class {classes[label]}"


def _keep_both_sides(
    held: npt.NDArray[np.bool_], draws: npt.NDArray[np.uint64], places: npt.NDArray[np.intp], what: str
) -> None:
    if len(places) < 2:
        raise LabelledFolderError(
            f"there is a single image of {what}; expected at least 2, one to train on and one to test with. Add more."
        )
    if not held[places].any():
        held[places[draws[places].argmin()]] = True
    elif held[places].all():
        held[places[draws[places].argmax()]] = False


def split_digest(split: Split) -> str:
    """Return the SHA-256 of the images and labels, in order, in hexadecimal."""
    digest = hashlib.sha256(split.images.tobytes())
    digest.update(split.labels.tobytes())
    return digest.hexdigest()

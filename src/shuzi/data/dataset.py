"""What one run trains on and what it is tested with."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from shuzi.classes import Classes, names_of
from shuzi.data.canonical import CANONICAL_FILES, TRAIN_IMAGES
from shuzi.data.download import Progress, no_progress
from shuzi.data.folder import hold_out, split_digest
from shuzi.data.mnist import load_mnist
from shuzi.data.own.read import OwnImages, check_own_images, read_own_images, tell
from shuzi.digits import NUM_CLASSES, Split
from shuzi.errors import UsageError

SPLIT_SEED = 20181123
"""Seed of the shuffle that sets validation images apart; fixed, so that all runs are compared on the same ones. Set
by hand."""

TEST_ONE_IN = 5
"""Of a user's own labelled images about every fifth is kept for the test; set by hand."""


@dataclass(frozen=True)
class Dataset:
    """Images to train on, images to choose by and images to test with."""

    name: str
    """`mnist`, or the path of a folder of labelled images."""
    digests: dict[str, str]
    """SHA-256 of what was read, by file name; for a folder, of all its pixels and labels."""
    train: Split
    validation: Split | None
    """Set apart from the training images to choose by; None where everything is trained on."""
    test: Split
    left_out: tuple[str, ...] = ()
    """Images of one's own in which no digit is found."""
    layout: str | None = None
    """Of one's own images, as `--layout` takes it; None of MNIST."""
    classes: Classes = None
    """The names of classes of one's own, in the order of the labels; None where the labels are digits."""

    @property
    def num_classes(self) -> int:
        """How many classes there are to tell apart."""
        return len(names_of(self.classes))

    def describe(self) -> dict[str, Any]:
        """Return what a run's card says of its data."""
        return {
            "name": self.name,
            **({} if self.layout is None else {"layout": self.layout}),
            "sha256": self.digests,
            "train_images": len(self.train.labels),
            "validation_images": 0 if self.validation is None else len(self.validation.labels),
            "test_images": len(self.test.labels),
            "left_out_images": len(self.left_out),
        }


def load_dataset(  # noqa: PLR0913 - each is an option of `shuzi train`
    folder: Path | None = None,
    *,
    layout: str | None = None,
    validation_images: int = 0,
    limit: int | None = None,
    every_class: bool = True,
    progress: Progress = no_progress,
) -> Dataset:
    """Return MNIST, or the labelled images in `folder`, split for training.

    Args:
        folder: labelled images in any layout that `shuzi.data.own` knows; None means MNIST.
        layout: which one; None is a guess.
        validation_images: how many training images to set apart for validation, the last ones of a seeded shuffle.
        limit: train on this many images only, the first ones of the same shuffle; the test set stays whole.
        every_class: refuse a folder in which a digit is missing; one that is mixed with MNIST may lack some. Only then
            may folders be classes of one's own without being named so.
        progress: told how far a download of MNIST is.
    Raises:
        UsageError: more images are asked for than there are.
        DataError: the data cannot be had.
    """
    check_counts(limit, validation_images, of_mnist=folder is None)
    check_own_images(folder, layout)
    own = None
    if folder is None:
        (train, test), name = load_mnist(progress=progress), "mnist"
        digests = {file.name: file.sha256 for file in CANONICAL_FILES}
    else:
        own = read_own_images(folder, layout, every_class=every_class, own_classes=every_class)
        tell(own, folder)
        train, test = split_own(own, every_class=every_class)
        name, digests = str(folder), own_digests(own)
    classes = None if own is None else own.classes
    train, validation = _set_apart(train, validation_images, fewest=len(names_of(classes)))
    if limit is not None:
        train = _limited(train, limit)
    left_out, layout = ((), None) if own is None else (own.left_out, own.layout)
    return Dataset(name, digests, train, validation, test, left_out, layout, classes)


def split_own(own: OwnImages, *, every_class: bool = True) -> tuple[Split, Split]:
    """Return what is trained on and what is kept for the test: as the images say themselves, else about one in five."""
    if own.test is not None:
        return own.train, own.test
    return hold_out(own.train, one_in=TEST_ONE_IN, seed=SPLIT_SEED, every_class=every_class, classes=own.classes)


def own_digests(own: OwnImages) -> dict[str, str]:
    """Return the SHA-256 of the images and labels, of those for the test apart if they are."""
    digests = {"images_and_labels": split_digest(own.train)}
    if own.classes is not None:  # other names for the same images are another set
        digests["classes"] = hashlib.sha256("\0".join(own.classes).encode()).hexdigest()
    return digests if own.test is None else digests | {"test_images_and_labels": split_digest(own.test)}


def check_counts(limit: int | None, validation_images: int, *, of_mnist: bool) -> None:
    """See to it that so many images can be trained on and set apart, as far as that can be told without them.

    Raises:
        UsageError: they cannot.
    """
    if limit is not None and not limit >= NUM_CLASSES:
        raise UsageError(f"the limit is {limit} images; expected at least {NUM_CLASSES}. Ask for more.")
    if of_mnist or validation_images < 0:
        _check_validation(validation_images, TRAIN_IMAGES.shape[0])


def _check_validation(count: int, total: int, fewest: int = NUM_CLASSES) -> None:
    if not 0 <= count <= total - fewest:
        raise UsageError(
            f"{count} images are to be set apart for validation; expected 0 to {total - fewest} of the {total} "
            "there are. Ask for fewer."
        )


def _set_apart(split: Split, validation_images: int, *, fewest: int) -> tuple[Split, Split | None]:
    total = len(split.labels)
    _check_validation(validation_images, total, fewest)
    if validation_images == 0:
        return split, None
    order = np.random.default_rng(SPLIT_SEED).permutation(total)  # (total,)
    kept, apart = np.sort(order[:-validation_images]), order[-validation_images:]
    return Split(split.images[kept], split.labels[kept]), Split(split.images[apart], split.labels[apart])


def _limited(split: Split, limit: int) -> Split:
    total = len(split.labels)
    if limit >= total:
        return split
    kept = np.sort(np.random.default_rng(SPLIT_SEED).permutation(total)[:limit])  # (limit,)
    return Split(split.images[kept], split.labels[kept])

"""A lesson: what it is given, which digits it is about, and what is known of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from shuzi.data.dataset import SPLIT_SEED, TEST_ONE_IN
from shuzi.data.folder import hold_out, read_labelled_folder
from shuzi.digits import Split
from shuzi.errors import DataError

FEWEST = 20
"""Fewer digits teach nothing that could be measured."""


class Compared(NamedTuple):
    """Both models on the same images."""

    images: int
    before: float
    """Accuracy of the model that was begun from, 0 to 1."""
    after: float


@dataclass(frozen=True)
class Learning:
    """What is known of the last lesson."""

    state: Literal["idle", "running", "done", "failed"] = "idle"
    stage: Literal["starting", "training", "measuring"] | None = None
    """While it runs."""
    progress: float = 0.0
    start: str | None = None
    """Name of the model that was begun from."""
    model: str | None = None
    """Name of the new run, once it is there."""
    train_images: int = 0
    """Own digits that are trained on."""
    left_out_images: int = 0
    """Own images in which no digit is found."""
    own: Compared | None = None
    """On the own digits that are held out."""
    mnist: Compared | None = None
    """On MNIST's test images."""
    error: str | None = None


class Lesson(NamedTuple):
    """What is asked for."""

    start: str
    path: Path
    """Of the model that is begun from."""
    epochs: float | None = None
    """None are the recipe's."""


class OwnDigits(NamedTuple):
    """Labelled digits of one's own."""

    train: Split
    held: Split
    """Held out."""
    left_out: int
    """Images in which no digit is found."""


def own_digits(folder: Path) -> OwnDigits:
    """Return the own digits to train on and those that are held out, as `shuzi train --data --start` splits them.

    Raises:
        DataError: there are too few, or the folder is not laid out as it should be.
        ImageError: a file cannot be read as an image.
    """
    known = read_labelled_folder(folder) if folder.is_dir() and any(folder.iterdir()) else None
    count = 0 if known is None else len(known.split.labels)
    if known is None or count < FEWEST:
        raise DataError(
            f"there are {count} labelled digits in {folder}; expected at least {FEWEST}. Correct or label "
            f"{FEWEST - count} more."
        )
    train, held = hold_out(known.split, one_in=TEST_ONE_IN, seed=SPLIT_SEED, every_class=False)
    return OwnDigits(train, held, len(known.left_out))

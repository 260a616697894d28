"""A user's own labelled images: folders named 0 to 9, each with image files of that digit."""

import hashlib
from pathlib import Path

import numpy as np

from shuzi.digits import IMAGE_SHAPE, NUM_CLASSES, Split
from shuzi.errors import LabelledFolderError
from shuzi.imaging.single import frame_digit

_LAYOUT = "expected folders named 0 to 9 with images of one digit each in them"


def load_labelled_folder(folder: Path, *, every_class: bool = False) -> Split:
    """Return all images under `folder`, sorted by label and then by file name.

    Hidden files and folders are passed over.

    Args:
        folder: holds folders named 0 to 9 with image files of one digit each, of any size, dark on light or light on
            dark; each is framed as MNIST frames its digits.
        every_class: refuse a folder in which one of the ten is missing.
    Raises:
        LabelledFolderError: the folder is not laid out so, or one of its class folders is empty.
        ImageError: a file cannot be read as an image.
    """
    images, labels = [], []
    for class_folder in _class_folders(folder, every_class=every_class):
        files = _visible(class_folder)
        if not files:
            raise LabelledFolderError(
                f"{class_folder} is empty; expected images of that digit. Add some, or remove the folder."
            )
        images += [frame_digit(file, "auto") for file in files]
        labels += [int(class_folder.name)] * len(files)
    return Split(np.stack(images).reshape(-1, *IMAGE_SHAPE), np.array(labels, np.uint8))


def hold_out(split: Split, *, one_in: int, seed: int) -> tuple[Split, Split]:
    """Return (the rest, the held-out part): of every class one image in `one_in`, at least one, drawn by seed.

    Raises:
        LabelledFolderError: a class has a single image, so that nothing would be left to train on.
    """
    random = np.random.default_rng(seed)
    held = np.zeros(len(split.labels), bool)
    for digit in np.unique(split.labels):
        places = np.flatnonzero(split.labels == digit)
        if len(places) < 2:
            raise LabelledFolderError(
                f"there is a single image of the digit {digit}; expected at least 2, one to train on and one to "
                "test with. Add more."
            )
        held[random.permutation(places)[: max(1, len(places) // one_in)]] = True
    return Split(split.images[~held], split.labels[~held]), Split(split.images[held], split.labels[held])


def split_digest(split: Split) -> str:
    """Return the SHA-256 of the images and labels, in order, in hexadecimal."""
    digest = hashlib.sha256(split.images.tobytes())
    digest.update(split.labels.tobytes())
    return digest.hexdigest()


def _class_folders(folder: Path, *, every_class: bool) -> list[Path]:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "is not there"
        raise LabelledFolderError(f"{folder} {what}; {_LAYOUT}. Check the path.")
    entries = _visible(folder)
    names = [str(digit) for digit in range(NUM_CLASSES)]
    for entry in entries:
        if entry.name not in names or not entry.is_dir():
            raise LabelledFolderError(f"{entry} is no class folder of a digit; {_LAYOUT}. Move it out of {folder}.")
    missing = sorted(set(names) - {entry.name for entry in entries})
    if not entries or (every_class and missing):
        raise LabelledFolderError(
            f"{folder} has no folder named {', '.join(missing)}; {_LAYOUT}. Add images of every digit."
        )
    return entries


def _visible(folder: Path) -> list[Path]:
    hidden = {"Thumbs.db", "desktop.ini"}  # Windows makes these by itself
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.name not in hidden)

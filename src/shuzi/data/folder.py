"""A user's own labelled images: folders named 0 to 9, each with image files of that digit."""

import hashlib
import logging
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SHAPE, NUM_CLASSES, Split
from shuzi.errors import LabelledFolderError
from shuzi.finding.single import frame_digits
from shuzi.imaging.folders import visible

logger = logging.getLogger("shuzi")

_LAYOUT = "expected folders named 0 to 9 with images of one digit each in them"

_NAMED = 20
"""At most so many of the files that are left out are named; more fill a screen and help nobody."""


class LabelledFolder(NamedTuple):
    """What a folder of labelled images holds."""

    split: Split
    """The images in which a digit is found, sorted by label and then by file name."""
    left_out: tuple[Path, ...]
    """The files in which none is found, in the same order."""


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


def read_labelled_folder(folder: Path, *, every_class: bool = False) -> LabelledFolder:
    """Return the digits of all images under `folder`, and the images in which no digit is found.

    Hidden files and folders, and what macOS and Windows put there by themselves, are passed over. Which images are left
    out is noted as a warning of the logger `shuzi`.

    Args:
        folder: holds folders named 0 to 9 with image files of one digit each, of any size, dark on light or light on
            dark; each is framed as MNIST frames its digits.
        every_class: refuse a folder in which one of the ten is missing.
    Raises:
        LabelledFolderError: the folder is not laid out so, one of its class folders is empty, or none of the images in
            one of them shows a digit.
        ImageError: a file cannot be read as an image.
    """
    images, labels = [], []
    left_out: list[Path] = []
    for class_folder, files in _class_folders(folder, every_class=every_class).items():
        framed, found, _ = frame_digits(files, labelled=True)
        if not found.any():
            raise LabelledFolderError(
                f"no digit is found in any of the {len(files)} images in {class_folder}; expected one in each. Look "
                "at them: crop each to its digit, or remove the folder."
            )
        images.append(framed[found])
        labels += [int(class_folder.name)] * int(found.sum())
        left_out += [file for file, holds_digit in zip(files, found.tolist(), strict=True) if not holds_digit]
    _note(left_out, folder, total=len(labels) + len(left_out))
    split = Split(np.concatenate(images).reshape(-1, *IMAGE_SHAPE), np.array(labels, np.uint8))
    return LabelledFolder(split, tuple(left_out))


def _note(left_out: list[Path], folder: Path, *, total: int) -> None:
    if not left_out:
        return
    names = ", ".join(str(path.relative_to(folder)) for path in left_out[:_NAMED])
    more = f" and {len(left_out) - _NAMED} more" if len(left_out) > _NAMED else ""
    logger.warning(
        "%s",
        f"no digit is found in {len(left_out)} of the {total} images in {folder}, so that they are left out: "
        f"{names}{more}",
    )


def hold_out(split: Split, *, one_in: int, seed: int, every_class: bool = True) -> tuple[Split, Split]:
    """Return (the rest, the held-out part): about one image in `one_in`.

    An image's own pixels and the seed decide, whatever else is in the folder. So an image that was held out stays so
    when others join it, and a model that was trained on the folder before has not seen it.

    Args:
        split: all images.
        one_in: how many images there are for one that is held out.
        seed: decides which.
        every_class: see to it that every class has an image on either side, at the price of that promise where it has
            only a few.
    Raises:
        LabelledFolderError: there would be nothing on one of the sides.
    """
    draws = np.array([_draw(image, seed) for image in split.images], np.uint64)
    held = draws % one_in == 0
    if every_class:
        for digit in np.unique(split.labels):
            _keep_both_sides(held, draws, np.flatnonzero(split.labels == digit), int(digit))
    if held.all() or not held.any():
        raise LabelledFolderError(
            f"of {len(held)} images {int(held.sum())} would be kept for the test; expected at least one there, and one "
            "to train on. Add more."
        )
    return Split(split.images[~held], split.labels[~held]), Split(split.images[held], split.labels[held])


def _draw(image: npt.NDArray[np.uint8], seed: int) -> int:
    return int.from_bytes(hashlib.sha256(seed.to_bytes(8, "big") + image.tobytes()).digest()[:8], "big")


def _keep_both_sides(
    held: npt.NDArray[np.bool_], draws: npt.NDArray[np.uint64], places: npt.NDArray[np.intp], digit: int
) -> None:
    if len(places) < 2:
        raise LabelledFolderError(
            f"there is a single image of the digit {digit}; expected at least 2, one to train on and one to "
            "test with. Add more."
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


def _class_folders(folder: Path, *, every_class: bool) -> dict[Path, list[Path]]:
    """Return each class's folder with its files; all are looked at before the first image is opened."""
    try:
        return _sorted_into_classes(folder, every_class=every_class)
    except NotADirectoryError as error:
        raise LabelledFolderError(f"{error.filename} is a file; {_LAYOUT}. Check the path.") from None
    except FileNotFoundError as error:
        raise LabelledFolderError(f"{error.filename} is not there; {_LAYOUT}. Check the path.") from None
    except OSError as error:
        raise LabelledFolderError(
            f"{error.filename} cannot be read ({error.strerror}); {_LAYOUT}. Check the path and its rights."
        ) from None


def _sorted_into_classes(folder: Path, *, every_class: bool) -> dict[Path, list[Path]]:
    entries = visible(folder)
    names = [str(digit) for digit in range(NUM_CLASSES)]
    for entry in entries:
        if entry.name not in names or not entry.is_dir():
            raise LabelledFolderError(f"{entry} is no class folder of a digit; {_LAYOUT}. Move it out of {folder}.")
    missing = sorted(set(names) - {entry.name for entry in entries})
    if not entries or (every_class and missing):
        raise LabelledFolderError(
            f"{folder} has no folder named {', '.join(missing)}; {_LAYOUT}. Add images of every digit."
        )
    files = {entry: visible(entry) for entry in entries}
    for entry, found in files.items():
        if not found:
            raise LabelledFolderError(
                f"{entry} is empty; expected images of that digit. Add some, or remove the folder."
            )
    return files

"""Folders of images, one for each digit: `0` to `9`, `zero` to `nine`, or Chars74K's `Sample001` to `Sample010`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from shuzi.data.own.found import Found, PassedOver, Subset
from shuzi.data.own.labels import digit_of_folder, sample_number
from shuzi.errors import LabelledFolderError
from shuzi.imaging.folders import files_below, visible


def digit_of_sample(name: str) -> int | None:
    """Return the digit that a folder of Chars74K's holds: `Sample001` is 0, `Sample010` is 9; None of letters."""
    number = sample_number(name)
    return number - 1 if number is not None and number <= 10 else None


def class_folders(folder: Path) -> Found:
    """Return the images in folders that are named after their digit.

    Raises:
        LabelledFolderError: there is none, one is empty, or they are numbered from 1 to 10.
    """
    names = [entry.name for entry in visible(folder) if entry.is_dir()]
    if "10" in names and not any(digit_of_folder(name) == 0 for name in names):
        raise LabelledFolderError(
            f"{folder} has a folder named 10 and none named 0; expected folders named 0 to 9. If 10 holds zeros, name "
            "it 0."
        )
    return _by_folder(folder, digit_of_folder, "folders named after their digit")


def sample_folders(folder: Path) -> Found:
    """Return the images in Chars74K's folders, of which `Sample011` and more hold letters.

    Raises:
        LabelledFolderError: there is none, or one is empty.
    """
    return _by_folder(folder, digit_of_sample, "folders as of Chars74K, Sample001 for 0 to Sample010 for 9")


def _by_folder(folder: Path, digit_of: Callable[[str], int | None], words: str) -> Found:
    files: list[tuple[int, Path]] = []
    passed_over = []
    for entry in visible(folder):
        digit = digit_of(entry.name)
        if digit is None or not entry.is_dir():
            passed_over.append(PassedOver(str(entry), "no folder of a digit"))
            continue
        found = files_below(entry)
        if not found:
            raise LabelledFolderError(
                f"{entry} is empty; expected images of that digit. Add some, or remove the folder."
            )
        files += [(digit, file) for file in found]
    if not files:
        raise LabelledFolderError(f"{folder} holds no {words}; see `shuzi train --help` for other layouts.")
    files.sort()
    labels = np.array([digit for digit, _ in files], np.uint8)
    return Found(words, (Subset(labels, tuple(file for _, file in files)),), tuple(passed_over))

"""Images in folders named after what they hold, or named so themselves: digits, Chars74K's samples, own classes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from shuzi.classes import in_order, normal_name, what_is_wrong
from shuzi.data.own.found import Found, PassedOver, Subset
from shuzi.data.own.labels import CHINESE_SIGNS, digit_of_file, digit_of_folder, sample_number
from shuzi.errors import LabelledFolderError
from shuzi.imaging.folders import files_below, visible

IMAGES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".jfif", ".gif", ".heic"}
"""How names of image files end; what a file is, its content tells later."""

OWN_CLASSES = "classes"
"""The layout of folders that are classes of one's own, as `--layout` takes it."""


def named_files(folder: Path) -> Found:
    """Return the images in a folder and below it whose names begin with their digit.

    Raises:
        LabelledFolderError: there is none, or the names are plain numbers, which count and do not label.
    """
    images = [file for file in files_below(folder) if file.suffix.lower() in IMAGES]
    if counted(images):
        highest = max(int(file.stem) for file in images)
        raise LabelledFolderError(
            f"the images in {folder} are numbered up to {highest}, which does not say which digits they show; expected "
            "names that begin with the digit, as 5_1.png, or a table `file,label` beside them. Rename them, or "
            "put each into a folder named after its digit."
        )
    labelled = sorted((digit, file) for file in images if (digit := digit_of_file(file.stem)) is not None)
    if not labelled:
        raise LabelledFolderError(
            f"{folder} holds no image whose name begins with its digit, as 5_1.png. Rename them, or put each into a "
            "folder named after its digit."
        )
    notes = [
        PassedOver(str(file), "its name begins with no digit" if file in images else "no image by its name")
        for file in files_below(folder)
        if file not in images or digit_of_file(file.stem) is None
    ]
    subset = Subset(np.array([digit for digit, _ in labelled], np.uint8), tuple(file for _, file in labelled))
    return Found("images whose names begin with their digit", (subset,), tuple(notes))


def counted(images: list[Path]) -> bool:
    """Return whether names of images are running numbers, as 0.png to 12.png."""
    numbers = [file.stem for file in images if file.stem.isdecimal()]
    return bool(numbers) and len(numbers) == len(images) and any(int(number) > 9 for number in numbers)


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
        inside = files_below(entry)
        if not inside:
            raise LabelledFolderError(
                f"{entry} is empty; expected images of that digit. Add some, or remove the folder."
            )
        files += [(digit, file) for file in inside]
    if not files:
        raise LabelledFolderError(f"{folder} holds no {words}; see `shuzi train --help` for other layouts.")
    files.sort()
    labels = np.array([digit for digit, _ in files], np.uint8)  # (n,)
    return Found(words, (Subset(labels, tuple(file for _, file in files)),), tuple(passed_over))


def folders_of_own_classes(folder: Path) -> Found:
    """Return the images in a folder's folders, each of which is a class that bears the folder's name.

    Raises:
        LabelledFolderError: there are not 2 to 100 of them, one is empty, or a name cannot be that of a class.
    """
    entries = visible(folder)
    folders = [entry for entry in entries if entry.is_dir()]
    names = [normal_name(entry.name) for entry in folders]
    wrong = what_is_wrong(names)
    if wrong is not None:
        raise LabelledFolderError(f"{folder} holds folders of {wrong}. Each folder in it is a class of your own.")
    classes = in_order(names)
    labelled: list[tuple[int, Path]] = []
    passed_over = [PassedOver(str(entry), "no folder of a class") for entry in entries if entry not in folders]
    for entry, name in zip(folders, names, strict=True):
        files = files_below(entry)
        images = [file for file in files if file.suffix.lower() in IMAGES]
        if not images:
            raise LabelledFolderError(
                f"{entry} holds no image; expected images of {name}. Add some, or remove the folder."
            )
        labelled += [(classes.index(name), file) for file in images]
        passed_over += [PassedOver(str(file), "no image by its name") for file in files if file not in images]
    labelled.sort()
    labels = np.array([label for label, _ in labelled], np.uint8)  # (n,)
    subset = Subset(labels, tuple(file for _, file in labelled))
    return Found("folders named after classes of your own", (subset,), tuple(passed_over), classes)


def are_own_classes(folder: Path) -> bool:
    """Return whether a folder can only be meant as one of classes: its folders hold images, and name no digits.

    Chinese numerals are the digits where all ten are there, and else signs of their own: 一 二 三.

    Raises:
        LabelledFolderError: the images' names begin with digits, so that nobody can tell which is meant.
    """
    entries = visible(folder)
    folders = [entry for entry in entries if entry.is_dir()]
    if len(folders) < 2 or any(entry.suffix.lower() in IMAGES for entry in entries if entry.is_file()):
        return False
    meant = [entry.name for entry in folders if digit_of_folder(entry.name) is not None]
    if meant:
        signs = all(name in CHINESE_SIGNS for name in meant)
        return signs and len({digit_of_folder(name) for name in meant}) < 10
    images = [[file for file in visible(entry) if file.suffix.lower() in IMAGES] for entry in folders]
    if not all(images) or any(file.is_dir() for entry in folders for file in visible(entry)):
        return False
    stems = [file.stem for inside in images for file in inside]
    digits = [{digit_of_file(file.stem) for file in inside} for inside in images]
    if not any(stem.isdecimal() for stem in stems) and all(
        None not in of_folder and len(of_folder) > 1 for of_folder in digits
    ):
        raise LabelledFolderError(
            f"the names of the images in the folders of {folder} begin with digits, as {stems[0]!r}, so that it "
            f"cannot be told what they show; say --layout names for those digits, or --layout {OWN_CLASSES} if each "
            "folder is a class."
        )
    return True


def with_classes(found: Found, classes: tuple[str, ...]) -> Found:
    """Return what was found with its labels counted among these classes; other images are passed over."""
    names = found.classes or ()
    numbers = np.array([classes.index(name) if name in classes else -1 for name in names], np.int64)  # (classes found,)
    subsets, passed_over = [], list(found.passed_over)
    for subset in found.subsets:
        labels = numbers[subset.labels]  # (n,)
        kept = np.flatnonzero(labels >= 0)  # (kept,)
        passed_over += [
            PassedOver(str(subset.files[place]), "no image of its class is there to train on")
            for place in np.flatnonzero(labels < 0).tolist()
        ]
        order = kept[np.argsort(labels[kept], kind="stable")]  # (kept,)
        files = tuple(subset.files[place] for place in order.tolist())
        subsets.append(Subset(labels[order].astype(np.uint8), files, part=subset.part))
    return Found(found.words, tuple(subsets), tuple(passed_over), classes)

"""Folders named after classes of one's own: letters, 一 二 三, signs; what is written in them need be no digit."""

from pathlib import Path

import numpy as np

from shuzi.classes import in_order, normal_name, what_is_wrong
from shuzi.data.own.found import Found, PassedOver, Subset
from shuzi.data.own.labels import CHINESE_SIGNS, digit_of_file, digit_of_folder
from shuzi.data.own.names import IMAGES
from shuzi.errors import LabelledFolderError
from shuzi.imaging.folders import files_below, visible

LAYOUT = "classes"
"""As `--layout` takes it."""


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
    labels = np.array([label for label, _ in labelled], np.uint8)
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
    if not any(stem.isdecimal() for stem in stems) and all(None not in found and len(found) > 1 for found in digits):
        raise LabelledFolderError(
            f"the names of the images in the folders of {folder} begin with digits, as {stems[0]!r}, so that it "
            f"cannot be told what they show; say --layout names for those digits, or --layout {LAYOUT} if each folder "
            "is a class."
        )
    return True


def with_classes(found: Found, classes: tuple[str, ...]) -> Found:
    """Return what was found with its labels counted among these classes; other images are passed over."""
    own = found.classes or ()
    numbers = np.array([classes.index(name) if name in classes else -1 for name in own], np.int64)
    subsets, passed_over = [], list(found.passed_over)
    for subset in found.subsets:
        labels = numbers[subset.labels]
        kept = np.flatnonzero(labels >= 0)
        passed_over += [
            PassedOver(str(subset.files[place]), "no image of its class is there to train on")
            for place in np.flatnonzero(labels < 0).tolist()
        ]
        order = kept[np.argsort(labels[kept], kind="stable")]
        files = tuple(subset.files[place] for place in order.tolist())
        subsets.append(Subset(labels[order].astype(np.uint8), files, part=subset.part))
    return Found(found.words, tuple(subsets), tuple(passed_over), classes)

"""Which layout a folder or a file of labelled images has, told by what is in it."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from shuzi.classes import Classes, in_order, what_is_wrong
from shuzi.data.own.class_folders import (
    IMAGES,
    OWN_CLASSES,
    are_own_classes,
    class_folders,
    counted,
    folders_of_own_classes,
    named_files,
    sample_folders,
    with_classes,
)
from shuzi.data.own.found import Found, PassedOver, Subset
from shuzi.data.own.h5 import h5_file
from shuzi.data.own.idx_set import idx_files, is_idx
from shuzi.data.own.labels import CHINESE_SIGNS, digit_of_file, digit_of_folder, sample_number
from shuzi.data.own.npz import npz_file
from shuzi.data.own.table import columns_of, is_pixels_table, pixels_tables, read_rows, table_of_files
from shuzi.errors import LabelledFolderError, UsageError
from shuzi.imaging.folders import visible
from shuzi.network.run_file import open_regular

EXPECTED = (
    "expected folders named 0 to 9 with images of one digit each in them; images whose names begin with their digit, "
    "as 5_1.png; a table `file,label` beside the images; pixels with labels as CSV, .npz, IDX or .h5; or folders named "
    "after classes of your own"
)

_TRAIN, _TEST = {"train", "training", "valid", "validation", "val", "dev"}, {"test", "testing", "eval"}
_TABLES = {".csv", ".tsv", ".txt"}
_NAMED = 6
"""Of a folder's files, in an error; set by hand."""


def find_labelled(path: Path, layout: str | None = None, *, own_classes: bool = False) -> tuple[str, Found]:
    """Return the name of the layout and all images with labels, unread.

    Args:
        path: a folder or a file. A folder with nothing but one folder in it stands for that; folders named `train` and
            `test` are found each by itself.
        layout: one of `LAYOUTS`; None is a guess.
        own_classes: whether the guess may be classes of one's own, where no digits are found.
    Raises:
        LabelledFolderError: nothing is there, or in no layout that is known.
        UsageError: there is no such layout.
    """
    if layout is not None and layout not in LAYOUTS:
        raise UsageError(f"there is no layout {layout!r}; expected one of {', '.join(LAYOUTS)}.")
    with _saying_what_is_wrong():
        if path.is_file():
            name = layout or _layout_of_file(path)
            return name, LAYOUTS[name](path)
        inner = _unwrapped(path)
        # One folder of images alone is a class, and no folder around the classes.
        path = inner if layout != OWN_CLASSES or any(entry.is_dir() for entry in visible(inner)) else path
        parts = _parts(path)
        if not parts:
            name = layout or _layout_of_folder(path, own_classes=own_classes)
            return name, _by(name, path)
        return _together(path, parts, layout, own_classes=own_classes)


def check_is_there(path: Path) -> None:
    """See to it that there is a file or a folder.

    Raises:
        LabelledFolderError: there is none, or it may not be looked at.
    """
    with _saying_what_is_wrong():
        path.stat()


@contextlib.contextmanager
def _saying_what_is_wrong() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise LabelledFolderError(f"{error.filename} is not there; {EXPECTED}. Check the path.") from None
    except OSError as error:
        raise LabelledFolderError(
            f"{error.filename} cannot be read ({error.strerror}); {EXPECTED}. Check the path and its rights."
        ) from None


def _unwrapped(folder: Path) -> Path:
    """Return the folder that holds something: archives unpack into folders that hold one folder."""
    for _ in range(8):
        entries = visible(folder)
        alone = len(entries) == 1 and entries[0].is_dir()
        if not alone or digit_of_folder(entries[0].name) is not None or sample_number(entries[0].name) is not None:
            break
        folder = entries[0]
    return folder


def _parts(folder: Path) -> dict[str, list[Path]]:
    """Return the folders for training and for the test, if there are such."""
    folders = [entry for entry in visible(folder) if entry.is_dir()]
    train = [entry for entry in folders if entry.name.lower() in _TRAIN]
    test = [entry for entry in folders if entry.name.lower() in _TEST]
    return {"train": train, "test": test} if train else {}


def _together(
    folder: Path, parts: dict[str, list[Path]], layout: str | None, *, own_classes: bool
) -> tuple[str, Found]:
    """Return what lies in the folders of both parts, each in a layout of its own."""
    subsets: list[Subset] = []
    passed_over: list[PassedOver] = []
    names, words, finds = [], [], []
    inside = [entry for entries in parts.values() for entry in entries]
    passed_over += [
        PassedOver(str(entry), "neither for training nor for the test")
        for entry in visible(folder)
        if entry not in inside
    ]
    for entry in parts["train"]:
        below = _unwrapped(entry)
        names.append(layout or _layout_of_folder(below, own_classes=own_classes))
        if names[0] == OWN_CLASSES:
            layout = OWN_CLASSES  # one part of a set is no more digits than the other
        finds.append(_by(names[-1], below))
        words.append(finds[-1].words)
    classes = _classes_of(folder, finds)
    for found in finds if classes is None else [with_classes(found, classes) for found in finds]:
        subsets += [subset.of("train") for subset in found.subsets]
        passed_over += found.passed_over
    for entry in parts["test"]:
        below = _unwrapped(entry)
        try:
            found = _by(layout or _layout_of_folder(below, own_classes=False), below)
            found = found if classes is None else with_classes(found, classes)
        except LabelledFolderError as error:  # Kaggle's test images have no labels
            passed_over.append(PassedOver(str(entry), f"no labels are found for it ({error})"))
            continue
        subsets += [subset.of("test") for subset in found.subsets]
        passed_over += found.passed_over
    has_test = any(subset.part == "test" for subset in subsets)
    all_words = ", ".join(dict.fromkeys(words)) + (", for training and for the test" if has_test else ", for training")
    return names[0], Found(all_words, tuple(subsets), tuple(passed_over), classes)


def _classes_of(folder: Path, finds: list[Found]) -> Classes:
    """Return the classes of one's own that are trained on, of all parts together; None where they are digits."""
    if any(found.classes is None for found in finds):
        return None
    classes = in_order(tuple({name for found in finds for name in found.classes or ()}))
    wrong = what_is_wrong(classes)
    if wrong is not None:
        raise LabelledFolderError(f"{folder} holds folders of {wrong}. Take some away.")
    return classes


def _by(name: str, folder: Path) -> Found:
    """Return what a layout finds in a folder, and word of the files that are not of that kind."""
    if name in {*_FOLDERS, OWN_CLASSES}:
        return LAYOUTS[name](folder)
    inside = [file for file in visible(folder) if file.is_file()]
    files = [file for file in inside if _kind_of(file) == name]
    if not files and name in {"table", "pixels"}:  # the guess was another, and somebody knows better
        files = [file for file in inside if file.suffix.lower() in _TABLES]
    if not files:
        raise LabelledFolderError(f"{folder} holds no file that fits the layout {name}; {EXPECTED}.")
    notes = [PassedOver(str(entry), f"not of the layout {name}") for entry in visible(folder) if entry not in files]
    if name == "pixels":
        found = pixels_tables(folder, files)
    elif name == "idx":
        found = idx_files(folder)
    elif len(files) > 1:
        raise LabelledFolderError(
            f"{folder} holds {', '.join(file.name for file in files[:_NAMED])}; expected one of them. Name the file "
            "itself."
        )
    else:
        found = LAYOUTS[name](files[0])
    table_tells = name == "table"  # which names the files that it leaves out itself
    return found if table_tells else replace(found, passed_over=(*found.passed_over, *notes))


def _layout_of_folder(folder: Path, *, own_classes: bool) -> str:
    entries = visible(folder)
    names = [entry.name for entry in entries if entry.is_dir()]
    if own_classes and any(name in CHINESE_SIGNS for name in names) and are_own_classes(folder):
        return OWN_CLASSES
    if any(digit_of_folder(name) is not None for name in names):
        return "folders"
    if any(sample_number(name) is not None for name in names):
        return "samples"
    files = [entry for entry in entries if entry.is_file()]
    for kind in ("idx", "npz", "h5", "pixels", "table"):
        if any(_kind_of(file) == kind for file in files):
            return kind
    images = [file for file in files if file.suffix.lower() in IMAGES]
    if counted(images) or any(digit_of_file(file.stem) is not None for file in images):
        return "names"
    if own_classes and are_own_classes(folder):
        return OWN_CLASSES
    inside = ", ".join(entry.name for entry in entries[:_NAMED]) + (" …" if len(entries) > _NAMED else "")
    raise LabelledFolderError(
        f"{folder} holds {inside or 'nothing'}, which tells no labels; {EXPECTED}. Make folders named 0 to 9 and put "
        "each image into that of its digit; for classes of your own, say --layout classes, which tells what is missing."
    )


def _layout_of_file(path: Path) -> str:
    kind = _kind_of(path)
    if kind is not None:
        return kind
    if path.suffix.lower() in {".zip", ".tar", ".tgz", ".rar", ".7z"}:
        raise LabelledFolderError(f"{path} is an archive; {EXPECTED}. Unpack it, and name the folder.")
    raise LabelledFolderError(f"{path} is a file that tells no labels; {EXPECTED}. Check the path.")


def _kind_of(path: Path) -> str | None:
    """Return which layout of those that are files a file has, by its content where that tells."""
    try:
        with open_regular(path) as stream:
            begins = stream.read(8)
    except (OSError, ValueError):
        return None
    if begins.startswith(b"\x89HDF"):
        return "h5"
    if begins.startswith(b"PK") and path.suffix.lower() == ".npz":
        return "npz"
    if is_idx(path) and (begins[:2] in (b"\0\0", b"\x1f\x8b") or begins.startswith(b"\xfd7zXZ")):
        return "idx"
    return _kind_of_table(path) if path.suffix.lower() in _TABLES else None


def _kind_of_table(path: Path) -> str | None:
    if is_pixels_table(path):
        return "pixels"
    try:
        return "table" if columns_of(read_rows(path), path.parent) is not None else None
    except (LabelledFolderError, OSError):
        return None


_FOLDERS: dict[str, Callable[[Path], Found]] = {
    "folders": class_folders,
    "samples": sample_folders,
    "names": named_files,
}

LAYOUTS: dict[str, Callable[[Path], Found]] = {
    **_FOLDERS,
    "table": table_of_files,
    "pixels": lambda path: pixels_tables(path, [path]),
    "npz": npz_file,
    "idx": idx_files,
    "h5": h5_file,
    OWN_CLASSES: folders_of_own_classes,
}
"""By the names that `--layout` takes."""

"""A CSV table that names image files and their digits: `file,label`."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

import numpy as np

from shuzi.data.own.found import Found, PassedOver, Subset
from shuzi.data.own.labels import digit_of_cell
from shuzi.errors import LabelledFolderError
from shuzi.imaging.folders import files_below

_FILE = ("file", "filename", "file_name", "path", "filepath", "image", "image_name", "image_path", "img", "name", "id")
_LABEL = ("label", "labels", "digit", "class", "target", "number", "category", "y")
_SAMPLE = 4096
_MOST_ROWS = 2_000_000

LONGEST_LINE = 1_000_000
"""Letters; 784 pixels with nine letters each take 7,000."""


class Columns(NamedTuple):
    """Where a table keeps what."""

    file: int
    label: int
    has_head: bool


def rows_of(path: Path) -> list[list[str]]:
    """Return the cells of a table, separated by commas, semicolons or tabs; blank lines are left out.

    Raises:
        LabelledFolderError: it is no text, or too long.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            head = stream.readline(_SAMPLE)
            stream.seek(0)
            rows = []
            for row in csv.reader(lines_of(stream, path), delimiter=separator_of(head)):
                if any(cell.strip() for cell in row):
                    rows.append(row)
                if len(rows) > _MOST_ROWS:
                    raise LabelledFolderError(f"{path} has over {_MOST_ROWS:,} rows; expected fewer. Split it.")
    except csv.Error as error:
        raise LabelledFolderError(f"{path} is no CSV table ({error}); write it again as UTF-8 text.") from None
    return rows


def lines_of(stream: TextIO, path: Path) -> Iterator[str]:
    """Give the lines of a table, none of which is kept if it has no end.

    Raises:
        LabelledFolderError: a line is longer than an image takes.
    """
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise LabelledFolderError(
                f"{path} has a line of over {LONGEST_LINE:,} letters; expected one for each image. Write it again as "
                "UTF-8 text."
            )
        yield line


def separator_of(line: str) -> str:
    """Return which of comma, semicolon and tab stands in a line most often."""
    return max(",;\t", key=line.count)


def columns_of(rows: list[list[str]], folder: Path) -> Columns | None:
    """Return where the names of files and the digits are; None if this is no such table."""
    if not rows or len(rows[0]) < 2:
        return None
    head = [cell.strip().lower() for cell in rows[0]]
    file = next((head.index(name) for name in _FILE if name in head), None)
    label = next((head.index(name) for name in _LABEL if name in head), None)
    if file is not None and label is not None:
        return Columns(file, label, has_head=True)
    if len(head) == 2 and digit_of_cell(rows[0][1]) is not None and (folder / rows[0][0].strip()).is_file():
        return Columns(0, 1, has_head=False)
    return None


def table_of_files(path: Path) -> Found:
    """Return the images that a table names; files are looked for beside it, and below its folder.

    Raises:
        LabelledFolderError: it is no such table, or not one of its files is there.
    """
    folder, rows = path.parent, rows_of(path)
    columns = columns_of(rows, folder)
    if columns is None:
        raise LabelledFolderError(
            f"{path} is no table of images; expected a first line `file,label`, and a line for each image, as "
            "`scan-1.png,5`."
        )
    below = files_below(folder)
    places = _places(folder, below)
    labelled: list[tuple[int, Path]] = []
    passed_over = []
    for number, row in enumerate(rows[1:] if columns.has_head else rows, 2 if columns.has_head else 1):
        name, cell = (row[at].strip() if at < len(row) else "" for at in columns[:2])
        digit, file = digit_of_cell(cell), places.get(name.replace("\\", "/").removeprefix("./"))
        if digit is None:
            passed_over.append(PassedOver(f"{path}, row {number}", f"its label {cell[:40]!r} is no digit"))
        elif file is None:
            passed_over.append(PassedOver(f"{path}, row {number}", f"there is no file {name[:200]!r}, or several"))
        else:
            labelled.append((digit, file))
    if not labelled:
        why = passed_over[0] if passed_over else PassedOver(str(path), "it has no rows")
        raise LabelledFolderError(
            f"{path} names no image that is there ({why.what}: {why.why}); expected files beside it. Put it into the "
            "folder of the images."
        )
    named = {file for _, file in labelled}
    passed_over += [PassedOver(str(file), "the table does not name it") for file in below if file not in named | {path}]
    labelled.sort()
    subset = Subset(np.array([digit for digit, _ in labelled], np.uint8), tuple(file for _, file in labelled))
    return Found(f"a table of files and labels, {path.name}", (subset,), tuple(passed_over))


def _places(folder: Path, files: list[Path]) -> dict[str, Path]:
    """Return files by their path in the folder; by their name, with its ending or without, where only one has it."""
    by_name: dict[str, list[Path]] = {}
    for file in files:
        for name in {file.name, file.stem}:
            by_name.setdefault(name, []).append(file)
    alone = {name: found[0] for name, found in by_name.items() if len(found) == 1}
    return alone | {file.relative_to(folder).as_posix(): file for file in files}

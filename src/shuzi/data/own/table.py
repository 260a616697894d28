"""CSV tables: those that name image files and their digits, and those that hold an image a row."""

import csv
import itertools
from collections.abc import Iterator
from math import isqrt
from pathlib import Path
from typing import NamedTuple, TextIO

import numpy as np
import numpy.typing as npt

from shuzi.data.own.arrays import images_of, part_of
from shuzi.data.own.found import Found, PassedOver, Subset, subset_of_pixels
from shuzi.data.own.labels import digit_of_cell
from shuzi.errors import LabelledFolderError
from shuzi.imaging.folders import files_below

_FILE = ("file", "filename", "file_name", "path", "filepath", "image", "image_name", "image_path", "img", "name", "id")
_LABEL = ("label", "labels", "digit", "class", "target", "number", "category", "y")
_SAMPLE = 4096
"""Letters of the first line that tell what separates cells; set by hand."""
_MOST_ROWS = 2_000_000
"""Of one table; set by hand, EMNIST's digits are 280,000."""

LONGEST_LINE = 1_000_000
"""Letters; 784 pixels with nine letters each take 7,000. Set by hand."""

_LABELS = ("label", "labels", "class", "digit", "target", "y")

_FEWEST_PIXELS = 64
"""A row of cells must have more: the smallest images have 8×8 pixels, and a label stands beside them."""

_AT_ONCE = 4096
"""Rows that become numbers together; set by hand."""


class Columns(NamedTuple):
    """Where a table keeps what."""

    file: int
    label: int
    has_head: bool


def read_rows(path: Path) -> list[list[str]]:
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
    folder, rows = path.parent, read_rows(path)
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
    alone = {name: paths[0] for name, paths in by_name.items() if len(paths) == 1}
    return alone | {file.relative_to(folder).as_posix(): file for file in files}


def cells_of(path: Path) -> list[str]:
    """Return the cells of the first line; nothing where it is no text."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            line = stream.readline(LONGEST_LINE)
    except OSError:
        return []
    return [cell.strip().strip('"') for cell in line.split(separator_of(line))]


def is_pixels_table(path: Path) -> bool:
    """Return whether a table looks like this by its first line: an image, with a label or without."""
    cells = len(cells_of(path))
    return cells > _FEWEST_PIXELS and any(isqrt(cells - beside) ** 2 == cells - beside for beside in (0, 1, 2))


def pixels_tables(path: Path, files: list[Path]) -> Found:
    """Return the images in such tables; one without labels is passed over.

    Args:
        path: the folder or the file that was named.
        files: the tables.
    Raises:
        LabelledFolderError: none has labels, or one is damaged.
    """
    subsets, passed_over = [], []
    for file in files:
        column = label_column(file)
        if column is None:
            passed_over.append(PassedOver(str(file), "it has pixels and no labels"))
            continue
        labels, pixels = _read(file, column)
        subset, notes = subset_of_pixels(images_of(pixels, str(file)), labels, str(file))
        subsets.append(subset.of("train" if len(files) == 1 else part_of(file.stem)))
        passed_over += notes
    if not subsets:
        raise LabelledFolderError(
            f"{path} holds pixels and no labels; expected a column `label` before the pixels. Of Kaggle's Digit "
            "Recognizer, train.csv has it and test.csv has not."
        )
    return Found("a table of pixels with a row an image", tuple(subsets), tuple(passed_over))


def label_column(path: Path) -> int | None:
    """Return which column holds the digits: by its name, or beside a square of pixels; None if there is none."""
    cells = cells_of(path)
    named = next((number for number, cell in enumerate(cells) if cell.lower() in _LABELS), None)
    if named is not None or isqrt(len(cells)) ** 2 == len(cells):
        return named
    return 0 if _has_head(cells) or _is_digit(cells[0]) or not _is_digit(cells[-1]) else len(cells) - 1


def _has_head(cells: list[str]) -> bool:
    return any(not cell.replace(".", "", 1).replace("-", "", 1).isdigit() for cell in cells[:3])


def _is_digit(cell: str) -> bool:
    return cell in {str(digit) for digit in range(10)}


def _read(path: Path, column: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    cells = cells_of(path)
    kept = [number for number in range(len(cells)) if number != column]
    names = [cell.lower() for cell in cells]
    if isqrt(len(kept)) ** 2 != len(kept):  # an index beside the label, as pandas writes it
        kept = [number for number in kept if names[number] not in ("", "id", "index", "unnamed: 0")]
    labels, pixels = [], []
    for row, numbers in _pieces(path, skip=int(_has_head(cells)), columns=len(cells)):
        values = numbers[:, column]  # (rows,)
        if not np.isfinite(values).all() or not np.array_equal(values, np.rint(values)):
            raise LabelledFolderError(
                f"{path} has labels from row {row} on that are no whole numbers; expected 0 to 9."
            )
        labels.append(values.astype(np.int64))
        pixels.append(_small(numbers[:, kept]))  # (rows, pixels)
        if sum(map(len, labels)) > _MOST_ROWS:
            raise LabelledFolderError(f"{path} has over {_MOST_ROWS:,} rows; expected fewer. Split it.")
    if not labels:
        raise LabelledFolderError(f"{path} has a first line and no images; expected a row for each. Fetch it again.")
    return np.concatenate(labels), np.concatenate(pixels)  # (n,), (n, pixels)


def _small(numbers: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return whole numbers up to 255 as bytes, a quarter of the memory."""
    small = numbers.astype(np.uint8) if numbers.min() >= 0 and numbers.max() <= 255 else numbers
    return small if np.array_equal(small, numbers) and numbers.max() > 1 else numbers  # type: ignore[return-value]


def _pieces(path: Path, *, skip: int, columns: int) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """Give some thousand rows at a time, (rows, columns), with the number of the first."""
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        lines = lines_of(stream, path)
        head = next(lines, "")
        separator = separator_of(head)
        lines = lines if skip else itertools.chain([head], lines)
        row = 1 + skip
        while piece := list(itertools.islice(lines, _AT_ONCE)):
            try:
                numbers = np.loadtxt(piece, np.float32, delimiter=separator, ndmin=2, quotechar='"', comments=None)
                if numbers.shape[1] != columns:
                    raise ValueError(f"{numbers.shape[1]} columns")
            except ValueError as error:
                raise LabelledFolderError(
                    f"{path} cannot be read from row {row} on ({str(error)[:120]}); expected {columns} numbers in "
                    "every row. Fetch it again."
                ) from None
            yield row, numbers
            row += len(piece)

"""A CSV table with an image a row, its digit and its pixels: `label,pixel0,…,pixel783` of Kaggle's Digit Recognizer."""

import itertools
from collections.abc import Iterator
from math import isqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shuzi.data.own.arrays import part_of
from shuzi.data.own.found import Found, PassedOver, subset_of_pixels
from shuzi.data.own.numbers import images_of
from shuzi.data.own.table import LONGEST_LINE, lines_of, separator_of
from shuzi.errors import LabelledFolderError

_LABELS = ("label", "labels", "class", "digit", "target", "y")
_FEWEST_PIXELS = 64
_AT_ONCE = 4096
_MOST_IMAGES = 2_000_000


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
        subset, others = subset_of_pixels(images_of(pixels, str(file)), labels, str(file))
        subsets.append(subset.of("train" if len(files) == 1 else part_of(file.stem)))
        passed_over += others
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
        found = numbers[:, column]
        if not np.isfinite(found).all() or not np.array_equal(found, np.rint(found)):
            raise LabelledFolderError(
                f"{path} has labels from row {row} on that are no whole numbers; expected 0 to 9."
            )
        labels.append(found.astype(np.int64))
        pixels.append(_small(numbers[:, kept]))
        if sum(map(len, labels)) > _MOST_IMAGES:
            raise LabelledFolderError(f"{path} has over {_MOST_IMAGES:,} rows; expected fewer. Split it.")
    if not labels:
        raise LabelledFolderError(f"{path} has a first line and no images; expected a row for each. Fetch it again.")
    return np.concatenate(labels), np.concatenate(pixels)


def _small(numbers: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return whole numbers up to 255 as bytes, a quarter of the memory."""
    small = numbers.astype(np.uint8) if numbers.min() >= 0 and numbers.max() <= 255 else numbers
    return small if np.array_equal(small, numbers) and numbers.max() > 1 else numbers  # type: ignore[return-value]


def _pieces(path: Path, *, skip: int, columns: int) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """Give some thousand rows at a time, with the number of the first."""
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        lines = lines_of(stream, path)
        first = next(lines, "")
        separator = separator_of(first)
        lines = lines if skip else itertools.chain([first], lines)
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

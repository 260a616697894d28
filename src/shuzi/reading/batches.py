"""Read a batch of files as engines hand them out: Ray Data, Spark, Dask, and whatever else moves tables about.

A batch has a column `path`, and the files' content in `bytes` (as `ray.data.read_binary_files` names it) or `content`
(as Spark's `binaryFile` does); without it, the files are opened. What comes back is of the batch's own kind.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from shuzi.errors import ImageError, UsageError
from shuzi.imaging.image_file import UNNAMED
from shuzi.reading.page import Page
from shuzi.reading.table_rows import COLUMNS, Column, Kind, Row, Rows, check_rows, rows_of

if TYPE_CHECKING:
    import pyarrow as pa

    from shuzi.reading.reader import Reader

_CONTENT = ("bytes", "content")

# pandas' own names of types that know "missing" as well, which plain integers and booleans do not.
_PANDAS: dict[Kind, str] = {"text": "string", "whole": "Int32", "share": "float64", "yes": "boolean"}


def read_batch(reader: "Reader", batch: Any, *, rows: str, printed: bool) -> Any:
    """Return the rows of all files in a batch, or, of an iterator of batches, an iterator of their rows.

    Args:
        reader: reads.
        batch: a `dict` of arrays, a table of pyarrow, a frame of pandas, or an iterator of these.
        rows: what a row is, `digits` or `lines`.
        printed: whether digits in print belong to the answer beside handwriting.
    Raises:
        UsageError: the batch is of another kind, or has no column `path`.
    """
    kind = check_rows(rows)
    if isinstance(batch, Iterator):
        return (read_batch(reader, part, rows=rows, printed=printed) for part in batch)
    if isinstance(batch, Mapping):
        return _arrays(_read(reader, _lists(batch, list), kind, printed=printed), kind)
    if _is(batch, "pyarrow", "Table"):
        return arrow_table(_read(reader, _lists(batch, _arrow_list), kind, printed=printed), COLUMNS[kind])
    if _is(batch, "pandas", "DataFrame"):
        return _frame(_read(reader, _lists(batch, list), kind, printed=printed), kind)
    raise UsageError(
        f"a batch is a {type(batch).__name__}; expected a dict of arrays, a table of pyarrow, a frame of pandas, or an "
        "iterator of these."
    )


def pages_of(reader: "Reader", name: str, content: bytes | None, *, printed: bool) -> list[Page]:
    """Return every page of one file; a file that cannot be read is one page, which says why.

    Args:
        reader: reads.
        name: what the file is called, and where it lies if there is no content.
        content: of the file; None opens it.
        printed: as for `Reader.read`.
    """
    try:
        pages = list(reader.pages(name if content is None else content, printed=printed))
    except ImageError as error:
        pages = [Page(0, 0, error=str(error))]
    return [replace(page, file=name, error=_naming(page.error, name)) for page in pages]


def _naming(error: str | None, name: str) -> str | None:
    """Return an error of bytes, which have no name, with that of their file."""
    return None if error is None else re.sub(f"^{UNNAMED}\\b", lambda _: name, error)


def arrow_schema(columns: Sequence[Column]) -> "pa.Schema":
    """Return the columns as pyarrow describes them."""
    import pyarrow as pa

    types = {"text": pa.string(), "whole": pa.int32(), "share": pa.float64(), "yes": pa.bool_()}
    return pa.schema([(column.name, types[column.kind]) for column in columns])


def arrow_table(read: Sequence[Row], columns: Sequence[Column]) -> "pa.Table":
    """Return rows as a table of pyarrow."""
    import pyarrow as pa

    return pa.table(_by_name(read, columns), schema=arrow_schema(columns))


def _is(batch: Any, module: str, name: str) -> bool:
    """Return whether it is of a class of a package, which is not imported to find out."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(batch, getattr(loaded, name))


def _arrow_list(column: Any) -> list[Any]:
    return list(column.to_pylist())


def _lists(batch: Any, as_list: Any) -> tuple[list[str], list[bytes | None]]:
    names = list(getattr(batch, "column_names", batch))
    if "path" not in names:
        raise UsageError(
            f"a batch has the columns {', '.join(map(str, names))}; expected path, and bytes or content where the "
            "files are read already. With Ray: read_binary_files(..., include_paths=True)."
        )
    paths = list(map(str, as_list(batch["path"])))
    content = next((name for name in _CONTENT if name in names), None)
    return paths, [None] * len(paths) if content is None else as_list(batch[content])


def _read(reader: "Reader", files: tuple[list[str], list[bytes | None]], rows: Rows, *, printed: bool) -> list[Row]:
    return [
        row
        for name, content in zip(*files, strict=True)
        for page in pages_of(reader, name, content, printed=printed)
        for row in rows_of(page, rows)
    ]


def _by_name(read: Sequence[Row], columns: Sequence[Column]) -> dict[str, list[Any]]:
    return {column.name: [row[place] for row in read] for place, column in enumerate(columns)}


def _arrays(read: Sequence[Row], rows: Rows) -> dict[str, np.ndarray[Any, Any]]:
    shares = {column.name for column in COLUMNS[rows] if column.kind == "share"}
    return {
        name: np.array(values, float if name in shares else object)
        for name, values in _by_name(read, COLUMNS[rows]).items()
    }


def _frame(read: Sequence[Row], rows: Rows) -> Any:
    import pandas as pd

    types = {column.name: _PANDAS[column.kind] for column in COLUMNS[rows]}
    return pd.DataFrame({name: pd.array(values, types[name]) for name, values in _by_name(read, COLUMNS[rows]).items()})

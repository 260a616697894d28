"""The kinds of tables: how rows become a file, what is in it, and how several become one."""

import csv
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from shuzi.errors import MissingDependencyError, UsageError
from shuzi.reading.batches import arrow_schema, arrow_table
from shuzi.reading.table_rows import Column, Row

_ROWS_A_GROUP = 50_000
"""Of a Parquet file; readers skip whole groups, and hold one in memory. Set by hand."""


class Csv:
    """Comma-separated, with names in the first line; `yes` and `no`, and nothing where there is no value."""

    suffix = ".csv"

    def write(self, read: Sequence[Row], columns: Sequence[Column], stream: IO[bytes]) -> None:
        """Write a table of these rows."""
        lines = io.TextIOWrapper(stream, "utf-8", newline="")
        writer = csv.writer(lines)
        writer.writerow(column.name for column in columns)
        writer.writerows([_cell(value) for value in row] for row in read)
        lines.detach()  # or it would close the stream when it goes

    def files(self, path: Path) -> Iterator[str]:
        """Give the file that each row of a table belongs to."""
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield row["file"]

    def join(self, parts: Sequence[Path], columns: Sequence[Column], stream: IO[bytes]) -> None:
        """Write all tables as one."""
        self.write([], columns, stream)
        for part in parts:
            with part.open("rb") as content:
                content.readline()  # the names hold no line end
                shutil.copyfileobj(content, stream)


class JsonLines:
    """An object a row, each on a line of its own."""

    suffix = ".jsonl"

    def write(self, read: Sequence[Row], columns: Sequence[Column], stream: IO[bytes]) -> None:
        """Write a table of these rows."""
        names = [column.name for column in columns]
        for row in read:
            text = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, allow_nan=False)
            stream.write(text.encode() + b"\n")

    def files(self, path: Path) -> Iterator[str]:
        """Give the file that each row of a table belongs to."""
        with path.open(encoding="utf-8", newline="\n") as stream:
            for line in stream:
                yield json.loads(line)["file"]

    def join(self, parts: Sequence[Path], columns: Sequence[Column], stream: IO[bytes]) -> None:
        """Write all tables as one."""
        for part in parts:
            with part.open("rb") as content:
                shutil.copyfileobj(content, stream)


class Parquet:
    """Typed, packed columns."""

    suffix = ".parquet"

    def __init__(self) -> None:
        """Find pyarrow.

        Raises:
            MissingDependencyError: it is not installed.
        """
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError:
            raise MissingDependencyError(
                "Parquet is written by pyarrow, which is not installed; install it: pip install pyarrow. Or name a "
                "file that ends in .csv or .jsonl."
            ) from None

    def write(self, read: Sequence[Row], columns: Sequence[Column], stream: IO[bytes]) -> None:
        """Write a table of these rows."""
        import pyarrow.parquet as pq

        pq.write_table(arrow_table(read, columns), stream, compression="zstd")

    def files(self, path: Path) -> Iterator[str]:
        """Give the file that each row of a table belongs to."""
        import pyarrow.parquet as pq

        with pq.ParquetFile(path) as table:
            for batch in table.iter_batches(columns=["file"]):
                yield from batch.column(0).to_pylist()

    def join(self, parts: Sequence[Path], columns: Sequence[Column], stream: IO[bytes]) -> None:
        """Write all tables as one."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        with pq.ParquetWriter(stream, arrow_schema(columns), compression="zstd") as writer:
            waiting: list[Any] = []
            for part in parts:
                with pq.ParquetFile(part) as table:
                    waiting.append(table.read())
                if sum(map(len, waiting)) >= _ROWS_A_GROUP:
                    writer.write_table(pa.concat_tables(waiting), row_group_size=_ROWS_A_GROUP)
                    waiting.clear()
            if waiting:
                writer.write_table(pa.concat_tables(waiting), row_group_size=_ROWS_A_GROUP)


TableFormat = Csv | JsonLines | Parquet

_FORMATS: dict[str, type[TableFormat]] = {kind.suffix: kind for kind in (Csv, JsonLines, Parquet)}


def table_format_of(path: Path) -> TableFormat:
    """Return the kind of table that a file's name asks for.

    Raises:
        UsageError: its ending names none.
        MissingDependencyError: Parquet is asked for, and pyarrow is not installed.
    """
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise UsageError(
            f"{path} names no kind of table; expected a name that ends in {', '.join(_FORMATS)}, or a folder (without "
            "an ending), which gets shards of Parquet."
        )
    return kind()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4f}" if isinstance(value, float) else value

"""What was read as rows of a table: a row a digit or a row a line, and at least one a page, so that none is lost."""

from typing import Any, Literal, NamedTuple

from shuzi.errors import UsageError
from shuzi.reading.page import Line, Page
from shuzi.store.printable import as_utf8

Rows = Literal["digits", "lines"]
"""What a row is."""

Row = tuple[Any, ...]
"""The values of one row, in the order of the columns; None where a page has none."""

Kind = Literal["text", "whole", "share", "yes"]
"""Of a column's values: str, int, float from 0 to 1, bool."""

_SPARK_TYPES: dict[Kind, str] = {"text": "string", "whole": "int", "share": "double", "yes": "boolean"}


class Column(NamedTuple):
    """A column's name, and what it holds."""

    name: str
    kind: Kind


_PAGE = (Column("file", "text"), Column("page", "whole"), Column("line", "whole"))
_BOX = tuple(Column(name, "whole") for name in ("x", "y", "width", "height"))
_ERROR = (Column("error", "text"),)

COLUMNS: dict[Rows, tuple[Column, ...]] = {
    "digits": (
        *_PAGE,
        Column("position", "whole"),
        Column("digit", "whole"),
        Column("confidence", "share"),
        Column("sure", "yes"),
        Column("printed", "yes"),
        *_BOX,
        *_ERROR,
    ),
    "lines": (*_PAGE, Column("text", "text"), Column("confidence", "share"), Column("sure", "yes"), *_BOX, *_ERROR),
}
"""`page` and `line` count from 1. A line is as sure, and as confident, as its least certain digit."""


def check_rows(rows: str) -> Rows:
    """Return what a row is.

    Raises:
        UsageError: it is neither of the two.
    """
    for kind in COLUMNS:
        if rows == kind:
            return kind
    raise UsageError(f"a row cannot be {rows!r}; expected one of {', '.join(COLUMNS)}.")


def rows_of(page: Page, rows: Rows) -> list[Row]:
    """Return the rows of a page; where nothing was read, one that holds file, page and error alone."""
    file, number = as_utf8(page.file or ""), page.number or 1
    filled = [
        (file, number, count, *values, None)
        for count, line in enumerate(page.lines, 1)
        for values in (_digits(line) if rows == "digits" else [_line(line)])
    ]
    if filled:
        return filled
    empty = (None,) * (len(COLUMNS[rows]) - 3)
    return [(file, number, *empty, None if page.error is None else as_utf8(page.error))]


def _digits(line: Line) -> list[Row]:
    return [
        (position, digit.digit, round(digit.confidence, 4), digit.sure, digit.printed, *digit.box)
        for position, digit in enumerate(line.told, 1)
    ]


def _line(line: Line) -> Row:
    digits = line.told
    left, top = min(digit.box.x for digit in digits), min(digit.box.y for digit in digits)
    right = max(digit.box.x + digit.box.width for digit in digits)
    bottom = max(digit.box.y + digit.box.height for digit in digits)
    confidence = round(min(digit.confidence for digit in digits), 4)
    return (line.text, confidence, all(digit.sure for digit in digits), left, top, right - left, bottom - top)


def spark_schema(rows: str = "digits") -> str:
    """Return the columns of the rows as `mapInPandas` wants them, such as `file string, page int`.

    Args:
        rows: what a row is, `digits` or `lines`.
    Raises:
        UsageError: it is neither.
    """
    return ", ".join(f"{column.name} {_SPARK_TYPES[column.kind]}" for column in COLUMNS[check_rows(rows)])

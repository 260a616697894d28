"""What is read of every file of a table, and what a row of it is: pages, or filled sheets of a form."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shuzi.forms.form import Form
from shuzi.forms.read import FormReader, sheets_of
from shuzi.forms.sheet import FilledSheet, columns_of, row_of
from shuzi.reading.batches import pages_of
from shuzi.reading.page import Page
from shuzi.reading.reader import Reader
from shuzi.reading.table_rows import COLUMNS, Column, Row, check_rows, rows_of
from shuzi.scale.shards import TablePlan


@dataclass(frozen=True)
class Pages:
    """All digits of every page."""

    row: str = "digits"
    """What a row is, `digits` or `lines`."""
    printed: bool = False
    model: str | Path | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's."""
        return COLUMNS[check_rows(self.row)]

    @property
    def plan(self) -> TablePlan:
        """What decides the rows of a file, beside the model."""
        return {"rows": check_rows(self.row), "printed": self.printed}

    def start(self, *, threads: int | None) -> Callable[[str], list[Page]]:
        """Load the reader, and return what gives all pages of a file."""
        reader = Reader(self.model, threads=threads)
        return lambda file: pages_of(reader, file, None, printed=self.printed)

    def unread(self, file: str, error: str) -> Page:
        """Return the one page of a file that could not be read."""
        return Page(0, 0, file=file, error=error)

    def rows(self, page: Page) -> list[Row]:
        """Return the rows of a page."""
        return rows_of(page, check_rows(self.row))

    def count(self, page: Page) -> tuple[int, int]:
        """Return how many digits a page holds, and how many of them are not sure."""
        return len(page.digits), sum(not digit.sure for digit in page.digits)


@dataclass(frozen=True)
class FilledSheets:
    """The fields of every filled sheet."""

    form: Form
    model: str | Path | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's."""
        return columns_of(self.form.fields)

    @property
    def plan(self) -> TablePlan:
        """What decides the row of a sheet, beside the model."""
        return {"rows": "sheets", "form": self.form.digest}

    def start(self, *, threads: int | None) -> Callable[[str], list[FilledSheet]]:
        """Load the reader, learn the form's marks, and return what gives all sheets of a file."""
        reader = FormReader(self.form, Reader(self.model, threads=threads))
        return lambda file: sheets_of(reader, file)

    def unread(self, file: str, error: str) -> FilledSheet:
        """Return the one sheet of a file that could not be read."""
        return FilledSheet(file=file, error=error)

    def rows(self, page: FilledSheet) -> list[Row]:
        """Return the row of a sheet."""
        return [row_of(page, self.form.fields)]

    def count(self, page: FilledSheet) -> tuple[int, int]:
        """Return how many fields a sheet holds, and how many of them somebody should look at."""
        return len(page.answers), len(page.to_review)


Task = Pages | FilledSheets
"""What is read of every file; it can be sent to other processes."""

"""What was read on one filled sheet: a row of a table, and what was seen on the way, for a person who looks it over."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from shuzi.digits import Images
from shuzi.forms.align import Points
from shuzi.reading.page import Box
from shuzi.reading.table_rows import Column, Row
from shuzi.store.printable import as_utf8

if TYPE_CHECKING:
    from shuzi.forms.form import Field

NOT_SURE, OUTSIDE, FURTHER = "is not sure", "lies outside of the photo", "may hold a digit that was not read"
"""Why a field is to be reviewed, where it violates nothing."""

_BEFORE = (Column("file", "text"), Column("page", "whole"))
_AFTER = (Column("to_review", "text"), Column("error", "text"))


@dataclass(frozen=True)
class FieldAnswer:
    """What stands in one field."""

    field: str
    text: str
    """The likeliest reading that fits, or the likeliest of all where none that fits comes close; empty of none."""
    confidence: float
    """How likely it is right, 0 to 1."""
    review: str | None = None
    """Why somebody should look at it: what it violates, or that it is not sure; None where nobody need."""

    def to_json(self) -> dict[str, Any]:
        """Return it as `shuzi read --form --json` prints it."""
        return {"text": self.text, "confidence": round(self.confidence, 4), "review": self.review}


@dataclass(frozen=True)
class FilledSheet:
    """The answers on one sheet."""

    answers: tuple[FieldAnswer, ...] = ()
    """In the order of the form's fields; none where there is an error."""
    file: str | None = None
    error: str | None = None
    """Why nothing could be read."""
    number: int | None = None
    """Which page of the file, from 1; None of an image."""

    def __getitem__(self, field: str) -> FieldAnswer:
        """Return the answer of the field with this name.

        Raises:
            KeyError: there is no such field; the message names those that there are.
        """
        for answer in self.answers:
            if answer.field == field:
                return answer
        names = ", ".join(answer.field for answer in self.answers)
        raise KeyError(f"there is no field {field!r}; expected one of {names or 'none: the sheet was not read'}.")

    @property
    def to_review(self) -> tuple[FieldAnswer, ...]:
        """The answers that somebody should look at."""
        return tuple(answer for answer in self.answers if answer.review is not None)

    def to_json(self) -> dict[str, Any]:
        """Return it as `shuzi read --form --json` prints it."""
        return {
            "file": self.file,
            "page": self.number,
            "fields": {answer.field: answer.to_json() for answer in self.answers},
            "error": self.error,
        }


def columns_of(fields: "Iterable[Field]") -> tuple[Column, ...]:
    """Return the columns of a form's table: three a field, and what stands before and behind them."""
    three = [
        column
        for field in fields
        for column in (
            Column(field.name, "text"),
            Column(f"{field.name}_confidence", "share"),
            Column(f"{field.name}_review", "yes"),
        )
    ]
    return (*_BEFORE, *three, *_AFTER)


def row_of(sheet: FilledSheet, fields: "Iterable[Field]") -> Row:
    """Return a sheet as a row; where nothing was read, one that holds file, page and error alone."""
    before = as_utf8(sheet.file or ""), sheet.number or 1
    if sheet.error is not None:
        return (*before, *(None for _ in fields for _ in range(3)), None, as_utf8(sheet.error))
    values = [
        value
        for answer in sheet.answers
        for value in (answer.text, round(answer.confidence, 4), answer.review is not None)
    ]
    reasons = "; ".join(f"{answer.field} {answer.review}" for answer in sheet.to_review)
    return (*before, *values, reasons, None)


@dataclass(frozen=True)
class FieldSeen:
    """What was seen of one field."""

    box: Box
    """As the form tells it."""
    corners: Points
    """float32 (4, 2): x and y of top left, top right, bottom right, bottom left, in pixels of the upright photo."""
    digits: tuple[int, ...]
    """The likeliest digit of every mark in it that may be one, from left to right."""
    real: npt.NDArray[np.float32]
    """float32 (n,): how likely each is a digit at all."""
    frames: Images
    """uint8 (n, 28, 28): each as the model saw it."""


@dataclass(frozen=True)
class SheetTrace:
    """A filled sheet, brought onto the form."""

    sheet: FilledSheet
    pixels: npt.NDArray[np.uint8]
    """uint8 (height, width, 3): the sheet as the form's example page lies."""
    factor: float
    """Pixels of it for one in which the form tells its boxes."""
    fields: tuple[FieldSeen, ...]
    """In the order of the form's."""
    width: int
    """Of the upright photo as stored, in pixels."""
    height: int
    pages: int | None
    """How many the file has; None of an image."""

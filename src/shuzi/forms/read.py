"""Read filled sheets of one form.

Numbers without a source were set by hand on a few drawn sheets; `benchmarks/bench_forms.py` measures what they come to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.errors import ImageError
from shuzi.forms.align import Marks, Matrix, Points, marks_of, moved, onto
from shuzi.forms.choose import Candidate, choose
from shuzi.forms.form import Field, Form
from shuzi.forms.leftover import has_more_ink, ink_of, printed_ink
from shuzi.forms.sheet import FURTHER, OUTSIDE, FieldAnswer, FieldSeen, FilledSheet, SheetTrace
from shuzi.imaging.document import Document
from shuzi.imaging.image_file import Sheet, name_of, open_raster
from shuzi.imaging.resize import reducing_interpolation, resized
from shuzi.reading.page import Box
from shuzi.reading.reader import LONGEST, Reader
from shuzi.reading.trace import Seen

_TALL = 56.0
"""Pixels: the usual field is brought to this height, at which its digits are as large as is read best; set by hand."""

_FRAME = 1.5
"""A photo may be so many times as large as its sheet; more pixels show nothing more; set by hand."""

_BESIDE = 0.12
"""Of a field's height: a digit's middle may lie so far outside of it; set by hand."""

_SMALLEST, _TALLEST = 0.2, 1.5
"""Of a field's height: what is smaller or taller is no digit of it; set by hand."""

_PRINT, _AS_LARGE = 0.35, 1.4
"""Of a digit's size: nearer to one that the example shows it is that one, where the larger is no larger than so.

Set by hand.
"""

_PRINTED_IN_EXAMPLE_FROM = 0.5
"""So likely print is a digit of an example that holds answers, too; of an empty copy all digits are print.

Set by hand, an even chance.
"""

_FEWEST_MARKS = 60
"""Printed marks of an example page; set by hand: a form of one box and one word has more."""


class FormReader:
    """Reads filled copies of a form; it can be used from several threads, and sent to other processes.

    Example:
        >>> import shuzi
        >>> reader = shuzi.FormReader("form.toml")
        >>> [field.name for field in reader.form.fields]
        ['room', 'day', 'seats', 'sum']
    """

    def __init__(self, form: Form | str | Path, reader: Reader | None = None) -> None:
        """Learn the form's printed marks, and which digits on its example page are print.

        Args:
            form: the form, or the path of its file.
            reader: reads the digits; None is that of the model that comes with shuzi.
        Raises:
            FormError: the form file has a mistake.
            ImageError: its example page cannot be read, or shows nothing that scans could be brought onto it by.
        """
        self.form = form if isinstance(form, Form) else Form.load(form)
        self._reader = Reader() if reader is None else reader
        page = self.form.example
        heights = [field.box.height / self.form.scale for field in self.form.fields]
        self._factor = min(_TALL / float(np.median(heights)), 2 * LONGEST / max(page.shape[:2]))
        self._marks: Marks = marks_of(page)
        if len(self._marks.points) < _FEWEST_MARKS:
            raise ImageError(
                f"the form's example page shows {len(self._marks.points)} printed marks; expected {_FEWEST_MARKS} at "
                "least, by which copies are recognized. Take a sharper picture of the empty form."
            )
        page = resized(page, self._factor, reducing_interpolation(self._factor))
        seen = self._reader.see(page)
        self._printed = printed_ink(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY))
        printed = (seen.printed >= _PRINTED_IN_EXAMPLE_FROM) | (not self.form.filled)
        self._print = seen.boxes[printed], seen.opinion.probabilities[printed].argmax(axis=1)  # (n, 4), (n,)

    def __reduce__(self) -> "tuple[type[FormReader], tuple[Form, Reader]]":
        """Let other processes have a reader of the same form; they learn its marks anew."""
        return FormReader, (self.form, self._reader)

    def read(self, source: Any) -> FilledSheet:
        """Return the answers on one filled sheet.

        Args:
            source: a scan or a photo, as `Reader.read` takes it; of several pages the first.
        Raises:
            ImageError: it cannot be read, is no copy of this form, or is so badly photographed that nobody can say.
        Example:
            >>> import shuzi
            >>> sheet = shuzi.FormReader("form.toml").read("scan.png")
            >>> sheet["room"].text, sheet["room"].review
            ('314', None)
        """
        return self.look(source).sheet

    def look(self, source: Any, *, page: int = 1) -> SheetTrace:
        """Return the answers on one filled sheet with what was seen on the way to them.

        Args:
            source: as `read` takes it.
            page: which, of a file that has several.
        Raises:
            ImageError: as `read` does.
            UsageError: there is no such page.
        Example:
            >>> import shuzi
            >>> trace = shuzi.FormReader("form.toml").look("scan.png")
            >>> trace.fields[0].digits, trace.fields[0].frames.shape
            ((3, 1, 4), (3, 28, 28))
        """
        if isinstance(source, str | Path | bytes):
            with Document(source) as document:
                pages = document.count if document.is_paged else None
                return replace(self._look(document.page(page)), pages=pages)
        return self._look(source)

    def sheets(self, source: Any) -> Iterator[FilledSheet]:
        """Give every page of a PDF or a TIFF; what cannot be read tells why in `error`, and stops no other.

        Args:
            source: as `read` takes it.
        Raises:
            ImageError: the file cannot be read at all.
        Example:
            >>> import shuzi
            >>> [sheet["sum"].text for sheet in shuzi.FormReader("form.toml").sheets("scan.png")]
            ['333']
        """
        with Document(source) as document:
            for page in document.pages():
                try:
                    yield self._look(page).sheet
                except ImageError as error:
                    if not isinstance(page, Sheet):
                        raise
                    yield FilledSheet(file=page.file, error=str(error), number=page.number)

    def _look(self, source: Any) -> SheetTrace:
        longest = round(_FRAME * self._factor * max(self.form.example.shape[:2]))
        raster = open_raster(source, longest=longest)
        reduced = min(1.0, longest / max(raster.pixels.shape[:2]))
        pixels = resized(raster.pixels, reduced, reducing_interpolation(reduced))
        matrix = onto(marks_of(pixels), self._marks, name_of(source))
        page = self._brought(pixels, matrix)
        seen = self._reader.see(page)
        dealt = self._dealt(seen)
        corners = [self._corners(matrix, field) for field in self.form.fields]
        # corners are (4, 2) each, x and y
        inside = [bool((c >= -1).all() and (c <= np.array(pixels.shape[1::-1]) + 1).all()) for c in corners]
        scale = np.float32(raster.width / pixels.shape[1])
        return SheetTrace(
            FilledSheet(
                self._answers(page, seen, dealt, inside),
                file=source.file if isinstance(source, Sheet) else _path(source),
                number=source.number if isinstance(source, Sheet) else None,
            ),
            page,
            self._factor / self.form.scale,
            tuple(
                _field_seen(field, seen, dealt[field.name], places * scale)
                for field, places in zip(self.form.fields, corners, strict=True)
            ),
            raster.width,
            raster.height,
            None,
        )

    def _brought(self, pixels: npt.NDArray[np.uint8], matrix: Matrix) -> npt.NDArray[np.uint8]:
        """Return a scan as the example lies, as large as digits are read best."""
        larger = np.diag([self._factor, self._factor, 1.0])  # (3, 3)
        height, width = self._printed.shape
        # (3, 3) @ (3, 3): first onto the example, then larger
        page = cv2.warpPerspective(
            pixels, larger @ matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(page, np.uint8)

    def _answers(
        self, page: npt.NDArray[np.uint8], seen: Seen, dealt: Mapping[str, list[int]], inside: Sequence[bool]
    ) -> tuple[FieldAnswer, ...]:
        """Return the answer of every field; `inside` tells which the scan shows as a whole."""
        answers = choose(self.form.fields, {name: _candidates(seen, numbers) for name, numbers in dealt.items()})
        ink = ink_of(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY))
        return tuple(
            self._doubted(field, answers[field.name], ink, seen.boxes[dealt[field.name]])
            if is_inside
            else FieldAnswer(field.name, "", 0.0, OUTSIDE)
            for field, is_inside in zip(self.form.fields, inside, strict=True)
        )

    def _corners(self, matrix: Matrix, field: Field) -> Points:
        """Return where a field's corners lie in the scan."""
        x, y, wide, tall = (side / self.form.scale for side in field.box)
        return moved(np.array([[x, y], [x + wide, y], [x + wide, y + tall], [x, y + tall]]), np.linalg.inv(matrix))

    def _doubted(
        self, field: Field, answer: FieldAnswer, ink: npt.NDArray[np.bool_], digits: npt.NDArray[np.float32]
    ) -> FieldAnswer:
        """Return the answer, to be reviewed where its field may hold a further digit that was not seen."""
        may_be_more = len(answer.text) < field.digits[1] and field.misfit(answer.text) is None
        if answer.review is not None or not may_be_more:
            return answer
        factor = self._factor / self.form.scale
        place = Box(*(round(side * factor) for side in field.box))
        return replace(answer, review=FURTHER) if has_more_ink(ink, self._printed, place, digits) else answer

    def _dealt(self, seen: Seen) -> Mapping[str, list[int]]:
        """Return the numbers of what may be a digit in each field, from left to right."""
        dealt: dict[str, list[int]] = {field.name: [] for field in self.form.fields}
        boxes = self._factor / self.form.scale * np.array([field.box for field in self.form.fields], float)  # (n, 4)
        for number in np.argsort(seen.boxes[:, 0] + seen.boxes[:, 2] / 2, kind="stable"):  # (n,), from left to right
            place = self._field_of(seen.boxes[number], boxes)
            if place is not None and not self._is_print(seen, int(number)):
                dealt[self.form.fields[place].name].append(int(number))
        return dealt

    @staticmethod
    def _field_of(digit: npt.NDArray[np.float32], boxes: npt.NDArray[np.float64]) -> int | None:
        """Return the number of the field that a digit stands in, or None; both are left, top, width, height."""
        x, y, tall = digit[0] + digit[2] / 2, digit[1] + digit[3] / 2, max(digit[2], digit[3])
        # beside: (fields,), in heights of each
        beside = np.maximum(np.abs(x - boxes[:, 0] - boxes[:, 2] / 2) - boxes[:, 2] / 2,
                            np.abs(y - boxes[:, 1] - boxes[:, 3] / 2) - boxes[:, 3] / 2) / boxes[:, 3]  # fmt: skip
        fits = (tall >= _SMALLEST * boxes[:, 3]) & (tall <= _TALLEST * boxes[:, 3]) & (beside < _BESIDE)  # (fields,)
        return int(np.argmin(np.where(fits, beside, np.inf))) if fits.any() else None

    def _is_print(self, seen: Seen, number: int) -> bool:
        """Return whether the example shows the same digit there, as large."""
        boxes, digits = self._print
        digit, read = seen.boxes[number], int(seen.opinion.probabilities[number].argmax())
        away = np.abs(boxes[:, :2] + boxes[:, 2:] / 2 - digit[:2] - digit[2:] / 2).max(axis=1)  # (n, 2) → (n,)
        size, its = boxes[:, 2:].max(axis=1), digit[2:].max()  # (n,), a number
        # same is (n,), of the digits that the example shows
        same = (digits == read) & (away < _PRINT * size) & (np.maximum(size, its) < _AS_LARGE * np.minimum(size, its))
        return bool(same.any())


def _path(source: Any) -> str | None:
    return str(source) if isinstance(source, str | Path) else None


def _candidates(seen: Seen, numbers: Sequence[int]) -> list[Candidate]:
    return [Candidate(float(seen.opinion.real[number]), seen.opinion.probabilities[number]) for number in numbers]


def _field_seen(field: Field, seen: Seen, numbers: list[int], corners: Points) -> FieldSeen:
    digits = seen.opinion.probabilities[numbers].argmax(axis=1).tolist() if numbers else []  # (marks, 10) → (marks,)
    return FieldSeen(field.box, corners, tuple(digits), seen.opinion.real[numbers], seen.frames[numbers])


def sheets_of(reader: FormReader, file: str) -> list[FilledSheet]:
    """Return every sheet of a file, named after it; a file that cannot be read is one sheet, which says why."""
    try:
        return [replace(sheet, file=file) for sheet in reader.sheets(file)]
    except ImageError as error:
        return [FilledSheet(file=file, error=str(error))]

"""Forms that the page draws, and their filled sheets, read by the worker that reads all photos."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.errors import ImageError
from shuzi.forms.form import Field, Form
from shuzi.forms.form_file import LONGEST, form_of
from shuzi.forms.grid import fields_of
from shuzi.forms.read import FormReader
from shuzi.forms.sheet import SheetTrace
from shuzi.imaging.document import Document
from shuzi.imaging.image_file import open_raster
from shuzi.imaging.resize import reducing_interpolation, resized
from shuzi.serving.page_reader import PageReader
from shuzi.serving.refusals import Refusal

_MOST_FORMS = 3
"""Each has learnt its marks, which takes a second, and holds a few megabytes. Set by hand."""

_NAME = "the form"
"""What messages call a form file that has no path."""


class FormParts(NamedTuple):
    """A form as a request brings it."""

    text: bytes
    """Of the form file."""
    example: bytes | None
    """The example page's file, where the form file tells no more than its name."""

    def form(self) -> Form:
        """Return the form.

        Raises:
            FormError: it has a mistake.
            Refusal: 422, its example page did not come along, or cannot be read.
        """
        try:
            return form_of(self.text, _NAME, self._example)
        except ImageError as error:
            raise _unusable(error) from None

    def _example(self, name: str) -> bytes:
        """Return the example page; a name is never looked for on this machine."""
        if self.example is None:
            message = f"the form names its example page {name[:80]!r}; send that file as well, in the field `example`."
            raise Refusal(422, message, code="example_needed", values={"name": name[:80]})
        return self.example


class Example(NamedTuple):
    """An example page, as the page of `shuzi serve` shows it."""

    pixels: npt.NDArray[np.uint8]
    """uint8 (height, width, 3), upright."""
    pages: int | None
    """How many its file has; None of an image."""
    boxes: tuple[Field, ...]
    """What is found printed on it, as fields in its pixels; maybe none."""


class FormSheets:
    """Reads filled sheets with forms that come with every request; nothing of them is kept but what was learnt last."""

    def __init__(self, pages: PageReader) -> None:
        """Share the worker, and the limit of what waits for it, with all photos."""
        self._pages = pages
        self._reader_of = lru_cache(_MOST_FORMS)(self._learn)

    async def example(self, content: bytes, page: int) -> Example:
        """Return a page of an image file or a PDF to draw fields on.

        Raises:
            Refusal: 429 if several photos wait already.
            ImageError: it cannot be read.
            UsageError: there is no such page.
        """
        return await self._pages.run(lambda: _example(content, page))

    async def open(self, parts: FormParts) -> tuple[Form, Example]:
        """Return a form with its page.

        Raises:
            Refusal: 429 if several photos wait already; 422 if its example page cannot be used.
            FormError: it has a mistake.
        """
        return await self._pages.run(lambda: _opened(parts))

    async def read(self, content: bytes, parts: FormParts, model: Path, page: int) -> SheetTrace:
        """Return what stands on a filled sheet.

        Raises:
            Refusal: 429 if several photos wait already; 422 if the form's example page cannot be used.
            FormError: the form has a mistake.
            ImageError: the sheet cannot be read, is no copy of the form, or is badly photographed.
            UsageError: there is no such page.
        """
        return await self._pages.run(lambda: self._reader_of(parts, model).look(content, page=page))

    def _learn(self, parts: FormParts, model: Path) -> FormReader:
        form = parts.form()
        try:
            return FormReader(form, self._pages.reader(model))
        except ImageError as error:
            raise _unusable(error) from None


def _unusable(error: ImageError) -> Refusal:
    return Refusal(422, str(error), code="example_not_usable")


def _example(content: bytes, page: int) -> Example:
    with Document(content) as document:
        pixels = open_raster(document.page(page), longest=LONGEST).pixels
        pages = document.count if document.is_paged else None
    return _shown(pixels, pages)


def _opened(parts: FormParts) -> tuple[Form, Example]:
    form = parts.form()
    return form, _shown(form.example, None)


def _shown(pixels: npt.NDArray[np.uint8], pages: int | None) -> Example:
    factor = min(1.0, LONGEST / max(pixels.shape[:2]))
    pixels = resized(pixels, factor, reducing_interpolation(factor))
    try:
        return Example(pixels, pages, fields_of(pixels))
    except ImageError:  # nothing is printed clearly enough
        return Example(pixels, pages, ())

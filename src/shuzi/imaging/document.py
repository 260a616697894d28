"""A file with its pages: PDF and TIFF may have several, every other kind is one image."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Self

from shuzi.errors import ImageError, UsageError
from shuzi.imaging.image_file import ImageLike, Sheet, name_of, read_content
from shuzi.imaging.limits import MOST_BYTES, Refused
from shuzi.imaging.pdf import MOST_PDF_BYTES, PdfPages
from shuzi.imaging.raster import Raster, raster_of
from shuzi.imaging.tiff import tiff_pages, tiff_source

_PDF_WITHIN = 1024
"""Bytes: PDF's mark stands within so many. Source: ISO 32000-1, annex H, note 13."""

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


class Document:
    """The pages of a file; a context manager, at whose end the file is let go."""

    def __init__(self, source: ImageLike) -> None:
        """Count the pages.

        Args:
            source: what `open_raster` takes, or a PDF as a path or bytes.
        Raises:
            ImageError: it is a PDF or a TIFF that cannot be read; other kinds are not looked into yet.
        """
        self._source = source
        self._file = str(source) if isinstance(source, str | Path) else None
        self._pdf: PdfPages | None = None
        self._raster: Callable[[int, int], Raster] | None = None
        """Of a page by its number, so many pixels on the longer side; None where pages have no numbers."""
        self.count = 1
        """How many pages there are; 1 of an image."""
        try:
            self._begin(source)
        except Refused as refused:
            raise ImageError(f"{name_of(source)} {refused}", kind=refused.kind) from None

    def _begin(self, source: ImageLike) -> None:
        begins = _beginning(source)
        if b"%PDF-" in begins:
            if isinstance(source, str | Path):
                read_content(source, most_bytes=MOST_PDF_BYTES, only_check=True)
                self._pdf = PdfPages(Path(source))
            else:
                self._pdf = PdfPages(bytes(source))  # type: ignore[arg-type]
            self._raster, self.count = self._pdf.raster, self._pdf.count
        elif begins.startswith(_TIFF):
            is_path = isinstance(source, str | Path)
            content = read_content(source, most_bytes=MOST_BYTES) if is_path else bytes(source)  # type: ignore[arg-type]
            pages = tiff_pages(content)
            if len(pages) > 1:
                self._raster, self.count = partial(_tiff_raster, content, pages), len(pages)

    @property
    def is_paged(self) -> bool:
        """Whether pages have numbers: those of a PDF, and of a TIFF that has several."""
        return self._raster is not None

    def page(self, number: int) -> Any:
        """Return a page as `open_raster` takes it; an image is its own first page.

        Raises:
            UsageError: there is no such page.
        """
        if not 1 <= number <= self.count:
            raise UsageError(f"there is no page {number}; {name_of(self._source)} has {self.count:,}, counted from 1.")
        if self._raster is None:
            return self._source
        return Sheet(self._file, number, self.count, partial(self._raster, number))

    def pages(self) -> Iterator[Any]:
        """Give one page after the other."""
        return map(self.page, range(1, self.count + 1))

    def close(self) -> None:
        """Let the file go."""
        if self._pdf is not None:
            self._pdf.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _tiff_raster(content: bytes, places: list[int], number: int, longest: int) -> Raster:
    return raster_of(tiff_source(content, places[number - 1]), longest=longest)


def _beginning(source: ImageLike) -> bytes:
    """Return the first bytes of a regular file or of bytes; nothing of what is neither, or cannot be read."""
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source[:_PDF_WITHIN])
    if not isinstance(source, str | Path):
        return b""
    try:
        path = Path(source)
        if not path.is_file():
            return b""
        with path.open("rb") as stream:
            return stream.read(_PDF_WITHIN)
    except (OSError, ValueError):
        return b""

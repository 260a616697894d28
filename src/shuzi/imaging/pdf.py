"""PDF: its pages, drawn by PDFium in a process of its own that has 300 MB of memory and 10 s for a page."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np

from shuzi.confined import Confined, EndedError
from shuzi.imaging.limits import LONGEST_SIDE, MOST_PIXELS, Refused, damaged
from shuzi.imaging.raster import Raster

MOST_PDF_BYTES = 300_000_000
"""Of the file, which only PDFium reads; set by hand: 2,000 scans of 150 kB."""

MOST_PAGES = 2000
"""Of one file, as of a TIFF; set by hand, so that a file that claims millions does not keep a reader for days."""

_SECONDS = 120.0
"""Of one page by the clock; set by hand, twelve times its 10 s of the processor, which other programs may hold."""

# https://pdfium.googlesource.com/pdfium/+/main/public/fpdfview.h, FPDF_ERR_…
_PASSWORD, _SECURITY = 4, 5


class PdfPages:
    """The pages of one PDF."""

    def __init__(self, source: Path | bytes) -> None:
        """Count them.

        Raises:
            Refused: it is locked, damaged, too large or without pages, or pypdfium2 is not installed.
        """
        if importlib.util.find_spec("pypdfium2") is None:
            raise Refused("is a PDF, for which pypdfium2 is needed; pip install pypdfium2.")
        try:
            self._process = Confined("shuzi.imaging.pdf_process", seconds=_SECONDS, most_answer_bytes=4 * MOST_PIXELS)
            try:
                self.count = self._count(source)
            except BaseException:
                self.close()
                raise
        except EndedError as error:
            message = f"is a PDF that {error}; expected one of pages. Export it as PNG."
            raise Refused(message, kind="damaged") from None

    def _count(self, source: Path | bytes) -> int:
        if isinstance(source, bytes):
            head, _ = self._process.ask({}, source)
        else:
            head, _ = self._process.ask({"path": str(source.absolute())})
        if head.get("error") == _PASSWORD:
            raise Refused(
                "is a PDF that is locked with a password; expected one that opens without. Open it, and print or "
                "export it as a new PDF.",
                kind="locked",
            )
        if head.get("error") == _SECURITY:
            message = "is a PDF that is locked in a way that is not known; expected an open one. Export it anew."
            raise Refused(message, kind="locked")
        if "error" in head:
            raise damaged("PDF", "it is damaged or cut short")
        count = int(head["pages"])
        if not 1 <= count <= MOST_PAGES:
            raise Refused(f"has {count:,} pages; expected 1 to {MOST_PAGES:,}. Split it into several files.")
        return count

    def raster(self, number: int, longest: int) -> Raster:
        """Return a page's pixels.

        Args:
            number: from 1.
            longest: how many pixels the longer side must keep, where the page's resolution gives as many.
        Raises:
            Refused: it is damaged, or takes too much time or memory.
        """
        try:
            head, body = self._process.ask({"page": number, "longest": longest, "most_pixels": MOST_PIXELS})
        except EndedError as error:
            raise Refused(f"{error}; expected 10 s and 300 MB at most. Export that page as PNG.") from None
        if "inches" in head:
            wide, high = head["inches"]
            raise Refused(
                f"measures {wide:,.0f}×{high:,.0f} inches; expected 98 inches a side at most. Print it smaller."
            )
        if "error" in head:
            raise damaged("PDF", "this page is damaged")
        return _raster(head, body)

    def close(self) -> None:
        """End the process."""
        self._process.close()


def _raster(head: dict[str, Any], body: bytes) -> Raster:
    width, height, columns, rows, stride = (
        int(head[name]) for name in ("width", "height", "columns", "rows", "stride")
    )
    if not (0 < columns <= LONGEST_SIDE and 0 < rows <= LONGEST_SIDE and stride >= 3 * columns):
        raise damaged("PDF", "this page is damaged")
    lines = np.frombuffer(body, np.uint8).reshape(rows, stride)  # (rows, stride), whose end is no pixels
    # cut to (rows, 3 · columns), then (rows, columns, 3)
    return Raster(np.ascontiguousarray(lines[:, : 3 * columns]).reshape(rows, columns, 3), width, height)

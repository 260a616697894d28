"""The process in which PDFium draws the pages of a PDF: it counts them, and draws one when it is asked to.

A page that holds nothing but pictures, as scans do, is drawn as finely as they are stored; one with text or lines of
its own, at 200 dots an inch at least.
"""

import math
from typing import Any

import pypdfium2
from pypdfium2 import raw

from shuzi.confined import Reply, answer_requests

USUAL_DPI, LOWEST_DPI = 200.0, 72.0
"""Dots an inch of a page with text or lines, set by hand; and the fewest, PDF's own unit.

With 72 of them 50 megapixels are 98 inches on each side.
"""

_POINTS = 72.0
"""PDF's units an inch. Source: ISO 32000-1, 8.3.2.3."""

_MOST_OBJECTS = 20_000
"""Of a page that are looked at; set by hand, so that a page of a million lines has its 10 s for drawing."""

_SMALL = 0.01
"""Of the page's area: smaller pictures are logos, which say nothing of the writing; set by hand."""

_open: dict[str, pypdfium2.PdfDocument] = {}


def _answer(request: dict[str, Any], content: bytes) -> Reply:
    try:
        if "page" in request:
            return _draw(_open["pdf"], **request)
        document = pypdfium2.PdfDocument(content or request["path"])
        document.init_forms()
        _open["pdf"] = document
        return {"pages": len(document)}, b""
    except pypdfium2.PdfiumError as error:
        return {"error": error.err_code or raw.FPDF_ERR_FORMAT}, b""
    except FileNotFoundError:
        return {"error": raw.FPDF_ERR_FILE}, b""


def _draw(document: pypdfium2.PdfDocument, *, page: int, longest: int, most_pixels: int, **_: Any) -> Reply:
    drawn = document[page - 1]
    width, height = drawn.get_size()
    if not (width > 0 and height > 0 and math.isfinite(width * height)):
        return {"error": raw.FPDF_ERR_PAGE}, b""
    fits = _POINTS * math.sqrt(most_pixels / (width * height))
    if fits < LOWEST_DPI:
        return {"inches": [width / _POINTS, height / _POINTS]}, b""
    # A hair less, so that a scan of 862 pixels is not drawn with 863, for a rounding error in the size of its page.
    dpi = min(_resolution(drawn, width * height), fits) * (1 - 1e-5)
    size = [max(1, math.ceil(side * dpi / _POINTS)) for side in (width, height)]
    # By a whole number, as other kinds of images are reduced: a picture's pixels are then averaged evenly.
    by = max(1, max(size) // longest)
    bitmap = drawn.render(scale=dpi / _POINTS / by, rev_byteorder=True)
    head = {
        "width": size[0],
        "height": size[1],
        "columns": bitmap.width,
        "rows": bitmap.height,
        "stride": bitmap.stride,
    }
    body = bytes(bitmap.buffer)
    bitmap.close()
    drawn.close()
    return head, body


def _resolution(page: pypdfium2.PdfPage, area: float) -> float:
    """Return the dots an inch that suit a page."""
    finest, has_vectors = 0.0, False
    for number, item in enumerate(page.get_objects(max_depth=3)):
        if number >= _MOST_OBJECTS:
            break
        if item.type != raw.FPDF_PAGEOBJ_IMAGE:
            has_vectors = has_vectors or (item.type != raw.FPDF_PAGEOBJ_FORM and not _is_invisible(item))
            continue
        left, bottom, right, top = item.get_bounds()
        wide, high = right - left, top - bottom
        if wide * high < _SMALL * area:
            continue
        pixels = item.get_px_size()
        # A scan on its side has its columns along the page's height.
        finest = max(finest, math.sqrt(pixels[0] * pixels[1] / (wide * high)) * _POINTS)
    if not finest:
        return USUAL_DPI
    return max(finest, USUAL_DPI) if has_vectors else max(finest, 1.0)


def _is_invisible(item: pypdfium2.PdfObject) -> bool:
    """Return whether an object is text that is not drawn, as programs lay what they read over a scan."""
    return bool(
        item.type == raw.FPDF_PAGEOBJ_TEXT
        and raw.FPDFTextObj_GetTextRenderMode(item.raw) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
    )


if __name__ == "__main__":
    answer_requests(_answer, memory=300_000_000, seconds=10)

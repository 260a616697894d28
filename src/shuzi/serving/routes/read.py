"""POST /api/read: the digits in a photo, a scan or a screenshot."""

import base64
import io
from dataclasses import replace
from typing import Annotated

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter, Query
from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shuzi.imaging.pdf import MOST_PAGES
from shuzi.reading.trace import Trace
from shuzi.serving.routes.bodies import IMAGE_BODY, uploaded
from shuzi.serving.schemas import LookResponse, PageResponse
from shuzi.serving.services import services_of

_QUALITY = 85
"""Of JPEG, 0 to 100; set by hand, for a picture that people look at."""

router = APIRouter(prefix="/api", tags=["read"])

_PageNumber = Annotated[int, Query(ge=1, le=MOST_PAGES)]


def base64_of(pixels: npt.NDArray[np.uint8]) -> str:
    """Return the bytes of an array, row by row, in base64."""
    return base64.b64encode(pixels.tobytes()).decode()


def jpeg_of(pixels: npt.NDArray[np.uint8]) -> str:
    """Return a picture as JPEG, in base64.

    Args:
        pixels: uint8 (height, width, 3), RGB.
    """
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=_QUALITY)
    return base64.b64encode(stream.getvalue()).decode()


@router.post(
    "/read",
    summary="The digits on a page, line by line",
    responses={200: {"model": PageResponse}},
    openapi_extra=IMAGE_BODY,
)
async def read(request: Request, name: str | None = None, *, printed: bool = False, page: _PageNumber = 1) -> Response:
    """Answer an image file or a PDF, as the form field `file` or as the body itself, as `shuzi read --json` does.

    `name` is that of the model to read with. `printed=true` has digits in print told in `text` beside handwriting.
    `page` is which page of a PDF or a TIFF that has several; the answer's `pages` says how many there are.
    """
    trace = await _look(request, name, printed=printed, page=page)
    return JSONResponse(trace.page.to_json())


@router.post(
    "/look",
    summary="The same with the page upright as a picture, and every digit as the network sees it",
    responses={200: {"model": LookResponse}},
    openapi_extra=IMAGE_BODY,
)
async def look_at(
    request: Request, name: str | None = None, *, printed: bool = False, page: _PageNumber = 1
) -> Response:
    """Answer as /api/read; with the picture as JPEG and the pixels of each digit, 28·28 bytes, both in base64.

    Here `lines` holds all lines, those in print too, so that a page can show or hide them, and `left_out` the marks
    that were taken for no digit.
    """
    trace = await _look(request, name, printed=printed, page=page)
    services = services_of(request)
    doubted = await services.pages.doubted(trace, (await services.models.find(name)).path)
    lines = [line.to_json() for line in trace.page.all_lines]
    for line, numbers in zip(lines, trace.lines, strict=True):
        for digit, number in zip(line["digits"], numbers, strict=True):
            digit["pixels"] = base64_of(trace.frames[number])
    marks = zip(doubted.digits, doubted.frames, strict=True)
    left_out = [digit.to_json() | {"pixels": base64_of(frame)} for digit, frame in marks]
    additions = {"lines": lines, "printed_lines": [], "left_out": left_out, "picture": jpeg_of(trace.pixels)}
    return JSONResponse(trace.page.to_json() | additions)


async def _look(request: Request, name: str | None, *, printed: bool, page: int) -> Trace:
    """Return what the model of that name sees in the image that a request brings."""
    services = services_of(request)
    model = await services.models.find(name)
    model.require_digits()
    content, file = await uploaded(request)
    trace = await services.pages.look(content, model.path, page)
    return replace(trace, page=replace(trace.page, file=file, printed_too=printed))

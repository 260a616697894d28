"""/api/corrections: labelled digits, kept in folders named 0 to 9, as `shuzi train --data` reads them."""

import base64
import binascii
import contextlib
import hashlib
import re
import threading
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter
from fastapi import Path as PathParameter
from fastapi.concurrency import run_in_threadpool
from PIL import Image
from starlette.requests import Request

from shuzi.digits import IMAGE_SHAPE, IMAGE_SIZE, NUM_CLASSES, has_ink
from shuzi.errors import OutputError
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.bodies import body_of, content_type, from_json
from shuzi.serving.routes.read import base64_of
from shuzi.serving.schemas import CorrectedResponse, Correction, CorrectionsResponse
from shuzi.serving.services import services_of
from shuzi.whole_file import whole_file

router = APIRouter(prefix="/api", tags=["corrections"])

_KEPT_NAME = re.compile(r"[0-9a-f]{16}\.png")
"""What `POST /api/corrections` calls an image: the beginning of its pixels' SHA-256. Other files are somebody's own."""

MOST_SHOWN = 300
"""Of one digit, the newest first; set by hand."""

_writing = threading.Lock()


@router.get("/corrections", summary="How many digits have been corrected")
async def corrections(request: Request) -> CorrectionsResponse:
    """Return the folder and how many images of each digit are in it."""
    return await run_in_threadpool(_counts, services_of(request).settings.corrections)


@router.post("/corrections", summary="Keep a digit with its true label", openapi_extra=body_of(Correction))
async def correct(request: Request) -> CorrectionsResponse:
    """Keep 28·28 pixels, in base64, as an image in the folder of its digit; the same image twice is kept once."""
    content_type(request, "application/json")
    correction = from_json(Correction, await request.body())
    try:
        pixels = base64.b64decode(correction.pixels, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(422, "pixels is no base64; expected that of 28·28 bytes.") from None
    if len(pixels) != IMAGE_SIZE * IMAGE_SIZE:
        raise Refusal(422, f"pixels holds {len(pixels)} bytes; expected 28·28.")
    if not has_ink(np.frombuffer(pixels, np.uint8).reshape(1, *IMAGE_SHAPE))[0]:  # (1, 28, 28)
        raise Refusal(
            422, "there is no digit: nothing is drawn on the image. Send one with ink on it.", code="no_digit"
        )
    folder = services_of(request).settings.corrections
    return await run_in_threadpool(_keep, folder, correction.label, pixels)


@router.get("/corrections/{label}", summary="The labelled images of a digit, the newest first")
async def images(request: Request, label: Annotated[int, PathParameter(ge=0, le=9)]) -> CorrectedResponse:
    """Return names and pixels, 28·28 bytes in base64; files that somebody else put there are counted and not shown."""
    folder = services_of(request).settings.corrections
    corrected = await run_in_threadpool(corrected_images, folder, label)
    shown = [{"name": image.name, "pixels": base64_of(image.pixels)} for image in corrected]
    counts = (await run_in_threadpool(_counts, folder)).counts
    return CorrectedResponse.model_validate({"label": label, "count": counts[label], "images": shown})


@router.delete("/corrections/{label}/{name}", summary="Remove a labelled image")
async def remove(request: Request, label: Annotated[int, PathParameter(ge=0, le=9)], name: str) -> CorrectionsResponse:
    """Remove it from the folder. To give it another label, POST its pixels with that one: it is moved."""
    folder = services_of(request).settings.corrections
    return await run_in_threadpool(remove_corrected, folder, label, name)


def _keep(folder: Path, label: int, pixels: bytes) -> CorrectionsResponse:
    """Write the image, dark on light as scans are, whole or not at all."""
    with _writing:
        _write(folder, label, pixels)
        return _counts(folder)


def _write(folder: Path, label: int, pixels: bytes) -> None:
    path = folder / str(label) / f"{hashlib.sha256(pixels).hexdigest()[:16]}.png"
    image = Image.fromarray(255 - np.frombuffer(pixels, np.uint8).reshape(IMAGE_SHAPE))  # (28, 28)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A second opinion replaces the first.
        for digit in range(NUM_CLASSES):
            if digit != label:
                (folder / str(digit) / path.name).unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # training wants no empty folders
                    (folder / str(digit)).rmdir()
        with whole_file(path) as stream:
            image.save(stream, "PNG")
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written ({error.strerror or error}). Start the server with another --corrections."
        ) from None


def _counts(folder: Path) -> CorrectionsResponse:
    counts = [len(list((folder / str(digit)).glob("[!.]*.png"))) for digit in range(NUM_CLASSES)]
    return CorrectionsResponse(folder=str(folder), counts=counts)


class Corrected(NamedTuple):
    """A labelled digit."""

    name: str
    """Of its file, without a folder."""
    pixels: npt.NDArray[np.uint8]
    """(28, 28), 0 (paper) to 255 (ink)."""


def corrected_images(folder: Path, label: int) -> list[Corrected]:
    """Return the images of a digit that the page kept, the newest first; no more than `MOST_SHOWN`."""
    shown = [(path.name, _pixels(path)) for path in _newest(folder / str(label))[:MOST_SHOWN]]
    return [Corrected(name, pixels) for name, pixels in shown if pixels is not None]


def _newest(folder: Path) -> list[Path]:
    try:
        kept = [entry for entry in folder.iterdir() if _KEPT_NAME.fullmatch(entry.name)]
        return sorted(kept, key=lambda path: (-path.stat().st_mtime, path.name))
    except OSError:  # there is none yet, or it is being emptied
        return []


def _pixels(path: Path) -> npt.NDArray[np.uint8] | None:
    try:
        with Image.open(path, formats=["PNG"]) as image:
            if image.size != IMAGE_SHAPE or image.mode != "L":
                return None
            return 255 - np.asarray(image)
    except OSError:
        return None


def remove_corrected(folder: Path, label: int, name: str) -> CorrectionsResponse:
    """Remove an image that the page kept, and return how many are left.

    Raises:
        Refusal: 404, there is none of that name.
        OutputError: it cannot be removed.
    """
    with _writing:
        place = folder / str(label)
        if not _KEPT_NAME.fullmatch(name) or not (place / name).is_file():
            raise Refusal(404, f"there is no labelled image {name[:40]!r} of a {label}.", code="no_such_correction")
        try:
            (place / name).unlink()
            if not any(place.iterdir()):  # training wants no empty folders
                place.rmdir()
        except OSError as error:
            raise OutputError(
                f"{place / name} cannot be removed ({error.strerror or error}). Check the folder."
            ) from None
        return _counts(folder)

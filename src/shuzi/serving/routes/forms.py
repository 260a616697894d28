"""POST /api/forms/…: the same fields from every copy of one sheet; a form comes along with every request."""

from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shuzi.forms.form import Field
from shuzi.forms.sheet import FURTHER, NOT_SURE, OUTSIDE, FieldAnswer, FieldSeen, SheetTrace
from shuzi.imaging.pdf import MOST_PAGES
from shuzi.serving.form_sheets import Example, FormParts
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.bodies import IMAGE_BODY, content_type, files_of, uploaded
from shuzi.serving.routes.read import base64_of, jpeg_of
from shuzi.serving.schemas_forms import FormOpenResponse, FormPageResponse, FormReadResponse
from shuzi.serving.services import services_of

router = APIRouter(prefix="/api/forms", tags=["forms"])

_PageNumber = Annotated[int, Query(ge=1, le=MOST_PAGES)]

_REASONS = {NOT_SURE: "unsure", OUTSIDE: "outside", FURTHER: "further"}
"""Of a field to be reviewed; all others violate what the form allows."""


@router.post(
    "/page",
    summary="A page to draw the fields of a form on",
    responses={200: {"model": FormPageResponse}},
    openapi_extra=IMAGE_BODY,
)
async def page_of(request: Request, *, page: _PageNumber = 1) -> Response:
    """Answer an image file or a PDF, sent as to /api/read, with its picture and the boxes that are printed on it."""
    content, _ = await uploaded(request)
    return JSONResponse(_page_json(await services_of(request).forms.example(content, page)))


@router.post(
    "/open",
    summary="What a form file says",
    responses={200: {"model": FormOpenResponse}},
    openapi_extra=files_of(form=True, example=False),
)
async def open_form(request: Request) -> Response:
    """Answer a form file, with its example page where it tells no more than that one's name, with page and fields."""
    given = await _given(request)
    form, example = await services_of(request).forms.open(given.parts)
    factor = example.pixels.shape[1] / form.example.shape[1] / form.scale
    fields = [_field_json(field, factor) for field in form.fields]
    return JSONResponse(_page_json(example) | {"filled": form.filled, "fields": fields})


@router.post(
    "/read",
    summary="The fields of a filled sheet",
    responses={200: {"model": FormReadResponse}},
    openapi_extra=files_of(form=True, file=True, example=False),
)
async def read_sheet(request: Request, name: str | None = None, *, page: _PageNumber = 1) -> Response:
    """Answer a form file and a scan or a photo of a filled copy with what stands in every field.

    `example` is the form's page, where the form file tells no more than its name. `name` is that of the model to read
    with, and `page` which page of a file that has several. A sheet that is not this form has the code `not_this_form`,
    one that is badly photographed `bad_photo`.
    """
    services = services_of(request)
    model = await services.models.find(name)
    model.require_digits()
    given = await _given(request)
    if given.sheet is None:
        message = "the form has no file in its field `file`; expected a photo of a filled sheet there."
        raise Refusal(422, message, code="no_file")
    trace = await services.forms.read(given.sheet, given.parts, model.path, page)
    return JSONResponse(_sheet_json(trace, given.name))


class _Given(NamedTuple):
    """What a request brings."""

    parts: FormParts
    sheet: bytes | None
    name: str | None
    """Of the sheet's file."""


async def _given(request: Request) -> _Given:
    content_type(request, "multipart/form-data")
    # A form that cannot be read is Starlette's own 400.
    async with request.form(max_files=3, max_fields=8) as form:
        text = await _part(form, "form")
        if text is None:
            message = "there is no form in the field `form`; expected a form file, as docs/how-to-form.md describes it."
            raise Refusal(422, message, code="no_form")
        sheet = form.get("file")
        name = sheet.filename if isinstance(sheet, UploadFile) else None
        return _Given(FormParts(text, await _part(form, "example")), await _part(form, "file"), name)


async def _part(form: FormData, name: str) -> bytes | None:
    part = form.get(name)
    if isinstance(part, UploadFile):
        return await part.read()
    return None if part is None else part.encode()


def _page_json(example: Example) -> dict[str, Any]:
    height, width = example.pixels.shape[:2]
    return {
        "picture": jpeg_of(example.pixels),
        "width": width,
        "height": height,
        "pages": example.pages,
        "boxes": [_field_json(field, 1.0) for field in example.boxes],
    }


def _field_json(field: Field, factor: float) -> dict[str, Any]:
    return vars(field) | {"box": [round(side * factor, 1) for side in field.box]}


def _sheet_json(trace: SheetTrace, name: str | None) -> dict[str, Any]:
    sheet = trace.sheet.to_json() | {"file": name, "pages": trace.pages, "width": trace.width, "height": trace.height}
    for answer, seen in zip(trace.sheet.answers, trace.fields, strict=True):
        sheet["fields"][answer.field] |= _seen_json(answer, seen, trace.factor)
    return sheet | {
        "to_review": [answer.field for answer in trace.sheet.to_review],
        "picture": jpeg_of(trace.pixels),
    }


def _seen_json(answer: FieldAnswer, seen: FieldSeen, factor: float) -> dict[str, Any]:
    marks = zip(seen.digits, seen.real, seen.frames, strict=True)
    return {
        "sure": answer.review is None,
        "reason": None if answer.review is None else _REASONS.get(answer.review, "misfit"),
        "box": [round(side * factor, 1) for side in seen.box],
        "corners": [[round(float(x), 1), round(float(y), 1)] for x, y in seen.corners],
        "digits": [
            {"digit": digit, "real": round(float(real), 4), "pixels": base64_of(frame)} for digit, real, frame in marks
        ],
    }

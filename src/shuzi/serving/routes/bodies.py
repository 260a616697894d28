"""Bodies that routes read themselves: their type, what is wrong with them, and what OpenAPI says of them."""

from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from shuzi.serving.refusals import Refusal
from shuzi.serving.schemas import ErrorResponse

_REASONS = {
    400: "The request makes no sense.",
    401: "A token is needed.",
    403: "The request comes from another site.",
    404: "There is nothing of that name.",
    408: "The body took too long.",
    409: "It cannot be done as things stand.",
    413: "The body is too large.",
    415: "The body is compressed in a way that is not known.",
    422: "The body is not what was expected.",
    429: "The server is busy; Retry-After says when to try again.",
    503: "The server is being stopped.",
    504: "The model hangs.",
}

FORM = "application/x-www-form-urlencoded"
"""What `curl --data-binary` says of any file, unless it is told otherwise."""

MULTIPART = "multipart/form-data"
"""What a browser sends a file as."""

UPLOAD: dict[str, Any] = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
}
"""How OpenAPI describes a file in a form."""

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorResponse, "description": reason} for status, reason in _REASONS.items()
}
"""How any route may refuse a request."""

IMAGE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: UPLOAD,
            "*/*": {"schema": {"type": "string", "format": "binary"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "image/*": {"schema": {"type": "string", "format": "binary"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
"""What OpenAPI says of a body that `uploaded` reads."""


def body_of(schema: type[BaseModel], *binary: str) -> dict[str, Any]:
    """Return the description of a body that is JSON of a schema, or bytes of one of the other types."""
    content: dict[str, Any] = {
        "application/json": {"schema": schema.model_json_schema(ref_template="#/components/schemas/{model}")}
    }
    content["application/json"]["schema"].pop("$defs", None)
    for kind in binary:
        content[kind] = UPLOAD if kind == MULTIPART else {"schema": {"type": "string", "format": "binary"}}
    return {"requestBody": {"required": True, "content": content}}


def query_of(name: str) -> dict[str, Any]:
    """Return the description of a query parameter that a route looks up itself.

    FastAPI's own way takes a tenth of a millisecond a request, a fifth of all that a prediction takes.
    """
    return {"parameters": [{"name": name, "in": "query", "required": False, "schema": {"type": "string"}}]}


def content_type(request: Request, *expected: str, otherwise: str = "") -> str:
    """Return of which type a request's body is, in small letters and without what follows the type.

    Args:
        request: the request.
        expected: types that the route reads.
        otherwise: what a request without a type means.
    Raises:
        Refusal: 400, it is none of those.
    """
    found = media_type(request, otherwise=otherwise)
    if found not in expected:
        raise Refusal(400, f"the body is of type {found[:80]!r}; expected {' or '.join(expected)}.", code="wrong_type")
    return found


def media_type(request: Request, *, otherwise: str = "") -> str:
    """Return of which type a request says that its body is."""
    return request.headers.get("content-type", otherwise).partition(";")[0].strip().lower()


def explain(error: ValidationError) -> str:
    """Return in one line what is wrong with a JSON body."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(step)[:40] for step in first["loc"]) or "the body"
    return f"{place}: {first['msg'][:200]}. GET /openapi.json describes what is expected."


async def uploaded(request: Request) -> tuple[bytes, str | None]:
    """Return the file that a request brings, in a form's field `file` or as its body, and its name if it has one.

    Raises:
        Refusal: 422, the form has none.
    """
    if media_type(request) == MULTIPART:
        # A form that cannot be read is Starlette's own 400.
        async with request.form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                said = "the form has no file in its field `file`; expected an image there."
                raise Refusal(422, said, code="no_file")
            return await file.read(), file.filename
    # Whatever the body is called: curl calls a photo a form, and what it really is stands in its first bytes.
    return await request.body(), None

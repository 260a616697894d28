"""How the server says no: a status, a sentence, and what the client should do about it.

Every answer that refuses is `{"error": sentence, "code": word}`, where the Open Inference Protocol wants the first: the
sentence is English and may change, the word stays what it is, so that programs can go by it, and the page can say it in
its own language. `values` holds what the sentence counts, where it counts something.
"""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from shuzi import errors
from shuzi.errors import (
    DataError,
    DataUnavailableError,
    FormError,
    ImageError,
    ImageShapeError,
    OutputError,
    PhotoQualityError,
    RunError,
    ShuziError,
    StrangeSheetError,
    UsageError,
)

_STATUSES = {
    303: ("token_right", ""),
    400: ("bad_request", "The request makes no sense."),
    401: ("token_needed", "A token is needed."),
    403: ("not_allowed", "The request comes from another site."),
    404: ("not_found", "There is nothing of that name."),
    405: ("wrong_method", ""),
    408: ("body_too_slow", "The body took too long."),
    409: ("not_now", "It cannot be done as things stand."),
    413: ("body_too_large", "The body is too large."),
    415: ("body_encoding", "The body is compressed in a way that is not known."),
    422: ("bad_input", "The body is not what was expected."),
    429: ("busy", "The server is busy; Retry-After says when to try again."),
    500: ("fault", ""),
    503: ("stopping", "The server is being stopped."),
    504: ("model_hangs", "The model hangs."),
    507: ("cannot_write", ""),
}
"""Code of each status, where nothing more is said, and how OpenAPI describes those that any route may answer."""

REASONS = {status: reason for status, (_, reason) in _STATUSES.items() if reason}


class Refusal(Exception):  # noqa: N818 - a refusal is no fault of the server
    """A request that is not answered, with the HTTP status that says why."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        values: Mapping[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code or code_of(status)
        self.values = values
        self.headers = headers or {}

    def response(self) -> JSONResponse:
        """Return the answer."""
        return JSONResponse(refusal_json(self.message, self.code, self.values), self.status, headers=self.headers)


def code_of(status: int) -> str:
    """Return the code of a refusal of which nothing more is known than its status."""
    return _STATUSES[status if status in _STATUSES else 500 if status >= 500 else 400][0]


def refusal_json(message: str, code: str, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what every refusal says."""
    return {"error": message, "code": code} | ({} if values is None else {"values": dict(values)})


def busy(what: str) -> Refusal:
    """Return the refusal of a server that has enough to do."""
    return Refusal(429, f"{what}; the server is busy. Try again in a second.", headers={"Retry-After": "1"})


def draining() -> Refusal:
    """Return the refusal of a server that is being stopped."""
    return Refusal(503, "the server is being stopped. Try again in a few seconds.", headers={"Retry-After": "5"})


_ERRORS: dict[type[ShuziError], tuple[int, str]] = {
    ImageShapeError: (422, "image_shape"),
    StrangeSheetError: (422, "not_this_form"),
    PhotoQualityError: (422, "bad_photo"),
    ImageError: (422, "image_not_readable"),
    FormError: (422, "form_wrong"),
    UsageError: (422, "bad_input"),
    DataUnavailableError: (409, "data_unavailable"),
    DataError: (409, "data_not_usable"),
    RunError: (409, "run_damaged"),
    OutputError: (507, "cannot_write"),
}
"""Status and code of shuzi's own errors, the narrower before the wider."""

_IMAGES: dict[str, tuple[int, str]] = {
    "heic": (422, "image_heic"),
    "other_format": (422, "image_other_format"),
    "too_large": (422, "image_too_large"),
    "damaged": (422, "image_damaged"),
    "locked": (422, "image_locked"),
}
"""Status and code of an image that cannot be read, by the word that says why."""


def refusal_of(error: ShuziError) -> Refusal:
    """Return how one of shuzi's own errors is told to a client."""
    status, code = next(
        (status_and_code for kind, status_and_code in _ERRORS.items() if isinstance(error, kind)), (500, "fault")
    )
    if isinstance(error, ImageError):
        status, code = _IMAGES.get(error.kind, (status, code))
    values = {"why": str(error)} if isinstance(error, FormError) else None
    return Refusal(status, str(error), code=code, values=values)


def code_of_failure(error: Exception) -> str:
    """Return the code of what ended a training or a lesson: one of shuzi's own errors, here or in its own process."""
    if isinstance(error, ShuziError):
        return refusal_of(error).code
    if isinstance(error, OSError):
        return code_of(507)
    kind = getattr(errors, getattr(error, "kind", "") or "ShuziError", ShuziError)
    unknown = (500, "training_failed")
    return next((status_and_code for base, status_and_code in _ERRORS.items() if issubclass(kind, base)), unknown)[1]


async def answer_refusal(_: Request, error: Exception) -> JSONResponse:
    """Answer a `Refusal` that a route raised."""
    assert isinstance(error, Refusal)  # noqa: S101 - registered for these alone
    return error.response()


async def answer_shuzi_error(_: Request, error: Exception) -> JSONResponse:
    """Answer one of shuzi's own errors that a route raised."""
    assert isinstance(error, ShuziError)  # noqa: S101 - registered for these alone
    return refusal_of(error).response()

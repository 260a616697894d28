"""How the server says no: a status, a sentence, and what the client should do about it."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from shuzi.errors import DataError, ImageError, OutputError, RunError, ShuziError, UsageError


class Refusal(Exception):  # noqa: N818 - a refusal is no fault of the server
    """A request that is not answered, with the HTTP status that says why."""

    def __init__(self, status: int, message: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers or {}

    def response(self) -> JSONResponse:
        """Return the answer; its body is the Open Inference Protocol's `{"error": …}` everywhere."""
        return JSONResponse({"error": self.message}, self.status, headers=self.headers)


def busy(what: str) -> Refusal:
    """Return the refusal of a server that has enough to do."""
    return Refusal(429, f"{what}; the server is busy. Try again in a second.", headers={"Retry-After": "1"})


def draining() -> Refusal:
    """Return the refusal of a server that is being stopped."""
    return Refusal(503, "the server is being stopped. Try again in a few seconds.", headers={"Retry-After": "5"})


_STATUS: dict[type[ShuziError], int] = {
    ImageError: 422,
    UsageError: 422,
    DataError: 409,
    RunError: 409,
    OutputError: 507,
}


def refusal_of(error: ShuziError) -> Refusal:
    """Return how one of shuzi's own errors is told to a client."""
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    return Refusal(status, str(error))


async def answer_refusal(_: Request, error: Exception) -> JSONResponse:
    """Answer a `Refusal` that a route raised."""
    assert isinstance(error, Refusal)  # noqa: S101 - registered for these alone
    return error.response()


async def answer_shuzi_error(_: Request, error: Exception) -> JSONResponse:
    """Answer one of shuzi's own errors that a route raised."""
    assert isinstance(error, ShuziError)  # noqa: S101 - registered for these alone
    return refusal_of(error).response()

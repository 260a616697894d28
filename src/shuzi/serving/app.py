"""The application: routes, and the guard before them."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from shuzi.errors import ShuziError
from shuzi.machine import package_version
from shuzi.serving.guard import Guard
from shuzi.serving.metrics import Metrics
from shuzi.serving.models import Models
from shuzi.serving.page_reader import PageReader
from shuzi.serving.refusals import Refusal, answer_refusal, answer_shuzi_error
from shuzi.serving.routes import (
    corrections,
    inference_protocol,
    learn,
    model,
    operations,
    page,
    predict,
    read,
    runs,
)
from shuzi.serving.services import Services
from shuzi.serving.settings import Settings
from shuzi.serving.teaching import Teacher

# Tried in this order: what is asked for most comes first.
_ROUTES = (predict, inference_protocol, read, operations, model, corrections, learn, runs, page)


def build_services(settings: Settings) -> Services:
    """Return a server's parts, with its model loaded.

    Raises:
        RunError: the model's folder is no run, or a file in it is missing or changed.
    """
    metrics = Metrics()
    models, pages = Models(settings, metrics), PageReader(settings.limits)
    return Services(settings, metrics, models, pages, Teacher(settings.corrections, settings.runs))


def build_app(services: Services) -> ASGIApp:
    """Return the application, guarded."""
    app = FastAPI(
        title="shuzi",
        version=package_version("shuzi") or "unknown",
        summary="Reads handwritten digits.",
        docs_url=None,
        redoc_url=None,
        exception_handlers={
            Refusal: answer_refusal,
            ShuziError: answer_shuzi_error,
            RequestValidationError: _answer_validation_error,
            HTTPException: _answer_http_error,
            ClientDisconnect: _answer_nobody,
            Exception: _answer_fault,
        },
    )
    app.state.services = services
    for routes in _ROUTES:
        app.include_router(routes.router)
    return Guard(app, services)


async def _answer_validation_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for these alone
    first = error.errors()[0]
    return JSONResponse({"error": f"{'.'.join(map(str, first['loc']))}: {first['msg']}."}, 422)


async def _answer_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for these alone
    place, said = request.url.path[:80], str(error.detail)
    if error.status_code == 404:
        said = f"there is nothing at {place}; GET /openapi.json lists what there is."
    elif error.status_code == 405:
        said = f"{place} does not take {request.method}; GET /openapi.json lists what it takes."
    return JSONResponse({"error": said}, error.status_code, headers=error.headers)


async def _answer_nobody(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # its client has gone


async def _answer_fault(_: Request, __: Exception) -> JSONResponse:
    return JSONResponse({"error": "the server made a mistake; its terminal says which."}, 500)

"""The application: routes, and the guard before them."""

import threading

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from shuzi.errors import ShuziError
from shuzi.machine import package_version
from shuzi.serving.form_sheets import FormSheets
from shuzi.serving.guard import Guard
from shuzi.serving.metrics import Metrics
from shuzi.serving.models import Models
from shuzi.serving.page_reader import PageReader
from shuzi.serving.refusals import Refusal, answer_refusal, answer_shuzi_error, code_of, refusal_json
from shuzi.serving.routes import (
    corrections,
    forms,
    inference_protocol,
    learn,
    model,
    operations,
    page,
    predict,
    read,
    runs,
    trainings,
)
from shuzi.serving.routes.bodies import REFUSALS
from shuzi.serving.services import Services
from shuzi.serving.settings import Settings
from shuzi.serving.teaching import Teacher
from shuzi.serving.trainings import Trainer

# Tried in this order: what is asked for most comes first.
_ROUTES = (
    predict,
    inference_protocol,
    read,
    forms,
    operations,
    model,
    corrections,
    learn,
    trainings,
    runs,
    page,
)


def build_services(settings: Settings) -> Services:
    """Return a server's parts, with its model loaded.

    Raises:
        RunError: the model's folder is no run, or a file in it is missing or changed.
    """
    metrics = Metrics()
    models, pages = Models(settings, metrics), PageReader(settings.limits)
    busy = threading.Lock()  # one training at a time: two take more than twice as long
    teacher = Teacher(settings.corrections, settings.runs, busy)
    return Services(settings, metrics, models, pages, FormSheets(pages), teacher, Trainer(settings.runs, busy))


def build_app(services: Services) -> ASGIApp:
    """Return the application, guarded."""
    app = FastAPI(
        title="shuzi",
        version=package_version("shuzi") or "unknown",
        summary="Reads handwritten digits.",
        docs_url=None,
        redoc_url=None,
        responses=REFUSALS,
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
    problem = error.errors()[0]
    message = f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}."
    return JSONResponse(refusal_json(message, code_of(422)), 422)


async def _answer_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for these alone
    place, message = request.url.path[:80], str(error.detail)
    if error.status_code == 404:
        message = f"there is nothing at {place}; GET /openapi.json lists what there is."
    elif error.status_code == 405:
        message = f"{place} does not take {request.method}; GET /openapi.json lists what it takes."
    return JSONResponse(refusal_json(message, code_of(error.status_code)), error.status_code, headers=error.headers)


async def _answer_nobody(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # its client has gone


async def _answer_fault(_: Request, __: Exception) -> JSONResponse:
    return JSONResponse(refusal_json("the server made a mistake; its terminal says which.", code_of(500)), 500)

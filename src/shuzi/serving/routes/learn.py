"""/api/learn: teach a model the digits that were corrected, and say what it changed."""

import asyncio
import time

from fastapi import APIRouter
from starlette.requests import Request

from shuzi.serving.refusals import draining
from shuzi.serving.routes.bodies import body_of, content_type, from_json
from shuzi.serving.schemas import LearnRequest, LearnResponse
from shuzi.serving.services import Services, services_of
from shuzi.serving.teaching import FEWEST, Lesson

router = APIRouter(prefix="/api", tags=["learn"])


@router.get("/learn", summary="How the lesson is going, or what the last one changed")
async def learning(request: Request) -> LearnResponse:
    """Return the state; accuracies before and after once it is `done`, the reason if it has `failed`."""
    return _state(services_of(request))


@router.post("/learn", summary="Learn from the corrected digits", openapi_extra=body_of(LearnRequest))
async def learn(request: Request) -> LearnResponse:
    """Start `shuzi train` on the folder of corrections in a process of its own; 409 if one is under way already.

    About a fifth of the digits, always the same ones, is held out. The new model becomes a run with a name of its own;
    the old one stays as it is.
    """
    services = services_of(request)
    content_type(request, "application/json")
    wanted = from_json(LearnRequest, await request.body())
    if services.draining:
        raise draining()
    model = await services.models.find(wanted.model)
    model.require_digits()
    await asyncio.to_thread(services.teacher.begin, Lesson(model.name, model.path, wanted.epochs, wanted.language))
    return _state(services)


@router.delete("/learn", summary="Cancel the lesson that is under way")
async def cancel(request: Request) -> LearnResponse:
    """End its process at once; nothing of it stays. 409 if there is none."""
    services = services_of(request)
    await asyncio.to_thread(services.teacher.cancel)
    return _state(services)


def _state(services: Services) -> LearnResponse:
    learning = services.teacher.learning
    state = vars(learning) | {"progress": learning.progress_at(time.monotonic()), "fewest": FEWEST}
    return LearnResponse.model_validate(state)

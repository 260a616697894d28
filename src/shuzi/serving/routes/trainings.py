"""/api/trainings: train from nothing, watch it learn, and steer it."""

import asyncio
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from shuzi.recipes import Recipe, find_recipe, suited
from shuzi.recipes.recipe import RAW_PIXELS, UNIT_VARIANCE
from shuzi.serving.refusals import draining
from shuzi.serving.routes.bodies import body_of, content_type, from_json
from shuzi.serving.schemas_training import (
    RECIPE_NAMES,
    PointsSchema,
    TrainingOrder,
    TrainingRequest,
    TrainingSchema,
    TrainingsResponse,
)
from shuzi.serving.services import services_of
from shuzi.serving.trainings import Training
from shuzi.words import changed_recipe

router = APIRouter(prefix="/api", tags=["trainings"])

_NAMED = ("epochs", "learning_rate", "batch_size", "loss", "filters")
"""What a recipe and a request call alike."""


@router.get("/trainings", summary="All trainings that are remembered, the oldest first")
async def trainings(request: Request) -> TrainingsResponse:
    """Return how each of them is going, without its curve and what the network looks like."""
    plain = [TrainingRequest.model_validate({"recipe": name}) for name in RECIPE_NAMES]
    return TrainingsResponse(
        trainings=[_schema_of(training) for training in services_of(request).trainer],
        recipes={asked.recipe: TrainingRequest.model_validate(settings_of(recipe_of(asked), asked)) for asked in plain},
    )


@router.post(
    "/trainings", summary="Train a network from random weights on MNIST", openapi_extra=body_of(TrainingRequest)
)
async def begin(request: Request) -> TrainingSchema:
    """Put it into the queue: one is trained at a time, in a process of its own; 409 if too many wait.

    What is not said is as the recipe has it. Whatever does not learn is stopped, and `diagnosis` says why.
    """
    services = services_of(request)
    content_type(request, "application/json")
    wanted = from_json(TrainingRequest, await request.body(), code="bad_settings")
    if services.draining:
        raise draining()
    recipe = recipe_of(wanted)
    return _schema_of(await asyncio.to_thread(services.trainer.begin, recipe, settings_of(recipe, wanted)))


@router.get("/trainings/{number}", summary="A training with its curve and the network as it is")
async def training(
    request: Request, number: int, since: int = Query(0, ge=0, description="Leave out so many points of the curve.")
) -> PointsSchema:
    """Return what has happened, the newest look at the network, and the points of the curve after the first `since`."""
    remembered = services_of(request).trainer.find(number)
    curve = {"points": remembered.points[since:], "history": remembered.epochs[:]}
    return PointsSchema.model_validate(vars(remembered) | curve)


@router.post(
    "/trainings/{number}/order",
    summary="Let it pause, go on, take one step, or stop",
    openapi_extra=body_of(TrainingOrder),
)
async def order(request: Request, number: int) -> TrainingSchema:
    """Give an order; `stop` ends it after this step as if that had been the plan, and its run is kept."""
    content_type(request, "application/json")
    wanted = from_json(TrainingOrder, await request.body(), code="bad_settings")
    return _schema_of(await asyncio.to_thread(services_of(request).trainer.order, number, wanted.order))


@router.delete(
    "/trainings/{number}", summary="Forget a training, and end it if it runs", status_code=204, response_class=Response
)
async def remove(request: Request, number: int) -> Response:
    """End it at once if it is under way; nothing of it stays then. The run of one that is done stays."""
    await asyncio.to_thread(services_of(request).trainer.remove, number)
    return Response(status_code=204)


def recipe_of(wanted: TrainingRequest) -> Recipe:
    """Return the recipe with everything changed that was asked for, never to be begun again with another seed."""
    table = find_recipe(wanted.recipe)
    fitting = suited(table, wanted.images)
    changes: dict[str, Any] = {name: value for name in _NAMED if (value := getattr(wanted, name)) is not None}
    if wanted.scaled is not None:
        changes["input_scale"] = UNIT_VARIANCE if wanted.scaled else RAW_PIXELS
    changed = replace(fitting, **changes, restarts=0)
    unchanged = any(replace(changed, epochs=base.epochs, restarts=base.restarts) == base for base in (table, fitting))
    return changed if unchanged else replace(changed, name=changed_recipe(fitting.name))


def settings_of(recipe: Recipe, wanted: TrainingRequest) -> dict[str, Any]:
    """Return a whole request that asks for the same."""
    settled = {name: getattr(recipe, name) for name in _NAMED} | {"scaled": recipe.input_scale != RAW_PIXELS}
    return wanted.model_dump() | settled


def _schema_of(remembered: Training) -> TrainingSchema:
    return TrainingSchema.model_validate(vars(remembered))

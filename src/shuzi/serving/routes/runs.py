"""GET /api/history, /snapshots, /confusion, /mistakes and /disagreements: how a run went, and where it errs."""

import asyncio
import csv
import io
from typing import Any, Literal

import numpy as np
from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.requests import Request

from shuzi.data.mnist import load_mnist
from shuzi.digits import Predictions, Split
from shuzi.errors import DataError, RunError
from shuzi.serving.models import ServedModel
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.read import base64_of
from shuzi.serving.schemas import (
    ConfusionResponse,
    DisagreementsResponse,
    HistoryResponse,
    MistakesResponse,
    SnapshotsResponse,
)
from shuzi.serving.services import services_of
from shuzi.store.history import HISTORY, SNAPSHOTS, Snapshot, history_text, read_snapshots
from shuzi.store.model import Model

router = APIRouter(prefix="/api", tags=["runs"])

_SHOWN = 24
"""Mistakes of one kind, as many as fit a screen; set by hand."""

_MOST_DIFFERENT = 48
"""Images on which two models disagree, as many as fit two screens; set by hand."""

_REMEMBERED = 4
"""Models whose answers to MNIST's test images are kept, with the images: 8 MB each. Set by hand."""

_DECIMALS = 5
"""Of a filter's weights: more than a screen can show, and enough for a picture of each; set by hand."""


@router.get("/history", summary="Loss and accuracy of every finished epoch")
async def history(request: Request, name: str | None = None) -> HistoryResponse:
    """Return the rows of the run's history.csv; none if it has no such file."""
    model = await services_of(request).models.find(name)
    return HistoryResponse.model_validate({"model": model.name, "epochs": await asyncio.to_thread(_rows, model)})


@router.get("/confusion", summary="Which digit is taken for which")
async def confusion(request: Request, name: str | None = None) -> ConfusionResponse:
    """Return the confusion matrix on the run's own test images: row = true digit, column = answer."""
    model = await services_of(request).models.find(name)
    metrics = model.card.metrics
    return ConfusionResponse.model_validate(
        {"model": model.name, "data": model.card.data["name"], "confusion": metrics["confusion"]}
    )


@router.get("/mistakes", summary="Test images of MNIST that were taken for another digit")
async def mistakes(
    request: Request,
    true: int = Query(ge=0, le=9, description="The true digit."),
    answer: int = Query(ge=0, le=9, description="The digit that was answered."),
    name: str | None = None,
) -> MistakesResponse:
    """Return up to 24 of them, the surest first, as 28·28 bytes in base64."""
    model = await services_of(request).models.find(name)
    if model.card.data["name"] != "mnist":
        raise Refusal(
            409,
            f"{model.name} was tested on {model.card.data['name']}; only images of MNIST are shown.",
            code="not_tested_on_mnist",
        )
    split, predictions = await tested(model)
    places = np.flatnonzero((split.labels == true) & (predictions.digits == answer))  # (mistakes,)
    surest = places[np.argsort(-predictions.confidence[places], kind="stable")][:_SHOWN]  # (≤ 24,)
    shown = [
        {
            "index": int(index),
            "confidence": round(float(predictions.confidence[index]), 6),
            "pixels": base64_of(split.images[index]),
        }
        for index in surest
    ]
    return MistakesResponse.model_validate({"true": true, "answer": answer, "images": len(places), "mistakes": shown})


_tests: dict[str, tuple[Split, Predictions]] = {}

_lock = asyncio.Lock()


def _rows(model: ServedModel) -> list[dict[str, Any]]:
    try:
        stream = io.StringIO(history_text(model.path / HISTORY), newline="")
        return [
            {name: float(value) if value else None for name, value in row.items()} for row in csv.DictReader(stream)
        ]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"the history of {model.name} cannot be read ({error}). Copy the run again.") from None


async def tested(model: ServedModel) -> tuple[Split, Predictions]:
    """Return MNIST's test images with the model's answers, computed once."""
    model.require_digits()
    async with _lock:
        key = str(model.path)
        if key not in _tests:
            _tests[key] = await asyncio.to_thread(_test, model)
            if len(_tests) > _REMEMBERED:
                _tests.pop(next(iter(_tests)))
        return _tests[key]


def _test(model: ServedModel) -> tuple[Split, Predictions]:
    split = load_mnist().test
    return split, Model(model.path, model.card, threads=1).predict(split.images, exact=True)


@router.get("/snapshots", summary="The network at the end of every epoch, seen from inside")
async def snapshots(request: Request, name: str | None = None) -> SnapshotsResponse:
    """Return the run's snapshots; none if it keeps none, such as the model that comes with shuzi."""
    model = await services_of(request).models.find(name)
    return await asyncio.to_thread(_snapshots, model)


def _snapshots(model: ServedModel) -> SnapshotsResponse:
    path = model.path / SNAPSHOTS
    moments = read_snapshots(path) if path.is_file() else []
    try:
        return SnapshotsResponse.model_validate(
            {"model": model.name, "snapshots": [_as_json(snapshot) for snapshot in moments]}
        )
    except (ValidationError, ValueError, TypeError):
        raise RunError(f"{path} holds something other than snapshots. Copy the run again.") from None


def _as_json(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot with its filters rounded; JSON has no NaN, which weights that ran away may be."""
    filters = np.asarray(snapshot.filters, np.float64)
    if filters.ndim != 4 or not filters.size:
        raise ValueError("filters have height, width, channels and a number")
    rounded = filters.round(_DECIMALS).astype(object)
    rounded[~np.isfinite(filters)] = None
    return snapshot._asdict() | {"filters": rounded.tolist()}


@router.get("/disagreements", summary="Test images of MNIST on which two models disagree")
async def disagreements(
    request: Request,
    first: str | None = None,
    second: str | None = None,
    right: Literal["first", "second", "neither"] | None = Query(
        None, description="Only those where this one is right."
    ),
    skip: int = Query(0, ge=0, le=10_000, description="Leave out so many of them."),
) -> DisagreementsResponse:
    """Return how many there are, and up to 48 of them as 28·28 bytes in base64, the surest first."""
    models = [await services_of(request).models.find(name) for name in (first, second)]
    (split, first_answers), (_, second_answers) = [await tested(model) for model in models]
    true, answers = split.labels, np.stack([first_answers.digits, second_answers.digits], axis=1)  # (n,), (n, 2)
    confidences = np.stack([first_answers.confidence, second_answers.confidence], axis=1)  # (n, 2)
    differ = answers[:, 0] != answers[:, 1]  # (n,)
    groups = {
        "first": differ & (answers[:, 0] == true),
        "second": differ & (answers[:, 1] == true),
        "neither": differ & (answers != true[:, None]).all(axis=1),
    }
    places = np.flatnonzero(differ if right is None else groups[right])  # (differ,)
    order = np.argsort(-confidences[places].sum(axis=1), kind="stable")  # (differ,)
    surest = places[order][skip : skip + _MOST_DIFFERENT]  # (≤ 48,)
    shown = [
        {
            "index": int(index),
            "true": int(true[index]),
            "answers": answers[index].tolist(),
            "confidences": [round(float(value), 6) for value in confidences[index]],
            "pixels": base64_of(split.images[index]),
        }
        for index in surest
    ]
    counts = {name: int(group.sum()) for name, group in groups.items()}
    return DisagreementsResponse.model_validate(
        {"models": [model.name for model in models], "images": len(true), "counts": counts, "shown": shown}
    )

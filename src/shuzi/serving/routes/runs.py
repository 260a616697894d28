"""GET /api/history, /api/confusion and /api/mistakes: how a run went, and where it errs."""

import asyncio
import base64
import csv
import io
from typing import Any

import numpy as np
from fastapi import APIRouter, Query
from starlette.requests import Request

from shuzi.data.mnist import load_mnist
from shuzi.digits import Predictions, Split
from shuzi.errors import DataError
from shuzi.serving.lifecycle import services_of
from shuzi.serving.models import ServedModel
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.descriptions import REFUSALS
from shuzi.serving.schemas import ConfusionResponse, HistoryResponse, MistakesResponse
from shuzi.store.history import HISTORY, history_text
from shuzi.store.model import Model

router = APIRouter(prefix="/api", tags=["runs"])

_SHOWN = 24
_REMEMBERED = 4


@router.get("/history", summary="Loss and accuracy of every finished epoch", responses=REFUSALS)
async def history(request: Request, name: str | None = None) -> HistoryResponse:
    """Return the rows of the run's history.csv; none if it has no such file."""
    model = await services_of(request).models.find(name)
    return HistoryResponse.model_validate({"model": model.name, "epochs": await asyncio.to_thread(_rows, model)})


@router.get("/confusion", summary="Which digit is taken for which", responses=REFUSALS)
async def confusion(request: Request, name: str | None = None) -> ConfusionResponse:
    """Return the confusion matrix on the run's own test images: row = true digit, column = answer."""
    model = await services_of(request).models.find(name)
    metrics = model.card.metrics
    return ConfusionResponse.model_validate(
        {"model": model.name, "data": model.card.data["name"], "confusion": metrics["confusion"]}
    )


@router.get("/mistakes", summary="Test images of MNIST that were taken for another digit", responses=REFUSALS)
async def mistakes(
    request: Request,
    true: int = Query(ge=0, le=9, description="The true digit."),
    answer: int = Query(ge=0, le=9, description="The digit that was answered."),
    name: str | None = None,
) -> MistakesResponse:
    """Return up to 24 of them, the surest first, as 28·28 bytes in base64."""
    model = await services_of(request).models.find(name)
    if model.card.data["name"] != "mnist":
        raise Refusal(409, f"{model.name} was tested on {model.card.data['name']}; only images of MNIST are shown.")
    split, predictions = await _tested(model)
    places = np.flatnonzero((split.labels == true) & (predictions.digits == answer))
    surest = places[np.argsort(-predictions.confidence[places], kind="stable")][:_SHOWN]
    shown = [
        {
            "index": int(index),
            "confidence": round(float(predictions.confidence[index]), 6),
            "pixels": base64.b64encode(split.images[index].tobytes()).decode(),
        }
        for index in surest
    ]
    return MistakesResponse.model_validate({"true": true, "answer": answer, "images": len(places), "mistakes": shown})


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


_tests: dict[str, tuple[Split, Predictions]] = {}
_lock = asyncio.Lock()


async def _tested(model: ServedModel) -> tuple[Split, Predictions]:
    """Return MNIST's test images with the model's answers, computed once."""
    async with _lock:
        key = str(model.path)
        if key not in _tests:
            _tests[key] = await asyncio.to_thread(_test, model)
            if len(_tests) > _REMEMBERED:
                _tests.pop(next(iter(_tests)))
        return _tests[key]


def _test(model: ServedModel) -> tuple[Split, Predictions]:
    split = load_mnist().test
    return split, Model(model.path, model.card, threads=1).predict(split.images)

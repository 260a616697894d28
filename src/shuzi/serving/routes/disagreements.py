"""GET /api/disagreements: the test images to which two models say different things."""

import base64
from typing import Literal

import numpy as np
from fastapi import APIRouter, Query
from starlette.requests import Request

from shuzi.serving.routes.bodies import REFUSALS
from shuzi.serving.routes.runs import tested
from shuzi.serving.schemas import DisagreementsResponse
from shuzi.serving.services import services_of

router = APIRouter(prefix="/api", tags=["runs"])

_SHOWN = 48
"""At once, as many as fit two screens."""


@router.get("/disagreements", summary="Test images of MNIST on which two models disagree", responses=REFUSALS)
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
    (split, one), (_, other) = [await tested(model) for model in models]
    true, answers = split.labels, np.stack([one.digits, other.digits], axis=1)  # (n,), (n, 2)
    confidences = np.stack([one.confidence, other.confidence], axis=1)
    differ = answers[:, 0] != answers[:, 1]
    groups = {
        "first": differ & (answers[:, 0] == true),
        "second": differ & (answers[:, 1] == true),
        "neither": differ & (answers != true[:, None]).all(axis=1),
    }
    places = np.flatnonzero(differ if right is None else groups[right])
    surest = places[np.argsort(-confidences[places].sum(axis=1), kind="stable")][skip : skip + _SHOWN]
    shown = [
        {
            "index": int(index),
            "true": int(true[index]),
            "answers": answers[index].tolist(),
            "confidences": [round(float(value), 6) for value in confidences[index]],
            "pixels": base64.b64encode(split.images[index].tobytes()).decode(),
        }
        for index in surest
    ]
    counts = {name: int(group.sum()) for name, group in groups.items()}
    return DisagreementsResponse.model_validate(
        {"models": [model.name for model in models], "images": len(true), "counts": counts, "shown": shown}
    )

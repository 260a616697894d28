"""GET /api/snapshots: what a network was like before its training and at the end of every epoch."""

import asyncio
from typing import Any

import numpy as np
from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request

from shuzi.errors import RunError
from shuzi.serving.lifecycle import services_of
from shuzi.serving.models import ServedModel
from shuzi.serving.routes.descriptions import REFUSALS
from shuzi.serving.schemas import SnapshotsResponse
from shuzi.store.history import SNAPSHOTS, Snapshot, read_snapshots

router = APIRouter(prefix="/api", tags=["runs"])

# More than a screen can show, and enough for a picture of each filter.
_DIGITS = 5


@router.get("/snapshots", summary="The network at the end of every epoch, seen from inside", responses=REFUSALS)
async def snapshots(request: Request, name: str | None = None) -> SnapshotsResponse:
    """Return the run's snapshots; none if it keeps none, such as the model that comes with shuzi."""
    model = await services_of(request).models.find(name)
    return await asyncio.to_thread(_snapshots, model)


def _snapshots(model: ServedModel) -> SnapshotsResponse:
    path = model.path / SNAPSHOTS
    found = read_snapshots(path) if path.is_file() else []
    try:
        return SnapshotsResponse.model_validate({"model": model.name, "snapshots": [_plain(one) for one in found]})
    except (ValidationError, ValueError, TypeError):
        raise RunError(f"{path} holds something other than snapshots. Copy the run again.") from None


def _plain(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot with its filters rounded; JSON has no NaN, which weights that ran away may be."""
    filters = np.asarray(snapshot.filters, np.float64)
    if filters.ndim != 4 or not filters.size:
        raise ValueError("filters have height, width, channels and a number")
    rounded = filters.round(_DIGITS).astype(object)
    rounded[~np.isfinite(filters)] = None
    return snapshot._asdict() | {"filters": rounded.tolist()}

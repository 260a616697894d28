"""POST /api/predict: which digit is in each image of 28×28 pixels."""

import json
from typing import Any

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from shuzi.digits import IMAGE_SIZE, has_ink, predictions_from
from shuzi.errors import ImageShapeError
from shuzi.network.classifier import as_images
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.bodies import FORM, REFUSALS, body_of, content_type, explain, query_of
from shuzi.serving.schemas import PredictRequest, PredictResponse
from shuzi.serving.services import services_of

router = APIRouter(prefix="/api", tags=["predict"])

_PIXELS = IMAGE_SIZE * IMAGE_SIZE


@router.post(
    "/predict",
    summary="Which digit is in each image of 28×28 pixels",
    responses={200: {"model": PredictResponse}, **REFUSALS},
    openapi_extra={**body_of(PredictRequest, "application/octet-stream"), **query_of("name")},
)
async def predict(request: Request) -> Response:
    """Answer images given as JSON, or as n·784 bytes, one a pixel, as application/octet-stream.

    `name` is that of the model to ask; `model` in JSON says the same, and goes before. An image that nothing is drawn
    on is no digit: null, with a confidence of 0. A model of classes of one's own says `class`,
    and null as digit. What `curl --data-binary` calls a form is taken for what it is.
    """
    services = services_of(request)
    kind = content_type(request, "application/json", "application/octet-stream", FORM)
    body = await request.body()
    as_json = kind == "application/json" or (kind == FORM and body.lstrip()[:1] == b"{")
    images, wanted = _from_json(body) if as_json else (_from_bytes(body), None)
    pixels = checked(images, most=services.settings.limits.images_per_request)
    model = await services.models.find(wanted or request.query_params.get("name"))
    answer = await model.batcher.predict(pixels)
    predictions = predictions_from(answer.probabilities, has_ink(pixels), model.classes).to_json()
    content = json.dumps({"model": model.name, "predictions": predictions}, separators=(",", ":"))
    return Response(content, media_type="application/json")


def checked(images: npt.ArrayLike, *, most: int) -> npt.NDArray[np.generic]:
    """Return images from a client as numbers from 0 to 255, (n, 28, 28, 1); the model's worker makes them float32.

    Raises:
        ImageShapeError: wrong shape, type or range; NaN; no images.
        Refusal: 422, too many of them.
    """
    pixels = as_images(images)
    if len(pixels) > most:
        said = f"got {len(pixels)} images; expected at most {most} in one request. Send several."
        raise Refusal(422, said, code="too_many_images", values={"images": len(pixels), "most": most})
    return pixels


def _from_json(body: bytes) -> tuple[Any, str | None]:
    try:
        request = PredictRequest.model_validate_json(body)
    except ValidationError as error:
        raise Refusal(422, explain(error)) from None
    return request.images, request.model


def _from_bytes(body: bytes) -> npt.NDArray[np.uint8]:
    if not body or len(body) % _PIXELS:
        raise ImageShapeError(f"got {len(body)} bytes; expected n·784, one for each pixel of n images.")
    return np.frombuffer(body, np.uint8).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)

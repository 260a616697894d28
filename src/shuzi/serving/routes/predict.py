"""POST /api/predict: which digit is in each image that holds one."""

import json

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shuzi.digits import IMAGE_SIZE, Predictions, predictions_from
from shuzi.errors import ImageShapeError
from shuzi.finding.single import must_be_found
from shuzi.imaging.formats import begins_as_picture
from shuzi.network.classifier import as_images
from shuzi.reading.fusion import SURE_FROM
from shuzi.serving.models import ServedModel
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.bodies import (
    FORM,
    MULTIPART,
    body_of,
    content_type,
    from_json,
    media_type,
    query_of,
    uploaded,
)
from shuzi.serving.schemas import PredictRequest, PredictResponse
from shuzi.serving.services import services_of

router = APIRouter(prefix="/api", tags=["predict"])

_RAW = "application/octet-stream"

_PIXELS = IMAGE_SIZE * IMAGE_SIZE


@router.post(
    "/predict",
    summary="Which digit is in each image that holds one",
    responses={200: {"model": PredictResponse}},
    openapi_extra={**body_of(PredictRequest, _RAW, "image/*", MULTIPART), **query_of("name")},
)
async def predict(request: Request) -> Response:
    """Answer images of 28×28 pixels given as JSON, or as n·784 bytes, one a pixel; or one image file of any size.

    The answers are those of `Reader.predict`: what is framed as MNIST's digits are goes straight to the model; in every
    other image the digit is looked for and framed first, and null says that there is none. A file comes as the body or
    as the form field `file`. `name` is that of the model to ask; `model` in JSON says the same, and goes before. What
    `curl --data-binary` calls a form is taken for what it is. A model of classes of one's own says `class`, and null as
    digit.
    """
    kind = media_type(request)
    name = request.query_params.get("name")
    if kind == MULTIPART or kind.startswith("image/"):
        return await _answer_file((await uploaded(request))[0], request, name)
    body = await request.body()
    if kind in (_RAW, FORM) and begins_as_picture(body):
        return await _answer_file(body, request, name)
    content_type(request, "application/json", _RAW, FORM, "image/*")
    as_json = kind == "application/json" or (kind == FORM and body.lstrip()[:1] == b"{")
    asked = from_json(PredictRequest, body) if as_json else None
    images = _from_bytes(body) if asked is None else asked.images
    pixels = _whole(checked(images, most=services_of(request).settings.limits.images_per_request))
    model = await services_of(request).models.find((asked and asked.model) or name)
    answer = await model.batcher.predict(pixels)
    predictions = predictions_from(answer.probabilities, classes=model.classes)
    if not answer.framed.all():
        await _look_for(request, model, pixels, np.flatnonzero(~answer.framed), predictions)
    return _response(model, predictions)


async def _answer_file(content: bytes, request: Request, name: str | None) -> Response:
    services = services_of(request)
    model = await services.models.find(name)
    return _response(model, await services.pages.predict([content], model.path, signs=model.classes is not None))


async def _look_for(
    request: Request,
    model: ServedModel,
    pixels: npt.NDArray[np.uint8],
    numbers: npt.NDArray[np.intp],
    predictions: Predictions,
) -> None:
    """Have digits that are not framed as MNIST's are looked for, and put what is found into the predictions."""
    services = services_of(request)
    small = pixels[numbers].reshape(-1, IMAGE_SIZE, IMAGE_SIZE)  # (looked for, 28, 28)
    count, most = int(must_be_found(small).sum()), services.settings.limits.unframed_images
    if count > most:
        message = (
            f"in {count} of the images the digit must be looked for: they are not framed as MNIST's are; expected "
            f"at most {most} such in one request. Send several."
        )
        raise Refusal(422, message, code="too_many_unframed", values={"images": count, "most": most})
    searched = await services.pages.predict(small, model.path, signs=model.classes is not None)
    predictions.digits[numbers], predictions.probabilities[numbers] = searched.digits, searched.probabilities
    predictions.confidence[numbers], predictions.found[numbers] = searched.confidence, searched.found


def _response(model: ServedModel, predictions: Predictions) -> Response:
    pairs = zip(predictions.to_json(), predictions.confidence.tolist(), strict=True)
    # How sure a model of classes of one's own has to be, nobody has measured.
    reads_digits = model.classes is None
    answers = [answer | {"sure": confidence >= SURE_FROM if reads_digits else None} for answer, confidence in pairs]
    content = json.dumps({"model": model.name, "predictions": answers}, separators=(",", ":"))
    return Response(content, media_type="application/json")


def _whole(pixels: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Return numbers from 0 to 255 as pixels, as the reader has them: fractions rounded."""
    return (np.rint(pixels) if pixels.dtype.kind == "f" else pixels).astype(np.uint8, copy=False)


def checked(images: npt.ArrayLike, *, most: int) -> npt.NDArray[np.generic]:
    """Return images from a client as numbers from 0 to 255, (n, 28, 28, 1); the model's worker makes them float32.

    Raises:
        ImageShapeError: wrong shape, type or range; NaN; no images.
        Refusal: 422, too many of them.
    """
    pixels = as_images(images)
    if len(pixels) > most:
        message = f"got {len(pixels)} images; expected at most {most} in one request. Send several."
        raise Refusal(422, message, code="too_many_images", values={"images": len(pixels), "most": most})
    return pixels


def _from_bytes(body: bytes) -> npt.NDArray[np.uint8]:
    if not body or len(body) % _PIXELS:
        raise ImageShapeError(f"got {len(body)} bytes; expected n·784, one for each pixel of n images.")
    return np.frombuffer(body, np.uint8).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)  # (n, 28, 28)

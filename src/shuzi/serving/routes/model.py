"""GET /api/models, /api/model and /api/weights: which models there are, and what is in them."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shuzi.recipes.recipe import RAW_PIXELS, UNIT_VARIANCE
from shuzi.serving.lesson_figures import read_accuracy
from shuzi.serving.schemas import ModelResponse, ModelsResponse
from shuzi.serving.services import services_of
from shuzi.store.card import Card
from shuzi.store.folder import MODEL_ONNX

router = APIRouter(prefix="/api", tags=["model"])


@router.get("/models", summary="All models, the one that is served first")
async def models(request: Request) -> ModelsResponse:
    """Return a line for each model."""
    summaries = [_summary(name, path, card) for name, path, card in services_of(request).models.cards()]
    return ModelsResponse.model_validate({"models": summaries})


@router.get("/model", summary="A model with its layers")
async def model(request: Request, name: str | None = None) -> ModelResponse:
    """Return a model's card in short, its layers, and where its weights stand."""
    served = await services_of(request).models.find(name)
    return ModelResponse.model_validate(
        {
            **_summary(served.name, served.path, served.card),
            "layers": served.layers(),
            "weights": served.weights_index(),
            "sha256": served.card.files[MODEL_ONNX],
            "member": served.member,
            "scaled": _trained_on_scaled_pixels(served.card),
        }
    )


@router.get(
    "/weights",
    summary="A model's kernels and biases",
    responses={200: {"content": {"application/octet-stream": {}}}},
    response_class=Response,
)
async def weights(request: Request, name: str | None = None) -> Response:
    """Return little-endian float32 arrays, one after the other, in the order that GET /api/model gives."""
    served = await services_of(request).models.find(name)
    etag = f'"{served.card.files[MODEL_ONNX][:16]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(served.weights_bytes(), media_type="application/octet-stream", headers=headers)


def _trained_on_scaled_pixels(card: Card) -> bool:
    if card.imported is not None:
        return str(card.imported.get("scale")) != "0-255"
    return float(card.recipe_values.get("input_scale", UNIT_VARIANCE)) != RAW_PIXELS


def _summary(name: str, path: Path, card: Card) -> dict[str, Any]:
    accuracy, on_mnist = card.metrics["test_accuracy"], card.data["name"] == "mnist"
    return {
        "name": name,
        "recipe": card.recipe,
        "parameters": card.parameters,
        "created": card.created,
        "data": card.data["name"],
        "test_images": card.data["test_images"],
        "test_accuracy": accuracy,
        "mnist_accuracy": accuracy if on_mnist else read_accuracy(path),
        "own_accuracy": None if on_mnist else accuracy,
        "train_images": card.data["train_images"],
        "epochs_done": card.epochs_done,
        **({} if card.classes is None else {"classes": card.classes}),
    }

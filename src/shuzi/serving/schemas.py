"""What goes in and out of the API as JSON; names as in docs/json.md."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_ANY_ARRAY: dict[str, Any] = {"type": "array", "items": {}}


class _Schema(BaseModel):
    # `model` is a word of ours.
    model_config = ConfigDict(protected_namespaces=(), extra="ignore")


class PredictRequest(_Schema):
    """Digits to recognise."""

    images: list[Any] = Field(
        description="Pixels from 0 (paper) to 255 (ink): one image of 28×28, or a list of n.",
        json_schema_extra=_ANY_ARRAY,
    )
    model: str | None = Field(
        None, description="A name that GET /api/models lists; without it, the one that is served."
    )


class DigitAnswer(_Schema):
    """The answer to one image."""

    digit: int = Field(ge=0, le=9)
    confidence: float = Field(ge=0, le=1)
    probabilities: list[float]


class PredictResponse(_Schema):
    """The answers, in the order of the images."""

    model: str
    predictions: list[DigitAnswer]


class ErrorResponse(_Schema):
    """Why a request was refused."""

    error: str


class ModelSummary(_Schema):
    """A model that can be used."""

    name: str
    recipe: str
    parameters: int
    created: str
    test_accuracy: float
    train_images: int
    epochs_done: float


class ModelsResponse(_Schema):
    """All models, the one that is served first."""

    models: list[ModelSummary]


class ModelResponse(ModelSummary):
    """A model with its layers and where its weights stand in GET /api/weights."""

    layers: list[dict[str, Any]]
    weights: list[dict[str, Any]]
    sha256: str = Field(description="Of the model's ONNX file.")


class Tensor(_Schema):
    """An array of the Open Inference Protocol."""

    name: str
    shape: list[int] = Field(max_length=8)
    datatype: str
    parameters: dict[str, Any] = {}
    data: list[Any] | None = Field(None, json_schema_extra=_ANY_ARRAY)


class WantedOutput(_Schema):
    """An output that a client of the Open Inference Protocol asks for."""

    name: str
    parameters: dict[str, Any] = {}


class InferRequest(_Schema):
    """A request of the Open Inference Protocol."""

    id: str | None = None
    inputs: list[Tensor] = Field(min_length=1, max_length=1)
    outputs: list[WantedOutput] = Field([], max_length=8)
    parameters: dict[str, Any] = {}


class InferResponse(_Schema):
    """An answer of the Open Inference Protocol."""

    model_name: str
    model_version: str
    id: str | None = None
    outputs: list[Tensor]

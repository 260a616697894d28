"""What goes in and out of /api/trainings as JSON; names as in docs/json.md."""

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from shuzi.recipes import LARGEST_SEED
from shuzi.serving.schemas import Share
from shuzi.serving.trainings import MOST_IMAGES, State
from shuzi.words import Language

RecipeName = Literal["quick", "note", "standard"]
RECIPE_NAMES: tuple[RecipeName, ...] = get_args(RecipeName)


class _Strict(BaseModel):
    model_config = ConfigDict(protected_namespaces=(), extra="forbid")


class TrainingRequest(_Strict):
    """What to train; null is as the recipe has it."""

    recipe: RecipeName = "quick"
    seed: int = Field(0, ge=0, le=LARGEST_SEED, description="Decides starting weights and order.")
    images: int = Field(MOST_IMAGES, ge=100, le=MOST_IMAGES, description="To train on.")
    epochs: float | None = Field(None, gt=0, le=100, allow_inf_nan=False)
    learning_rate: float | None = Field(None, gt=0, le=100, allow_inf_nan=False, description="The highest.")
    batch_size: int | None = Field(None, ge=1, le=1000)
    loss: Literal["mse", "cross_entropy"] | None = None
    scaled: bool | None = Field(None, description="Pixels of unit variance; false leaves them at 0 to 255.")
    filters: int | None = Field(None, ge=1, le=64, description="Of the first convolution.")
    language: Language = Field("en", description="Of the run's report.md and pictures.")


class TrainingOrder(_Strict):
    """What a training is to do."""

    order: Literal["pause", "go_on", "step", "stop"]


class StepSchema(BaseModel):
    """The newest step."""

    step: int = Field(description="Counted from 1, over all epochs.")
    epoch: float = Field(description="Epochs done.")
    loss: float | None = Field(description="Mean over its batch, before the step; null if it is not finite.")
    accuracy: Share


class TrainingSchema(BaseModel):
    """A training in short."""

    model_config = ConfigDict(protected_namespaces=())

    number: int
    state: State
    settings: TrainingRequest
    steps: int | None = Field(description="Of the whole training, once it has begun.")
    step: StepSchema | None
    diagnosis: str | None = Field(
        description="Why it is stuck: nan, one class, diverged, saturated, dead, slow, labels, no better."
    )
    error: str | None = Field(description="Why it failed, or what does not learn.")
    code: str | None = Field(description="Why it failed, as a word that stays what it is.")
    model: str | None = Field(description="The run that came of it.")


class TrainingsResponse(BaseModel):
    """All that are remembered, and what the recipes say."""

    trainings: list[TrainingSchema]
    recipes: dict[str, TrainingRequest] = Field(description="What each recipe is without any change.")


class GlimpseSchema(BaseModel):
    """The network at one moment."""

    epoch: float
    filters: list[Any] = Field(description="The first convolution's kernel: height, width, channels, filters.")
    probabilities: list[list[float | None]] = Field(description="Of each of the digits that are shown.")


class PointsSchema(TrainingSchema):
    """A training with what can be drawn of it."""

    points: list[tuple[float, float | None, float]] = Field(description="Epochs, loss, accuracy, of training images.")
    history: list[dict[str, float | None]] = Field(description="Its finished epochs, as in history.csv.")
    digits: list[str] = Field(description="Test images, each 28·28 bytes in base64.")
    labels: list[int]
    glimpse: GlimpseSchema | None

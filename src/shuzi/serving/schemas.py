"""What goes in and out of the API as JSON; names as in docs/json.md."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from shuzi.words import Language

Share = Annotated[float, Field(ge=0, le=1)]

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

    digit: int | None = Field(ge=0, le=9, description="Null where no digit is found, or the classes are one's own.")
    class_: str | None = Field(
        None,
        alias="class",
        description="Of a model of classes of one's own alone: the name; null where nothing is drawn.",
    )
    confidence: float = Field(ge=0, le=1, description="Of the digit; 0 where there is none.")
    probabilities: list[float] = Field(description="Of the ten digits, also where there is none.")
    sure: bool | None = Field(
        description="Whether at most one in two hundred such answers is wrong; null of classes of one's own."
    )


class PredictResponse(_Schema):
    """The answers, in the order of the images."""

    model: str
    predictions: list[DigitAnswer]


class ErrorResponse(_Schema):
    """Why a request was refused."""

    error: str = Field(description="A sentence in English.")
    code: str = Field(description="The same reason as a word that stays what it is.")
    values: dict[str, Any] | None = Field(None, description="What the sentence counts, where it counts something.")


class ModelSummary(_Schema):
    """A model that can be used."""

    name: str
    recipe: str
    parameters: int
    created: str
    data: str = Field(description="What it was tested on: `mnist`, or a folder of labelled images.")
    test_accuracy: float
    mnist_accuracy: float | None = Field(description="On MNIST's test images; null where nobody measured it.")
    own_accuracy: float | None = Field(
        description="On labelled images of one's own; null where it was tested on MNIST."
    )
    test_images: int
    train_images: int
    epochs_done: float
    classes: list[str] | None = Field(
        None, description="The names of classes of one's own; not there where the model reads digits."
    )

    @model_serializer(mode="wrap")
    def _without_classes_of_digits(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        values: dict[str, Any] = serialise(self)
        return {name: value for name, value in values.items() if name != "classes" or value is not None}


class ModelsResponse(_Schema):
    """All models, the one that is served first."""

    models: list[ModelSummary]


class ModelResponse(ModelSummary):
    """A model with its layers and where its weights stand in GET /api/weights."""

    layers: list[dict[str, Any]]
    weights: list[dict[str, Any]]
    sha256: str = Field(description="Of the model's ONNX file.")
    member: str | None = Field(description="Of a committee, whose layers and weights these are: its first member's.")
    scaled: bool = Field(
        description="Whether it learnt from scaled pixels; the weights read 0 to 255, with the scale in them."
    )


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


class RepositoryRequest(_Schema):
    """Which models an index is to list."""

    ready: bool = Field(default=False, description="Only those that are ready, which all are.")


class InferResponse(_Schema):
    """An answer of the Open Inference Protocol."""

    model_name: str
    model_version: str
    id: str | None = None
    outputs: list[Tensor]


class AlternativeSchema(_Schema):
    """Another reading of a digit."""

    digit: int
    confidence: float


class DigitSchema(_Schema):
    """A digit on a page."""

    digit: int
    confidence: float
    sure: bool
    box: list[int] = Field(description="x, y, width and height in pixels of the upright image.")
    printed: bool = Field(description="It is in print, not in handwriting.")
    alternatives: list[AlternativeSchema]


class LineSchema(_Schema):
    """Digits in a row."""

    text: str = Field(description="Without digits in print, unless they are wanted or the page holds no others.")
    digits: list[DigitSchema]


class PageResponse(_Schema):
    """What was read in an image; as `shuzi read --json` prints it."""

    file: str | None
    page: int | None = Field(description="Which page of the file, from 1; null of an image.")
    pages: int | None = Field(description="How many pages the file has; null of an image.")
    width: int
    height: int
    lines: list[LineSchema] = Field(description="That hold something of the answer, from top to bottom.")
    printed_lines: list[LineSchema] = Field(description="Lines of nothing but print that are left out.")
    error: str | None


class LookResponse(PageResponse):
    """A page with its picture; each digit has `pixels` too."""

    left_out: list[DigitSchema] = Field(description="Marks that were taken for no digit, and what they would be.")
    picture: str = Field(description="The upright page as JPEG, in base64.")


class ExplainResponse(_Schema):
    """The answer to one digit; the pictures themselves come beside it."""

    file: str | None
    digit: int = Field(ge=0, le=9)
    confidence: Share
    figures: list[str] = Field(description="The names of the pictures, in their order.")


class Correction(_Schema):
    """A digit with its true label."""

    label: int = Field(ge=0, le=9)
    pixels: str = Field(max_length=2000, description="28·28 bytes in base64, 0 (paper) to 255 (ink).")


class CorrectionsResponse(_Schema):
    """The folder of corrected digits."""

    folder: str
    counts: list[int] = Field(description="Images of each digit, 0 to 9.")


class CorrectedImage(_Schema):
    """A labelled image."""

    name: str
    pixels: str = Field(description="28·28 bytes in base64, 0 (paper) to 255 (ink).")


class CorrectedResponse(_Schema):
    """The labelled images of a digit that the page kept."""

    label: int
    count: int = Field(description="Files of that digit, those of somebody else among them.")
    images: list[CorrectedImage] = Field(description="The newest first, no more than 300.")


class LearnRequest(_Schema):
    """What to learn with."""

    model: str | None = Field(None, description="The model to go on from; without it, the one that is served.")
    epochs: float | None = Field(None, gt=0, le=100, description="Without it, those of the recipe `adapt`.")
    language: Language = Field("en", description="Of the new run's report.md and pictures.")


class ComparedSchema(_Schema):
    """Both models on the same images."""

    images: int
    before: float = Field(description="Accuracy of the model that was begun from, 0 to 1.")
    after: float = Field(description="Accuracy of the new one.")


class Confusion(_Schema):
    """Images of one digit that one of the two models takes for the same other digit."""

    true: int
    answer: int = Field(description="The wrong answer.")
    images: int


class ChangedSchema(_Schema):
    """What the two models differ in, on the same images; the most frequent first."""

    cured: list[Confusion] = Field(description="Wrong before and right after.")
    broke: list[Confusion] = Field(description="Right before and wrong after.")


class LearnResponse(_Schema):
    """How learning from the corrected digits is going."""

    state: Literal["idle", "running", "done", "failed"]
    stage: Literal["starting", "training", "measuring"] | None = Field(description="While it runs.")
    progress: float = Field(ge=0, le=1)
    start: str | None = Field(description="The model that was begun from.")
    model: str | None = Field(description="The new run, once it is done.")
    train_images: int = Field(description="Own digits that are trained on.")
    left_out_images: int = Field(description="Own images in which no digit is found.")
    passed_over: list[str] = Field(description="What else in the folder is not used, and why.")
    own: ComparedSchema | None = Field(description="On own digits that are held out, always the same ones.")
    mnist: ComparedSchema | None = Field(description="On MNIST's test images.")
    own_changed: ChangedSchema | None = Field(description="Which of the own digits came to be right, or wrong.")
    mnist_changed: ChangedSchema | None = Field(description="Which of MNIST's test images did.")
    error: str | None = Field(description="Why it failed.")
    code: str | None = Field(description="The same as a word that stays what it is.")
    fewest: int = Field(description="So many corrected digits are needed at least.")


class HistoryResponse(_Schema):
    """A run's finished epochs; names as in history.csv."""

    model: str
    epochs: list[dict[str, float | None]]


class SnapshotSchema(_Schema):
    """A network at one moment of its training; names as in snapshots.json."""

    epoch: float = Field(ge=0, allow_inf_nan=False, description="Epochs done; 0 is before the first step.")
    recall: list[Share | None] = Field(
        min_length=2,
        max_length=100,
        description="Share of each digit, or class, that is right; null where there is none of it.",
    )
    sureness: list[int] = Field(
        min_length=1, description="Images by their largest probability, in equal parts of 0 to 1."
    )
    filters: list[Any] = Field(
        description="The first convolution's kernel: height, width, channels, filters; null where it is not finite.",
        json_schema_extra=_ANY_ARRAY,
    )


class SnapshotsResponse(_Schema):
    """A run at every epoch's end, seen from inside."""

    model: str
    snapshots: list[SnapshotSchema]


class ConfusionResponse(_Schema):
    """Which digit was taken for which."""

    model: str
    data: str
    confusion: list[list[int]]


class Mistake(_Schema):
    """A test image that was taken for another digit."""

    index: int
    confidence: float
    pixels: str


class Disagreement(_Schema):
    """A test image to which two models say different things."""

    index: int
    true: int
    answers: list[int] = Field(description="Of the first model and of the second.")
    confidences: list[float]
    pixels: str


class DisagreementsResponse(_Schema):
    """Test images of MNIST on which two models disagree."""

    models: list[str]
    images: int = Field(description="Test images there are.")
    counts: dict[str, int] = Field(description="By who is right: `first`, `second`, `neither`.")
    shown: list[Disagreement]


class MistakesResponse(_Schema):
    """Test images that were taken for one other digit."""

    true: int
    answer: int
    images: int
    mistakes: list[Mistake]

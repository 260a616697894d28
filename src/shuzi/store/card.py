"""A run's card: how a model was made, what it scored, and the digest of every file beside it."""

import hashlib
import json
import math
import re
from dataclasses import asdict, dataclass, field, fields
from typing import Any, cast

from shuzi.classes import Classes
from shuzi.errors import RunError
from shuzi.evaluation.report import Loss
from shuzi.store.card_check import check_values

FORMAT = 1
"""Of `card.json`; one of another format is refused."""
_NO_DIGEST = "0" * 64
_DIGEST = re.compile(r'"digest": "([^"]*)"')


@dataclass(frozen=True)
class Card:
    """What `card.json` holds; docs/json.md describes every name."""

    recipe: str
    recipe_values: dict[str, Any]
    """Everything the recipe decided, by the names of `shuzi.Recipe`."""
    seed: int
    parameters: int
    data: dict[str, Any]
    """Name, digests and sizes of what the model was trained and tested on."""
    limit: int | None
    epochs_done: float
    steps_done: int
    interrupted: bool
    """Ctrl-C ended the training before its last step."""
    restarts: int
    """How often training was begun again with another seed, because it did not learn."""
    diagnosis: dict[str, str] | None
    """What is wrong with a training that was kept going although it does not learn."""
    target: float | None
    """The percentage of the validation images at which training was to stop."""
    target_reached: float | None
    """The share of the validation images at which it did."""
    train_seconds: float
    dtype_policy: str
    """Keras's name of the number format that training computed in."""
    backend: str
    threads: dict[str, int]
    """How the backend divided its work, as far as it changes the last bits of a result."""
    keras_onnx_difference: float | None
    """The largest difference of any probability between the Keras file and the ONNX file, on all test images.

    None of an imported model, which Keras computed nothing of.
    """
    metrics: dict[str, Any]
    """The evaluation on the test images, by the names of the commands' JSON."""
    versions: dict[str, str]
    machine: dict[str, Any]
    created: str
    """UTC, ISO 8601."""
    start: dict[str, str] | None = None
    """The finished model that training began from: `path`, or `pretrained`, and the `sha256` of its ONNX file."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of every other file in the folder, in hexadecimal, by name."""
    golden_logits: list[list[float]] | None = None
    """What the model says of the digits of `shuzi.network.golden`; None in cards of before."""
    imported: dict[str, Any] | None = None
    """Where the model is from, if shuzi did not train it: `files`, `keras_version`, `scale` and so on."""
    classes: list[str] | None = None
    """The names of classes of one's own, in the order of the model's outputs; None where it reads the digits 0 to 9."""
    members: list[dict[str, Any]] | None = None
    """Of a committee: `seed`, `test_accuracy`, `run` (in the folder) and the `sha256` of the ONNX file of each."""
    digest: str = field(default=_NO_DIGEST, compare=False)
    """SHA-256 of the card's own bytes, with zeros in the place of this digest."""
    format: int = FORMAT

    @property
    def names(self) -> Classes:
        """Return the names of classes of one's own; None where the model reads digits."""
        return None if self.classes is None else tuple(self.classes)

    @property
    def loss(self) -> Loss:
        """Return the name of the loss that the model was trained with."""
        return cast("Loss", self.recipe_values["loss"])

    def to_json(self) -> str:
        """Return the card as the text of `card.json`."""
        values = asdict(self) | {"digest": _NO_DIGEST}
        for name in ("classes", "members"):  # cards of single models that read digits are as they always were
            if values[name] is None:
                del values[name]
        # A file's name on Linux need not be UTF-8; what of it no UTF-8 holds is written as JSON's escapes.
        text = json.dumps(values, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace").decode() + "\n"
        return text.replace(f'"digest": "{_NO_DIGEST}"', f'"digest": "{_digest(text)}"')


def parse_card(text: str, *, source: str) -> Card:
    """Return the card in the text of a `card.json`.

    Raises:
        RunError: the text is no card, or one of another format, or a value in it is of another kind or size.
    """
    try:
        values = json.loads(text)
        if not isinstance(values, dict) or values.get("format") != FORMAT:
            raise ValueError(f"format {FORMAT} was expected")
        check_values(values)
        card = Card(**values)
        if "digest" in values and not _is_intact(text):
            raise ValueError("it is not as it was written: its digest does not fit")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        wanted = ", ".join(name.name for name in fields(Card)[:3])
        raise RunError(
            f"{source} is no card of a run ({error}); expected JSON with {wanted} and so on. "
            "Make the run again with `shuzi train`."
        ) from None
    return card


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def _is_intact(text: str) -> bool:
    digests = _DIGEST.findall(text)
    return len(digests) == 1 and _digest(text.replace(digests[0], _NO_DIGEST)) == digests[0]


def summary(card: Card, run: str) -> dict[str, Any]:
    """Return what `shuzi train --json` and the report say of a run, names as in docs/json.md.

    Args:
        run: the run's folder.
    """
    return {
        "recipe": card.recipe,
        "seed": card.seed,
        "parameters": card.parameters,
        "epochs": card.recipe_values["epochs"],
        "epochs_done": card.epochs_done,
        "steps_done": card.steps_done,
        "interrupted": card.interrupted,
        "restarts": card.restarts,
        "diagnosis": card.diagnosis,
        "target": card.target,
        "target_reached": card.target_reached,
        "train_images": card.data["train_images"],
        "left_out_images": card.data.get("left_out_images", 0),  # cards of before do not say
        "train_seconds": card.train_seconds,
        "images_per_second": _rate(card),
        "dtype_policy": card.dtype_policy,
        "backend": card.backend,
        "keras_onnx_difference": card.keras_onnx_difference,
        **card.metrics,
        **({} if card.members is None else {"members": card.members}),
        "run": run,
    }


def _rate(card: Card) -> float | None:
    images = card.steps_done * card.recipe_values["batch_size"]
    rate = images / card.train_seconds if card.train_seconds else math.inf
    return round(rate, 1) if math.isfinite(rate) else None

"""What a training that has not ended was asked to do: `training.json` in its folder."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from shuzi.errors import RunError
from shuzi.store.text import as_utf8

FORMAT = 1


@dataclass(frozen=True)
class Plan:
    """Everything that a training is gone on with, besides its checkpoints."""

    recipe: dict[str, Any]
    """By the names of `shuzi.Recipe`."""
    seed: int
    limit: int | None
    validation_images: int
    data: str | None
    """The folder of images; None is MNIST."""
    digests: dict[str, str]
    """SHA-256 of the data's parts; other data would not give the same weights."""
    keep_going: bool
    target: float | None
    """In per cent."""
    backend: str
    versions: dict[str, str]
    start: dict[str, str] | None = None
    """The finished model that it began from: `path` and the `sha256` of its ONNX file."""
    layout: str | None = None
    """Of images of one's own."""
    format: int = FORMAT

    def to_json(self) -> str:
        """Return the plan as the text of `training.json`."""
        return as_utf8(json.dumps(asdict(self), indent=2, ensure_ascii=False)) + "\n"


def parse_plan(text: str, *, source: str) -> Plan:
    """Return the plan in the text of a `training.json`.

    Raises:
        RunError: the text is no plan, or one of another format.
    """
    try:
        values = json.loads(text)
        if not isinstance(values, dict) or values.get("format") != FORMAT:
            raise ValueError(f"format {FORMAT} was expected")
        return Plan(**values)
    except (ValueError, TypeError, RecursionError) as error:
        raise RunError(f"{source} does not say what was to be trained ({error}). Train anew.") from None

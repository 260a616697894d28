"""JSON from strangers: nothing is repeated, infinite or of an unknown class, at any depth."""

import json
from collections.abc import Iterator
from typing import Any

from shuzi.errors import ArchitectureError
from shuzi.network.architecture import MOST_JSON_BYTES

_DEEPEST = 32
"""Keras's own files reach 12. Set by hand."""

# Beside layers, a layer's settings may name these; none of them has a part in answering, and none is ever built.
# fmt: off
_BYSTANDERS = frozenset(
    [
        "Constant", "DTypePolicy", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity", "L1", "L1L2",
        "L2", "LecunNormal", "LecunUniform", "MaxNorm", "MinMaxNorm", "NonNeg", "Ones", "Orthogonal",
        "OrthogonalRegularizer", "Policy", "RandomNormal", "RandomUniform", "TruncatedNormal", "UnitNorm",
        "VarianceScaling", "Zeros", "__keras_tensor__",
    ]
)
# fmt: on


def parse_strict(content: bytes, *, source: str) -> dict[str, Any]:
    """Return the object in a JSON text.

    Raises:
        ArchitectureError: the text is too long or no JSON object, is nested too deeply, repeats a name or holds NaN or
            infinity.
    """
    if len(content) > MOST_JSON_BYTES:
        raise ArchitectureError(
            f"{source} describes its layers in over {MOST_JSON_BYTES:,} bytes; that is no small network."
        )
    try:
        value = json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise ArchitectureError(f"{source} is nested too deeply; expected at most {_DEEPEST} levels.") from None
    except (ValueError, TypeError) as error:
        raise ArchitectureError(
            f"{source} is no description of a model ({error}); expected the JSON that model.to_json() writes."
        ) from None
    if any(depth > _DEEPEST for _, depth in _parts(value)):
        raise ArchitectureError(f"{source} is nested too deeply; expected at most {_DEEPEST} levels.")
    if not isinstance(value, dict):
        raise ArchitectureError(f"{source} holds a {type(value).__name__}; expected the object that Keras writes.")
    return value


def check_classes(value: Any, layers: frozenset[str], *, source: str) -> None:
    """Refuse every class, module and registered name that is not known, wherever it stands.

    Args:
        value: parsed JSON.
        layers: the classes of layers and models that are known.
        source: the name of the file, for error messages.
    Raises:
        ArchitectureError: one of them is not known.
    """
    for part, _ in _parts(value):
        if isinstance(part, dict):
            _check_names(part, layers, source)


def _parts(value: Any) -> Iterator[tuple[Any, int]]:
    """Give a value and all that is in it, each with its depth."""
    waiting = [(value, 1)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        if isinstance(part, dict | list):
            waiting += [(child, depth + 1) for child in (part.values() if isinstance(part, dict) else part)]


def _check_names(part: dict[str, Any], layers: frozenset[str], source: str) -> None:
    name = part.get("class_name")
    if "class_name" in part and not (isinstance(name, str) and (name in layers or name in _BYSTANDERS)):
        raise ArchitectureError(
            f"{source} holds {_short(name)}, which shuzi does not know; it opens files of {', '.join(sorted(layers))}."
        )
    module = part.get("module")
    if module is not None and not (isinstance(module, str) and module.split(".")[0] in ("keras", "tf_keras")):
        raise ArchitectureError(
            f"{source} asks for the module {_short(module)}; expected Keras's own. Do not trust it."
        )
    registered = part.get("registered_name")
    if registered is not None and registered != name:
        raise ArchitectureError(
            f"{source} asks for the registered name {_short(registered)}; expected none, as custom classes are "
            "programs. Do not trust it."
        )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return whole


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"

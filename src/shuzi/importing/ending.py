"""How a network ends here: in logits and a softmax, whatever stands behind the last layer in the file.

An activation that rises never changes which class comes first, so a softmax can stand in its place, and whatever reads,
explains and exports a network finds the logits where it looks for them.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from shuzi.errors import ArchitectureError
from shuzi.importing.translate import Piece
from shuzi.network.layout import Array


def _elu(values: Array) -> Array:
    return np.where(values > 0, values, np.expm1(np.minimum(values, 0)))


RISING: dict[str, Callable[[Array], Array]] = {
    "elu": _elu,
    "exponential": np.exp,
    "relu": lambda values: np.maximum(values, 0),
    "relu6": lambda values: np.clip(values, 0, 6),
    # The constants are of Klambauer et al. 2017, as Keras has them.
    "selu": lambda values: np.float32(1.05070098) * np.where(values > 0, values, np.float32(1.67326324) * _elu(values)),
    "sigmoid": lambda values: np.reciprocal(1 + np.exp(-values)),
    "softplus": lambda values: np.logaddexp(np.float32(0), values),
    "softsign": lambda values: values / (1 + np.abs(values)),
    "tanh": np.tanh,
}
"""What Keras computes by these names."""


def rise(values: Array, name: str, config: Mapping[str, Any]) -> Array:
    """Return what an activation makes of values.

    Args:
        values: float32, any shape.
        name: one of `RISING`, or `leaky_relu`.
        config: the layer's settings; `leaky_relu` has a `negative_slope`.
    """
    with np.errstate(over="ignore"):  # float32 ends at 3e38; the right answer is then infinite, or 0
        if name == "leaky_relu":
            return np.where(values > 0, values, np.float32(config["negative_slope"]) * values)
        return np.asarray(RISING[name](values), np.float32)


def with_softmax(pieces: list[Piece], source: str) -> tuple[list[Piece], bool, tuple[Piece, ...]]:
    """Return the layers up to the logits and a softmax, whether the softmax is new, and what it stands in place of."""
    softmax = Piece("Activation", {"activation": "softmax"})
    body = list(pieces)
    left_out: list[Piece] = []
    added = softmax not in pieces[-1:]
    if not added:
        body.pop()
    while body and (body[-1].kind == "Dropout" or (added and _rises(body[-1]))):
        piece = body.pop()
        if piece.kind != "Dropout":
            left_out.insert(0, piece)
    if not body or body[-1].kind not in ("Dense", "GlobalAveragePooling2D"):
        end = body[-1].config.get("activation", body[-1].kind) if body else "its input"
        raise ArchitectureError(
            f"{source} ends in {end}; expected a Dense or GlobalAveragePooling2D layer, with or without a softmax or "
            "another activation that rises."
        )
    if softmax in body:
        raise ArchitectureError(f"{source} has a softmax in its middle; expected one at its end.")
    return [*body, softmax], added, tuple(left_out)


def _rises(piece: Piece) -> bool:
    return piece.kind == "LeakyReLU" or (piece.kind == "Activation" and piece.config["activation"] in RISING)

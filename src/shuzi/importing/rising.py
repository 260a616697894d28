"""Activations that rise: they never put a lower score above a higher one."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def _elu(values: Floats) -> Floats:
    return np.where(values > 0, values, np.expm1(np.minimum(values, 0)))


RISING: dict[str, Callable[[Floats], Floats]] = {
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


def rise(values: Floats, name: str, config: Mapping[str, Any]) -> Floats:
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

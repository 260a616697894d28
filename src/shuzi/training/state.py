"""Everything that training needs to go on as if it had never stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy.typing as npt

Arrays = list[npt.NDArray[Any]]


class Weights(NamedTuple):
    """Everything that steps change."""

    network: Arrays
    """In the order of the network's `weights`."""
    velocities: Arrays
    """Of the trainable weights, in their order; momentum adds up in them."""


@dataclass(frozen=True)
class TrainingState:
    """A training between two steps.

    Order, augmentation and learning rate follow from the recipe, the seed and the step, so they are not in it.
    """

    weights: Weights
    journal: dict[str, Any]
    """What `Journal.to_json` gives."""
    restarts: int
    """How often training was begun again with another seed before."""
    diagnosis: dict[str, str] | None
    """What was wrong at the last look, where training was kept going."""


Save = Callable[[TrainingState], None]
"""Keeps a state where a later process finds it."""

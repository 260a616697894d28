"""Measure a network on the validation images while it trains."""

import numpy as np

from shuzi.digits import NUM_CLASSES, Probabilities, Split
from shuzi.recipes import Recipe
from shuzi.training.steppers.stepper import Stepper

_SMALLEST = 1e-7
"""Probabilities below this count as this much, as in Keras."""


def validate(stepper: Stepper, split: Split, recipe: Recipe) -> tuple[float, float]:
    """Return the recipe's loss, mean over the images, and the accuracy, 0 to 1."""
    probabilities = stepper.probabilities(split.images)
    accuracy = float(np.mean(probabilities.argmax(axis=1) == split.labels))
    return _loss(probabilities, split, recipe), accuracy


def _loss(probabilities: Probabilities, split: Split, recipe: Recipe) -> float:
    targets = np.eye(NUM_CLASSES)[split.labels]
    if recipe.loss == "mse":
        return float(np.mean((probabilities - targets) ** 2))
    targets = targets * (1 - recipe.label_smoothing) + recipe.label_smoothing / NUM_CLASSES
    logarithms = np.log(np.clip(probabilities, _SMALLEST, 1))
    return float(-np.mean(np.sum(targets * logarithms, axis=1)))

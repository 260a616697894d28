"""A few random images with what a model says of them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from shuzi.digits import Predictions, Split
from shuzi.errors import UsageError
from shuzi.evaluation.figures import draw_samples
from shuzi.store.model import Model


class Sample(NamedTuple):
    """Random images with a model's answers."""

    indices: npt.NDArray[np.int64]
    """Where in the split each image stands, counted from 0."""
    split: Split
    predictions: Predictions

    def figure(self, *, language: str = "en") -> Figure:
        """Return the images side by side, each titled with the digit that was answered, in words of `en` or `zh-TW`."""
        return draw_samples(self.split.images, self.split.labels, self.predictions, language=language)


def sample(model: Model, split: Split, *, count: int = 5, seed: int | None = None) -> Sample:
    """Return `count` different random images of the split with the model's answers.

    Args:
        model: a trained model.
        split: where to draw from, such as `load_mnist().test`.
        count: how many, 1 to 100.
        seed: makes the draw repeatable; None draws afresh.
    Raises:
        UsageError: `count` is out of range, or the seed is below 0.
    Example:
        >>> import shuzi
        >>> drawn = shuzi.sample(shuzi.load(), shuzi.load_mnist().test, count=3, seed=1)
        >>> drawn.split.images.shape, drawn.predictions.digits.shape
        ((3, 28, 28), (3,))
    """
    most = min(100, len(split.labels))
    if not 1 <= count <= most:
        raise UsageError(f"{count} samples are asked for; expected 1 to {most}.")
    if seed is not None and seed < 0:
        raise UsageError(f"the seed is {seed}; expected a whole number from 0.")
    indices = np.random.default_rng(seed).choice(len(split.labels), size=count, replace=False)
    chosen = Split(split.images[indices], split.labels[indices])
    return Sample(indices, chosen, model.predict(chosen.images))

"""The order of the training images and what is done to them, decided by seed, epoch and step alone."""

import math
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import Split, add_channel, one_hot
from shuzi.recipes import Recipe
from shuzi.training.augmentation import augment

Batch = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras ships no types
    """The training images in batches, shuffled anew for every epoch.

    Nothing is carried from step to step: any batch of any epoch can be made again from the seed.
    """

    def __init__(self, split: Split, recipe: Recipe, *, seed: int) -> None:
        # Two threads prepare batches while the network computes.
        super().__init__(workers=2, max_queue_size=8)
        self._split = split
        self._recipe = recipe
        self._seed = seed
        self._epoch = 0
        self._order = self._shuffled()

    def __len__(self) -> int:
        """Return the number of steps in an epoch; the last batch may be smaller."""
        return math.ceil(len(self._split.labels) / self._recipe.batch_size)

    def __getitem__(self, step: int) -> Batch:
        """Return images, float32 (n, 28, 28, 1), scaled as the recipe says, and one-hot labels (n, 10)."""
        size = self._recipe.batch_size
        chosen = self._order[step * size : (step + 1) * size]
        images = self._split.images[chosen]
        if self._recipe.augmentation is not None:
            random = np.random.default_rng([self._seed, self._epoch, step])
            images = augment(images, self._recipe.augmentation, random)
        return scaled(images, self._recipe), one_hot(self._split.labels[chosen])

    def images_until(self, steps: int) -> int:
        """Return how many images the first `steps` batches of an epoch hold."""
        return min(steps * self._recipe.batch_size, len(self._split.labels))

    def on_epoch_end(self) -> None:
        """Shuffle for the next epoch."""
        self._epoch += 1
        self._order = self._shuffled()

    def _shuffled(self) -> npt.NDArray[np.intp]:
        random = np.random.default_rng([self._seed, self._epoch])
        return random.permutation(len(self._split.labels))


def scaled(images: npt.NDArray[np.uint8], recipe: Recipe) -> npt.NDArray[Any]:
    """Return the images as the network sees them in training: float32, shape (n, 28, 28, 1)."""
    return add_channel(images.astype(np.float32) * np.float32(recipe.input_scale))

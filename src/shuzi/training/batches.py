"""The order of the training images, what is done to them, and the learning rate: by seed, epoch and step alone."""

import math
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import Images, Split
from shuzi.machine import cores
from shuzi.recipes import Recipe
from shuzi.training.augmentation import augment

_GENTLER_FROM = 0.6
"""Share of all steps after which augmentation may grow gentler; set by hand.

That it does brings the negative log-likelihood of 10,000 validation images from 0.0166 to 0.0154 for `standard`:
benchmarks/results/2026-11-25-recipe-best.md.
"""

_AHEAD = 16
"""Batches that are made ready while the network computes; set by hand, more than TensorFlow's ten a call."""

_CORES_A_THREAD = 4
"""One thread makes batches for as many cores as these.

Far more than two cores need: a thread with a core to itself changes about 90,000 images a second for `standard` (AMD
EPYC), and they train 5,000. A GPU beside many cores may train more than one thread changes.
"""


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """Return the learning rate of a step: up in a line, then down in a line to zero.

    Args:
        recipe: names the highest rate, and the share of the steps in which it is reached; without a warm-up the
            rate is the same throughout.
        step: counted from 0 over all epochs.
        steps: of the whole run.
    """
    if recipe.warm_up is None:
        return recipe.learning_rate
    rise = max(1.0, recipe.warm_up * steps)
    rising = (step + 1) / rise
    falling = (steps - step) / (steps + 1 - rise)
    return recipe.learning_rate * min(rising, falling)


def augmentation_strength(recipe: Recipe, epochs_done: float) -> float:
    """Return which share of the recipe's augmentation a step gets, after so many epochs."""
    done = min(1.0, epochs_done / recipe.epochs)
    return 1 - (1 - recipe.gentler) * max(0.0, done - _GENTLER_FROM) / (1 - _GENTLER_FROM)


class Batch(NamedTuple):
    """What one step trains on."""

    numbers: npt.NDArray[np.int32]
    """The images' places among the training images, (n,)."""
    images: Images | None
    """uint8 (n, 28, 28); None: as they are, and whoever trains has them."""
    labels: npt.NDArray[np.int32]
    """0 to 9, (n,)."""


class Batches:
    """The training images in batches, shuffled anew for every epoch.

    Nothing is carried from step to step: any batch of any epoch can be made again from the seed.
    """

    def __init__(self, split: Split, recipe: Recipe, *, seed: int, numbers_only: bool = False) -> None:
        self._split = split
        self._recipe = recipe
        self._seed = seed
        self._numbers_only = numbers_only and recipe.augmentation is None
        self._labels = split.labels.astype(np.int32)
        self._order: tuple[int, npt.NDArray[np.int32]] | None = None

    def __len__(self) -> int:
        """Return the number of steps in an epoch; the last batch may be smaller."""
        return math.ceil(len(self._labels) / self._recipe.batch_size)

    def batch(self, epoch: int, step: int) -> Batch:
        """Return what a step trains on.

        Args:
            epoch: counted from 1.
            step: within the epoch, counted from 0.
        """
        size = self._recipe.batch_size
        chosen = self._shuffled(epoch)[step * size : (step + 1) * size]
        if self._numbers_only:
            return Batch(chosen, None, self._labels[chosen])
        images = self._split.images[chosen]
        if self._recipe.augmentation is not None:
            random = np.random.default_rng([self._seed, epoch, step])
            strength = augmentation_strength(self._recipe, epoch - 1 + step / len(self))
            images = augment(images, self._recipe.augmentation.times(strength), random)
        return Batch(chosen, images, self._labels[chosen])

    def between(self, first: int, last: int) -> Iterator[Batch]:
        """Give the batches of steps counted over all epochs, from `first` to before `last`.

        Threads make them ready some steps ahead, so that the network need not wait.
        """
        with ThreadPoolExecutor(max(1, cores() // _CORES_A_THREAD), thread_name_prefix="batches") as threads:
            waiting: deque[Future[Batch]] = deque()
            try:
                for step in range(first, last):
                    waiting.append(threads.submit(self.batch, step // len(self) + 1, step % len(self)))
                    if len(waiting) > _AHEAD:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    @property
    def full(self) -> int:
        """Number of batches in an epoch that hold as many images as the recipe says."""
        return len(self._labels) // self._recipe.batch_size

    def images_until(self, steps: int) -> int:
        """Return how many images the first `steps` batches of an epoch hold."""
        return min(steps * self._recipe.batch_size, len(self._labels))

    def _shuffled(self, epoch: int) -> npt.NDArray[np.int32]:
        order = self._order
        if order is None or order[0] != epoch:
            random = np.random.default_rng([self._seed, epoch])
            # Threads that come to an epoch's first batches together all make the same order.
            self._order = order = epoch, random.permutation(len(self._labels)).astype(np.int32)
        return order[1]

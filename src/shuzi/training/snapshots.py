"""Take snapshots of a network while it trains: what it says of a few images, and its first filters."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import Split
from shuzi.recipes import Recipe
from shuzi.store.history import BINS, Snapshot
from shuzi.training.steppers.stepper import as_input

IMAGES = 1000
"""Looked at each time: for a quarter of a second with the note's network, 0.7 with that of `best`."""

_ANSWERED_AT_ONCE = 100
"""All at once they took 600 MB more with the network of `best`."""


class SnapshotTaker:
    """Takes snapshots of one network, always with the same images."""

    def __init__(self, model: keras.Model, split: Split, recipe: Recipe) -> None:
        """Choose the images: the split's last `IMAGES`."""
        self._model = model
        self._labels = split.labels[-IMAGES:]
        self._input = as_input(split.images[-IMAGES:], recipe)

    def take(self, epoch: float) -> Snapshot:
        """Return how the network is now."""
        pieces = [
            self._answer(self._input[start : start + _ANSWERED_AT_ONCE])
            for start in range(0, len(self._labels), _ANSWERED_AT_ONCE)
        ]
        probabilities = np.concatenate(pieces)  # (1000, classes)
        kernel = np.asarray(self._model.layers[0].get_weights()[0])
        return Snapshot(epoch, self._recall(probabilities), _confidence_histogram(probabilities), kernel.tolist())

    def _answer(self, images: Any) -> npt.NDArray[np.float32]:
        output = self._model(images, training=False)
        return np.asarray(keras.ops.convert_to_numpy(keras.ops.cast(output, "float32")))

    def _recall(self, probabilities: npt.NDArray[np.float32]) -> list[float | None]:
        right = probabilities.argmax(axis=1) == self._labels  # (1000,)
        return [
            float(right[self._labels == digit].mean()) if (self._labels == digit).any() else None
            for digit in range(probabilities.shape[1])
        ]


def _confidence_histogram(probabilities: npt.NDArray[np.float32]) -> list[int]:
    largest = np.clip(probabilities.max(axis=1), 0, 1)
    return [int(count) for count in np.histogram(largest, bins=BINS, range=(0, 1))[0]]

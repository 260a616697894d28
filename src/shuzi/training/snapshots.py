"""Take snapshots of a network while it trains: what it says of a few images, and its first filters."""

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import Split
from shuzi.store.history import BINS, Snapshot
from shuzi.training.steppers.stepper import Stepper

IMAGES = 1000
"""Looked at each time."""


class SnapshotTaker:
    """Takes snapshots of one network, always with the same images."""

    def __init__(self, network: keras.Model, stepper: Stepper, split: Split) -> None:
        """Choose the images: the split's last `IMAGES`."""
        self._network, self._stepper = network, stepper
        self._images, self._labels = split.images[-IMAGES:], split.labels[-IMAGES:]

    def take(self, epoch: float) -> Snapshot:
        """Return how the network is now; its own variables must be those of now."""
        probabilities = self._stepper.probabilities(self._images)  # (1000, classes)
        kernel = np.asarray(self._network.layers[0].get_weights()[0])
        return Snapshot(epoch, self._recall(probabilities), _confidence_histogram(probabilities), kernel.tolist())

    def _recall(self, probabilities: npt.NDArray[np.float32]) -> list[float | None]:
        right = probabilities.argmax(axis=1) == self._labels  # (1000,)
        return [
            float(right[self._labels == digit].mean()) if (self._labels == digit).any() else None
            for digit in range(probabilities.shape[1])
        ]


def _confidence_histogram(probabilities: npt.NDArray[np.float32]) -> list[int]:
    largest = np.clip(probabilities.max(axis=1), 0, 1)
    return [int(count) for count in np.histogram(largest, bins=BINS, range=(0, 1))[0]]

"""The network between two steps: for whoever watches it learn, and for the snapshots that a run keeps."""

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import Images, Split
from shuzi.store.history import BINS, Snapshot
from shuzi.training.journal import Journal
from shuzi.training.steppers.stepper import Stepper

IMAGES = 1000
"""That every snapshot is of: the last ones of the split. Set by hand: some hundred of each digit."""


class Moment:
    """What can be seen of a training between two steps, and whether it is to go on; nothing is computed unasked."""

    def __init__(self, network: keras.Model, stepper: Stepper, journal: Journal) -> None:
        self._network, self._stepper, self._journal = network, stepper, journal
        self.stopped = False
        """Whether somebody asked for the end."""

    @property
    def steps(self) -> int:
        """Steps done, over all epochs."""
        return self._journal.steps

    @property
    def total_steps(self) -> int:
        """Steps of the whole training."""
        return self._journal.total_steps

    @property
    def epoch(self) -> float:
        """Epochs done, in parts too."""
        return self._journal.steps / self._journal.steps_per_epoch

    def filters(self) -> npt.NDArray[np.float32]:
        """Return the first convolution's kernel: height, width, channels, filters."""
        self._stepper.read()
        return np.asarray(self._network.layers[0].get_weights()[0], np.float32)

    def probabilities(self, images: Images) -> npt.NDArray[np.float32]:
        """Return the answers to uint8 images (n, 28, 28); float32 (n, 10)."""
        return self._stepper.probabilities(images)

    def stop(self) -> None:
        """End the training after the step that was taken, or after the first, as if that had been the plan."""
        self.stopped = True


class SnapshotTaker:
    """Takes snapshots of one network, always with the same images."""

    def __init__(self, network: keras.Model, stepper: Stepper, split: Split) -> None:
        """Choose the images: the split's last `IMAGES`."""
        self._network, self._stepper = network, stepper
        self._images, self._labels = split.images[-IMAGES:], split.labels[-IMAGES:]

    def take(self, epoch: float) -> Snapshot:
        """Return how the network is now; its own variables must be those of now."""
        probabilities = self._stepper.probabilities(self._images)  # (n, classes), n up to 1000
        kernel = np.asarray(self._network.layers[0].get_weights()[0])
        return Snapshot(epoch, self._recall(probabilities), _confidence_histogram(probabilities), kernel.tolist())

    def _recall(self, probabilities: npt.NDArray[np.float32]) -> list[float | None]:
        right = probabilities.argmax(axis=1) == self._labels  # (n,)
        return [
            float(right[self._labels == digit].mean()) if (self._labels == digit).any() else None
            for digit in range(probabilities.shape[1])
        ]


def _confidence_histogram(probabilities: npt.NDArray[np.float32]) -> list[int]:
    largest = np.clip(probabilities.max(axis=1), 0, 1)  # (n, classes) → (n,)
    return [int(count) for count in np.histogram(largest, bins=BINS, range=(0, 1))[0]]

"""The network between two steps, for whoever watches it learn."""

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import Images
from shuzi.training.journal import Journal
from shuzi.training.steppers.stepper import Stepper


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

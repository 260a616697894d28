"""Notices during training that a network does not learn."""

import math

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import Split
from shuzi.recipes import Recipe
from shuzi.training.diagnosis import (
    BROKEN_DATA,
    NAN,
    ONE_CLASS,
    Diagnosis,
    Evidence,
    NotLearning,
    cost_of_guessing,
    diagnose,
    learns,
)
from shuzi.training.journal import Journal
from shuzi.training.steppers.stepper import StepResult, as_input

FEWEST_STEPS = 100
"""Before this many steps nothing can be said; set by hand: the learning rate of most recipes is still rising then."""

_WINDOW = 5
"""Points of the journal's trace, a tenth of an epoch; set by hand, over which the luck of single batches evens out."""

_PROBE_IMAGES = 200
"""That the network is asked about; set by hand: enough to tell 90 % from chance, answered in a few milliseconds."""

_SURE = 0.999
"""Probability from which an answer is counted as saturated; set by hand, as in docs/recipe-study.md.

There 45 % of the untrained answers to raw pixels reach it, and none of those to scaled ones is near.
"""


class Watchdog:
    """Stops a training that does not learn: at once when a number is not finite, else at the end of an epoch.

    Recipes that are expected to learn are looked at in the middle of the first epoch as well.
    """

    def __init__(
        self, network: keras.Model, split: Split, recipe: Recipe, *, keep_going: bool, diagnosis: Diagnosis | None
    ) -> None:
        """Remember how the network starts; `diagnosis` is that of a training that is gone on with."""
        self.diagnosis = diagnosis
        """What was wrong at the last look; only kept where training is to keep going."""
        self._network = network
        self._labels = split.labels
        self._classes = int(network.output_shape[-1])
        self._recipe = recipe
        self._keep_going = keep_going
        self._start = _all_weights(network)
        self._probe = _as_float32(as_input(split.images[:_PROBE_IMAGES], recipe))  # (n, 28, 28, 1)

    def look_at_data(self) -> None:
        """Stop before the first step if nothing could be learnt.

        Raises:
            NotLearning: the images are not finite, or have all the same label.
        """
        if not np.isfinite(self._probe).all():
            raise NotLearning(BROKEN_DATA, step=0, accuracy=0.0)
        if len(np.unique(self._labels)) < 2:
            raise NotLearning(ONE_CLASS, step=0, accuracy=0.0)

    def look_at_step(self, journal: Journal, result: StepResult, accuracy: float) -> None:
        """Stop at once if the loss is not finite.

        Args:
            journal: of the steps so far.
            result: of the last step.
            accuracy: over this epoch so far, 0 to 1.
        Raises:
            NotLearning: it is not.
        """
        if not math.isfinite(result.loss):
            raise NotLearning(NAN, step=journal.steps, accuracy=accuracy, classes=self._classes)

    def wants_to_look(self, journal: Journal) -> bool:
        """Whether it is time to look at the network."""
        early = self._recipe.restarts > 0 and journal.steps == journal.steps_per_epoch // 2
        return early or journal.at_epoch_end

    def look_at_network(self, journal: Journal) -> None:
        """Stop if the network has not learnt; the network's variables must be those of now.

        Raises:
            NotLearning: it has not.
        """
        points = journal.trace[-_WINDOW:]
        if journal.steps < FEWEST_STEPS or not points:
            return
        accuracy = sum(point.accuracy for point in points) / len(points)
        loss = sum(point.loss for point in points) / len(points)
        moved = self._moved()
        guessing = cost_of_guessing(self._classes, mse=self._recipe.loss == "mse")
        if math.isfinite(moved) and learns(accuracy, loss, guessing, self._classes):
            self.diagnosis = None
            return
        self.diagnosis = diagnose(self._evidence(accuracy, loss, moved))
        if self.diagnosis is not None and not self._keep_going:
            raise NotLearning(self.diagnosis, step=journal.steps, accuracy=accuracy, classes=self._classes)

    def _moved(self) -> float:
        """Return the length of all weights' way since the start, as a share of their length."""
        return float(np.linalg.norm(_all_weights(self._network) - self._start) / np.linalg.norm(self._start))

    def _evidence(self, accuracy: float, loss: float, moved: float) -> Evidence:
        relus = [layer.output for layer in self._network.layers if layer.name.startswith("relu")]
        probed = keras.Model(self._network.inputs[0], [*relus, self._network.layers[-1].output])
        # hidden: as they are; probabilities: (n, classes)
        *hidden, probabilities = [_as_float32(output) for output in probed(self._probe, training=False)]
        # A unit of a convolution is a filter: dead when its whole map is 0 for every image.
        # output: (n, height, width, filters) or (n, units), flattened to (places, units)
        dead = max(float(np.mean(~(output > 0).reshape(-1, output.shape[-1]).any(axis=0))) for output in hidden)
        return Evidence(
            accuracy=accuracy,
            loss=loss,
            saturated=float(np.mean(probabilities.max(axis=1) >= _SURE)),
            dead=dead,
            moved=moved,
            loss_is_mse=self._recipe.loss == "mse",
            classes=self._classes,
        )


def _all_weights(model: keras.Model) -> npt.NDArray[np.float64]:
    # Of all weights one row; those that run away overflow float32 when they are squared.
    return np.concatenate([_as_float32(weight).ravel() for weight in model.trainable_variables]).astype(np.float64)


def _as_float32(tensor: object) -> npt.NDArray[np.float32]:
    return np.asarray(keras.ops.convert_to_numpy(keras.ops.cast(tensor, "float32")))

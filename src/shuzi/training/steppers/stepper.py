"""What a backend has to do for training: take steps, answer, and give and take its state."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import Images
from shuzi.recipes import Recipe
from shuzi.store.checkpoint import Weights
from shuzi.training.batches import Batch

_ANSWERED_AT_ONCE = 500


class StepResult(NamedTuple):
    """What one step tells."""

    loss: float
    """Mean over the batch, before the step."""
    right: int
    """Images of the batch that came out right, before the step."""


class Stepper(Protocol):
    """Trains one network on one backend."""

    steps_a_call: int
    """`run` is given so many batches of the same size at most, and is quickest with as many."""
    keeps_images: bool
    """The training images lie on the device: batches that are not augmented need no images, only their numbers."""

    def run(self, batches: Sequence[Batch], rates: Sequence[float]) -> list[StepResult]:
        """Take a step for every batch, each with its learning rate.

        Args:
            batches: all of the same size.
            rates: the learning rates, one for each batch.
        """

    def probabilities(self, images: Images) -> npt.NDArray[np.float32]:
        """Return the answers to uint8 images (n, 28, 28), as the network is now; float32 (n, classes)."""

    def read(self) -> Weights:
        """Return the state; the network's own variables then hold the same."""

    def write(self, weights: Weights) -> None:
        """Go on from a state that `read` gave."""


def as_input(images: Any, recipe: Recipe) -> Any:
    """Return uint8 images (n, 28, 28), on any backend, as the network sees them: float32 (n, 28, 28, 1)."""
    return keras.ops.expand_dims(keras.ops.cast(images, "float32") * recipe.input_scale, -1)


def pieces(images: Images) -> list[Images]:
    """Return the images in pieces that are answered at once, so that memory stays small."""
    return [images[start : start + _ANSWERED_AT_ONCE] for start in range(0, len(images), _ANSWERED_AT_ONCE)]


def total_loss(logits: Any, labels: Any, recipe: Recipe) -> Any:
    """Return the sum of the loss over a batch, on any backend; float32.

    Args:
        logits: (n, classes).
        labels: integers, (n,).
        recipe: which loss.
    """
    logits = keras.ops.cast(logits, "float32")
    classes = int(logits.shape[-1])
    targets = keras.ops.one_hot(labels, classes, dtype="float32")
    if recipe.loss == "mse":
        return keras.ops.sum(keras.ops.square(keras.ops.softmax(logits) - targets)) / classes
    targets = targets * (1 - recipe.label_smoothing) + recipe.label_smoothing / classes
    return -keras.ops.sum(targets * keras.ops.log_softmax(logits))


def right_answers(logits: Any, labels: Any) -> Any:
    """Return how many logits are largest at their label, on any backend; int32."""
    answers = keras.ops.cast(keras.ops.argmax(logits, axis=-1), "int32")
    return keras.ops.sum(keras.ops.cast(answers == keras.ops.cast(labels, "int32"), "int32"))


def until_logits(network: keras.Model) -> keras.Model:
    """Return the network without its softmax; the loss takes it in more precisely."""
    return keras.Model(network.inputs[0], network.layers[-2].output)

"""What a backend has to do for training: take steps, answer, give its state; and how a step changes a weight."""

from collections.abc import Sequence
from math import sqrt
from typing import Any, NamedTuple, Protocol

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from shuzi.digits import Images
from shuzi.recipes import Recipe
from shuzi.store.checkpoint import Weights
from shuzi.training.batches import Batch

_QUINTIC = (3.4445, -4.7750, 2.0315)
"""Of the polynomial that brings singular values near 1. Source: Jordan and others, Muon, 2024."""

_ITERATIONS = 3
"""Of the polynomial; Jordan's training of a small convolutional network (airbench94_muon) takes as many."""

_ANSWERED_AT_ONCE = 500
"""Images; set by hand, so that memory stays small: a thousand at once took 600 MB more than a hundred (`best`)."""


def by_muon(weights: Sequence[Any], recipe: Recipe) -> list[bool]:
    """Return of each weight of a network whether Muon moves it: of kernels all but the last, if the recipe says so."""
    kernels = [number for number, weight in enumerate(weights) if len(weight.shape) > 1]
    wanted = recipe.muon > 0 and recipe.batch_norm
    return [wanted and number in kernels[:-1] for number in range(len(weights))]


def descend(
    weights: Sequence[Any], velocities: Sequence[Any], gradients: Sequence[Any], rate: Any, recipe: Recipe
) -> list[tuple[Any, Any]]:
    """Return each weight of a network, and its velocity, after a step.

    Args:
        weights: float32, as the network has them.
        velocities: of the same shapes; what `descend` returned at the step before, zeros at the first.
        gradients: of the mean loss of a batch, of the same shapes.
        rate: learning rate of this step.
        recipe: tells momentum, weight decay and Muon's share.
    """
    states = zip(weights, velocities, gradients, by_muon(weights, recipe), strict=True)
    return [
        moved_by_muon(weight, velocity, gradient, rate=recipe.muon * rate, momentum=recipe.momentum)
        if muon
        else moved(weight, velocity, gradient, rate, recipe)
        for weight, velocity, gradient, muon in states
    ]


def moved(weight: Any, velocity: Any, gradient: Any, rate: Any, recipe: Recipe) -> tuple[Any, Any]:
    """Return weight and velocity after a step of gradient descent with Nesterov momentum; arguments as in `descend`.

    Only kernels decay, biases and the like do not.
    """
    decay = recipe.weight_decay if len(weight.shape) > 1 else 0.0
    whole = gradient + decay * weight
    velocity = recipe.momentum * velocity + whole
    return weight - rate * (whole + recipe.momentum * velocity), velocity


def moved_by_muon(weight: Any, velocity: Any, gradient: Any, *, rate: Any, momentum: float) -> tuple[Any, Any]:
    """Return a kernel and its velocity after a step of Muon: as by momentum, but equally far in all directions.

    What momentum gathers from the gradients is, as a matrix, led by few directions; here its singular values are
    brought near 1 before the step. The kernel's length does not matter, as a batch normalisation follows; it is kept
    at the square root of its outputs, so that a rate always turns it by as much.

    Args:
        weight: float32 (…, outputs), of a dense layer or a convolution that a batch normalisation follows.
        velocity: of the same shape; what this returned at the step before, zeros at the first.
        gradient: of the loss, of the same shape.
        rate: how far to go in each direction; a kernel's singular values are about 1.
        momentum: share of the velocity that stays.

    Source: Jordan and others, Muon: an optimizer for hidden layers in neural networks, 2024.
    """
    velocity = momentum * velocity + gradient
    outputs = weight.shape[-1]
    direction = _orthogonal(ops.reshape(gradient + momentum * velocity, (-1, outputs)))  # (inputs, outputs)
    weight = weight - rate * ops.reshape(direction, weight.shape)  # (…, outputs)
    return weight * (sqrt(outputs) / ops.norm(ops.reshape(weight, (-1,)))), velocity  # (…, outputs)


def _orthogonal(matrix: Any) -> Any:
    """Return a matrix with the same singular vectors, whose singular values are near 1, but for small ones."""
    if matrix.shape[0] > matrix.shape[1]:
        return ops.transpose(_orthogonal(ops.transpose(matrix)))  # of (columns, rows), and back
    matrix = matrix / (ops.norm(matrix) + 1e-7)  # a dead layer has no gradient
    first, third, fifth = _QUINTIC
    for _ in range(_ITERATIONS):
        square = ops.matmul(matrix, ops.transpose(matrix))  # (rows, rows)
        # (rows, rows) @ (rows, columns) → (rows, columns)
        matrix = first * matrix + ops.matmul(third * square + fifth * ops.matmul(square, square), matrix)
    return matrix


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
    return keras.ops.expand_dims(keras.ops.cast(images, "float32") * recipe.input_scale, -1)  # (n, 28, 28, 1)


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
    targets = keras.ops.one_hot(labels, classes, dtype="float32")  # (n, classes)
    if recipe.loss == "mse":
        return keras.ops.sum(keras.ops.square(keras.ops.softmax(logits) - targets)) / classes
    targets = targets * (1 - recipe.label_smoothing) + recipe.label_smoothing / classes
    return -keras.ops.sum(targets * keras.ops.log_softmax(logits))


def right_answers(logits: Any, labels: Any) -> Any:
    """Return how many logits are largest at their label, on any backend; int32."""
    answers = keras.ops.cast(keras.ops.argmax(logits, axis=-1), "int32")  # (n,)
    return keras.ops.sum(keras.ops.cast(answers == keras.ops.cast(labels, "int32"), "int32"))


def until_logits(network: keras.Model) -> keras.Model:
    """Return the network without its softmax; the loss takes it in more precisely."""
    return keras.Model(network.inputs[0], network.layers[-2].output)

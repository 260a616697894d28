"""Training steps on PyTorch."""

from collections.abc import Sequence

import keras
import numpy as np
import numpy.typing as npt
import torch

from shuzi.digits import Images
from shuzi.recipes import Recipe
from shuzi.store.checkpoint import Weights
from shuzi.training.batches import Batch
from shuzi.training.steppers.stepper import (
    StepResult,
    as_input,
    descend,
    pieces,
    right_answers,
    total_loss,
    until_logits,
)


class TorchStepper:
    """Trains one network with PyTorch."""

    steps_a_call = 1
    keeps_images = False

    def __init__(self, network: keras.Model, recipe: Recipe) -> None:
        self._network = network
        self._recipe = recipe
        self._logits = until_logits(network)
        self._weights = [weight.value for weight in network.trainable_variables]
        self._velocities = [torch.zeros_like(weight) for weight in self._weights]

    def run(self, batches: Sequence[Batch], rates: Sequence[float]) -> list[StepResult]:
        """Take a step for every batch."""
        return [self._one_step(batch, rate) for batch, rate in zip(batches, rates, strict=True)]

    def probabilities(self, images: Images) -> npt.NDArray[np.float32]:
        """Return the answers as the network is now."""
        answers = []
        with torch.no_grad():
            for piece in pieces(images):
                logits = keras.ops.cast(self._logits(as_input(piece, self._recipe), training=False), "float32")
                answers.append(keras.ops.convert_to_numpy(keras.ops.softmax(logits)))
        return np.concatenate(answers)  # (n, classes)

    def read(self) -> Weights:
        """Return the state."""
        return Weights(
            [np.array(array) for array in self._network.get_weights()],
            [np.array(keras.ops.convert_to_numpy(velocity)) for velocity in self._velocities],
        )

    def write(self, weights: Weights) -> None:
        """Go on from a state."""
        self._network.set_weights(weights.network)
        self._weights = [weight.value for weight in self._network.trainable_variables]
        self._velocities = [
            torch.tensor(array, device=weight.device)
            for weight, array in zip(self._weights, weights.velocities, strict=True)
        ]

    def _one_step(self, batch: Batch, rate: float) -> StepResult:
        logits = self._logits(as_input(batch.images, self._recipe), training=True)
        labels = keras.ops.convert_to_tensor(batch.labels)
        loss = total_loss(logits, labels, self._recipe) / len(batch.labels)
        gradients = torch.autograd.grad(loss, self._weights)
        with torch.no_grad():
            after = descend(self._weights, self._velocities, gradients, rate, self._recipe)
            for weight, velocity, values in zip(self._weights, self._velocities, after, strict=True):
                weight.copy_(values[0])
                velocity.copy_(values[1])
            right = right_answers(logits, labels)
        return StepResult(float(loss.detach()), int(right))

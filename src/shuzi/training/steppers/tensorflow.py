"""Training steps on TensorFlow.

On a CPU a batch is cut into as many parts as there are cores, and each part goes through the network on one thread.
That keeps the cores busy through all the small operations that TensorFlow does not divide, or divides badly: an epoch
of the note's network takes 5.1 s on two cores so, and 6.6 s when each operation is divided
(measured while it was built). The parts' gradients are added in a fixed order, so the result is the same every time.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from shuzi.digits import IMAGE_SIZE, Images
from shuzi.machine import cores
from shuzi.recipes import Recipe
from shuzi.store.checkpoint import Weights
from shuzi.training.backend import MOST_PARTS
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

_SMALLEST_PART = 8
"""Images; set by hand: below that a part is all overhead."""


class TensorFlowStepper:
    """Trains one network with TensorFlow."""

    # Each step alone takes 1.1 times as long on two cores, which wait while Python goes from one call to the next:
    # benchmarks/results/2026-11-25-training.md.
    steps_a_call = 10
    keeps_images = False

    def __init__(self, network: keras.Model, recipe: Recipe) -> None:
        self._network = network
        self._recipe = recipe
        self._logits = until_logits(network)
        self._velocities = [tf.Variable(tf.zeros(weight.shape)) for weight in network.trainable_variables]
        gpu = bool(tf.config.list_physical_devices("GPU"))
        self._most_parts = 1 if gpu else min(cores(), MOST_PARTS)
        self._runs: dict[int, Any] = {}
        self._answer = tf.function(self._traced_answer, autograph=False)

    def run(self, batches: Sequence[Batch], rates: Sequence[float]) -> list[StepResult]:
        """Take a step for every batch."""
        # images are (steps, batch, 28, 28)
        images = tf.constant(np.stack([batch.images for batch in batches if batch.images is not None]))
        labels = tf.constant(np.stack([batch.labels for batch in batches]))  # (steps, batch)
        size = labels.shape[1]
        if size not in self._runs:
            self._runs[size] = self._run_on(size)
        losses, rights = self._runs[size](images, labels, tf.constant(rates, tf.float32))
        return [StepResult(*result) for result in zip(losses.numpy().tolist(), rights.numpy().tolist(), strict=True)]

    def probabilities(self, images: Images) -> npt.NDArray[np.float32]:
        """Return the answers as the network is now."""
        return np.concatenate([self._answer(tf.constant(piece)).numpy() for piece in pieces(images)])  # (n, classes)

    def read(self) -> Weights:
        """Return the state."""
        return Weights(self._network.get_weights(), [velocity.numpy() for velocity in self._velocities])

    def write(self, weights: Weights) -> None:
        """Go on from a state."""
        self._network.set_weights(weights.network)
        for velocity, array in zip(self._velocities, weights.velocities, strict=True):
            velocity.assign(array)

    def _run_on(self, size: int) -> Any:
        """Return what takes any number of steps on batches of this size; TensorFlow makes one graph of it."""
        images = tf.TensorSpec((None, size, IMAGE_SIZE, IMAGE_SIZE), tf.uint8)
        labels, rates = tf.TensorSpec((None, size), tf.int32), tf.TensorSpec((None,), tf.float32)
        return tf.function(self._traced_run, input_signature=(images, labels, rates), autograph=False)

    def _traced_run(self, images: Any, labels: Any, rates: Any) -> tuple[Any, Any]:
        steps = tf.shape(rates)[0]

        def step(number: Any, losses: Any, rights: Any) -> tuple[Any, Any, Any]:
            loss, right = self._traced_step(images[number], labels[number], rates[number])
            return number + 1, losses.write(number, loss), rights.write(number, right)

        results = tf.TensorArray(tf.float32, steps), tf.TensorArray(tf.int32, steps)
        _, losses, rights = tf.while_loop(
            lambda number, *_: number < steps, step, (tf.constant(0), *results), parallel_iterations=1
        )
        return losses.stack(), rights.stack()  # (steps,) each

    def _traced_step(self, images: Any, labels: Any, rate: Any) -> tuple[Any, Any]:
        count = images.shape[0]
        weights = [weight.value for weight in self._network.trainable_variables]
        non_trainable = [tf.convert_to_tensor(variable.value) for variable in self._network.non_trainable_variables]
        losses, rights, gradients, new_non_trainable = [], [], [], []
        for part in self._parts(count):
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(weights)
                logits, changed = self._logits.stateless_call(
                    weights, non_trainable, as_input(images[part], self._recipe), training=True
                )
                loss = total_loss(logits, labels[part], self._recipe) / count
            losses.append(loss)
            rights.append(right_answers(logits, labels[part]))
            gradients.append(tape.gradient(loss, weights))
            new_non_trainable.append(changed)
        self._descend(weights, [_added(parts) for parts in zip(*gradients, strict=True)], rate)
        for variable, parts in zip(
            self._network.non_trainable_variables, zip(*new_non_trainable, strict=True), strict=True
        ):
            variable.value.assign(_added(parts) / len(parts))
        return _added(losses), _added(rights)

    def _parts(self, count: int) -> list[slice]:
        parts = max(1, min(self._most_parts, count // _SMALLEST_PART))
        cuts = [count * number // parts for number in range(parts + 1)]
        return [slice(*pair) for pair in pairwise(cuts)]

    def _descend(self, weights: Sequence[Any], gradients: Sequence[Any], rate: Any) -> None:
        after = descend(weights, self._velocities, gradients, rate, self._recipe)
        for weight, velocity, values in zip(weights, self._velocities, after, strict=True):
            weight.assign(values[0])
            velocity.assign(values[1])

    def _traced_answer(self, images: Any) -> Any:
        count = images.shape[0]
        answers = [
            keras.ops.softmax(
                keras.ops.cast(self._logits(as_input(images[part], self._recipe), training=False), "float32")
            )
            for part in self._parts(count)
        ]
        return tf.concat(answers, 0)


def _added(tensors: Sequence[Any]) -> Any:
    return tf.add_n(list(tensors)) if len(tensors) > 1 else tensors[0]

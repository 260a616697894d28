"""Training steps on JAX: the images stay on the device, and many steps are one call."""

from collections.abc import Sequence
from typing import Any

import jax
import keras
import numpy as np
import numpy.typing as npt
from jax import numpy as jnp
from jax.sharding import NamedSharding, PartitionSpec

from shuzi.digits import Images, Split
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

_STEPS_A_CALL = 20
"""In a loop of XLA's, where there is a GPU; set by hand, so that one Python call serves many steps."""


def _placements() -> tuple[NamedSharding | None, NamedSharding | None]:
    """Return how weights and how batches lie on the devices of Keras's distribution; None twice without one."""
    distribution = keras.distribution.distribution()
    if distribution is None:
        return None, None
    mesh = distribution.device_mesh.backend_mesh
    return NamedSharding(mesh, PartitionSpec()), NamedSharding(mesh, PartitionSpec(distribution.batch_dim_name))


class JaxStepper:
    """Trains one network with JAX."""

    keeps_images = True

    def __init__(self, network: keras.Model, recipe: Recipe, split: Split) -> None:
        # XLA runs convolutions ten times slower inside a loop on a CPU.
        self.steps_a_call = 1 if jax.default_backend() == "cpu" else _STEPS_A_CALL
        self._network = network
        self._recipe = recipe
        self._logits = until_logits(network)
        self._everywhere, self._divided = _placements()
        self._images = self._placed(split.images)
        self._labels = self._placed(split.labels.astype(np.int32))
        self._weights = [weight.value for weight in network.trainable_variables]
        self._non_trainable = [variable.value for variable in network.non_trainable_variables]
        self._velocities = [jnp.zeros_like(weight) for weight in self._weights]
        self._run = jax.jit(self._traced_run, donate_argnums=0)
        self._answer = jax.jit(self._traced_answer)

    def run(self, batches: Sequence[Batch], rates: Sequence[float]) -> list[StepResult]:
        """Take a step for every batch."""
        # Every number of steps is compiled anew, so there are only two: many, and one.
        if len(batches) not in (1, self.steps_a_call):
            pairs = zip(batches, rates, strict=True)
            return [result for batch, rate in pairs for result in self.run([batch], [rate])]
        # images are (steps, batch, 28, 28)
        images = (
            None
            if batches[0].images is None
            else jnp.asarray(np.stack([batch.images for batch in batches if batch.images is not None]))
        )
        numbers = jnp.asarray(np.stack([batch.numbers for batch in batches]))  # (steps, batch)
        state = (self._weights, self._non_trainable, self._velocities)
        kept_images = (self._images, self._labels)
        state, (losses, rights) = self._run(state, kept_images, numbers, images, jnp.asarray(rates, jnp.float32))
        self._weights, self._non_trainable, self._velocities = state
        results = zip(np.asarray(losses).tolist(), np.asarray(rights).tolist(), strict=True)
        return [StepResult(loss, right) for loss, right in results]

    def probabilities(self, images: Images) -> npt.NDArray[np.float32]:
        """Return the answers as the network is now."""
        # of each piece (up to 500, classes), together (n, classes)
        return np.concatenate(
            [np.asarray(self._answer(self._weights, self._non_trainable, piece)) for piece in pieces(images)]
        )

    def read(self) -> Weights:
        """Return the state."""
        for variables, values in (
            (self._network.trainable_variables, self._weights),
            (self._network.non_trainable_variables, self._non_trainable),
        ):
            for variable, value in zip(variables, values, strict=True):
                # A copy: the next call gives the state's own memory away.
                variable.assign(np.array(value))
        return Weights(self._network.get_weights(), [np.array(velocity) for velocity in self._velocities])

    def write(self, weights: Weights) -> None:
        """Go on from a state."""
        self._network.set_weights(weights.network)
        self._weights = [jnp.array(weight.value) for weight in self._network.trainable_variables]
        self._non_trainable = [jnp.array(variable.value) for variable in self._network.non_trainable_variables]
        self._velocities = [self._placed(velocity) for velocity in weights.velocities]

    def _placed(self, values: npt.NDArray[Any]) -> jax.Array:
        """Return a copy of the values on the device, or on all among which batches are divided."""
        array = jnp.array(values)
        return array if self._everywhere is None else jax.device_put(array, self._everywhere)

    def _traced_run(self, state: Any, kept: Any, numbers: Any, images: Any, rates: Any) -> Any:
        kept_images, kept_labels = kept

        def step(state: Any, given: Any) -> Any:
            numbers, images, rate = given
            chosen = kept_images[numbers] if images is None else images  # (batch, 28, 28)
            if self._divided is not None:  # the compiler divides what follows from it
                chosen = jax.lax.with_sharding_constraint(chosen, self._divided)
            return self._one_step(state, chosen, kept_labels[numbers], rate)

        given = (numbers, images, rates)
        if len(rates) > 1:
            return jax.lax.scan(step, state, given)
        # without the axis of steps: (batch,), (batch, 28, 28) and a rate
        state, results = step(state, jax.tree.map(lambda array: array[0], given))
        return state, jax.tree.map(lambda result: result[None], results)  # (1,) each

    def _one_step(self, state: Any, images: Any, labels: Any, rate: Any) -> Any:
        weights, non_trainable, velocities = state

        def loss_of(weights: Any) -> Any:
            inputs = as_input(images, self._recipe)
            logits, changed = self._logits.stateless_call(weights, non_trainable, inputs, training=True)
            loss = total_loss(logits, labels, self._recipe) / len(labels)
            return loss, (changed, right_answers(logits, labels))

        (loss, (non_trainable, right)), gradients = jax.value_and_grad(loss_of, has_aux=True)(weights)
        after = descend(weights, velocities, gradients, rate, self._recipe)
        return ([weight for weight, _ in after], non_trainable, [velocity for _, velocity in after]), (loss, right)

    def _traced_answer(self, weights: Any, non_trainable: Any, images: Any) -> Any:
        logits, _ = self._logits.stateless_call(weights, non_trainable, as_input(images, self._recipe), training=False)
        return keras.ops.softmax(keras.ops.cast(logits, "float32"))

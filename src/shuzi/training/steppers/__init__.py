"""Training steps, one backend a file; `stepper` is what all of them do."""

import keras

from shuzi.digits import Split
from shuzi.recipes import Recipe
from shuzi.training.steppers.stepper import Stepper


def make_stepper(network: keras.Model, recipe: Recipe, split: Split) -> Stepper:
    """Return what trains the network on Keras's backend."""
    backend = keras.backend.backend()
    if backend == "jax":
        from shuzi.training.steppers.jax import JaxStepper

        return JaxStepper(network, recipe, split)
    if backend == "torch":
        from shuzi.training.steppers.torch import TorchStepper

        return TorchStepper(network, recipe)
    from shuzi.training.steppers.tensorflow import TensorFlowStepper

    return TensorFlowStepper(network, recipe)

"""Training steps, one backend a file."""

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


def prepare_backend() -> None:
    """Set the backend up for training; do it before Keras computes anything, if you can."""
    if keras.backend.backend() == "tensorflow":
        from shuzi.training.steppers.tensorflow import one_thread_an_operation

        one_thread_an_operation()


def threads() -> dict[str, int]:
    """Return how the backend divides its work, as far as it changes the last bits of a result."""
    if keras.backend.backend() != "tensorflow":
        return {}
    import tensorflow as tf

    return {
        "intra_op": tf.config.threading.get_intra_op_parallelism_threads(),
        "inter_op": tf.config.threading.get_inter_op_parallelism_threads(),
    }

"""Make the backend say at once what it would say later."""

import keras

from shuzi.training.steppers import prepare_backend


def warm_up() -> None:
    """Set the backend up and compute something, so that it writes its notices before anything is shown."""
    prepare_backend()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model(keras.ops.zeros((1, 1)))
    model.to_json()  # for this Keras imports TensorFlow, whatever the backend

"""The networks, as Keras models.

Every network takes pixels as MNIST stores them, 0 (paper) to 255 (ink), so that nobody who loads a saved model
can scale them wrongly.
"""

import os

# Without this TensorFlow writes notices about its own build to the user's terminal.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from shuzi.digits import INPUT_SHAPE, NUM_CLASSES

NOTE_PARAMETERS = 325_282
"""Parameters of the note's network."""


def build_note_cnn(*, seed: int | None = None, batch_norm: bool = False, precision: str = "float32") -> keras.Model:
    """Return the note's network: three convolutions, then two dense layers; 325,282 parameters.

    The model takes float32 images of shape (n, 28, 28, 1), 0 (paper) to 255 (ink), and returns the
    probabilities of the ten digits, float32 of shape (n, 10). It is not compiled.

    Args:
        seed: makes the starting weights repeatable; None draws them afresh.
        batch_norm: put a batch normalisation behind every convolution and the hidden dense layer, for
            training; `shuzi.training.folding` takes it out again.
        precision: Keras's name of the number format to compute in; weights are float32 either way.
    Source: N9 of the study note that shuzi grew from. The starting weights are Keras's own, Glorot uniform.
    """
    seeds = np.random.SeedSequence(seed).generate_state(5).tolist()
    policy = keras.DTypePolicy(precision)
    layers: list[keras.Layer] = [keras.Input(INPUT_SHAPE, name="images")]

    def add(layer: keras.Layer, number: int) -> None:
        layers.append(layer)
        if batch_norm:
            # Keras's default of 0.99 lags behind weights that still change in the last of 600 steps.
            layers.append(keras.layers.BatchNormalization(momentum=0.9, dtype=policy, name=f"batch_norm_{number}"))
        layers.append(keras.layers.Activation("relu", dtype=policy, name=f"relu_{number}"))

    def start() -> keras.Initializer:
        return keras.initializers.GlorotUniform(seed=seeds.pop())

    # With 'same' padding a convolution keeps height and width; each pooling halves them, rounding down.
    # 28×28×1 → 28×28×32 → 14×14×32
    # 14×14×32 → 14×14×64 → 7×7×64
    # 7×7×64 → 7×7×128 → 3×3×128
    for number, filters in enumerate((32, 64, 128), start=1):
        add(
            keras.layers.Conv2D(
                filters, 3, padding="same", kernel_initializer=start(), dtype=policy, name=f"conv_{number}"
            ),
            number,
        )
        layers.append(keras.layers.MaxPooling2D(2, dtype=policy, name=f"pool_{number}"))
    layers.append(keras.layers.Flatten(dtype=policy, name="flatten"))  # 3×3×128 → 1,152
    add(keras.layers.Dense(200, kernel_initializer=start(), dtype=policy, name="dense_1"), 4)
    layers.append(keras.layers.Dense(NUM_CLASSES, kernel_initializer=start(), dtype=policy, name="dense_2"))
    layers.append(keras.layers.Activation("softmax", dtype="float32", name="softmax"))
    return keras.Sequential(layers, name="note_cnn")

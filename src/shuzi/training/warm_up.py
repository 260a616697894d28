"""Make the backend say at once what it would say later."""

import keras
import numpy as np


class _OneBatch(keras.utils.PyDataset):  # type: ignore[misc]  # Keras ships no types
    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros((1, 1), np.float32), np.zeros((1, 1), np.float32)


def warm_up() -> None:
    """Train one weight for one step, so that TensorFlow writes its notices before anything is shown."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", jit_compile=False)
    model.fit(_OneBatch(), verbose=0)

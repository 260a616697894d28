"""One `.keras` file, for Keras 3 on any backend."""

from pathlib import Path

import keras
import numpy as np

from shuzi.exporting.format import ExportInput, Format, Predict
from shuzi.exporting.rebuild import rebuild
from shuzi.store.folder import MODEL_KERAS

NEEDED = (("keras", "pip install keras"), ("h5py", "pip install h5py"))


def predict_by(model: keras.Model) -> Predict:
    """Return what lets a Keras model answer."""
    return lambda pixels: np.asarray(model.predict(pixels, batch_size=500, verbose=0))  # (n, classes)


def _write(source: ExportInput, folder: Path) -> None:
    rebuild(*source.network).save(folder / MODEL_KERAS)


def _start(folder: Path, _: Path) -> Predict:
    return predict_by(keras.saving.load_model(folder / MODEL_KERAS, compile=False, safe_mode=True))


FORMAT = Format("keras", "Keras 3, on any backend", exact=True, write=_write, start=_start, packages=NEEDED)

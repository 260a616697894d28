"""The note's two files: the layers as JSON, the weights as HDF5."""

from pathlib import Path

import keras

from shuzi.exporting.format import ExportInput, Format, Predict
from shuzi.exporting.keras import NEEDED, predict_by
from shuzi.exporting.rebuild import rebuild
from shuzi.store.folder import ARCHITECTURE, WEIGHTS


def _write(source: ExportInput, folder: Path) -> None:
    model = rebuild(*source.network)
    (folder / ARCHITECTURE).write_text(model.to_json(indent=2) + "\n", encoding="utf-8")
    model.save_weights(folder / WEIGHTS)


def _start(folder: Path, _: Path) -> Predict:
    model = keras.models.model_from_json((folder / ARCHITECTURE).read_text(encoding="utf-8"))
    model.load_weights(folder / WEIGHTS)
    return predict_by(model)


FORMAT = Format("json-h5", "the note's two files, for Keras 3", exact=True, write=_write, start=_start, packages=NEEDED)

"""LiteRT (formerly TensorFlow Lite), for phones and small computers."""

from pathlib import Path
from typing import Any

import numpy as np

from shuzi.errors import MissingDependencyError
from shuzi.exporting.format import ExportInput, Format, Predict

FILE = "model.tflite"

_BATCH = 250
"""Images at once, as of `onnx`; set by hand, other numbers were not compared here."""

_THREADS = 2
"""Set by hand, the cores of the machine in benchmarks/results/2026-11-25-exports.md."""


def _write(source: ExportInput, folder: Path) -> None:
    import keras

    from shuzi.exporting.rebuild import rebuild

    if keras.backend.backend() != "tensorflow":
        raise MissingDependencyError("the format litert is written by TensorFlow; set KERAS_BACKEND=tensorflow.")
    model = rebuild(*source.network)
    model.predict(np.zeros((1, *source.network.architecture.input_shape), np.float32), verbose=0)
    model.export(str(folder / FILE), format="litert", verbose=False)


def _start(folder: Path, _: Path) -> Predict:
    import warnings

    import tensorflow as tf

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its move to another package, which needs an older NumPy
        interpreter: Any = tf.lite.Interpreter(str(folder / FILE), num_threads=_THREADS)
    place, end = (
        details[0]["index"] for details in (interpreter.get_input_details(), interpreter.get_output_details())
    )

    def one_batch(pixels: Any) -> Any:
        if tuple(interpreter.get_input_details()[0]["shape"]) != pixels.shape:
            interpreter.resize_tensor_input(place, pixels.shape)
            interpreter.allocate_tensors()
        interpreter.set_tensor(place, pixels)
        interpreter.invoke()
        return interpreter.get_tensor(end)

    interpreter.allocate_tensors()
    return lambda pixels: np.concatenate(
        [one_batch(pixels[begin : begin + _BATCH]) for begin in range(0, len(pixels), _BATCH)]
    )  # (n, classes)


FORMAT = Format(
    "litert",
    "LiteRT (TensorFlow Lite), for phones and small computers",
    exact=True,
    write=_write,
    start=_start,
    packages=(("tensorflow", "pip install tensorflow-cpu"), ("keras", "pip install keras")),
)

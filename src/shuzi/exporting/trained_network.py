"""The network of a run, layers and weights, out of its ONNX file; neither Keras nor its files are needed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

from shuzi.architecture import Architecture, Layer, Shape
from shuzi.digits import INPUT_SHAPE, NUM_CLASSES
from shuzi.errors import ExportError
from shuzi.importing.weights import weight_shapes
from shuzi.store.folder import MODEL_ONNX
from shuzi.store.saved_model import read_architecture

Array = npt.NDArray[np.float32]

_ARRAYS = {
    "BatchNormalization": ("gamma", "beta", "mean", "variance"),
    "Conv2D": ("kernel", "bias"),
    "Dense": ("kernel", "bias"),
}


class TrainedNetwork(NamedTuple):
    """What a run's files say of its network."""

    architecture: Architecture
    weights: Mapping[str, Sequence[Array]]
    """Every layer's arrays in Keras's order and with Keras's axes, by the layer's name."""


def require_digits(network: TrainedNetwork, *, format_name: str) -> None:
    """Refuse a network that reads no digits, for a format that knows nothing else.

    Raises:
        ExportError: it reads images of another size, or tells other than ten classes apart.
    """
    shapes = network.architecture.input_shape, network.architecture.layers[-1].output_shape
    if shapes != (INPUT_SHAPE, (NUM_CLASSES,)):
        raise ExportError(
            f"the network reads images of {shapes[0]} into {shapes[1][-1]:,} classes; the format {format_name} is for "
            f"{INPUT_SHAPE} and {NUM_CLASSES}. Export to onnx, keras, json-h5 or litert instead."
        )


def read_trained_network(run: Path) -> TrainedNetwork:
    """Return the network of a run, the weights the same to the bit as in its ONNX file.

    Args:
        run: the folder of a run whose digests were checked.
    Raises:
        ExportError: the ONNX file is not that of the layers beside it.
    """
    architecture = read_architecture(run)
    graph = onnx.load(str(run / MODEL_ONNX), load_external_data=False).graph
    stored = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    weights: dict[str, Sequence[Array]] = {}
    maps: Shape | None = None
    for layer in architecture.layers:
        if layer.kind == "Flatten" and len(layer.input_shape) == 3:
            maps = layer.input_shape
        found = [(name, stored.get(f"{layer.name}/{name}")) for name in _wanted(layer)]
        if any(array is None for _, array in found):
            raise ExportError(
                f"{run / MODEL_ONNX} has no weights for {layer.name}; it is not the run's. Copy the run again."
            )
        if found:
            arrays = [np.asarray(array) for _, array in found]
            if [array.shape for array in arrays] != _shapes(layer):
                raise ExportError(
                    f"{run / MODEL_ONNX} has weights of other sizes for {layer.name}; it is not the run's. Copy the "
                    "run again."
                )
            names = [name for name, _ in found]
            weights[layer.name] = [
                _kerases(layer, name, array, maps) for name, array in zip(names, arrays, strict=True)
            ]
        if layer.kind == "Dense":
            maps = None
    return TrainedNetwork(architecture, weights)


def _shapes(layer: Layer) -> list[Shape]:
    """Return the shapes of a layer's arrays as ONNX has them."""
    shapes = list(weight_shapes(layer).values())
    if layer.kind == "Conv2D":
        height, width, channels, filters = shapes[0]
        shapes[0] = (filters, channels, height, width)
    return shapes


def _wanted(layer: Layer) -> list[str]:
    names = list(_ARRAYS.get(layer.kind, ()))
    for setting, name in (("use_bias", "bias"), ("scale", "gamma"), ("center", "beta")):
        if name in names and not layer.config.get(setting, True):
            names.remove(name)
    return names


def _kerases(layer: Layer, name: str, array: Array, maps: Shape | None) -> Array:
    """Return an array with its axes and rows as Keras has them."""
    if layer.kind == "Conv2D" and name == "kernel":
        array = array.transpose(2, 3, 1, 0)
    elif maps is not None and not (layer.kind == "Dense" and name == "bias"):
        height, width, channels = maps
        array = array.reshape(channels, height, width, -1).transpose(1, 2, 0, 3).reshape(array.shape)
    return np.ascontiguousarray(array)

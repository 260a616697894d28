"""How weights and values lie: Keras puts channels last, ONNX first; nobody else turns one into the other.

Only three things differ. Kernels of convolutions are (rows, columns, channels, filters) in Keras and (filters,
channels, rows, columns) in ONNX, the channels being those of one group; maps are (rows, columns, channels) and
(channels, rows, columns); and what reads flattened maps has a row for each of their values, place by place in Keras
and channel by channel in ONNX.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.network.architecture import Layer, Shape

Array = npt.NDArray[np.float32]

LayerWeights = Mapping[str, Sequence[Array]]
"""The arrays of each layer that has some, in Keras's order and with Keras's axes, by the layer's name."""

_ONNX_NAMES = {"moving_mean": "mean", "moving_variance": "variance"}
"""Of arrays that are called otherwise in a run's ONNX file than in Keras."""


def weight_shapes(layer: Layer) -> dict[str, Shape]:
    """Return the shapes of a layer's arrays by Keras's names, in Keras's order; empty if it has none."""
    config, channels = layer.config, layer.input_shape[-1]
    bias = config.get("use_bias", True)
    if layer.kind == "Conv2D":
        filters = int(config["filters"])
        kernel = (*config["kernel_size"], channels // int(config.get("groups", 1)), filters)
        return {"kernel": kernel} | ({"bias": (filters,)} if bias else {})
    if layer.kind == "Dense":
        units = int(config["units"])
        return {"kernel": (channels, units)} | ({"bias": (units,)} if bias else {})
    if layer.kind == "BatchNormalization":
        names = ["gamma"] * bool(config.get("scale", True)) + ["beta"] * bool(config.get("center", True))
        return dict.fromkeys([*names, "moving_mean", "moving_variance"], (channels,))
    return {}


def onnx_weight_shapes(layer: Layer) -> dict[str, Shape]:
    """Return the shapes of a layer's arrays by their names in a run's ONNX file, in Keras's order."""
    shapes = {_ONNX_NAMES.get(name, name): shape for name, shape in weight_shapes(layer).items()}
    if layer.kind == "Conv2D":
        rows, columns, channels, filters = shapes["kernel"]
        shapes["kernel"] = (filters, channels, rows, columns)
    return shapes


def convolution_to_onnx(kernel: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a kernel (rows, columns, channels, filters) as (filters, channels, rows, columns)."""
    return kernel.transpose(3, 2, 0, 1)  # (filters, channels, rows, columns)


def convolution_to_keras(kernel: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a kernel (filters, channels, rows, columns) as (rows, columns, channels, filters)."""
    return kernel.transpose(2, 3, 1, 0)  # (rows, columns, channels, filters)


def maps_to_keras(maps: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return maps (…, channels, rows, columns) as (…, rows, columns, channels)."""
    return np.moveaxis(maps, -3, -1)  # (…, rows, columns, channels)


def rows_to_onnx(rows: npt.NDArray[Any], maps: Shape | None) -> npt.NDArray[Any]:
    """Return an array that has a row for every value of flattened maps, with the rows channel by channel.

    Args:
        rows: shape (rows × columns × channels, …), place by place: the channels of the first pixel, then the next's.
        maps: (rows, columns, channels) of what was flattened; None leaves the array as it is.
    """
    if maps is None:
        return rows
    height, width, channels = maps
    channels_first = rows.reshape(height, width, channels, -1).transpose(2, 0, 1, 3)  # (channels, height, width, …)
    return channels_first.reshape(rows.shape)  # (channels × height × width, …)


def rows_to_keras(rows: npt.NDArray[Any], maps: Shape | None) -> npt.NDArray[Any]:
    """Return an array that has a row for every value of flattened maps, with the rows place by place.

    Args:
        rows: shape (channels × rows × columns, …), channel by channel.
        maps: (rows, columns, channels) of what was flattened; None leaves the array as it is.
    """
    if maps is None:
        return rows
    height, width, channels = maps
    channels_last = rows.reshape(channels, height, width, -1).transpose(1, 2, 0, 3)  # (height, width, channels, …)
    return channels_last.reshape(rows.shape)  # (height × width × channels, …)


def flattened_maps(layers: Iterable[Layer]) -> dict[str, Shape]:
    """Return what was flattened before each layer that has a row for every flattened value.

    From the flattening up to the first dense layer behind it, that layer included; there values mix.

    Returns:
        (rows, columns, channels) by the layer's name; layers elsewhere are not in it.
    """
    by_layer: dict[str, Shape] = {}
    maps: Shape | None = None
    for layer in layers:
        if layer.kind == "Flatten" and len(layer.input_shape) == 3:
            maps = layer.input_shape
        elif maps is not None:
            by_layer[layer.name] = maps
        if layer.kind == "Dense":
            maps = None
    return by_layer


def weights_to_keras(stored: Mapping[str, Array], layer: Layer, maps: Shape | None) -> Sequence[Array]:
    """Return a layer's arrays in Keras's order and with Keras's axes, the same to the bit.

    Args:
        stored: of a run's ONNX file, by names such as `conv_1/kernel`.
        layer: whose arrays are wanted.
        maps: what `flattened_maps` gives for it.
    Raises:
        LookupError: an array is not there.
        ValueError: one has another shape.
    """
    arrays = []
    for name, shape in onnx_weight_shapes(layer).items():
        array = stored[f"{layer.name}/{name}"]
        if array.shape != shape:
            raise ValueError(f"{layer.name}/{name} has the shape {array.shape}; expected {shape}")
        if layer.kind == "Conv2D" and name == "kernel":
            array = convolution_to_keras(array)
        elif not (layer.kind == "Dense" and name == "bias"):
            array = rows_to_keras(array, maps)
        arrays.append(np.ascontiguousarray(array))
    return arrays

"""A network as a list of simple steps with 8-bit weights, for the runtimes of our own: a C function and a web page.

Weights are int8 with a scale for every output channel; everything else is float32. Values lie channels last.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.errors import ExportError
from shuzi.network.architecture import Layer
from shuzi.store.trained_network import TrainedNetwork


class Step(NamedTuple):
    """One step, with its numbers."""

    kind: str
    """`conv`, `pool`, `dense`, `relu` or `softmax`."""
    sizes: dict[str, int]
    """Whole numbers, by the names that the C function and the page use."""
    outputs: int
    """How many values it gives."""
    kernel: npt.NDArray[np.int8] | None = None
    """(kernel height, kernel width, input channels of a group, filters) or (inputs, units)."""
    scale: npt.NDArray[np.float32] | None = None
    """(filters,) or (units,); a weight is `kernel × scale`."""
    bias: npt.NDArray[np.float32] | None = None


def int8_steps(network: TrainedNetwork) -> list[Step]:
    """Return the steps of a network of convolutions, max-poolings, dense layers, ReLUs and a softmax.

    Raises:
        ExportError: it holds another layer.
    """
    steps = (_step(layer, network) for layer in network.architecture.layers)
    return [step for step in steps if step is not None]


def _step(layer: Layer, network: TrainedNetwork) -> Step | None:
    activation = layer.config.get("activation", "linear")
    outputs = int(np.prod(layer.output_shape))
    if layer.kind in ("Dropout", "Flatten"):
        return None  # nothing happens: values lie channels last already
    if layer.kind == "Activation" and activation in ("relu", "softmax"):
        return Step(activation, {"count": outputs}, outputs)
    if layer.kind == "MaxPooling2D":
        return Step("pool", _window(layer, layer.config["pool_size"]), outputs)
    if layer.kind in ("Conv2D", "Dense") and activation == "linear":
        kernel, *biases = network.weights[layer.name]
        sizes = {"inputs": layer.input_shape[0], "units": outputs}
        if layer.kind == "Conv2D":
            counts = {"filters": layer.output_shape[2], "groups": layer.config.get("groups", 1)}
            sizes = {**_window(layer, layer.config["kernel_size"]), **counts}
        largest = np.abs(kernel).max(axis=tuple(range(kernel.ndim - 1)))  # (outputs,)
        scale = np.maximum(largest, 1e-12).astype(np.float32) / 127  # (outputs,)
        whole = np.rint(kernel / scale).astype(np.int8)  # as the kernel
        bias = biases[0] if biases else np.zeros(kernel.shape[-1], np.float32)  # (outputs,)
        return Step("conv" if layer.kind == "Conv2D" else "dense", sizes, outputs, whole, scale, bias)
    raise ExportError(
        f"the layer {layer.name} ({layer.kind}, {activation}) is none that this format knows; it knows Conv2D, "
        "MaxPooling2D, Flatten, Dense, Dropout, relu and softmax. Export to onnx instead."
    )


def _window(layer: Layer, window: Any) -> dict[str, int]:
    (height, width, channels), (rows, columns, _) = layer.input_shape, layer.output_shape
    (row_stride, column_stride), same = layer.config["strides"], layer.config["padding"] == "same"
    top = max(0, (rows - 1) * row_stride + window[0] - height) // 2 if same else 0
    left = max(0, (columns - 1) * column_stride + window[1] - width) // 2 if same else 0
    return {
        "height": height,
        "width": width,
        "channels": channels,
        "window_height": window[0],
        "window_width": window[1],
        "row_stride": row_stride,
        "column_stride": column_stride,
        "top": top,
        "left": left,
        "rows": rows,
        "columns": columns,
    }

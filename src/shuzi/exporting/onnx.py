"""Write a Keras network as an ONNX graph in which every layer's output can be asked for by the layer's name.

Keras keeps channels last and ONNX first, so convolutions run on (n, channels, height, width). The rows of the first
dense kernel are put into that order once, here, so that the graph needs no transposition.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import onnx

from shuzi.architecture import Architecture, Layer, Shape, parse_architecture
from shuzi.errors import ExportError

OPSET = 17
"""Read by every ONNX Runtime since 1.12 (2022)."""
IR_VERSION = 8
"""What came with opset 17."""

INPUT = "images"
LOGITS = "logits"
PROBABILITIES = "probabilities"

Array = npt.NDArray[np.float32]


def export_onnx(model: keras.Model, path: Path) -> None:
    """Write the model to an ONNX file.

    Input `images`: float32 (n, height, width, channels), pixels 0 (paper) to 255 (ink). Outputs: `probabilities` and
    `logits` (n, 10), and every other layer's output under the layer's name, maps as (n, channels, height, width).

    Args:
        model: a Sequential that ends in a dense layer and a softmax.
        path: the file to write.
    Raises:
        ArchitectureError: the model is no chain of layers that shuzi knows.
        ExportError: it holds or ends in something that this writer does not know.
    """
    architecture = parse_architecture(model.to_json(), source=f"the model {model.name}")
    onnx.save(_Graph(architecture, model).build(), str(path))


class _Graph:
    """An ONNX graph under construction, layer by layer."""

    def __init__(self, architecture: Architecture, model: keras.Model) -> None:
        self._architecture = architecture
        self._weights = {layer.name: layer.get_weights() for layer in model.layers}
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._flattened: Shape | None = None
        """(height, width, channels) of the maps whose flattening the next dense layer reads."""

    def build(self) -> onnx.ModelProto:
        height, width, channels = self._architecture.input_shape
        current = self._add("Reshape", "pixels", [INPUT, self._constant("maps", [-1, channels, height, width])])
        if channels != 1:
            raise ExportError(f"the network reads {channels} channels; this writer knows one. Use a grey image.")
        for layer in self._architecture.layers:
            writer = _WRITERS.get(layer.kind)
            if writer is None:
                raise ExportError(f"the layer {layer.name} is a {layer.kind}; this writer knows {', '.join(_WRITERS)}.")
            current = writer(self, layer, current)
        self._check_end()
        graph = onnx.helper.make_graph(
            self._nodes,
            self._architecture.name,
            [_value(INPUT, (height, width, channels))],
            self._outputs[::-1],  # the probabilities first
            self._constants,
        )
        built = onnx.helper.make_model(
            graph, opset_imports=[onnx.helper.make_opsetid("", OPSET)], producer_name="shuzi"
        )
        built.ir_version = IR_VERSION
        onnx.checker.check_model(built, full_check=True)
        return built

    def _check_end(self) -> None:
        layers = self._architecture.layers[-2:]
        if [layer.kind for layer in layers] != ["Dense", "Activation"] or layers[-1].config["activation"] != "softmax":
            names = " and ".join(layer.name for layer in layers) or "its input"
            raise ExportError(
                f"the network ends in {names}; this writer wants a Dense layer, then a softmax of its own."
            )

    def convolution(self, layer: Layer, current: str) -> str:
        kernel, bias = self._kernel_and_bias(layer)
        inputs = [
            current,
            self._constant(f"{layer.name}/kernel", kernel.transpose(3, 2, 0, 1)),
            self._constant(f"{layer.name}/bias", bias),
        ]
        name = self._add("Conv", layer.name, inputs, **_window(layer, "kernel_size"))
        return self._announce(name, layer)

    def dense(self, layer: Layer, current: str) -> str:
        kernel, bias = self._kernel_and_bias(layer)
        if self._flattened is not None:
            height, width, channels = self._flattened
            kernel = kernel.reshape(height, width, channels, -1).transpose(2, 0, 1, 3).reshape(kernel.shape)
            self._flattened = None
        inputs = [
            current,
            self._constant(f"{layer.name}/kernel", kernel),
            self._constant(f"{layer.name}/bias", bias),
        ]
        name = LOGITS if layer is self._architecture.layers[-2] else layer.name
        return self._announce(self._add("Gemm", name, inputs), layer)

    def pooling(self, layer: Layer, current: str) -> str:
        name = self._add("MaxPool", layer.name, [current], **_window(layer, "pool_size"))
        return self._announce(name, layer)

    def flatten(self, layer: Layer, current: str) -> str:
        if len(layer.input_shape) == 3:
            self._flattened = layer.input_shape
        return self._announce(self._add("Flatten", layer.name, [current], axis=1), layer)

    def activation(self, layer: Layer, current: str) -> str:
        function = layer.config["activation"]
        if function == "relu":
            return self._announce(self._add("Relu", layer.name, [current]), layer)
        if function == "softmax" and layer is self._architecture.layers[-1]:
            return self._announce(self._add("Softmax", PROBABILITIES, [current], axis=-1), layer)
        raise ExportError(
            f"the layer {layer.name} computes {function}; this writer knows relu, and softmax at the end."
        )

    def _kernel_and_bias(self, layer: Layer) -> tuple[Array, Array]:
        if layer.config.get("activation", "linear") != "linear" or not layer.config["use_bias"]:
            raise ExportError(
                f"the layer {layer.name} has its activation inside, or no bias; this writer wants a layer of its own "
                "for the activation, and a bias."
            )
        kernel, bias = self._weights[layer.name]
        return kernel, bias

    def _add(self, operator: str, output: str, inputs: list[str], **attributes: Any) -> str:
        self._nodes.append(onnx.helper.make_node(operator, inputs, [output], name=f"node/{output}", **attributes))
        return output

    def _announce(self, name: str, layer: Layer) -> str:
        shape = layer.output_shape
        self._outputs.append(_value(name, shape if len(shape) == 1 else (shape[2], *shape[:2])))
        return name

    def _constant(self, name: str, values: Any) -> str:
        array = np.asarray(values)
        dtype = np.int64 if array.dtype.kind == "i" else np.float32
        self._constants.append(onnx.numpy_helper.from_array(np.ascontiguousarray(array, dtype), name))
        return name


def _window(layer: Layer, size: str) -> dict[str, Any]:
    # SAME_UPPER puts the odd pixel of padding below and to the right, as Keras does.
    padding = "SAME_UPPER" if layer.config["padding"] == "same" else "VALID"
    return {"kernel_shape": layer.config[size], "strides": layer.config["strides"], "auto_pad": padding}


def _value(name: str, shape: Shape) -> onnx.ValueInfoProto:
    return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", *shape])


_WRITERS: dict[str, Callable[[_Graph, Layer, str], str]] = {
    "Activation": _Graph.activation,
    "Conv2D": _Graph.convolution,
    "Dense": _Graph.dense,
    "Flatten": _Graph.flatten,
    "MaxPooling2D": _Graph.pooling,
}

"""Write a Keras network as an ONNX graph in which every layer's output can be asked for by the layer's name.

Keras keeps channels last and ONNX first, so convolutions run on (n, channels, height, width). The rows of the first
dense kernel are put into that order once, here, so that the graph needs no transposition.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx

from shuzi.classes import Classes
from shuzi.errors import ExportError
from shuzi.network.architecture import Architecture, Layer, Shape, parse_architecture
from shuzi.network.graph import INPUT, LOGITS, PROBABILITIES
from shuzi.network.layout import Array, LayerWeights, convolution_to_onnx, flattened_maps, rows_to_onnx

if TYPE_CHECKING:
    import keras

OPSET = 17
"""Read by every ONNX Runtime since 1.12 (2022)."""
CLASSES = "classes"
"""Under which the file keeps the names of classes of one's own, among its metadata_props."""

IR_VERSION = 8
"""What came with opset 17."""


def export_onnx(model: "keras.Model", path: Path, *, classes: Classes = None) -> None:
    """Write the model to an ONNX file.

    Input `images`: float32 (n, height, width, channels), pixels 0 (paper) to 255 (ink). Outputs: `probabilities` and
    `logits` (n, classes), and every other layer's output under the layer's name, maps as (n, channels, height, width).
    A Dropout, which does nothing in use, is left out.

    Args:
        model: a Sequential that ends in a dense layer or a global pooling, and a softmax.
        path: the file to write.
        classes: the names of classes of one's own, which the file then holds as its metadata `classes`, a list in JSON.
    Raises:
        ArchitectureError: the model is no chain of layers that shuzi knows.
        ExportError: it holds or ends in something that this writer does not know.
    """
    architecture = parse_architecture(model.to_json(), source=f"the model {model.name}")
    weights = {layer.name: layer.get_weights() for layer in model.layers}
    write_onnx(architecture, weights, path, classes=classes)


def write_onnx(architecture: Architecture, weights: LayerWeights, path: Path, *, classes: Classes = None) -> None:
    """Write a network to an ONNX file; as `export_onnx`, from layers and each layer's arrays in Keras's order."""
    model = _Graph(architecture, weights).build()
    if classes is not None:
        onnx.helper.set_model_props(model, {CLASSES: json.dumps(classes, ensure_ascii=False)})
    onnx.save(model, str(path))


class _Graph:
    """An ONNX graph under construction, layer by layer."""

    def __init__(self, architecture: Architecture, weights: LayerWeights) -> None:
        self._architecture = architecture
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._maps = flattened_maps(architecture.layers)

    def build(self) -> onnx.ModelProto:
        height, width, channels = self._architecture.input_shape
        if channels == 1:  # the values already lie as they should
            current = self._add("Reshape", "pixels", [INPUT, self._constant("maps", [-1, channels, height, width])])
        else:
            current = self._add("Transpose", "pixels", [INPUT], perm=[0, 3, 1, 2])
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
        kinds = [layer.kind for layer in layers]
        if kinds not in (["Dense", "Activation"], ["GlobalAveragePooling2D", "Activation"]) or (
            layers[-1].config["activation"] != "softmax"
        ):
            names = " and ".join(layer.name for layer in layers) or "its input"
            raise ExportError(
                f"the network ends in {names}; this writer wants a Dense or GlobalAveragePooling2D layer, then a "
                "softmax of its own."
            )

    def convolution(self, layer: Layer, current: str) -> str:
        inputs = [current, *self._kernel_and_bias(layer, convolution_to_onnx)]
        groups = layer.config.get("groups", 1)
        several = {} if groups == 1 else {"group": groups}
        name = self._add("Conv", layer.name, inputs, **_window(layer, "kernel_size"), **several)
        return self._announce(name, layer)

    def dense(self, layer: Layer, current: str) -> str:
        maps = self._maps.get(layer.name)
        inputs = [current, *self._kernel_and_bias(layer, lambda kernel: rows_to_onnx(kernel, maps))]
        return self._announce(self._add("Gemm", self._name(layer), inputs), layer)

    def pooling(self, layer: Layer, current: str) -> str:
        operator = "MaxPool" if layer.kind == "MaxPooling2D" else "AveragePool"
        # Neither counts what padding adds when it takes the mean.
        return self._announce(self._add(operator, layer.name, [current], **_window(layer, "pool_size")), layer)

    def global_pooling(self, layer: Layer, current: str) -> str:
        means = self._add("GlobalAveragePool", f"{layer.name}/maps", [current])
        return self._announce(self._add("Flatten", self._name(layer), [means], axis=1), layer)

    def zero_padding(self, layer: Layer, current: str) -> str:
        (top, bottom), (left, right) = layer.config["padding"]
        widths = self._constant(f"{layer.name}/widths", [0, 0, top, left, 0, 0, bottom, right])
        return self._announce(self._add("Pad", layer.name, [current, widths]), layer)

    def flatten(self, layer: Layer, current: str) -> str:
        return self._announce(self._add("Flatten", layer.name, [current], axis=1), layer)

    def batch_normalization(self, layer: Layer, current: str) -> str:
        arrays = list(self._weights[layer.name])
        ones = np.ones_like(arrays[-1])  # (channels,) or (values,)
        gamma = arrays.pop(0) if layer.config.get("scale", True) else ones
        beta = arrays.pop(0) if layer.config.get("center", True) else 0 * ones
        vectors = {"gamma": gamma, "beta": beta, "mean": arrays[0], "variance": arrays[1]}
        maps = self._maps.get(layer.name)
        inputs = [
            self._constant(f"{layer.name}/{name}", rows_to_onnx(vector, maps)) for name, vector in vectors.items()
        ]
        epsilon = float(layer.config.get("epsilon", 1e-3))
        return self._announce(self._add("BatchNormalization", layer.name, [current, *inputs], epsilon=epsilon), layer)

    def rescaling(self, layer: Layer, current: str) -> str:
        scale = self._constant(f"{layer.name}/scale", [float(layer.config["scale"])])
        offset = self._constant(f"{layer.name}/offset", [float(layer.config["offset"])])
        scaled = self._add("Mul", f"{layer.name}/scaled", [current, scale])
        return self._announce(self._add("Add", layer.name, [scaled, offset]), layer)

    def dropout(self, _: Layer, current: str) -> str:
        return current

    def leaky_relu(self, layer: Layer, current: str) -> str:
        slope = float(layer.config["negative_slope"])
        return self._announce(self._add("LeakyRelu", layer.name, [current], alpha=slope), layer)

    def activation(self, layer: Layer, current: str) -> str:
        function = layer.config["activation"]
        if function == "softmax" and layer is self._architecture.layers[-1]:
            return self._announce(self._add("Softmax", PROBABILITIES, [current], axis=-1), layer)
        if function == "silu":
            gate = self._add("Sigmoid", f"{layer.name}/gate", [current])
            return self._announce(self._add("Mul", layer.name, [current, gate]), layer)
        if function == "relu6":
            ends = [self._scalar(f"{layer.name}/{end}", end) for end in (0, 6)]
            return self._announce(self._add("Clip", layer.name, [current, *ends]), layer)
        if function == "gelu":
            return self._announce(self._gelu(layer.name, current), layer)
        if function in _OPERATORS:
            return self._announce(self._add(_OPERATORS[function], layer.name, [current]), layer)
        raise ExportError(
            f"the layer {layer.name} computes {function}; this writer knows {', '.join(_OPERATORS)}, silu, relu6, "
            "gelu, and softmax at the end."
        )

    def _gelu(self, name: str, current: str) -> str:
        """Write x · (1 + erf(x / √2)) / 2; opset 17 has no operator for it."""
        root, one, half = (
            self._scalar(f"{name}/{part}", value) for part, value in (("root", 0.5**0.5), ("one", 1), ("half", 0.5))
        )
        scaled = self._add("Mul", f"{name}/scaled", [current, root])
        error = self._add("Add", f"{name}/sum", [self._add("Erf", f"{name}/erf", [scaled]), one])
        return self._add("Mul", name, [self._add("Mul", f"{name}/halved", [current, half]), error])

    def _scalar(self, name: str, value: float) -> str:
        return self._constant(name, np.float32(value))

    def _name(self, layer: Layer) -> str:
        return LOGITS if layer is self._architecture.layers[-2] else layer.name

    def _kernel_and_bias(self, layer: Layer, arrange: Callable[[Array], Array]) -> list[str]:
        """Write the kernel, arranged as ONNX has it, and the bias if there is one; return their names."""
        if layer.config.get("activation", "linear") != "linear":
            raise ExportError(
                f"the layer {layer.name} has its activation inside; this writer wants a layer of its own for it."
            )
        kernel, *bias = self._weights[layer.name]
        named = [(f"{layer.name}/kernel", arrange(kernel)), *((f"{layer.name}/bias", values) for values in bias)]
        return [self._constant(name, values) for name, values in named]

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
        self._constants.append(onnx.numpy_helper.from_array(np.array(array, dtype, order="C"), name))
        return name


def _window(layer: Layer, size: str) -> dict[str, Any]:
    # SAME_UPPER puts the odd pixel of padding below and to the right, as Keras does.
    padding = "SAME_UPPER" if layer.config["padding"] == "same" else "VALID"
    return {"kernel_shape": layer.config[size], "strides": layer.config["strides"], "auto_pad": padding}


def _value(name: str, shape: Shape) -> onnx.ValueInfoProto:
    return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", *shape])


_OPERATORS = {
    "elu": "Elu",
    "exponential": "Exp",
    "relu": "Relu",
    "selu": "Selu",
    "sigmoid": "Sigmoid",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "tanh": "Tanh",
}
"""ONNX's names of activations, by Keras's."""

_WRITERS: dict[str, Callable[[_Graph, Layer, str], str]] = {
    "Activation": _Graph.activation,
    "AveragePooling2D": _Graph.pooling,
    "BatchNormalization": _Graph.batch_normalization,
    "Conv2D": _Graph.convolution,
    "Dense": _Graph.dense,
    "Dropout": _Graph.dropout,
    "Flatten": _Graph.flatten,
    "GlobalAveragePooling2D": _Graph.global_pooling,
    "LeakyReLU": _Graph.leaky_relu,
    "MaxPooling2D": _Graph.pooling,
    "Rescaling": _Graph.rescaling,
    "ZeroPadding2D": _Graph.zero_padding,
}

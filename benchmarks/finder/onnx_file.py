"""The finder as an ONNX file: normalisation folded into kernels, weights in half precision, one output a question."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from finder.in_8_bits import weights_of
from finder.network import MAPS, STRIDE

_OPSET = 17


class Graph:
    """The nodes and weights of a network's graph, as they are added."""

    def __init__(self, model: keras.Model) -> None:
        self._model = model
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add a node, and return the name of its output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, value: npt.NDArray[Any]) -> str:
        """Return the name of weights that are stored in half precision and used in single."""
        self.weights.append(numpy_helper.from_array(value.astype(np.float16), f"{name}_half"))
        return self.add("Cast", [f"{name}_half"], name, to=TensorProto.FLOAT)

    def conv(self, x: str, name: str, *, relu: bool = False, strides: int = 1) -> str:
        """Add a convolution of the model by its layer's name, with the normalisation behind it folded in."""
        layer = self._model.get_layer(name)
        kernel = np.asarray(layer.kernel).transpose(3, 2, 0, 1)
        bias = np.zeros(len(kernel)) if layer.bias is None else np.asarray(layer.bias)
        if f"{name}_norm" in {known.name for known in self._model.layers}:
            norm = self._model.get_layer(f"{name}_norm")
            gain = np.asarray(norm.gamma) / np.sqrt(np.asarray(norm.moving_variance) + norm.epsilon)
            kernel = kernel * gain[:, None, None, None]
            bias = (bias - np.asarray(norm.moving_mean)) * gain + np.asarray(norm.beta)
        # Keras pads an even side so that its last window ends with it: for stride 2 more at its end.
        before = (kernel.shape[2] - strides) // 2
        after = kernel.shape[2] - strides - before
        inputs = [x, self.constant(f"{name}/kernel", kernel), self.constant(f"{name}/bias", bias)]
        y = self.add("Conv", inputs, name, strides=[strides] * 2, pads=[before, before, after, after])
        return self.add("Relu", [y], f"{name}_relu") if relu else y

    def block(self, x: str, name: str) -> str:
        """Add a block of `finder.network.block` by its name."""
        y = self.conv(self.conv(x, f"{name}_1", relu=True), f"{name}_2")
        return self.add("Relu", [self.add("Add", [x, y], f"{name}_sum")], f"{name}_relu")

    def twice(self, x: str) -> str:
        """Add an enlargement to twice the height and width."""
        return self.add("Resize", [x, "", "twice"], f"{x}_twice", mode="nearest", nearest_mode="floor",
                        coordinate_transformation_mode="asymmetric")  # fmt: skip


def onnx_of(model: keras.Model) -> bytes:
    """Return the network of `finder.network.build_finder` as an ONNX file.

    Input: `page`, float32 (n, 1, height, width), sides multiples of 32. Outputs: `places`, float32 (n, 16, height / 4,
    width / 4), logits; `ink`, float32 (n, 1, height, width), 0 to 1.
    """
    graph = Graph(model)
    graph.weights.append(numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice"))
    x = graph.add("SpaceToDepth", ["page"], "coarser", blocksize=STRIDE)
    at_4 = graph.conv(graph.conv(x, "down_4", relu=True), "at_4", relu=True)
    at_8 = graph.block(graph.block(graph.conv(at_4, "down_8", relu=True, strides=2), "at_8_a"), "at_8_b")
    at_16 = graph.block(graph.conv(at_8, "down_16", relu=True, strides=2), "at_16_a")
    at_32 = graph.block(graph.conv(at_16, "down_32", relu=True, strides=2), "at_32_a")
    x = graph.conv(at_32, "side_32")
    x = graph.add("Add", [graph.twice(x), graph.conv(at_16, "side_16")], "to_16")
    x = graph.add("Add", [graph.twice(x), graph.conv(at_8, "side_8")], "to_8")
    x = graph.conv(graph.conv(x, "sum_8", relu=True), "narrow")
    x = graph.add("Add", [graph.twice(x), graph.conv(at_4, "side_4")], "to_4")
    x = graph.conv(x, "sum_4", relu=True)
    places = graph.conv(x, "places")
    finer = graph.add("DepthToSpace", [graph.conv(x, "ink")], "ink_logits", blocksize=STRIDE, mode="DCR")
    ink = graph.add("Sigmoid", [finer], "inked")
    shapes = {"page": [1, "height", "width"], places: [MAPS, "rows", "columns"], ink: [1, "height", "width"]}
    values = {
        name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape]) for name, shape in shapes.items()
    }
    whole = helper.make_graph(graph.nodes, "finder", [values["page"]], [values[places], values[ink]], graph.weights)
    return packed(whole)


def packed(graph: Any) -> bytes:
    """Return an ONNX graph as the bytes of a file that was checked."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], producer_name="shuzi")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def blended(start: Path, content: bytes, *, kept: float) -> bytes:
    """Return a network that was trained on from another, its weights a mean of both (WiSE-FT, arXiv 2109.01903).

    Args:
        start: the ONNX file that training began from, in whichever precision.
        content: what `onnx_of` made of the network afterwards.
        kept: share of the first weights, 0 to 1.
    """
    first, model = weights_of(start), onnx.load_from_string(content)
    for weight in model.graph.initializer:
        name = weight.name.removesuffix("_half")
        if name != weight.name:
            mean = kept * first[name] + (1 - kept) * numpy_helper.to_array(weight).astype(np.float32)
            weight.CopyFrom(numpy_helper.from_array(mean.astype(np.float16), weight.name))
    return bytes(model.SerializeToString())


def start_from(model: keras.Model, path: Path) -> None:
    """Give a network the weights of an ONNX file that was made of its like; its normalisation starts as the identity.

    Args:
        model: the finder or the close-up.
        path: of the file, such as the one that comes with shuzi.
    """
    known = weights_of(path)
    for layer in model.layers:
        if f"{layer.name}/kernel" not in known:
            continue
        kernel, bias = known[f"{layer.name}/kernel"], known[f"{layer.name}/bias"]
        if isinstance(layer, keras.layers.DepthwiseConv2D):  # (channels * sums, 1, height, width)
            kernel = kernel.transpose(2, 3, 0, 1).reshape(layer.kernel.shape)
        elif kernel.ndim == 4:
            kernel = kernel.transpose(2, 3, 1, 0)
        if layer.use_bias:
            layer.set_weights([kernel, bias])
            continue
        layer.set_weights([kernel])
        norm = model.get_layer(f"{layer.name}_norm")
        norm.set_weights([np.ones_like(bias), bias, np.zeros_like(bias), np.full_like(bias, 1 - norm.epsilon)])


def settle_norms(model: keras.Model, views: npt.NDArray[np.float32]) -> None:
    """Give normalisation that is the identity the mean and spread of what it sees, and let it undo them again.

    Without it the first steps, which normalise by the batch, would undo what the weights know.

    Args:
        model: as `start_from` left it.
        views: some of what it sees in training.
    """
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    seen = keras.Model(model.input, [norm.input for norm in norms])(views, training=False)
    for norm, values in zip(norms, seen, strict=True):
        flat = np.asarray(values, np.float32).reshape(-1, values.shape[-1])
        mean, variance = flat.mean(axis=0), flat.var(axis=0)
        norm.set_weights([np.sqrt(variance + norm.epsilon), np.asarray(norm.beta) + mean, mean, variance])

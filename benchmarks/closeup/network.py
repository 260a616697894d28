"""The close-up's network: a view of one place in; which of the ten digits it is, or none."""

from typing import Any

import keras
from finder.network import block, conv
from finder.onnx_file import Graph, packed
from keras import layers
from onnx import TensorProto, helper

from shuzi.digits import NUM_CLASSES
from shuzi.finding.closeup import SIDE


def build_closeup() -> keras.Model:
    """Return the untrained network.

    Input: float32 (n, 40, 40, 1), standardized. Output: logits, float32 (n, 11), the ten digits and none.
    """
    view = keras.Input((SIDE, SIDE, 1), name="views")
    x = conv(view, 32, 5, strides=2, name="down_2")  # (n, 20, 20, 32)
    x = conv(x, 32, 3, name="at_2")
    x = block(conv(x, 64, 3, strides=2, name="down_4"), 64, "at_4")  # (n, 10, 10, 64)
    x = block(conv(x, 96, 3, strides=2, name="down_8"), 96, "at_8")  # (n, 5, 5, 96)
    x = layers.GlobalAveragePooling2D()(x)  # (n, 96)
    x = layers.Dropout(0.1)(x)
    return keras.Model(view, layers.Dense(NUM_CLASSES + 1, name="logits")(x), name="closeup")


def onnx_of(model: keras.Model) -> bytes:
    """Return the network as an ONNX file; its input is `views`, float32 (n, 1, 40, 40), its output `logits`."""
    graph = Graph(model)
    x = graph.conv(graph.conv("views", "down_2", relu=True, strides=2), "at_2", relu=True)
    x = graph.block(graph.conv(x, "down_4", relu=True, strides=2), "at_4")
    x = graph.block(graph.conv(x, "down_8", relu=True, strides=2), "at_8")
    x = graph.add("Flatten", [graph.add("GlobalAveragePool", [x], "mean")], "flat")
    dense = model.get_layer("logits")
    kernel, bias = (graph.constant(f"logits/{name}", value.numpy()) for name, value in _parts(dense))
    graph.add("Gemm", [x, kernel, bias], "logits")
    shapes = {"views": ["n", 1, SIDE, SIDE], "logits": ["n", NUM_CLASSES + 1]}
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    whole = helper.make_graph(graph.nodes, "closeup", values[:1], values[1:], graph.weights)
    return packed(whole)


def _parts(dense: layers.Dense) -> tuple[tuple[str, Any], tuple[str, Any]]:
    return ("kernel", dense.kernel.value), ("bias", dense.bias.value)

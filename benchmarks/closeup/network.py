"""The close-up's network: a view of one place in; which of the ten digits it is, or none, and whether it is print."""

import keras
import numpy as np
from finder.network import block, conv
from finder.onnx_file import Graph, packed
from keras import layers
from onnx import TensorProto, helper

from shuzi.digits import NUM_CLASSES
from shuzi.finding.network import SIDE

OUTPUTS = NUM_CLASSES + 2
"""Logits of the ten digits, of none, and of print."""

EXACT = ("down_2", "dense", "logits")
"""Layers that are shipped in single precision: the view's faint ink, and what little is left to multiply at the end."""

_SUMS = 4
"""Weighted sums over the coarsest map of each of its channels."""


def build_closeup() -> keras.Model:
    """Return the untrained network.

    Input: float32 (n, 40, 40, 1), standardized. Output: logits, float32 (n, 12): the ten digits, none, and print.
    """
    view = keras.Input((SIDE, SIDE, 1), name="views")
    x = conv(view, 32, 5, strides=2, name="down_2")  # (n, 20, 20, 32)
    x = conv(x, 32, 3, name="at_2")
    x = block(conv(x, 64, 3, strides=2, name="down_4"), 64, "at_4")  # (n, 10, 10, 64)
    x = block(conv(x, 96, 3, strides=2, name="down_8"), 96, "at_8")  # (n, 5, 5, 96)
    # What is where counts: a place's digit stands in the middle of its view, its neighbours beside it.
    x = layers.DepthwiseConv2D(5, depth_multiplier=_SUMS, activation="relu", name="sums")(x)  # (n, 1, 1, 384)
    x = layers.Dropout(0.1)(layers.Flatten()(x))
    x = layers.Dense(96, activation="relu", name="dense")(x)
    return keras.Model(view, layers.Dense(OUTPUTS, name="logits", dtype="float32")(x), name="closeup")


def onnx_of(model: keras.Model) -> bytes:
    """Return the network as an ONNX file; its input is `views`, float32 (n, 1, 40, 40), its output `logits`."""
    graph = Graph(model)
    x = graph.conv(graph.conv("views", "down_2", relu=True, strides=2), "at_2", relu=True)
    x = graph.block(graph.conv(x, "down_4", relu=True, strides=2), "at_4")
    x = graph.block(graph.conv(x, "down_8", relu=True, strides=2), "at_8")
    sums = model.get_layer("sums")
    kernel = np.asarray(sums.kernel)  # (5, 5, 96, 4)
    group = kernel.shape[2]
    kernel = kernel.transpose(2, 3, 0, 1).reshape(group * _SUMS, 1, *kernel.shape[:2])
    inputs = [x, graph.constant("sums/kernel", kernel), graph.constant("sums/bias", np.asarray(sums.bias))]
    x = graph.add("Relu", [graph.add("Conv", inputs, "sums", group=group)], "sums_relu")
    x = graph.add("Relu", [_dense(graph, model, graph.add("Flatten", [x], "flat"), "dense")], "dense_relu")
    _dense(graph, model, x, "logits")
    shapes = {"views": ["n", 1, SIDE, SIDE], "logits": ["n", OUTPUTS]}
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    whole = helper.make_graph(graph.nodes, "closeup", values[:1], values[1:], graph.weights)
    return packed(whole)


def _dense(graph: Graph, model: keras.Model, x: str, name: str) -> str:
    layer = model.get_layer(name)
    weights = [
        graph.constant(f"{name}/{part}", np.asarray(value))
        for part, value in (("kernel", layer.kernel), ("bias", layer.bias))
    ]
    return graph.add("Gemm", [x, *weights], name)

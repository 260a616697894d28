"""What shuzi writes passes its own check; tests/hostile/test_runs.py tells what does not."""

from pathlib import Path

import numpy as np
import pytest

from shuzi.errors import RunError
from shuzi.network.architecture import chain
from shuzi.network.graph_check import check_graph
from shuzi.network.layout import weight_shapes
from shuzi.network.onnx_writer import write_onnx

ACTIVATIONS = ["elu", "exponential", "gelu", "relu", "relu6", "selu", "sigmoid", "silu", "softplus", "softsign", "tanh"]
CONVOLUTION = {"kernel_size": [3, 3], "strides": [1, 1], "use_bias": True, "activation": "linear"}
DENSE = [
    ("Flatten", {"name": "flat"}),
    ("BatchNormalization", {"name": "norm_of_rows", "center": False}),
    ("Dense", {"name": "dense", "units": 5, "use_bias": False, "activation": "linear"}),
]
MEAN = [
    ("Conv2D", {"name": "last", "filters": 5, "padding": "valid", **CONVOLUTION}),
    ("GlobalAveragePooling2D", {"name": "mean"}),
]


def written(folder: Path, end: list, *, side: int = 16, filters: int = 4) -> bytes:
    """An ONNX file with every kind of layer that can be imported."""
    layers = [
        ("InputLayer", {"batch_shape": [None, side, side, 3], "name": "images"}),
        ("Rescaling", {"name": "scaled", "scale": 0.1, "offset": -0.5}),
        ("ZeroPadding2D", {"name": "pad", "padding": [[1, 2], [0, 1]]}),
        ("Conv2D", {"name": "conv", "filters": filters, "padding": "same", **CONVOLUTION}),
        *[("Activation", {"name": name, "activation": name}) for name in ACTIVATIONS],
        ("LeakyReLU", {"name": "leaky", "negative_slope": 0.1}),
        ("BatchNormalization", {"name": "norm"}),
        ("AveragePooling2D", {"name": "means", "pool_size": [3, 3], "strides": [2, 2], "padding": "same"}),
        ("MaxPooling2D", {"name": "pool", "pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}),
        *end,
        ("Activation", {"name": "softmax", "activation": "softmax"}),
    ]
    architecture = chain("made", layers, source="made")
    weights = {
        layer.name: [np.ones(shape, np.float32) for shape in weight_shapes(layer).values()]
        for layer in architecture.layers
    }
    write_onnx(architecture, weights, folder / "model.onnx")
    return (folder / "model.onnx").read_bytes()


@pytest.mark.parametrize("end", [DENSE, MEAN], ids=["dense", "mean"])
def test_every_layer_that_can_be_imported_passes(end, tmp_path):
    assert check_graph(written(tmp_path, end), source="model.onnx").largest == 4 * 19 * 17


def test_a_network_that_keeps_too_much_is_refused(tmp_path):
    content = written(tmp_path, DENSE, side=64, filters=1000)
    with pytest.raises(RunError, match=r"its Conv 'conv' makes the shape \(1000, 67, 65\) of an image"):
        check_graph(content, source="model.onnx")

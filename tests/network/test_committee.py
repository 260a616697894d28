"""Networks side by side in one chain, and what a file of it may say of groups."""

import re

import numpy as np
import onnx
import pytest

from shuzi.errors import ArchitectureError, RunError
from shuzi.exporting import find_format
from shuzi.exporting.format import ExportInput, require
from shuzi.exporting.rebuild import rebuild
from shuzi.network.architecture import Architecture, chain
from shuzi.network.classifier import Classifier
from shuzi.network.committee import join
from shuzi.network.graph_check import check_graph
from shuzi.network.layout import weight_shapes
from shuzi.network.onnx_writer import write_onnx
from shuzi.store.trained_network import TrainedNetwork

CONVOLUTION = {"kernel_size": [3, 3], "strides": [1, 1], "padding": "same"}
POOL = {"pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}
MAPS = [
    ("Conv2D", {"name": "conv_1", "filters": 3, **CONVOLUTION}),
    ("Activation", {"name": "relu_1", "activation": "relu"}),
    ("MaxPooling2D", {"name": "pool_1", **POOL}),
    ("Conv2D", {"name": "conv_2", "filters": 4, **CONVOLUTION, "strides": [2, 1], "padding": "valid"}),
    ("Activation", {"name": "relu_2", "activation": "relu"}),
    ("Flatten", {"name": "flatten"}),
]
END = [("Dense", {"name": "dense", "units": 10}), ("Activation", {"name": "softmax", "activation": "softmax"})]
COUNT = 3


def network(*layers) -> Architecture:
    start = ("InputLayer", {"batch_shape": [None, 28, 28, 1], "name": "images"})
    return chain("small", [start, *layers], source="the test")


def drawn(architecture: Architecture, seed: int) -> dict[str, list[np.ndarray]]:
    random, size = np.random.default_rng(seed), 0.01
    found = {}
    for layer in architecture.layers:
        if weight_shapes(layer):
            found[layer.name] = [
                random.normal(0, size, shape).astype(np.float32) for shape in weight_shapes(layer).values()
            ]
            size = 0.3  # pixels go to 255, what follows is small
    return found


@pytest.fixture(scope="module")
def small() -> Architecture:
    return network(*MAPS, *END)


@pytest.fixture(scope="module")
def joined(small) -> TrainedNetwork:
    return TrainedNetwork(*join(small, [drawn(small, seed) for seed in range(COUNT)]))


@pytest.fixture
def written(joined, tmp_path) -> Classifier:
    write_onnx(*joined, tmp_path / "model.onnx")
    return Classifier(tmp_path / "model.onnx")


def test_logits_are_the_mean_of_the_networks_logits(small, written, mnist, tmp_path):
    images = mnist.test.images[:40]
    apart = []
    for seed in range(COUNT):
        write_onnx(small, drawn(small, seed), tmp_path / "one.onnx")
        apart.append(Classifier(tmp_path / "one.onnx").logits_and_probabilities(images)[0])
    assert np.abs(apart[0] - apart[1]).max() > 0.1
    together, _ = written.logits_and_probabilities(images)
    np.testing.assert_allclose(together, np.mean(apart, axis=0), rtol=0, atol=1e-5)


def test_keras_computes_the_same(joined, written, mnist):
    images = mnist.test.images[:40]
    expected = np.asarray(rebuild(*joined)(images[..., None].astype(np.float32)))
    assert expected.max(axis=1).min() < 0.9, "a saturated softmax proves nothing"
    np.testing.assert_allclose(written.probabilities(images), expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", ["keras", "json-h5", "onnx", "onnx-int8", "litert", "c", "web"])
def test_every_format_answers_as_the_network_does(name, joined, written, mnist, tmp_path):
    wanted, folder = find_format(name), tmp_path / name
    require(wanted)
    folder.mkdir()
    wanted.write(ExportInput(tmp_path, joined, mnist.train.images[:50]), folder)
    images = mnist.test.images[:40]
    expected = written.probabilities(images)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    found = wanted.start(folder, scratch)(images[..., None].astype(np.float32))
    assert np.abs(found - expected).max() < (1e-5 if wanted.exact else 0.1)


def test_parameters_and_arithmetic_count_a_groups_channels(joined):
    conv = {layer.name: layer.parameters for layer in joined.architecture.layers}
    assert conv["conv_1"] == (1 * 9 + 1) * 9
    assert conv["conv_2"] == (3 * 9 + 1) * 12
    assert conv["dense"] == (6 * 12 * 12 + 1) * 10


@pytest.mark.parametrize(
    "layers",
    [
        [*MAPS, ("Dense", {"name": "hidden", "units": 8}), *END],
        [*MAPS[:1], ("BatchNormalization", {"name": "norm"}), *MAPS[1:], *END],
        [*MAPS[:1], ("Activation", {"name": "curve", "activation": "tanh"}), *MAPS[2:], *END],
        [("Flatten", {"name": "flatten"}), *END],
    ],
    ids=["a hidden dense layer", "a batch normalisation", "another activation", "no convolution"],
)
def test_what_cannot_stand_side_by_side_is_refused(layers):
    architecture = network(*layers)
    with pytest.raises(ArchitectureError, match=r"cannot be joined; expected convolutions, poolings and ReLUs"):
        join(architecture, [drawn(architecture, 0)] * 2)


@pytest.mark.parametrize("groups", [2, 5, 0, -3, 2.0, "3", 10**7])
def test_groups_that_do_not_divide_are_refused_in_a_description(groups):
    layers = [(kind, dict(config)) for kind, config in MAPS]
    layers[3][1]["groups"] = groups
    with pytest.raises(ArchitectureError, match="groups"):
        network(*layers, *END)


def _changed(content: bytes, groups: list[int], kernel: tuple[int, ...] | None = None) -> bytes:
    model = onnx.load_from_string(content)
    node = next(node for node in model.graph.node if node.name == "node/conv_2")
    for attribute in [attribute for attribute in node.attribute if attribute.name == "group"]:
        node.attribute.remove(attribute)
    if len(groups) == 1:
        node.attribute.append(onnx.helper.make_attribute("group", groups[0]))
    elif groups:
        node.attribute.append(onnx.helper.make_attribute("group", groups))
    if kernel is not None:
        place = next(constant for constant in model.graph.initializer if constant.name == "conv_2/kernel")
        place.CopyFrom(onnx.numpy_helper.from_array(np.ones(kernel, np.float32), "conv_2/kernel"))
    return model.SerializeToString()


@pytest.mark.parametrize(
    ("groups", "kernel", "message"),
    [
        ([], None, "reads (9, 14, 14) in 1 groups with a kernel of shape (12, 3, 3, 3)"),
        ([9], None, "has [9] groups and 12 filters"),
        ([0], None, "has [0] groups"),
        ([-1], None, "has [-1] groups"),
        ([2], None, "reads (9, 14, 14) in 2 groups"),
        ([3, 3], None, "has [3, 3] groups"),
        ([65], None, "has a setting above 64"),
        ([3], (12, 9, 3, 3), "reads (9, 14, 14) in 3 groups with a kernel of shape (12, 9, 3, 3)"),
    ],
    ids=str,
)
def test_groups_that_do_not_fit_are_refused_in_a_graph(groups, kernel, message, written, tmp_path):
    content = (tmp_path / "model.onnx").read_bytes()
    check_graph(content, source="model.onnx")
    with pytest.raises(RunError, match=re.escape(message)):
        check_graph(_changed(content, groups, kernel), source="model.onnx")

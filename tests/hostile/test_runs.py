"""A run's folder whose ONNX file was exchanged by somebody who also wrote a fitting card is refused all the same."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

import shuzi
from shuzi.errors import RunError
from shuzi.reading.model import PRETRAINED
from shuzi.store.folder import finish_run, read_run

Change = Callable[[onnx.ModelProto], object]


def exchanged(folder: Path, change: Change) -> str:
    """Change the graph, write the card anew with the right digests, and return what loading says."""
    run = Path(shutil.copytree(PRETRAINED, folder / "run"))
    card = dataclasses.replace(read_run(run), files={})
    model = onnx.load(str(run / "model.onnx"))
    change(model)
    (run / "model.onnx").write_bytes(model.SerializeToString())
    (run / "card.json").unlink()
    finish_run(run, card)
    with pytest.raises(RunError) as caught:
        shuzi.load(run)
    assert str(run / "model.onnx") in str(caught.value)
    return str(caught.value)


def add(node: onnx.NodeProto) -> Change:
    return lambda model: model.graph.node.append(node)


def outside(model: onnx.ModelProto) -> None:
    constant = model.graph.initializer[1]
    constant.ClearField("raw_data")
    constant.data_location = onnx.TensorProto.EXTERNAL
    constant.external_data.add(key="location", value="../../etc/passwd")


def swap(model: onnx.ModelProto) -> None:
    """Two filters of the second convolution change places."""
    constant = next(one for one in model.graph.initializer if one.name == "conv_2/kernel")
    kernel = numpy_helper.to_array(constant).copy()
    kernel[[3, 4]] = kernel[[4, 3]]
    constant.CopyFrom(numpy_helper.from_array(kernel, constant.name))


def poison(model: onnx.ModelProto) -> None:
    constant = next(one for one in model.graph.initializer if one.name == "dense_2/bias")
    constant.CopyFrom(numpy_helper.from_array(np.full(10, np.nan, np.float32), constant.name))


SUBGRAPH = helper.make_graph([], "inner", [], [])
GRAPHS: dict[str, tuple[Change, str]] = {
    "data in another file": (outside, "another file"),
    "a bomb": (add(helper.make_node("ConstantOfShape", ["maps"], ["x"])), "ConstantOfShape"),
    "a condition": (add(helper.make_node("If", ["x"], ["y"], then_branch=SUBGRAPH)), "part number 6"),
    "a loop": (add(helper.make_node("Loop", ["x"], ["y"])), "Loop"),
    "a custom operator": (add(helper.make_node("Relu", ["x"], ["y"], domain="evil")), "evil"),
    "a huge kernel": (add(helper.make_node("MaxPool", ["x"], ["y"], kernel_shape=[10**9, 1])), "above 64"),
    "padding without end": (
        lambda m: [add(helper.make_node("Pad", ["x", "w"], ["y"]))(m) for _ in range(21)],
        "of them Pad",
    ),
    "a function": (lambda m: m.functions.add(name="f"), "part number 25"),
    "swapped filters": (swap, "ten known digits"),
    "NaN": (poison, "ten known digits"),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_an_exchanged_graph_is_refused(name: str, tmp_path: Path) -> None:
    change, reason = GRAPHS[name]
    assert reason in exchanged(tmp_path, change)

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
from shuzi.explaining.explain import explain
from shuzi.network.graph_check import check_graph
from shuzi.network.protobuf import fields
from shuzi.store.folder import finish_run, read_run
from shuzi.store.model import PRETRAINED

Change = Callable[[onnx.ModelProto], object]


def exchanged(folder: Path, change: Change, *, known_answers: bool = True) -> str:
    """Change the graph, write the card anew with the right digests, and return what loading says."""
    run = Path(shutil.copytree(PRETRAINED, folder / "run"))
    card = dataclasses.replace(read_run(run), files={})
    if not known_answers:
        card = dataclasses.replace(card, golden_logits=None)
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


def constant(name: str, values: object) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(values), name)


def before_the_end(node: onnx.NodeProto, *constants: onnx.TensorProto) -> Change:
    """Put an operator behind the input, where it is computed."""

    def change(model: onnx.ModelProto) -> None:
        model.graph.initializer.extend(constants)
        model.graph.node.insert(1, node)

    return change


def spread_twice(model: onnx.ModelProto) -> None:
    """Two additions of what is small make 12 GB."""
    model.graph.initializer.extend(
        [constant("wide", np.zeros((1, 1, 1, 55_000), "f4")), constant("high", np.zeros((1, 1, 55_000, 1), "f4"))]
    )
    model.graph.node.insert(1, helper.make_node("Add", ["images", "wide"], ["flat"]))
    model.graph.node.insert(2, helper.make_node("Add", ["flat", "high"], ["huge"]))


def tower_of_pads(model: onnx.ModelProto) -> None:
    """Each of twenty adds four million pixels to each side."""
    model.graph.initializer.append(constant("widths", np.array([0, 0, 2**22, 2**22, 0, 0, 2**22, 2**22])))
    for number in range(20):
        name = "pixels" if number == 0 else f"pad_{number - 1}"
        model.graph.node.insert(1 + number, helper.make_node("Pad", [name, "widths"], [f"pad_{number}"]))


def huge_product(model: onnx.ModelProto) -> None:
    """A column times a row, of 200,000 numbers each: 160 GB."""
    model.graph.initializer.extend(
        [constant("column", np.ones((200_000, 1), "f4")), constant("row", np.ones((1, 200_000), "f4"))]
    )
    model.graph.node.insert(0, helper.make_node("Gemm", ["column", "row"], ["product"]))


def many_images(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 10**9


def no_shape(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.ClearField("shape")


def another_input(model: onnx.ModelProto) -> None:
    model.graph.input.append(helper.make_tensor_value_info("more", onnx.TensorProto.FLOAT, ["n", 2**40]))


def infinite(model: onnx.ModelProto) -> None:
    first = next(one for one in model.graph.initializer if one.name == "conv_1/bias")
    first.CopyFrom(numpy_helper.from_array(np.full(32, -np.inf, np.float32), first.name))


def too_large_to_multiply(model: onnx.ModelProto) -> None:
    """Finite weights with which every answer is infinite, or none."""
    for one in model.graph.initializer:
        if one.name in ("conv_1/kernel", "conv_2/kernel"):
            one.CopyFrom(numpy_helper.from_array(np.full(list(one.dims), 3e38, np.float32), one.name))


def fewer_numbers(model: onnx.ModelProto) -> None:
    model.graph.initializer[0].dims[0] = 5  # says five numbers and holds four


def rename(model: onnx.ModelProto, name: str, new: str) -> None:
    """Give another name to what a layer computes, wherever it stands."""
    for node in model.graph.node:
        for names in (node.input, node.output):
            for place, one in enumerate(names):
                if one == name:
                    names[place] = new
    for output in model.graph.output:
        if output.name == name:
            output.name = new


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
    "NaN": (poison, "holds NaN or infinite"),
    "infinite numbers": (infinite, "holds NaN or infinite"),
    "12 GB by two additions": (spread_twice, "its Add 'flat' spreads a constant"),
    "a tower of paddings": (tower_of_pads, "its Pad 'pad_0' makes the shape (1, 8388636, 8388636)"),
    "a product of 160 GB": (huge_product, "its Gemm 'product' reads something that was not computed of the image"),
    "a product of constants": (
        before_the_end(helper.make_node("Mul", ["a", "a"], ["b"]), constant("a", np.ones(9, "f4"))),
        "its Mul 'b' reads something that was not computed",
    ),
    "a shape of 2^62": (
        before_the_end(
            helper.make_node("Reshape", ["pixels", "far"], ["x"]), constant("far", np.array([-1, 2**62, 1, 1]))
        ),
        "its Reshape 'x' makes [4611686018427387904",
    ),
    "images out of one image": (
        before_the_end(
            helper.make_node("Reshape", ["pixels", "many"], ["x"]), constant("many", np.array([784, 1, 1, 1]))
        ),
        "its Reshape 'x' makes",
    ),
    "a billion images": (many_images, "its input has the shape [1000000000, 28, 28, 1]"),
    "an input without a shape": (no_shape, "its input has the shape None"),
    "an input too many": (another_input, "expected any number of `images`"),
    "a name twice": (
        before_the_end(helper.make_node("Relu", ["pixels"], ["conv_1"])),
        "other settings or outputs than shuzi writes",
    ),
    "an output that nothing computes": (
        lambda m: m.graph.output.append(helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n"])),
        "nothing computes its output 'x'",
    ),
    "an operator that reads its own output": (
        before_the_end(helper.make_node("Relu", ["x"], ["x"])),
        "was not computed of the image before",
    ),
    "a convolution in many groups": (
        lambda m: m.graph.node[1].attribute.append(helper.make_attribute("group", 32)),
        "reads (1, 28, 28) in 32 groups with a kernel of shape (32, 1, 3, 3)",
    ),
    "operators of another version": (lambda m: setattr(m.opset_import[0], "version", 6), "expected one, of 17"),
    "no output": (lambda m: m.graph.ClearField("output"), "outputs logits and probabilities are not there"),
    "no logits": (
        lambda m: m.graph.output.remove(next(one for one in m.graph.output if one.name == "logits")),
        "outputs logits and probabilities are not there",
    ),
    "the same output twice": (lambda m: m.graph.output.append(m.graph.output[-1]), "an output twice"),
    "its input as an output": (
        lambda m: m.graph.output.append(helper.make_tensor_value_info("images", 1, ["n"])),
        "nothing computes its output 'images'",
    ),
    "a name that moves the cursor": (lambda m: rename(m, "relu_1", "\x1b[2J"), r"a name in it is '\x1b[2J'"),
    "a name from right to left": (lambda m: rename(m, "relu_1", "a\u202eb"), r"a name in it is 'a\u202eb'"),
    "a name without end": (lambda m: rename(m, "relu_1", "x" * 301), "expected up to 300 letters"),
    "more weights than a run has": (
        lambda m: m.graph.initializer.append(constant("much", np.zeros((7_000_000,), "f4"))),
        "bytes; a run's file has fewer",
    ),
    "fewer numbers than it says": (fewer_numbers, "holds 32 bytes and has the shape [5]"),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_an_exchanged_graph_is_refused(name: str, tmp_path: Path) -> None:
    change, reason = GRAPHS[name]
    assert reason in exchanged(tmp_path, change)


@pytest.mark.parametrize("change", [poison, infinite, too_large_to_multiply])
def test_a_model_that_answers_with_no_number_is_refused_without_known_answers_too(change: Change, tmp_path: Path):
    assert "NaN or infinite" in exchanged(tmp_path, change, known_answers=False)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    content = (PRETRAINED / "model.onnx").read_bytes().replace(b"relu_1", b"rel\xff_1")
    with pytest.raises(RunError, match="a name in it is"):
        check_graph(content, source="model.onnx")


def test_layers_that_are_described_otherwise_than_computed_are_not_explained(tmp_path: Path) -> None:
    run = Path(shutil.copytree(PRETRAINED, tmp_path / "run"))
    card = dataclasses.replace(read_run(run), files={})
    layers = (run / "architecture.json").read_text()
    for changed in (layers.replace("relu_1", "relu_one"), layers.replace("conv_1", "convolution")):
        (run / "architecture.json").write_text(changed)
        (run / "card.json").unlink()
        finish_run(run, card)
        with pytest.raises(RunError, match=r"describes a layer '(relu_one|convolution)' that its model.onnx does not"):
            explain(shuzi.load(run), shuzi.load_mnist().test.images[0], out=tmp_path / "explained")
        assert not (tmp_path / "explained").exists()


def test_a_number_that_never_ends_is_refused_at_once():
    with pytest.raises(RunError, match="a number has no end"):
        list(fields(b"\x80" * 1_000_000))

"""Where parameters come from, in sums that come out and sentences that fit."""

from typing import Any

import pytest

from shuzi.explaining.arithmetic import explanation, formula, layer_table
from shuzi.network.architecture import Architecture, parse_architecture
from shuzi.store.saved_layers import NOTE_CNN

NOTE: Architecture = parse_architecture(NOTE_CNN.read_text(encoding="utf-8"), source="note")


def layer(kind: str, shape: tuple[int, ...], **config: Any) -> Any:
    """One layer as `parse_architecture` would give it."""
    from shuzi.network.architecture import _RULES, Layer

    output_shape, parameters = _RULES[kind](config, shape)
    return Layer("name", kind, config, shape, output_shape, parameters)


WINDOW = {"kernel_size": [5, 3], "strides": [1, 1], "padding": "same"}


@pytest.mark.parametrize(
    ("name", "sum_"),
    [
        ("conv_1", "(1·3·3 + 1)·32 = 320"),
        ("conv_2", "(32·3·3 + 1)·64 = 18,496"),
        ("conv_3", "(64·3·3 + 1)·128 = 73,856"),
        ("dense_1", "(1,152 + 1)·200 = 230,600"),
        ("dense_2", "(200 + 1)·10 = 2,010"),
    ],
)
def test_the_notes_layers_have_the_notes_sums(name: str, sum_: str) -> None:
    assert {layer.name: formula(layer) for layer in NOTE.layers}[name] == sum_


def test_every_sum_comes_out_at_the_layers_parameters() -> None:
    for row in layer_table(NOTE):
        if row["parameters"]:
            left, right = row["arithmetic"].split(" = ")
            assert eval(left.replace("·", "*").replace(",", "")) == row["parameters"] == int(right.replace(",", ""))


def test_layers_without_parameters_have_nothing_to_explain() -> None:
    rows = [row for row in layer_table(NOTE) if not row["parameters"]]
    assert len(rows) == 9
    assert all(row["arithmetic"] == row["explanation"] == "" for row in rows)


def test_table_has_the_documented_names() -> None:
    names = ["name", "type", "input_shape", "output_shape", "parameters", "arithmetic", "explanation"]
    assert all(list(row) == names for row in layer_table(NOTE))


def test_table_adds_up_to_the_network() -> None:
    assert sum(row["parameters"] for row in layer_table(NOTE)) == 325_282


def test_window_is_told_as_height_by_width() -> None:
    conv = layer("Conv2D", (9, 9, 2), filters=8, **WINDOW)
    assert formula(conv) == "(2·5·3 + 1)·8 = 248"
    assert explanation(conv) == (
        "each of the 8 filters sees all 2 channels of its input through a window of 5×3: 2·5·3 weights, and 1 bias"
    )


def test_one_channel_is_told_in_the_singular() -> None:
    assert "sees 1 channel through a window of 3×3" in explanation(NOTE.layers[0])


def test_neurons_are_told_to_see_all_inputs() -> None:
    (dense,) = [layer for layer in NOTE.layers if layer.name == "dense_1"]
    assert explanation(dense) == "each of the 200 neurons sees all 1,152 inputs: 1,152 weights, and 1 bias"


def test_convolution_without_bias_is_told_without() -> None:
    conv = layer("Conv2D", (9, 9, 2), filters=8, use_bias=False, **WINDOW)
    assert formula(conv) == "(2·5·3)·8 = 240"
    assert "bias" not in explanation(conv)


def test_dense_layer_without_bias_is_told_without() -> None:
    dense = layer("Dense", (1152,), units=10, use_bias=False)
    assert formula(dense) == "(1,152)·10 = 11,520"
    assert "bias" not in explanation(dense)


def test_batch_normalisation_has_four_numbers_a_channel() -> None:
    norm = layer("BatchNormalization", (9, 9, 8))
    assert formula(norm) == "4·8 = 32"
    assert "its mean, its variance, a factor and an offset" in explanation(norm)


def test_batch_normalisation_names_only_what_it_holds() -> None:
    norm = layer("BatchNormalization", (9, 9, 8), scale=False, center=False)
    assert formula(norm) == "2·8 = 16"
    assert explanation(norm).endswith("has its mean and its variance")

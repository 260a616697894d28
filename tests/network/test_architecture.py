"""What a model file must say to be described, and that nothing else gets through."""

import copy
import json
from typing import Any

import pytest

from shuzi.errors import ArchitectureError
from shuzi.network.architecture import parse_architecture
from shuzi.store.saved_layers import NOTE_CNN

CONV = {"name": "conv", "filters": 4, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid"}
POOL = {"name": "pool", "pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}
DENSE = {"name": "dense", "units": 10}
INPUT = ("InputLayer", {"batch_shape": [None, 28, 28, 1], "name": "images"})


def model_text(*layers: tuple[Any, Any]) -> str:
    entries = [{"class_name": kind, "config": config} for kind, config in layers]
    return json.dumps({"class_name": "Sequential", "config": {"name": "small", "layers": entries}})


def refusal(text: str) -> str:
    with pytest.raises(ArchitectureError) as caught:
        parse_architecture(text, source="some.json")
    assert str(caught.value).startswith("some.json")
    return str(caught.value)


def test_note_cnn_has_325282_parameters() -> None:
    assert parse_architecture(NOTE_CNN.read_text(encoding="utf-8"), source="note").parameters == 325_282


def test_note_cnn_has_the_shapes_of_the_note() -> None:
    layers = parse_architecture(NOTE_CNN.read_text(encoding="utf-8"), source="note").layers
    shapes = [layer.output_shape for layer in layers if not layer.kind.startswith("Activation")]
    maps = [(28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (7, 7, 128), (3, 3, 128)]
    assert shapes == [*maps, (1152,), (200,), (10,)]


def test_valid_convolution_loses_its_edge() -> None:
    layer = parse_architecture(model_text(INPUT, ("Conv2D", CONV)), source="").layers[0]
    assert (layer.output_shape, layer.parameters) == ((26, 26, 4), (3 * 3 + 1) * 4)


def test_same_convolution_with_stride_rounds_up() -> None:
    config = CONV | {"padding": "same", "strides": [3, 3]}
    assert parse_architecture(model_text(INPUT, ("Conv2D", config)), source="").layers[0].output_shape == (10, 10, 4)


def test_layer_without_bias_holds_its_kernel_only() -> None:
    layers = (INPUT, ("Flatten", {"name": "flat"}), ("Dense", DENSE | {"use_bias": False}))
    assert parse_architecture(model_text(*layers), source="").parameters == 784 * 10


def test_batch_normalization_holds_four_numbers_a_channel() -> None:
    layers = (INPUT, ("Conv2D", CONV), ("BatchNormalization", {"name": "norm"}))
    assert parse_architecture(model_text(*layers), source="").layers[-1].parameters == 16


def test_global_pooling_leaves_the_channels() -> None:
    layers = (INPUT, ("Conv2D", CONV), ("GlobalAveragePooling2D", {"name": "mean"}))
    assert parse_architecture(model_text(*layers), source="").layers[-1].output_shape == (4,)


@pytest.mark.parametrize("bad", [-1, 0, 10**400, 1e300, 2.5, "3", True, None, [3], {}, float("nan"), float("inf")])
@pytest.mark.parametrize(("kind", "config", "key"), [("Conv2D", CONV, "filters"), ("Dense", DENSE, "units")])
def test_senseless_count_is_refused(bad: Any, kind: str, config: dict[str, Any], key: str) -> None:
    before = [("Flatten", {"name": "flat"})] if kind == "Dense" else []
    assert key in refusal(model_text(INPUT, *before, (kind, config | {key: bad})))


@pytest.mark.parametrize(
    "bad", [[-1, 3], [0, 0], [10**400, 3], [3], [3, 3, 3], 3, None, "33", [2.5, 3], ["3", "3"], {"a": 1, "b": 2}]
)
@pytest.mark.parametrize(
    ("kind", "config", "key"),
    [
        ("Conv2D", CONV, "kernel_size"),
        ("Conv2D", CONV, "strides"),
        ("MaxPooling2D", POOL, "pool_size"),
        ("AveragePooling2D", POOL, "strides"),
    ],
)
def test_senseless_window_is_refused(bad: Any, kind: str, config: dict[str, Any], key: str) -> None:
    assert key in refusal(model_text(INPUT, (kind, config | {key: bad})))


@pytest.mark.parametrize(
    "shape", [None, [], [None, 28, 28], [None, 0, 28, 1], [None, -1, 28, 1], [None, 1e9, 28, 1], [None, 10**9, 1, 1]]
)
def test_senseless_input_shape_is_refused(shape: Any) -> None:
    assert "[null, height, width, channels]" in refusal(model_text(("InputLayer", {"batch_shape": shape})))


def test_pooling_that_leaves_nothing_is_refused() -> None:
    assert "leaves nothing" in refusal(model_text(INPUT, *[("MaxPooling2D", POOL)] * 5))


@pytest.mark.parametrize("kind", ["Conv2D", "MaxPooling2D", "GlobalAveragePooling2D"])
def test_map_layer_behind_a_flattening_is_refused(kind: str) -> None:
    refusal(model_text(INPUT, ("Flatten", {"name": "flat"}), (kind, CONV | POOL)))


@pytest.mark.parametrize(("kind", "config"), [("Conv2D", CONV), ("MaxPooling2D", POOL), ("Dense", DENSE)])
def test_missing_key_is_refused_by_name(kind: str, config: dict[str, Any]) -> None:
    for key in [key for key in config if key != "name"]:
        short = copy.deepcopy(config)
        del short[key]
        before = [("Flatten", {"name": "flat"})] if kind == "Dense" else []
        assert key in refusal(model_text(INPUT, *before, (kind, short)))


@pytest.mark.parametrize("depth", [900, 960, 990, 100_000])
@pytest.mark.parametrize("place", ["{}", '{{"class_name": "Sequential", "config": {{"name": {}, "layers": []}}}}'])
def test_deep_nesting_is_refused(depth: int, place: str) -> None:
    refusal(place.format("[" * depth + "]" * depth))


@pytest.mark.parametrize(
    "text",
    [
        *("", "\x00", "null", "[]", "3", '"Sequential"', "{}", '{"class_name": "Sequential"}'),
        *(json.dumps({"class_name": "Sequential", "config": config}) for config in (None, [], {}, {"layers": 3})),
        *(json.dumps({"class_name": "Sequential", "config": {"layers": layers}}) for layers in ([], [1], [{}])),
    ],
)
def test_json_of_something_else_is_refused(text: str) -> None:
    refusal(text)


@pytest.mark.parametrize("kind", [None, [], {}, 3, "Lambda", "conv2d"])
def test_unknown_layer_is_refused(kind: Any) -> None:
    refusal(model_text(INPUT, (kind, {"name": "x"})))


@pytest.mark.parametrize("config", [None, [], 3, "units"])
def test_layer_without_settings_is_refused(config: Any) -> None:
    refusal(model_text(("InputLayer", config)))
    refusal(model_text(INPUT, ("Dense", config)))


@pytest.mark.parametrize("padding", [None, "full", 1, ["same"]])
def test_unknown_padding_is_refused(padding: Any) -> None:
    assert "padding" in refusal(model_text(INPUT, ("Conv2D", CONV | {"padding": padding})))

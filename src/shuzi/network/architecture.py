"""The layers of a network, with shapes and parameter counts, read from Keras's JSON without Keras.

`shuzi summary` prints them and the ONNX exporter writes them, so both speak of the same network. Only the
layers of small image classifiers are known; a file is described and never run.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shuzi.errors import ArchitectureError

# How large a model file, and the network in it, may be; everything is counted before it is built. All are set by hand,
# far above what small image classifiers take, and far below what takes a machine's memory or its time.

MOST_FILE_BYTES = 64 * 1024 * 1024
"""Of one file: 5 million float32 weights with the two moments that Adam keeps of each."""

MOST_JSON_BYTES = 1024 * 1024
"""Of a description of layers; the note's network takes 8 kB, a network of 200 layers a fifth of this."""

MOST_PARAMETERS = 5_000_000
"""The note's network has 325,282, a committee of five of `best` 4.3 million."""

MOST_ONNX_BYTES = 4 * MOST_PARAMETERS + 4 * 1024 * 1024
"""Of a run's ONNX file: its weights, and plenty of room for everything else."""

MOST_LAYERS = 200

MOST_VALUES = 4_000_000
"""That one layer gives for one image; the note's largest maps hold 25,088."""

MOST_MULTIPLICATIONS = 1_000_000_000
"""For one image; the note's network takes 7.7 million."""

SMALLEST_SIDE, LARGEST_SIDE = 8, 64
"""Height and width of an image, in pixels."""

MOST_CLASSES = 1000

_LARGEST_SIZE = 1_000_000
"""Of an axis, a window or a layer; small image classifiers stay far below."""

_LONGEST_NAME = 200
"""Letters of a layer's name."""

Shape = tuple[int, ...]
"""Of an array; of what flows through a network, without the first axis, which counts images."""

Config = Mapping[str, Any]


@dataclass(frozen=True)
class Layer:
    """One layer of a network, without its weights."""

    name: str
    kind: str
    """Keras's class name, such as `Conv2D`."""
    config: Config
    """What Keras's JSON says of the layer."""
    input_shape: Shape
    """Without the batch axis: (height, width, channels) or (features,)."""
    output_shape: Shape
    """Without the batch axis, as `input_shape`."""
    parameters: int
    """Trained and untrained numbers that the layer holds."""


@dataclass(frozen=True)
class Architecture:
    """A network as a straight chain of layers."""

    name: str
    input_shape: Shape
    """(height, width, channels)."""
    layers: tuple[Layer, ...]

    @property
    def parameters(self) -> int:
        """All numbers that the network holds."""
        return sum(layer.parameters for layer in self.layers)


def kernel_settings(layer: Layer) -> dict[str, Any]:
    """Return what `kernels.js` wants to know of a layer to compute it, beside its shapes and its weights."""
    groups = int(layer.config.get("groups", 1))
    return {
        **({"groups": groups} if groups > 1 else {}),
        "padding": layer.config.get("padding"),
        "strides": layer.config.get("strides"),
        "window": layer.config.get("kernel_size") or layer.config.get("pool_size"),
        "activation": layer.config.get("activation") if layer.kind == "Activation" else None,
    }


def parse_architecture(text: str, *, source: str) -> Architecture:
    """Return the layers that the JSON of a Keras `Sequential` model describes.

    Args:
        text: what `model.to_json()` gives in Keras 3.
        source: the name of the file, for error messages.
    Raises:
        ArchitectureError: the text is no such JSON, or holds a layer that is not known.
    """
    try:
        model = json.loads(text)
        class_name, config = model["class_name"], model["config"]
        entries = [(entry["class_name"], entry["config"]) for entry in config["layers"]]
        if class_name != "Sequential":
            raise ArchitectureError(
                f"{source} holds a {ascii(class_name)[:60]} model; shuzi knows Sequential ones. Rebuild it as "
                "keras.Sequential."
            )
        return chain(str(config.get("name", "model")), entries, source=source)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise ArchitectureError(
            f"{source} does not describe a model as Keras 3 does ({type(error).__name__}: {error}); "
            "expected the JSON that model.to_json() writes."
        ) from None


def chain(name: str, entries: list[tuple[str, Config]], *, source: str) -> Architecture:
    """Return the layers with their shapes and parameters, computed and not built.

    Args:
        name: of the network.
        entries: each layer's class name and settings, as today's Keras writes them, the input first.
        source: where they come from, for error messages.
    Raises:
        ArchitectureError: a layer that is not known or does not fit.
    """
    shape = input_shape = _input_shape(entries, source)
    _check_name(name, source)
    layers = []
    for kind, config in entries:
        if kind == "InputLayer":
            continue
        _check_name(str(config.get("name")), source)
        if kind not in _RULES:
            raise ArchitectureError(
                f"{source} holds a layer of kind {ascii(kind)[:60]}; shuzi knows {', '.join(sorted(_RULES))}."
            )
        try:
            output_shape, parameters = _RULES[kind](config, shape)
        except (LookupError, TypeError, ValueError) as error:
            raise ArchitectureError(
                f"{source}: the {kind} layer {config.get('name')!r} does not fit its input of shape {shape} "
                f"({type(error).__name__}: {error}). Check the layer's sizes."
            ) from None
        if min(output_shape) < 1:
            raise ArchitectureError(
                f"{source}: the {kind} layer {config.get('name')!r} leaves nothing of its input of shape {shape}. "
                "Use fewer pooling layers or smaller kernels."
            )
        layers.append(Layer(str(config.get("name")), kind, config, shape, output_shape, parameters))
        shape = output_shape
    return Architecture(name, input_shape, tuple(layers))


def _input_shape(entries: list[tuple[str, Config]], source: str) -> Shape:
    batch_shape = entries[0][1].get("batch_shape") if entries else None
    if (
        not isinstance(batch_shape, list)
        or len(batch_shape) != 4
        or not all(_is_size(size) for size in batch_shape[1:])
    ):
        raise ArchitectureError(
            f"{source} has an input of shape {ascii(batch_shape)[:60]}; expected [null, height, width, channels]."
        )
    return tuple(batch_shape[1:])


def _check_name(name: str, source: str) -> None:
    """Refuse a name that would reach a terminal or a page as more than one line of letters."""
    if not name.isprintable() or len(name) > _LONGEST_NAME:
        raise ArchitectureError(
            f"{source} holds the name {ascii(name)[:60]}; expected up to {_LONGEST_NAME} letters that can be printed."
        )


def _is_size(value: object) -> bool:
    return type(value) is int and 1 <= value <= _LARGEST_SIZE


def _sizes(config: Config, name: str, count: int) -> tuple[int, ...]:
    values = config[name] if count > 1 else [config[name]]
    if not isinstance(values, list) or len(values) != count or not all(_is_size(value) for value in values):
        raise ValueError(f"{name} is {config[name]!r}; expected {count} of 1 to {_LARGEST_SIZE:,}")
    return tuple(values)


def window_output_size(size: int, window: int, stride: int, padding: str) -> int:
    """Return how many places a window takes along one axis of `size` pixels.

    Raises:
        ValueError: the padding is neither `same` nor `valid`.
    """
    if padding not in ("same", "valid"):
        raise ValueError(f"padding is {padding!r}; expected 'same' or 'valid'")
    return math.ceil(size / stride) if padding == "same" else (size - window) // stride + 1


def _convolution(config: Config, shape: Shape) -> tuple[Shape, int]:
    height, width, channels = shape
    if config.get("data_format", "channels_last") != "channels_last":
        raise ValueError("only channels-last convolutions are known")
    if tuple(config.get("dilation_rate", (1, 1))) != (1, 1):
        raise ValueError("only undilated convolutions are known")
    (filters,), (kernel_height, kernel_width) = _sizes(config, "filters", 1), _sizes(config, "kernel_size", 2)
    (groups,) = _sizes({"groups": config.get("groups", 1)}, "groups", 1)
    if channels % groups or filters % groups:
        raise ValueError(f"it has {groups} groups; expected a number that divides {channels} channels and its filters")
    (row_stride, column_stride), padding = _sizes(config, "strides", 2), config["padding"]
    rows = window_output_size(height, kernel_height, row_stride, padding)
    columns = window_output_size(width, kernel_width, column_stride, padding)
    bias = 1 if config.get("use_bias", True) else 0
    return (rows, columns, filters), (channels // groups * kernel_height * kernel_width + bias) * filters


def _pooling(config: Config, shape: Shape) -> tuple[Shape, int]:
    height, width, channels = shape
    if config.get("data_format", "channels_last") != "channels_last":
        raise ValueError("only channels-last pooling is known")
    (window_height, window_width), padding = _sizes(config, "pool_size", 2), config["padding"]
    row_stride, column_stride = _sizes(config, "strides", 2)
    rows = window_output_size(height, window_height, row_stride, padding)
    return (rows, window_output_size(width, window_width, column_stride, padding), channels), 0


def _dense(config: Config, shape: Shape) -> tuple[Shape, int]:
    (features,) = shape
    (units,) = _sizes(config, "units", 1)
    return (units,), (features + (1 if config.get("use_bias", True) else 0)) * units


def _batch_normalization(config: Config, shape: Shape) -> tuple[Shape, int]:
    vectors = 2 + int(bool(config.get("scale", True))) + int(bool(config.get("center", True)))
    return shape, vectors * shape[-1]


def _zero_padding(config: Config, shape: Shape) -> tuple[Shape, int]:
    height, width, channels = shape
    (top, bottom), (left, right) = config["padding"]
    for side in (top, bottom, left, right):
        if type(side) is not int or not 0 <= side <= _LARGEST_SIZE:
            raise ValueError(f"padding is {config['padding']!r}; expected [[top, bottom], [left, right]]")
    return (top + height + bottom, left + width + right, channels), 0


def _flatten(_: Config, shape: Shape) -> tuple[Shape, int]:
    return (math.prod(shape),), 0


def _global_pooling(_: Config, shape: Shape) -> tuple[Shape, int]:
    _height, _width, channels = shape
    return (channels,), 0


def _activation(config: Config, shape: Shape) -> tuple[Shape, int]:
    # Keras describes functions of others as objects, which it would build.
    if not isinstance(config["activation"], str):
        raise TypeError(f"its activation is {ascii(config['activation'])[:60]}; expected one of Keras's names")
    return shape, 0


def _unchanged(_: Config, shape: Shape) -> tuple[Shape, int]:
    return shape, 0


_RULES: dict[str, Callable[[Config, Shape], tuple[Shape, int]]] = {
    "Activation": _activation,
    "AveragePooling2D": _pooling,
    "BatchNormalization": _batch_normalization,
    "Conv2D": _convolution,
    "Dense": _dense,
    "Dropout": _unchanged,
    "Flatten": _flatten,
    "GlobalAveragePooling2D": _global_pooling,
    "LeakyReLU": _unchanged,
    "MaxPooling2D": _pooling,
    "ReLU": _unchanged,
    "Rescaling": _unchanged,
    "Softmax": _unchanged,
    "ZeroPadding2D": _zero_padding,
}

"""Every layer of a file, in the words of shuzi's own list: channels last, activations as layers of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shuzi.errors import ArchitectureError
from shuzi.importing.chain import PASSED_OVER, Entry
from shuzi.importing.keras1 import KERAS1_CLASSES

WITHOUT_MEANING = frozenset(
    [
        "name",
        "trainable",
        "dtype",
        "batch_input_shape",
        "batch_shape",
        "input_dtype",
        "sparse",
        "ragged",
        "optional",
        "seed",
        "autocast",
        "kernel_initializer",
        "bias_initializer",
        "gamma_initializer",
        "beta_initializer",
        "moving_mean_initializer",
        "moving_variance_initializer",
        "kernel_regularizer",
        "bias_regularizer",
        "gamma_regularizer",
        "beta_regularizer",
        "kernel_constraint",
        "bias_constraint",
        "gamma_constraint",
        "beta_constraint",
        "activity_regularizer",
        "momentum",
        "fused",
        "renorm_clipping",
        "renorm_momentum",
    ]
)

ABSENT = frozenset(
    [
        "noise_shape",
        "quantization_config",
        "lora_rank",
        "lora_alpha",
        "input_tensor",
        "renorm",
        "virtual_batch_size",
        "adjustment",
        "synchronized",
        "keepdims",
        "input_spec",
    ]
)
"""These change what a layer does, unless they are null or false."""
# fmt: on

CHANNELS_FIRST, CHANNELS_LAST = "channels_first", "channels_last"

ACTIVATIONS = frozenset(
    [
        "elu",
        "exponential",
        "gelu",
        "linear",
        "relu",
        "relu6",
        "selu",
        "sigmoid",
        "silu",
        "softmax",
        "softplus",
        "softsign",
        "tanh",
    ]
)

_OTHER_NAMES = {"swish": "silu"}

_LEAKY_SLOPE = {"leaky_relu": 0.2}
"""What Keras 3 means by the name."""


@dataclass
class LayerSettings:
    """What a layer's settings say; every one that is not asked for must be known to mean nothing."""

    entry: Entry
    asked: set[str] = field(default_factory=set)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a setting, or what it is where the file does not say."""
        self.asked.add(name)
        return self.entry.config.get(name, default)

    def need(self, name: str) -> Any:
        """Return a setting that must be there; ValueError if it is not."""
        self.asked.add(name)
        if name not in self.entry.config:
            raise ValueError(f"it does not say its {name}")
        return self.entry.config[name]

    def refuse_other(self, name: str, *allowed: Any) -> None:
        """Raise ValueError of a setting that is none of these; absent, it is the first."""
        value = self.get(name, allowed[0])
        if not any(type(value) is type(choice) and value == choice for choice in allowed):
            raise ValueError(f"its {name} is {str(value)[:40]}; expected {allowed[0]}")

    def number(self, name: str, default: Any = None) -> float:
        """Return a setting that is a number; ValueError if it is none."""
        value = self.get(name, default)
        if isinstance(value, dict) and set(value) <= {"class_name", "config", "type", "value", "dtype"}:
            value = value.get("value")  # Keras 2 wraps some numbers as a NumPy value
        if type(value) not in (int, float) or not -1e9 < value < 1e9:
            raise ValueError(f"its {name} is {str(value)[:40]}; expected a number")
        return float(value)


# fmt: off



# Keras 2 and 3 mean different functions by hard_sigmoid, and files do not say which wrote them.
# fmt: off
# fmt: on


@dataclass(frozen=True)
class Piece:
    """One layer of shuzi's list."""

    kind: str
    config: dict[str, Any]
    """The layer's own settings, by the names of today's Keras."""
    owner: str | None = None
    """The layer in the file that holds the weights."""
    layout: str = CHANNELS_LAST
    """Of the maps in the file: for a Flatten, the order in which it writes them; for a Conv2D, of its own maps."""

    @property
    def function(self) -> str:
        """Keras's name of an activation."""
        return str(self.config.get("activation", "leaky_relu"))


def translate(entry: Entry, *, layout: str, source: str) -> list[Piece]:
    """Return the pieces that do what a layer of a file does.

    Args:
        entry: the layer.
        layout: `channels_first` or `channels_last`, of the whole network.
        source: the name of the file, for error messages.
    Raises:
        ArchitectureError: a layer, or a setting of it, that is not known.
    """
    if entry.kind in PASSED_OVER:
        return []
    if entry.kind not in _TRANSLATORS:
        raise ArchitectureError(
            f"{source} holds a layer of kind {entry.kind[:60]!r}; shuzi knows {', '.join(sorted(_TRANSLATORS))}."
        )
    settings = LayerSettings(entry)
    try:
        pieces = _TRANSLATORS[entry.kind](settings, layout)
        for name in sorted(set(entry.config) - settings.asked - WITHOUT_MEANING):
            if name not in ABSENT or entry.config[name] not in (None, False):
                raise ValueError(f"its setting {name[:40]!r} is not known")
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise ArchitectureError(
            f"{source}: the {entry.kind} layer {entry.name!r} cannot be taken over: {error}."
        ) from None
    return pieces


def known_layers() -> frozenset[str]:
    """Return the class names that a file may hold: of layers, and of models around them."""
    return frozenset(_TRANSLATORS) | PASSED_OVER | KERAS1_CLASSES | {"InputLayer", "Sequential", "Model", "Functional"}


def _same_layout(settings: LayerSettings, layout: str) -> None:
    settings.refuse_other("data_format", layout)


def _pair(settings: LayerSettings, name: str) -> list[int]:
    value = settings.need(name)
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(type(size) is int and 1 <= size <= 64 for size in value)
    ):
        raise ValueError(f"its {name} is {str(value)[:40]}; expected two whole numbers from 1 to 64")
    return value


def _count(settings: LayerSettings, name: str) -> int:
    value = settings.need(name)
    if type(value) is not int or not 1 <= value <= 1_000_000:
        raise ValueError(f"its {name} is {str(value)[:40]}; expected a whole number from 1 to 1,000,000")
    return value


def _flag(settings: LayerSettings, name: str) -> bool:
    value = settings.get(name, True)
    if type(value) is not bool:
        raise ValueError(f"its {name} is {str(value)[:40]}; expected true or false")
    return value


def _activations(name: Any) -> list[Piece]:
    if isinstance(name, str):
        name = _OTHER_NAMES.get(name, name)
        if name in _LEAKY_SLOPE:
            return [Piece("LeakyReLU", {"negative_slope": _LEAKY_SLOPE[name]})]
        if name in ACTIVATIONS:
            return [] if name == "linear" else [Piece("Activation", {"activation": name})]
    raise ValueError(f"its activation is {str(name)[:40]!r}; shuzi knows {', '.join(sorted(ACTIVATIONS))}")


def _convolution(settings: LayerSettings, layout: str) -> list[Piece]:
    _same_layout(settings, layout)
    settings.refuse_other("dilation_rate", [1, 1], 1)
    settings.refuse_other("groups", 1)
    config = {
        "filters": _count(settings, "filters"),
        "kernel_size": _pair(settings, "kernel_size"),
        "strides": _pair(settings, "strides"),
        "padding": settings.need("padding"),
        "use_bias": _flag(settings, "use_bias"),
    }
    kernel = Piece("Conv2D", config, owner=settings.entry.name, layout=layout)
    return [kernel, *_activations(settings.get("activation", "linear"))]


def _dense(settings: LayerSettings, _: str) -> list[Piece]:
    config = {"units": _count(settings, "units"), "use_bias": _flag(settings, "use_bias")}
    return [Piece("Dense", config, owner=settings.entry.name), *_activations(settings.get("activation", "linear"))]


def _pooling(settings: LayerSettings, layout: str) -> list[Piece]:
    _same_layout(settings, layout)
    strides = "pool_size" if settings.get("strides") is None else "strides"
    config = {
        "pool_size": _pair(settings, "pool_size"),
        "strides": _pair(settings, strides),
        "padding": settings.need("padding"),
    }
    return [Piece(settings.entry.kind, config)]


def _global_pooling(settings: LayerSettings, layout: str) -> list[Piece]:
    _same_layout(settings, layout)
    return [Piece("GlobalAveragePooling2D", {})]


def _zero_padding(settings: LayerSettings, layout: str) -> list[Piece]:
    _same_layout(settings, layout)
    padding = settings.need("padding")
    sides = [side for pair in padding for side in pair]
    if [len(pair) for pair in padding] != [2, 2] or not all(type(side) is int and 0 <= side <= 64 for side in sides):
        raise ValueError(f"its padding is {str(padding)[:40]}; expected [[top, bottom], [left, right]], 0 to 64 each")
    return [Piece("ZeroPadding2D", {"padding": padding})]


def _flatten(settings: LayerSettings, layout: str) -> list[Piece]:
    # Keras up to 2.1.6 flattens as the values lie; later ones, asked for channels first, put channels last before.
    asked = settings.get("data_format")
    if asked not in (None, CHANNELS_FIRST, CHANNELS_LAST):
        raise ValueError(f"its data_format is {str(asked)[:40]}")
    as_it_lies = layout == CHANNELS_FIRST and asked != CHANNELS_FIRST
    return [Piece("Flatten", {}, layout=CHANNELS_FIRST if as_it_lies else CHANNELS_LAST)]


def _reshape(settings: LayerSettings, _: str) -> list[Piece]:
    target = settings.need("target_shape")
    if (
        not isinstance(target, list)
        or not 1 <= len(target) <= 3
        or not all(type(size) is int and (size == -1 or 1 <= size <= 1_000_000) for size in target)
    ):
        raise ValueError(f"its target_shape is {str(target)[:40]}; expected one to three whole numbers")
    return [Piece("Reshape", {"target_shape": target})]


def _dropout(settings: LayerSettings, _: str) -> list[Piece]:
    rate = settings.number("rate")
    if not 0 <= rate < 1:
        raise ValueError(f"its rate is {rate}; expected 0 to 1")
    return [Piece("Dropout", {"rate": rate})]


def _batch_normalization(settings: LayerSettings, _: str) -> list[Piece]:
    epsilon = settings.number("epsilon", 1e-3)
    if not 0 < epsilon < 1:
        raise ValueError(f"its epsilon is {epsilon}; expected above 0 and below 1")
    axis = settings.get("axis", -1)
    if isinstance(axis, list) and len(axis) == 1:
        axis = axis[0]
    if type(axis) is not int:
        raise ValueError(f"its axis is {str(axis)[:40]}; expected one whole number")
    scale, center = _flag(settings, "scale"), _flag(settings, "center")
    config = {"epsilon": epsilon, "scale": scale, "center": center, "axis": axis}
    return [Piece("BatchNormalization", config, owner=settings.entry.name)]


def _activation(settings: LayerSettings, _: str) -> list[Piece]:
    return _activations(settings.need("activation"))


def _relu(settings: LayerSettings, _: str) -> list[Piece]:
    settings.refuse_other("threshold", 0.0, 0, None)
    slope = settings.number("negative_slope", 0.0) if settings.get("negative_slope") is not None else 0.0
    most = settings.get("max_value")
    if most is None:
        return _leaky(slope) if slope else _activations("relu")
    if slope or settings.number("max_value") != 6:
        raise ValueError("only a plain ReLU, a leaky one, and one that ends at 6 are known")
    return _activations("relu6")


def _leaky_relu(settings: LayerSettings, _: str) -> list[Piece]:
    return _leaky(settings.number("negative_slope" if "negative_slope" in settings.entry.config else "alpha"))


def _leaky(slope: float) -> list[Piece]:
    if not 0 <= slope <= 1:
        raise ValueError(f"its slope is {slope}; expected 0 to 1")
    return [Piece("LeakyReLU", {"negative_slope": slope})]


def _elu(settings: LayerSettings, _: str) -> list[Piece]:
    if settings.number("alpha", 1.0) != 1:
        raise ValueError("only an ELU with alpha 1 is known")
    return _activations("elu")


def _softmax(settings: LayerSettings, _: str) -> list[Piece]:
    settings.refuse_other("axis", -1, 1)
    return _activations("softmax")


def _rescaling(settings: LayerSettings, _: str) -> list[Piece]:
    return [Piece("Rescaling", {"scale": settings.number("scale"), "offset": settings.number("offset", 0.0)})]


_TRANSLATORS: Mapping[str, Callable[[LayerSettings, str], list[Piece]]] = {
    "Activation": _activation,
    "AveragePooling2D": _pooling,
    "BatchNormalization": _batch_normalization,
    "Conv2D": _convolution,
    "Dense": _dense,
    "Dropout": _dropout,
    "ELU": _elu,
    "Flatten": _flatten,
    "GlobalAveragePooling2D": _global_pooling,
    "LeakyReLU": _leaky_relu,
    "MaxPooling2D": _pooling,
    "ReLU": _relu,
    "Rescaling": _rescaling,
    "Reshape": _reshape,
    "Softmax": _softmax,
    "ZeroPadding2D": _zero_padding,
}

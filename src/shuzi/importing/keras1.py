"""Keras 1's names for layers, settings and arrays, in the words of Keras 2.

Source: `keras/layers`, `keras/backend/theano_backend.py` and `keras/engine/topology.py` of Keras 1.2.2; what Keras 2's
`preprocess_weights_for_loading` makes of such files is the same.
"""

import re
from typing import Any

from shuzi.errors import ArchitectureError
from shuzi.importing.chain import Entry

_CLASSES = {"Convolution2D": "Conv2D"}
KERAS1_CLASSES = frozenset(_CLASSES)

_SETTINGS = {
    "W_constraint": "kernel_constraint",
    "W_regularizer": "kernel_regularizer",
    "b_constraint": "bias_constraint",
    "b_regularizer": "bias_regularizer",
    "bias": "use_bias",
    "border_mode": "padding",
    "dim_ordering": "data_format",
    "init": "kernel_initializer",
    "nb_filter": "filters",
    "output_dim": "units",
    "p": "rate",
    "sigma": "stddev",
    "subsample": "strides",
}
_DATA_FORMATS = {"th": "channels_first", "tf": "channels_last"}

_ARRAYS = {
    "W": "kernel",
    "b": "bias",
    "beta": "beta",
    "gamma": "gamma",
    "running_mean": "moving_mean",
    "running_std": "moving_variance",  # a variance in spite of its name
}
_ARRAY = re.compile(rf".+_({'|'.join(_ARRAYS)})(?:_\d+)?(:0)?")


def modernised(entry: Entry, *, source: str) -> Entry:
    """Return a layer by the names of Keras 2; one that has no older name in it as it is.

    Raises:
        ArchitectureError: a setting stands there by both names, is missing or has no counterpart.
    """
    try:
        return _modernised(entry)
    except ValueError as error:
        raise ArchitectureError(
            f"{source}: the {entry.kind[:60]} layer {entry.name!r} cannot be taken over: {error}."
        ) from None


def _modernised(entry: Entry) -> Entry:
    config = dict(entry.config)
    if entry.kind == "ZeroPadding2D":  # it says nothing else, not even its dim_ordering
        config["padding"] = _padding(config.get("padding"))
    old = [name for name in _SETTINGS if name in config]
    if entry.kind not in KERAS1_CLASSES and not old and "mode" not in config:
        return entry._replace(config=config)
    for name in old:
        _set(config, _SETTINGS[name], config.pop(name))
    if "data_format" in config:
        config["data_format"] = _DATA_FORMATS.get(str(config["data_format"]), config["data_format"])
    if entry.kind == "Convolution2D":
        _set(config, "kernel_size", [config.pop("nb_row", None), config.pop("nb_col", None)])
    if entry.kind == "Dense":
        config.pop("input_dim", None)  # said by the input's shape too
    if entry.kind == "BatchNormalization" and config.pop("mode", 0) != 0:
        raise ValueError("its mode is not 0; only a normalisation by the moving mean and variance is known")
    return Entry(_CLASSES.get(entry.kind, entry.kind), entry.name, config)


def array_name(name: str) -> tuple[str, bool] | None:
    """Return Keras 2's name of an array, and whether Theano wrote it; None if the name is not one of Keras 1's.

    TensorFlow ends every name in `:0`, Theano none; nothing else in a file of Keras 1 tells them apart.
    """
    match = _ARRAY.fullmatch(name)
    return (_ARRAYS[match[1]], match[2] is None) if match else None


def _set(config: dict[str, Any], name: str, value: Any) -> None:
    if name in config:
        raise ValueError(f"it gives its {name} twice, by Keras 1's name and by Keras 2's")
    config[name] = value


def _padding(padding: Any) -> Any:
    """Return [[top, bottom], [left, right]] of Keras 1's (rows, columns), or its four numbers in this order."""
    if isinstance(padding, list) and len(padding) in (2, 4) and all(type(side) is int for side in padding):
        rows, columns = (padding[:2], padding[2:]) if len(padding) == 4 else ([padding[0]] * 2, [padding[1]] * 2)
        return [rows, columns]
    return padding

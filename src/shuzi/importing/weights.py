"""Which array of a weights file belongs to which layer.

Keras up to 2.15 (and every whole-model `.h5`) keeps a group for each layer, by its name, with arrays by theirs, which
in Keras 1 begin with the layer's name. Keras 3 keeps `layers/conv2d_1/vars/0`, where the names count layers of a class.
Neither lists of names in the file nor its order are believed; names and shapes must fit.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from shuzi.errors import ModelFileError
from shuzi.importing.hdf5_file import Hdf5File, Stored
from shuzi.importing.keras1 import array_name
from shuzi.importing.translate import CHANNELS_FIRST
from shuzi.network.layout import Array, convolution_to_keras

_NUMBERED_FOLDERS = ("layers", "_layer_checkpoint_dependencies")
"""Of Keras 3, and of the `.keras` files of Keras 2.12 to 2.15."""

_LARGEST_WEIGHT = 1e9
"""No training ends there, but a flipped bit of an exponent does, and answers then in infinite numbers. Set by hand."""

_GROUP_OF_WHOLE_MODEL = "model_weights"

_CLASS_NAMES = {
    "BatchNormalization": ("batch_normalization", "batchnormalization"),
    "Conv2D": ("conv2d", "convolution2d"),
    "Dense": ("dense",),
}
"""What Keras calls layers of a class that nobody named, now and in Keras 1."""


class WeightedLayer(NamedTuple):
    """A layer that has weights."""

    owner: str
    """Its name in the description."""
    kind: str
    shapes: Mapping[str, tuple[int, ...]]
    """Of its arrays, by name, in Keras's order."""
    layout: str
    """Of the network in the file."""


def read_hdf5_weights(
    file: Hdf5File, wanted: Sequence[WeightedLayer], *, theano: bool, source: str
) -> dict[str, dict[str, Array]]:
    """Return every layer's arrays by the layer's name and the array's.

    Args:
        file: the weights, or a whole model.
        wanted: the layers that have weights, in order.
        theano: whether the file says that Keras computed with Theano, which turns kernels round.
        source: the name of the file, for error messages.
    Raises:
        ModelFileError: a group or an array is missing, left over, of the wrong shape or not finite.
    """
    numbered = next((folder for folder in _NUMBERED_FOLDERS if file.has(folder)), None)
    top = _GROUP_OF_WHOLE_MODEL if file.has(_GROUP_OF_WHOLE_MODEL) else "/"
    top = numbered or top
    stored = {group: file.arrays(f"{top}/{group}") for group in file.groups(top)}
    stored = {group: arrays for group, arrays in stored.items() if arrays}
    if len(stored) != len(wanted):
        raise ModelFileError(
            f"{source} holds weights of {len(stored)} layers ({', '.join(sorted(stored))[:200]}); "
            f"its description has {len(wanted)} with weights. The two files do not belong together."
        )
    groups = _pairs(wanted, sorted(stored), by_name=numbered is None, source=source)
    weights = {}
    for layer, group in zip(wanted, groups, strict=True):
        arrays = _named(stored[group], layer, numbered=numbered is not None)
        if sorted(arrays) != sorted(layer.shapes) or len(arrays) != len(stored[group]):
            raise ModelFileError(
                f"{source}: {group} holds {', '.join(sorted(arrays))[:200]}; the {layer.kind} layer {layer.owner!r} "
                f"needs {', '.join(layer.shapes)}. The two files do not belong together."
            )
        old = [named for path in stored[group] if (named := array_name(path.split("/")[-1])) is not None]
        how = bool(old) and layer.layout == CHANNELS_FIRST, theano or any(by_theano for _, by_theano in old)
        weights[layer.owner] = {name: _read(file, arrays[name], shape, *how) for name, shape in layer.shapes.items()}
        for name, array in weights[layer.owner].items():
            # The largest is looked for on either side of 0, since the absolute values would be a copy.
            if name != "moving_variance" and max(-array.min(), array.max()) > _LARGEST_WEIGHT:
                raise ModelFileError(
                    f"{source}: {group} holds the weight {max(array.min(), array.max(), key=abs):.1e}; expected up to "
                    f"{_LARGEST_WEIGHT:.0e}. The file is damaged."
                )
        if "moving_variance" in weights[layer.owner] and weights[layer.owner]["moving_variance"].min() < 0:
            raise ModelFileError(f"{source}: {group} holds a variance below 0; the file is damaged.")
    return weights


def _pairs(wanted: Sequence[WeightedLayer], groups: list[str], *, by_name: bool, source: str) -> list[str]:
    """Return the group of each layer: the one of its name, or the one with the same place among those of its kind."""
    if by_name and groups == sorted(layer.owner for layer in wanted):
        return [layer.owner for layer in wanted]
    by_kind: dict[str, list[str]] = defaultdict(list)
    for group in sorted(groups, key=_number):
        by_kind[re.sub(r"_\d+$", "", group)].append(group)
    try:
        in_order = [
            next(by_kind[name] for name in _CLASS_NAMES[layer.kind] if by_kind[name]).pop(0) for layer in wanted
        ]
    except (LookupError, StopIteration):
        raise ModelFileError(
            f"{source} holds weights of {', '.join(groups)[:200]}; the description's layers with weights are "
            f"{', '.join(layer.owner for layer in wanted)[:200]}. The two files do not belong together."
        ) from None
    return in_order


def _number(group: str) -> int:
    digits = re.search(r"_(\d{1,6})$", group)
    return int(digits[1]) if digits else 0


def _named(arrays: dict[str, Stored], layer: WeightedLayer, *, numbered: bool) -> dict[str, Stored]:
    """Return a layer's arrays by the names that Keras gives them in memory."""
    if numbered:
        names = {f"vars/{number}": name for number, name in enumerate(layer.shapes)}
        return {names.get(path, path): array for path, array in arrays.items()}
    named = {}
    for path, array in arrays.items():
        name = path.split("/")[-1]
        old = array_name(name)
        named[name.removesuffix(":0") if old is None else old[0]] = array
    return named


def _read(file: Hdf5File, stored: Stored, shape: tuple[int, ...], filters_first: bool, turned: bool) -> Array:  # noqa: FBT001
    """Return an array as today's Keras keeps it; only kernels of convolutions lie otherwise.

    Args:
        file: that it is in.
        stored: the array.
        shape: that today's Keras gives it.
        filters_first: whether kernels are (filters, channels, rows, columns), as in Keras 1 where channels come first.
        turned: whether by 180 degrees: Theano's convolutions read kernels from their last pixel to their first.
    """
    if len(shape) != 4:
        return file.read(stored, shape)
    rows, columns, channels, filters = shape
    if filters_first:
        kernel = convolution_to_keras(file.read(stored, (filters, channels, rows, columns)))
    else:
        kernel = file.read(stored, shape)
    return np.ascontiguousarray(kernel[::-1, ::-1] if turned else kernel)  # (rows, columns, channels, filters)

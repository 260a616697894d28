"""Several networks of one shape as one straight chain whose logits are the mean of theirs.

They stand side by side: the first convolution's filters are those of all members one behind the other, each later
convolution has a group for every member, and the last layer's rows stand as the flattened maps of all lie.
"""

from collections.abc import Sequence

import numpy as np

from shuzi.errors import ArchitectureError
from shuzi.network.architecture import Architecture, Config, chain
from shuzi.network.layout import Array, LayerWeights

_SAME = ("AveragePooling2D", "Dropout", "Flatten", "MaxPooling2D")
"""Layers that do the same to every map, or nothing in use."""


def join(architecture: Architecture, members: Sequence[LayerWeights]) -> tuple[Architecture, dict[str, list[Array]]]:
    """Return one network whose logits are the mean of the members' logits, with the names of the members' layers.

    Args:
        architecture: of each member: ungrouped convolutions, poolings and ReLUs, a flattening, one dense layer and a
            softmax.
        members: their weights, one or more.
    Raises:
        ArchitectureError: the network has other layers, such as a hidden dense one, or is too large together.
    """
    _check(architecture)
    count = len(members)
    entries: list[tuple[str, Config]] = [
        ("InputLayer", {"batch_shape": [None, *architecture.input_shape], "name": "images"})
    ]
    weights: dict[str, list[Array]] = {}
    for layer in architecture.layers:
        config = layer.config
        arrays = [member.get(layer.name, ()) for member in members]
        if layer.kind == "Conv2D":
            groups = 1 if layer is architecture.layers[0] else count
            config = {**config, "filters": count * int(config["filters"]), "groups": groups}
            # Of the kernel (rows, columns, channels of a group, members × filters), of the bias (members × filters,).
            weights[layer.name] = [np.concatenate(parts, axis=-1) for parts in zip(*arrays, strict=True)]
        elif layer.kind == "Dense":
            kernels, *biases = zip(*arrays, strict=True)
            maps = next(flat.input_shape for flat in architecture.layers if flat.kind == "Flatten")
            weights[layer.name] = [_rows(kernels, maps), *(_mean(bias) for bias in biases)]
        entries.append((layer.kind, config))
    return chain(f"{architecture.name}_{count}", entries, source="the committee"), weights


def _check(architecture: Architecture) -> None:
    layers = architecture.layers
    joinable = all(
        layer.kind in _SAME
        or (layer.kind == "Conv2D" and layer.config.get("groups", 1) == 1)
        or (layer.kind == "Activation" and layer.config["activation"] == "relu")
        for layer in layers[:-2]
    )
    kinds = [layer.kind for layer in layers]
    maps = kinds.count("Flatten") == 1 and len(layers[kinds.index("Flatten")].input_shape) == 3
    if not joinable or not maps or kinds[:1] != ["Conv2D"] or kinds[-2:] != ["Dense", "Activation"]:
        raise ArchitectureError(
            f"networks of the layers {', '.join(kinds)[:200]} cannot be joined; expected convolutions, poolings and "
            "ReLUs, a flattening, and one dense layer with a softmax, as of the recipe `best`."
        )


def _rows(kernels: Sequence[Array], maps: tuple[int, ...]) -> Array:
    """Return the kernel that reads all members' flattened maps at once, divided by their number.

    Args:
        kernels: each (rows × columns × channels, classes), place by place.
        maps: (rows, columns, channels) of one member.
    """
    apart = [kernel.reshape(*maps, -1).astype(np.float64) for kernel in kernels]  # (rows, columns, channels, classes)
    joined = np.concatenate(apart, axis=2) / len(kernels)  # (rows, columns, members × channels, classes)
    return joined.reshape(-1, joined.shape[-1]).astype(np.float32)  # (rows × columns × members × channels, classes)


def _mean(biases: Sequence[Array]) -> Array:
    return np.asarray(np.mean(np.stack(biases).astype(np.float64), axis=0), np.float32)  # (classes,)

"""A network out of a stranger's files: shuzi's own layers, and weights in their order."""

import hashlib
import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shuzi.errors import ArchitectureError
from shuzi.importing.chain import PASSED_OVER, layer_chain
from shuzi.importing.container import Parts, open_parts
from shuzi.importing.ending import with_softmax
from shuzi.importing.input_image import check_image, input_sizes, layout_of, with_image
from shuzi.importing.keras1 import modernised
from shuzi.importing.strict_json import check_classes, parse_strict
from shuzi.importing.translate import CHANNELS_FIRST, Piece, known_layers, translate
from shuzi.importing.weights import WeightedLayer, read_hdf5_weights
from shuzi.network.architecture import (
    MOST_CLASSES,
    MOST_MULTIPLICATIONS,
    MOST_PARAMETERS,
    MOST_VALUES,
    Architecture,
    Config,
    Layer,
    chain,
)
from shuzi.network.layout import LayerWeights, flattened_maps, rows_to_keras, weight_shapes

_NAMES = {
    "AveragePooling2D": "mean_pool",
    "BatchNormalization": "batch_norm",
    "Conv2D": "conv",
    "Dense": "dense",
    "Dropout": "dropout",
    "Flatten": "flatten",
    "GlobalAveragePooling2D": "mean",
    "LeakyReLU": "leaky_relu",
    "MaxPooling2D": "pool",
    "Rescaling": "rescaling",
    "ZeroPadding2D": "pad",
}
"""As shuzi's own networks name their layers; the file's names could say anything."""


@dataclass(frozen=True)
class Network:
    """What a model's files describe, ready to be built."""

    architecture: Architecture
    weights: LayerWeights
    files: dict[str, str]
    """SHA-256 of the files that were read, by name."""
    keras_version: str | None
    """That wrote them, if they say so."""
    softmax_added: bool
    """The file's network does not end in a softmax."""
    left_out: tuple[Piece, ...]
    """Activations behind the last layer of the file's network, in order, that never change which class is first."""
    passed_over: tuple[str, ...]
    """Kinds of layers in the file that do nothing when a network answers."""


def read_network(model: Path, weights: Path | None = None) -> Network:
    """Return the network in a Keras model's files, of Keras 1 to 3, after checking all of it.

    Args:
        model: a whole model (`.keras` or `.h5`), or the JSON of its layers.
        weights: the HDF5 file of its weights, if `model` is JSON.
    Raises:
        ModelFileError: a file that cannot be read, or that is not safe to read.
        ArchitectureError: layers that are not known, do not fit or are too large.
    """
    parts = open_parts(model, weights)
    text = parse_strict(parts.description, source=parts.described_in)
    network, pieces = _described(text, parts.described_in)
    return replace(
        network,
        weights=_weights(network.architecture, pieces, parts, _backend(text, parts)),
        files={name: hashlib.sha256(content).hexdigest() for name, content in parts.files.items()},
        keras_version=_keras_version(text, parts),
    )


def describe(content: bytes, *, source: str) -> Architecture:
    """Return the layers that the JSON of a model of any Keras describes, by shuzi's names.

    Raises:
        ArchitectureError: it is none, or holds layers that are not known, do not fit or are too large.
    """
    network, _ = _described(parse_strict(content, source=source), source)
    architecture = network.architecture
    if not network.softmax_added:
        return architecture
    shape = architecture.layers[-1].output_shape
    ends = [Layer(end.function, end.kind, end.config, shape, shape, 0) for end in network.left_out]
    return replace(architecture, layers=(*architecture.layers[:-1], *ends))


def _described(described: dict[str, Any], source: str) -> tuple[Network, list[Piece]]:
    """Return the network without its weights, and what each layer is in the file."""
    without_training = {name: part for name, part in described.items() if name != "compile_config"}
    check_classes(without_training, known_layers(), source=source)
    entries = [modernised(entry, source=source) for entry in layer_chain(described, source=source)]
    layout = layout_of(entries, source)
    sizes, entries = input_sizes(entries, source)
    pieces = [piece for entry in entries for piece in translate(entry, layout=layout, source=source)]
    shape, pieces = with_image(sizes, pieces, layout=layout, source=source)
    check_image(shape, source)
    pieces = [_with_last_axis(piece, number, pieces, layout, source) for number, piece in enumerate(pieces)]
    pieces, softmax_added, left_out = with_softmax(pieces, source)
    listed: list[tuple[str, Config]] = [("InputLayer", {"batch_shape": [None, *shape], "name": "images"})]
    listed += [
        (piece.kind, {"name": name, **piece.config}) for name, piece in zip(_layer_names(pieces), pieces, strict=True)
    ]
    architecture = chain("imported", listed, source=source)
    _check_size(architecture, source)
    passed_over = dict.fromkeys(entry.kind for entry in entries if entry.kind in PASSED_OVER)
    return Network(architecture, {}, {}, None, softmax_added, left_out, tuple(passed_over)), pieces


def rescaled(network: Network, scale: float, offset: float) -> Network:
    """Return the network behind a layer that turns pixels from 0 to 255 into `pixel × scale + offset`."""
    old = network.architecture
    shape = old.input_shape
    layer = Layer("pixels_to_inputs", "Rescaling", {"scale": scale, "offset": offset}, shape, shape, 0)
    return replace(network, architecture=replace(old, layers=(layer, *old.layers)))


def _with_last_axis(piece: Piece, number: int, pieces: list[Piece], layout: str, source: str) -> Piece:
    """Return a batch normalisation without its axis, once it is sure that it is the one of the channels."""
    if piece.kind != "BatchNormalization":
        return piece
    config = dict(piece.config)
    axis = config.pop("axis")
    flat = any(before.kind in ("Flatten", "GlobalAveragePooling2D") for before in pieces[:number])
    expected = (-1, 1) if flat else ((-3, 1) if layout == CHANNELS_FIRST else (-1, 3))
    if axis not in expected:
        raise ArchitectureError(
            f"{source}: the BatchNormalization layer {piece.owner!r} works along axis {axis}; "
            f"expected the axis of the channels, {expected[1]}."
        )
    return replace(piece, config=config)


def _layer_names(pieces: list[Piece]) -> list[str]:
    """Return `conv_1`, `relu_1` and so on; without a number where there is only one of a flatten, mean or softmax."""
    numbers: Counter[str] = Counter()
    names = []
    for piece in pieces:
        kind = str(piece.config["activation"]) if piece.kind == "Activation" else _NAMES[piece.kind]
        numbers[kind] += 1
        alone = kind in ("flatten", "mean", "softmax") and numbers[kind] == 1
        names.append(kind if alone else f"{kind}_{numbers[kind]}")
    return names


def _check_size(architecture: Architecture, source: str) -> None:
    if architecture.parameters > MOST_PARAMETERS:
        raise ArchitectureError(
            f"{source} describes {architecture.parameters:,} parameters; shuzi opens up to {MOST_PARAMETERS:,}."
        )
    values = max(math.prod(layer.output_shape) for layer in architecture.layers)
    multiplications = sum(_multiplications(layer) for layer in architecture.layers)
    if values > MOST_VALUES or multiplications > MOST_MULTIPLICATIONS:
        raise ArchitectureError(
            f"{source} describes a network that computes {multiplications:,} products and up to {values:,} values in a "
            f"layer for one image; shuzi opens up to {MOST_MULTIPLICATIONS:,} and {MOST_VALUES:,}."
        )
    classes = architecture.layers[-1].output_shape[-1]
    if not 2 <= classes <= MOST_CLASSES:
        raise ArchitectureError(f"{source} tells {classes:,} classes apart; shuzi opens 2 to {MOST_CLASSES:,}.")


def _multiplications(layer: Layer) -> int:
    places = math.prod(layer.output_shape[:-1]) if layer.kind == "Conv2D" else 1
    return layer.parameters * places


def _weights(architecture: Architecture, pieces: list[Piece], parts: Parts, backend: str | None) -> LayerWeights:
    layers = [
        (layer, piece) for layer, piece in zip(architecture.layers, pieces, strict=True) if piece.owner is not None
    ]
    wanted = [
        WeightedLayer(str(piece.owner), layer.kind, weight_shapes(layer), piece.layout) for layer, piece in layers
    ]
    if len({layer.owner for layer in wanted}) != len(wanted):
        raise ArchitectureError(f"{parts.described_in} gives two layers one name; expected a name for each.")
    stored = read_hdf5_weights(parts.weights, wanted, theano=backend == "theano", source=parts.weights_in)
    flattened = [
        piece.layout
        for layer, piece in zip(architecture.layers, pieces, strict=True)
        if layer.kind == "Flatten" and len(layer.input_shape) == 3
    ]
    maps = flattened_maps(architecture.layers) if CHANNELS_FIRST in flattened else {}
    return {
        layer.name: [
            array if name == "bias" else rows_to_keras(array, maps.get(layer.name))
            for name, array in stored[str(piece.owner)].items()
        ]
        for layer, piece in layers
    }


def _backend(described: dict[str, Any], parts: Parts) -> str | None:
    """Return what computed for the Keras that wrote the weights, if the files say so; Keras 1's do not."""
    backend = parts.weights.text("backend")
    return str(described.get("backend")) if backend is None else backend.decode(errors="replace")


def _keras_version(described: dict[str, Any], parts: Parts) -> str | None:
    version: Any = described.get("keras_version")
    if version is None:
        version = (parts.weights.text("keras_version") or b"").decode(errors="replace") or None
    return version if isinstance(version, str) and re.fullmatch(r"[\w.+-]{1,40}", version) else None

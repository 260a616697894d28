"""Keras's own files of a network, written without Keras, whose start alone takes seconds and half a gigabyte.

What is in them is little: names, numbers and arrays. Tests have Keras open them, and compare them with what it writes.
"""

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from shuzi.network.architecture import Architecture, Layer
from shuzi.network.layout import LayerWeights
from shuzi.store.folder import ARCHITECTURE, MODEL_KERAS, WEIGHTS

SETTINGS: dict[str, tuple[str, ...]] = {
    "Activation": ("activation",),
    "AveragePooling2D": ("pool_size", "strides", "padding"),
    "BatchNormalization": ("epsilon", "center", "scale"),
    "Conv2D": ("filters", "kernel_size", "strides", "padding", "groups", "use_bias"),
    "Dense": ("units", "use_bias"),
    "Dropout": ("rate",),
    "Flatten": (),
    "GlobalAveragePooling2D": (),
    "LeakyReLU": ("negative_slope",),
    "MaxPooling2D": ("pool_size", "strides", "padding"),
    "Rescaling": ("scale", "offset"),
    "ZeroPadding2D": ("padding",),
}
"""The layers that Keras is given, each with the settings that have a part in answering."""

_FORM = "3.15.1"
"""The Keras whose form this is."""


def write_keras_files(architecture: Architecture, weights: LayerWeights, folder: Path) -> None:
    """Write `model.keras`, and the note's two files, `architecture.json` and `model.weights.h5`, for Keras 3.

    Args:
        architecture: layers without activations inside.
        weights: every layer's arrays in Keras's order, by the layer's name.
        folder: where to.
    """
    described = _described(architecture)
    (folder / ARCHITECTURE).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    arrays = _stored(architecture, weights)
    (folder / WEIGHTS).write_bytes(arrays)
    with zipfile.ZipFile(folder / MODEL_KERAS, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": _FORM}))
        archive.writestr("config.json", json.dumps(described))
        archive.writestr("model.weights.h5", arrays)


def _described(architecture: Architecture) -> dict[str, Any]:
    shape = [None, *architecture.input_shape]
    input_entry = _entry("InputLayer", {"batch_shape": shape, "dtype": "float32", "name": "images"})
    layers = [input_entry, *map(_layer, architecture.layers)]
    config = {"name": architecture.name, "trainable": True, "layers": layers, "build_input_shape": shape}
    return {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None}


def _layer(layer: Layer) -> dict[str, Any]:
    settings = {name: layer.config[name] for name in SETTINGS[layer.kind] if name in layer.config}
    entry = _entry(layer.kind, {"name": layer.name, "trainable": True, "dtype": "float32", **settings})
    return {**entry, "build_config": {"input_shape": [None, *layer.input_shape]}}


def _entry(kind: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None}


def _stored(architecture: Architecture, weights: LayerWeights) -> bytes:
    """Return the content of an HDF5 file in which Keras finds the arrays: by kind of layer, then by number."""
    content, numbers = io.BytesIO(), Counter[str]()
    with h5py.File(content, "w") as file:
        file.create_group("vars").attrs["name"] = architecture.name
        for layer in architecture.layers:
            kind = _snake_case(layer.kind)
            place = kind if not numbers[kind] else f"{kind}_{numbers[kind]}"
            numbers[kind] += 1
            group = file.create_group(f"layers/{place}/vars")
            group.attrs["name"] = layer.name
            for number, array in enumerate(weights.get(layer.name, ())):
                group.create_dataset(str(number), data=np.asarray(array, np.float32))
    return content.getvalue()


def _snake_case(kind: str) -> str:
    """Return `max_pooling2d` for `MaxPooling2D`, as Keras turns names of classes into names of groups."""
    apart = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", apart).lower()

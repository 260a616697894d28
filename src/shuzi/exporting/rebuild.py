"""Build a Keras model from shuzi's own list of layers, without Keras's own loading, which can run programs."""

import math

import keras
import numpy as np

from shuzi.errors import ArchitectureError
from shuzi.exporting.keras_files import SETTINGS
from shuzi.importing.translate import ACTIVATIONS
from shuzi.machine import quiet_libraries
from shuzi.network.architecture import Architecture, Layer
from shuzi.network.layout import LayerWeights


def rebuild(architecture: Architecture, weights: LayerWeights) -> keras.Model:
    """Return the network as a Keras model that computes in float32.

    Args:
        architecture: layers without activations inside.
        weights: every layer's arrays in Keras's order, by the layer's name.
    Raises:
        ArchitectureError: a layer that is not on the list.
    """
    layers = [keras.Input(architecture.input_shape, name="images")]
    for layer in architecture.layers:
        if layer.kind not in SETTINGS or (
            layer.config.get("activation", "linear") != "linear" and layer.kind != "Activation"
        ):
            raise ArchitectureError(
                f"the {layer.kind} layer {layer.name} cannot be built; expected {', '.join(SETTINGS)}, each without an "
                "activation inside."
            )
        layers.append(_built(layer))
    model = keras.Sequential(layers, name=architecture.name)
    for name, arrays in weights.items():
        model.get_layer(name).set_weights(list(arrays))
    if any(layer.config.get("groups", 1) > 1 for layer in architecture.layers):
        with quiet_libraries():  # TensorFlow compiles such layers for a CPU, and the compiler tells of itself once
            model(np.zeros((1, *architecture.input_shape), np.float32))
    return model


def _built(layer: Layer) -> keras.Layer:
    build = getattr(keras.layers, layer.kind)
    settings = {name: layer.config[name] for name in SETTINGS[layer.kind] if name in layer.config}
    try:
        # Keras builds whatever an object describes; none of these settings is one.
        if not all(map(_is_plain, settings.values())) or settings.get("activation", "linear") not in ACTIVATIONS:
            raise ValueError(f"its settings are {ascii(settings)[:200]}")
        return build(name=layer.name, dtype="float32", **settings)
    except (ValueError, TypeError, LookupError) as error:
        reason = "".join(letter if letter.isprintable() else " " for letter in str(error))[:300]
        raise ArchitectureError(f"the {layer.kind} layer {layer.name} cannot be built: {reason}.") from None


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return len(value) <= 2 and all(isinstance(item, int) or _is_plain(item) for item in value)
    return isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value))

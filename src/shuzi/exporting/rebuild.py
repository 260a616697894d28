"""Build a Keras model from shuzi's own list of layers, without Keras's own loading, which can run programs."""

from collections.abc import Mapping, Sequence

import keras
import numpy as np
import numpy.typing as npt

from shuzi.errors import ArchitectureError
from shuzi.network.architecture import Architecture

# Each class with the settings that are handed on; whatever else a description says has no part in answering.
_CLASSES = {
    "Activation": (keras.layers.Activation, ("activation",)),
    "AveragePooling2D": (keras.layers.AveragePooling2D, ("pool_size", "strides", "padding")),
    "BatchNormalization": (keras.layers.BatchNormalization, ("epsilon", "center", "scale")),
    "Conv2D": (keras.layers.Conv2D, ("filters", "kernel_size", "strides", "padding", "use_bias")),
    "Dense": (keras.layers.Dense, ("units", "use_bias")),
    "Dropout": (keras.layers.Dropout, ("rate",)),
    "Flatten": (keras.layers.Flatten, ()),
    "GlobalAveragePooling2D": (keras.layers.GlobalAveragePooling2D, ()),
    "LeakyReLU": (keras.layers.LeakyReLU, ("negative_slope",)),
    "MaxPooling2D": (keras.layers.MaxPooling2D, ("pool_size", "strides", "padding")),
    "Rescaling": (keras.layers.Rescaling, ("scale", "offset")),
    "ZeroPadding2D": (keras.layers.ZeroPadding2D, ("padding",)),
}


def rebuild(architecture: Architecture, weights: Mapping[str, Sequence[npt.NDArray[np.float32]]]) -> keras.Model:
    """Return the network as a Keras model that computes in float32.

    Args:
        architecture: layers without activations inside.
        weights: every layer's arrays in Keras's order, by the layer's name.
    Raises:
        ArchitectureError: a layer that is not on the list.
    """
    layers = [keras.Input(architecture.input_shape, name="images")]
    for layer in architecture.layers:
        if layer.kind not in _CLASSES or (
            layer.config.get("activation", "linear") != "linear" and layer.kind != "Activation"
        ):
            raise ArchitectureError(
                f"the {layer.kind} layer {layer.name} cannot be built; expected {', '.join(_CLASSES)}, each without an "
                "activation inside."
            )
        build, names = _CLASSES[layer.kind]
        settings = {name: layer.config[name] for name in names if name in layer.config}
        layers.append(build(name=layer.name, dtype="float32", **settings))
    model = keras.Sequential(layers, name=architecture.name)
    for name, arrays in weights.items():
        model.get_layer(name).set_weights(list(arrays))
    return model

"""The network of a run, layers and weights, out of its ONNX file; neither Keras nor its files are needed."""

from pathlib import Path
from typing import NamedTuple

from shuzi.errors import ExportError
from shuzi.network.architecture import Architecture
from shuzi.network.graph import read_onnx_weights
from shuzi.network.layout import LayerWeights, flattened_maps, weight_shapes, weights_to_keras
from shuzi.store.folder import MODEL_ONNX
from shuzi.store.saved_layers import read_architecture


class TrainedNetwork(NamedTuple):
    """What a run's files say of its network."""

    architecture: Architecture
    weights: LayerWeights


def read_trained_network(run: Path) -> TrainedNetwork:
    """Return the network of a run, the weights the same to the bit as in its ONNX file.

    Args:
        run: the folder of a run whose digests were checked.
    Raises:
        ExportError: the ONNX file is not that of the layers beside it.
    """
    architecture = read_architecture(run)
    stored = read_onnx_weights((run / MODEL_ONNX).read_bytes())
    maps = flattened_maps(architecture.layers)
    try:
        weights = {
            layer.name: weights_to_keras(stored, layer, maps.get(layer.name))
            for layer in architecture.layers
            if weight_shapes(layer)
        }
    except LookupError as error:
        raise ExportError(
            f"{run / MODEL_ONNX} has no weights {error}; it is not the run's. Copy the run again."
        ) from None
    except ValueError as error:
        raise ExportError(
            f"{run / MODEL_ONNX} has weights of other sizes: {error}; it is not the run's. Copy the run again."
        ) from None
    return TrainedNetwork(architecture, weights)

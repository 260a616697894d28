"""Networks with ordinary weights, and what Keras says of real images."""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from shuzi.network.classifier import Classifier
from shuzi.network.onnx_writer import export_onnx
from shuzi.recipes import find_recipe
from shuzi.training.folding import fold
from shuzi.training.networks import build_note_cnn

Export = Callable[[keras.Model], Classifier]


@pytest.fixture(scope="session")
def model() -> keras.Model:
    """The note's network as training leaves it: biases that are not 0, and a softmax that is not saturated."""
    network, random = build_note_cnn(seed=5), np.random.default_rng(5)
    for layer in network.layers:
        if layer.get_weights():
            kernel, bias = layer.get_weights()
            layer.set_weights([kernel, random.normal(0, 0.1, bias.shape)])
    return fold(network, find_recipe("quick"))


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Writes a network and reads it again."""

    def write(network: keras.Model) -> Classifier:
        export_onnx(network, tmp_path / "model.onnx")
        return Classifier(tmp_path / "model.onnx")

    return write

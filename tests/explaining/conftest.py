"""Networks that a test can look into, beside the Keras models that they were written from."""

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest

import shuzi
from shuzi.digits import Split
from shuzi.network.onnx_writer import export_onnx
from shuzi.store.folder import finish_run
from shuzi.store.model import Model
from shuzi.training.networks import build_network


def write(network: keras.Model, folder: Path) -> Model:
    """The network as a run has it; it looks at pixels from 0 to 255."""
    export_onnx(network, folder / "model.onnx")
    (folder / "architecture.json").write_text(network.to_json(), encoding="utf-8")
    finish_run(folder, dataclasses.replace(shuzi.load().card, files={}, golden_logits=None))
    return shuzi.load(folder)


def with_biases(network: keras.Model, *, scale: float = 1 / 255) -> keras.Model:
    """The network with biases that are not 0 and a first layer that expects pixels up to 255."""
    random = np.random.default_rng(7)
    first = True
    for layer in network.layers:
        if layer.get_weights():
            kernel, bias = layer.get_weights()
            layer.set_weights([kernel * (scale if first else 1), random.normal(0, 0.1, bias.shape)])
            first = False
    return network


@pytest.fixture(scope="session")
def note(tmp_path_factory) -> tuple[keras.Model, Model]:
    """The note's network: padded convolutions, and a hidden layer."""
    network = with_biases(build_network("note", seed=2))
    return network, write(network, tmp_path_factory.mktemp("note"))


@pytest.fixture(scope="session")
def best(tmp_path_factory) -> tuple[keras.Model, Model]:
    """The recipe best's network: no padding at first, convolutions without pooling, no hidden layer."""
    network = with_biases(build_network("best", seed=2))
    return network, write(network, tmp_path_factory.mktemp("best"))


@pytest.fixture(scope="session")
def shipped() -> Model:
    """The model that comes with shuzi."""
    return shuzi.load()


@pytest.fixture
def one(mnist) -> np.ndarray:
    """The note's sample, a 1."""
    return mnist.train.images[9487]


@pytest.fixture
def few(mnist) -> Split:
    """Digits to compare with."""
    return Split(mnist.train.images[:300], mnist.train.labels[:300])

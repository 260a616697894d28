"""The note's network as Keras builds it."""

import itertools
import json
from typing import Any

import keras
import numpy as np
import pytest

from shuzi.store.saved_layers import NOTE_CNN
from shuzi.training.fast_layers import FusedBatchNormalization
from shuzi.training.networks import build_network, build_note_cnn


def weights(model: keras.Model) -> np.ndarray:
    return np.concatenate([array.ravel() for array in model.get_weights()])


def without_seeds(value: Any) -> Any:
    """JSON without the random seeds of the starting weights."""
    if isinstance(value, dict):
        return {key: without_seeds(inner) for key, inner in value.items() if key != "seed"}
    return [without_seeds(inner) for inner in value] if isinstance(value, list) else value


def test_the_layers_are_the_notes():
    convolutions = ["Conv2D", "Activation", "MaxPooling2D"] * 3
    dense = ["Flatten", "Dense", "Activation", "Dense", "Activation"]
    assert [type(layer).__name__ for layer in build_note_cnn().layers] == convolutions + dense


def test_the_activations_are_relu_and_at_the_end_softmax():
    layers = [layer for layer in build_note_cnn().layers if isinstance(layer, keras.layers.Activation)]
    assert [layer.activation.__name__ for layer in layers] == ["relu"] * 4 + ["softmax"]


def test_the_shapes_are_the_notes():
    model = build_note_cnn()
    assert model.input_shape == (None, 28, 28, 1)
    shapes = [layer.output.shape[1:] for layer in model.layers if not isinstance(layer, keras.layers.Activation)]
    assert shapes == [
        *((28, 28, 32), (14, 14, 32)),
        *((14, 14, 64), (7, 7, 64)),
        *((7, 7, 128), (3, 3, 128)),
        *((1152,), (200,), (10,)),
    ]


def test_the_parameters_are_the_notes():
    model = build_note_cnn()
    counts = [layer.count_params() for layer in model.layers if layer.count_params()]
    assert counts == [320, 18_496, 73_856, 230_600, 2_010]
    assert model.count_params() == 325_282


def test_the_network_is_the_one_that_is_described_without_keras():
    described = json.loads(NOTE_CNN.read_text(encoding="utf-8"))
    assert without_seeds(described) == without_seeds(json.loads(build_note_cnn().to_json()))


def test_the_same_seed_gives_the_same_weights():
    assert np.array_equal(weights(build_note_cnn(seed=7)), weights(build_note_cnn(seed=7)))


@pytest.mark.parametrize("other", [8, None])
def test_another_seed_gives_other_weights(other):
    assert not np.array_equal(weights(build_note_cnn(seed=7)), weights(build_note_cnn(seed=other)))


def test_no_two_layers_start_from_the_same_numbers():
    kernels = [array.ravel() for array in build_note_cnn(seed=7).get_weights()[::2]]
    starts = {round(float(kernel[0] / np.abs(kernel).max()), 6) for kernel in kernels}
    assert len(starts) == 5


@pytest.mark.parametrize("name", ["note", "best"])
def test_batch_norm_changes_no_starting_kernel(name):
    kernels = []
    for batch_norm in (False, True):
        layers = build_network(name, seed=7, batch_norm=batch_norm).layers
        kernels.append([np.asarray(layer.kernel) for layer in layers if hasattr(layer, "kernel")])
    assert len(kernels[0]) == len(kernels[1])
    assert all(np.array_equal(*pair) for pair in zip(*kernels, strict=True))


@pytest.mark.parametrize("name", ["note", "best"])
def test_batch_norm_stands_before_every_relu_and_takes_the_place_of_the_bias(name):
    layers = build_network(name, batch_norm=True).layers
    for before, layer in itertools.pairwise(layers):
        relu = isinstance(layer, keras.layers.Activation) and layer.name != "softmax"
        assert isinstance(before, FusedBatchNormalization) == relu
    assert [layer.use_bias for layer in layers if hasattr(layer, "use_bias")][:-1] == [False] * (
        sum(isinstance(layer, FusedBatchNormalization) for layer in layers)
    )


def test_the_best_network_has_less_than_two_million_parameters():
    model = build_network("best")
    assert model.count_params() == 861_690
    assert model.layers[-3].output.shape[1:] == (3 * 3 * 192,)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_weights_are_float32_when_computing_in_bfloat16(batch_norm):
    model = build_note_cnn(batch_norm=batch_norm, precision="mixed_bfloat16")
    assert {array.dtype for array in model.get_weights()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_answers_are_float32_probabilities(precision, mnist):
    model = build_note_cnn(seed=1, precision=precision)
    answers = np.asarray(model(mnist.test.images[:20, :, :, None].astype(np.float32)))
    assert (answers.dtype, answers.shape) == (np.float32, (20, 10))
    assert np.allclose(answers.sum(axis=1), 1, atol=1e-5)

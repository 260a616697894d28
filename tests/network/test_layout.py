"""Where a value lies in Keras and in ONNX."""

import numpy as np
import pytest

import shuzi
from shuzi.network.layout import (
    convolution_to_keras,
    convolution_to_onnx,
    flattened_maps,
    maps_to_keras,
    onnx_weight_shapes,
    rows_to_keras,
    rows_to_onnx,
    weights_to_keras,
)

MAPS = (2, 3, 4)


def test_rows_follow_maps_as_each_side_flattens_them():
    maps = np.arange(24).reshape(MAPS)
    by_place, by_channel = maps.reshape(-1), maps.transpose(2, 0, 1).reshape(-1)
    assert np.array_equal(rows_to_onnx(by_place, MAPS), by_channel)
    assert np.array_equal(rows_to_keras(by_channel, MAPS), by_place)


def test_rows_keep_what_lies_behind_them():
    kernel = np.arange(24 * 5).reshape(24, 5)
    assert np.array_equal(rows_to_keras(rows_to_onnx(kernel, MAPS), MAPS), kernel)
    assert np.array_equal(rows_to_onnx(kernel, MAPS)[1], kernel[4])  # the second pixel's first channel


def test_rows_of_what_was_not_flattened_stay():
    rows = np.arange(5)
    assert rows_to_keras(rows, None) is rows
    assert rows_to_onnx(rows, None) is rows


def test_kernels_and_maps_go_there_and_back():
    kernel = np.arange(3 * 5 * 2 * 4).reshape(3, 5, 2, 4)
    assert convolution_to_onnx(kernel).shape == (4, 2, 3, 5)
    assert np.array_equal(convolution_to_keras(convolution_to_onnx(kernel)), kernel)
    assert maps_to_keras(np.zeros((7, 4, 2, 3))).shape == (7, 2, 3, 4)


def test_only_the_dense_layer_behind_a_flattening_has_its_rows():
    layers = shuzi.read_architecture().layers
    assert flattened_maps(layers) == {"dense_1": (3, 3, 128)}


def test_weights_of_another_size_are_refused():
    layers = shuzi.read_architecture().layers
    stored = {f"conv_1/{name}": np.zeros(shape, np.float32) for name, shape in onnx_weight_shapes(layers[0]).items()}
    assert [array.shape for array in weights_to_keras(stored, layers[0], None)] == [(3, 3, 1, 32), (32,)]
    with pytest.raises(ValueError, match="expected"):
        weights_to_keras(stored | {"conv_1/bias": np.zeros(31, np.float32)}, layers[0], None)
    with pytest.raises(LookupError):
        weights_to_keras({}, layers[0], None)

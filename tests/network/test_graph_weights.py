"""Weights are read from an ONNX file as the onnx package reads them."""

import contextlib
import random

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from shuzi.errors import RunError
from shuzi.network.graph import read_onnx_weights
from shuzi.store.model import PRETRAINED

MODEL = (PRETRAINED / "model.onnx").read_bytes()


def test_every_weight_is_the_one_that_the_onnx_package_reads():
    constants = {
        tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load_from_string(MODEL).graph.initializer
    }
    floats = {name: values for name, values in constants.items() if values.dtype == np.float32}
    found = read_onnx_weights(MODEL)
    assert found.keys() == floats.keys()
    assert all(np.array_equal(found[name], floats[name]) for name in floats)
    assert found["conv_1/kernel"].shape == (32, 1, 3, 3)


def test_numbers_that_are_kept_in_another_way_are_refused():
    model = onnx.load_from_string(MODEL)
    tensor = model.graph.initializer[1]
    tensor.float_data.extend(numpy_helper.to_array(tensor).ravel().tolist())
    tensor.ClearField("raw_data")
    with pytest.raises(RunError, match="holds 0 bytes and has the shape"):
        read_onnx_weights(model.SerializeToString())


@pytest.mark.parametrize("seed", range(20))
def test_damaged_bytes_raise_nothing_but_a_run_error(seed):
    dice = random.Random(seed)
    for _ in range(5):
        damaged = bytearray(MODEL)
        damaged[dice.randrange(3000)] = dice.randrange(256)
        with contextlib.suppress(RunError):
            read_onnx_weights(bytes(damaged))

"""Read a network's weights out of its ONNX file, without the package that writes such files."""

import math

import numpy as np
import numpy.typing as npt

from shuzi.errors import RunError
from shuzi.reading.protobuf import fields, varint

# Field numbers of ONNX's own description, onnx.proto.
_MODEL_GRAPH = 7
_GRAPH_INITIALIZER = 5
_TENSOR_DIMS = 1
_TENSOR_TYPE = 2
_TENSOR_NAME = 8
_TENSOR_RAW = 9
_FLOAT = 1


def read_weights(model: bytes) -> dict[str, npt.NDArray[np.float32]]:
    """Return every float32 constant of an ONNX model by its name, such as `conv_1/kernel`.

    Kernels have the shapes of ONNX: convolutions (filters, channels, height, width), dense layers (inputs, units).

    Raises:
        RunError: the bytes are no ONNX model, or keep their numbers in another way than shuzi writes them.
    """
    graphs = [content for number, _, content in fields(model) if number == _MODEL_GRAPH]
    tensors = [content for graph in graphs for number, _, content in fields(graph) if number == _GRAPH_INITIALIZER]
    return dict(_weights(tensor) for tensor in tensors if _is_float(tensor))


def _is_float(tensor: bytes) -> bool:
    return any(number == _TENSOR_TYPE and varint(content, 0)[0] == _FLOAT for number, _, content in fields(tensor))


def _weights(tensor: bytes) -> tuple[str, npt.NDArray[np.float32]]:
    shape: list[int] = []
    name, raw = "", b""
    for number, _, content in fields(tensor):
        if number == _TENSOR_DIMS:
            shape += _numbers(content)  # one by one, or all in one field: both are allowed
        elif number == _TENSOR_NAME:
            name = content.decode(errors="replace")
        elif number == _TENSOR_RAW:
            raw = content
    if len(raw) != 4 * math.prod(shape):
        raise RunError(
            f"the weights {name} hold {len(raw)} bytes; expected float32 of shape {shape}. Make the run again."
        )
    return name, np.frombuffer(raw, "<f4").reshape(shape)


def _numbers(content: bytes) -> list[int]:
    numbers, place = [], 0
    while place < len(content):
        number, place = varint(content, place)
        numbers.append(number)
    return numbers

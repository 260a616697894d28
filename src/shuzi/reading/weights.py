"""The weights in an ONNX file that shuzi wrote, read without the package `onnx`."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from shuzi.errors import RunError
from shuzi.reading.protobuf import fields, varint

# Field numbers of ONNX's own description, onnx.proto.
_MODEL_GRAPH = 7
_GRAPH_INITIALIZER = 5

_FLOAT = 1


def read_weights(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Return every kernel and bias by its name, such as `conv_1/kernel`.

    Kernels of convolutions are (filters, channels, height, width), those of dense layers (inputs, outputs), with the
    inputs of the first dense layer in the order (channel, row, column).

    Raises:
        RunError: the file cannot be read, or holds a tensor that is cut off.
    """
    try:
        model = path.read_bytes()
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}). Copy the whole run again.") from None
    tensors = [
        tensor
        for field, _, graph in fields(model)
        if field == _MODEL_GRAPH
        for part, _, tensor in fields(graph)
        if part == _GRAPH_INITIALIZER
    ]
    return {name: array for name, array in (_tensor(tensor, path) for tensor in tensors) if array is not None}


def _tensor(tensor: bytes, path: Path) -> tuple[str, npt.NDArray[np.float32] | None]:
    """Return a tensor's name and its values; None if they are not float32."""
    shape: list[int] = []
    kind, name, raw = 0, "", b""
    for field, whole, content in fields(tensor):
        match field:
            case 1 if content:  # packed: all sizes in one field
                shape += _packed(content)
            case 1:
                shape.append(_number(whole))
            case 2:
                kind = _number(whole)
            case 8:
                name = content.decode(errors="replace")
            case 9:
                raw = content
    if kind != _FLOAT:
        return name, None
    if len(raw) != 4 * int(np.prod(shape)):
        raise RunError(f"{path} holds {len(raw)} bytes of {name!r}; expected {shape} float32. Copy the run again.")
    return name, np.frombuffer(raw, "<f4").reshape(shape)


def _number(field: bytes) -> int:
    _, place = varint(field, 0)
    return varint(field, place)[0]


def _packed(content: bytes) -> list[int]:
    numbers, place = [], 0
    while place < len(content):
        number, place = varint(content, place)
        numbers.append(number)
    return numbers

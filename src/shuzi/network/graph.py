"""The operators, weights, input and outputs of an ONNX graph, without the package that writes such files.

The numbers of fields are those of ONNX's own description, onnx.proto.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.errors import RunError
from shuzi.network.protobuf import field, fields, varint

INPUT, LOGITS, PROBABILITIES = "images", "logits", "probabilities"
"""What shuzi's writer calls the graph's input and its last two outputs."""

MODEL_GRAPH = 7
NODE, CONSTANT, _INPUT, OUTPUT = 1, 5, 11, 12
_NODE_INPUT, _NODE_OUTPUT, NODE_OPERATOR, NODE_ATTRIBUTE = 1, 2, 4, 5
_ATTRIBUTE_NAME, ATTRIBUTE_NUMBER, _ATTRIBUTE_TEXT, ATTRIBUTE_NUMBERS = 1, 3, 4, 8
TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_RAW = 1, 2, 8, 9
VALUE_NAME, _VALUE_TYPE = 1, 2
_TYPE_TENSOR, _TENSOR_ELEMENT, _TENSOR_SHAPE, _SHAPE_AXIS = 1, 1, 2, 1
_AXIS_SIZE, _AXIS_NAME = 1, 2

_DTYPES: dict[int, np.dtype[Any]] = {1: np.dtype("<f4"), 7: np.dtype("<i8")}
"""What constants may hold, by ONNX's numbers."""
_MOST_AXES = 8
"""Of a constant; a kernel has four. Set by hand."""
_LONGEST_NAME = 300
"""Keras's own names have some twenty letters. Set by hand."""

OnnxWeights = dict[str, npt.NDArray[np.float32]]
"""Arrays with the shapes of ONNX by their names in the file, such as `conv_1/kernel`."""


class Node(NamedTuple):
    """An operator of the graph."""

    operator: str
    inputs: list[str]
    outputs: list[str]
    settings: dict[str, list[int] | str | None]
    """None is a number that is no integer."""


@dataclass(frozen=True)
class Graph:
    """What a graph computes, and with what."""

    nodes: list[Node]
    constants: dict[str, npt.NDArray[np.generic]]
    inputs: dict[str, list[int | None] | None]
    """Each input's shape; an axis of any size is None, and so is the whole shape of one that has none."""
    outputs: list[str]


def read_graph(content: bytes) -> Graph:
    """Return the parts of a graph.

    Raises:
        RunError: a name stands twice, or a constant is not stored as shuzi stores it.
    """
    graph = Graph([], {}, {}, [])
    for number, _, part in fields(content):
        if number == NODE:
            graph.nodes.append(_node(part))
        elif number == CONSTANT:
            name, values = _constant(part)
            if name in graph.constants:
                raise RunError(f"two constants are named {name[:60]!r}")
            graph.constants[name] = values
        elif number == _INPUT:
            graph.inputs[_name(_part(part, VALUE_NAME))] = _shape(part)
        elif number == OUTPUT:
            graph.outputs.append(_name(_part(part, VALUE_NAME)))
    return graph


def read_onnx_weights(model: bytes) -> OnnxWeights:
    """Return every float32 constant of an ONNX model by its name, such as `conv_1/kernel`.

    Kernels have the shapes of ONNX: convolutions (filters, channels, height, width), dense layers (inputs, units).

    Raises:
        RunError: the bytes are no ONNX model, or keep their numbers in another way than shuzi writes them.
    """
    try:
        constants = dict(_constant(part) for part in _inside(_inside([model], MODEL_GRAPH), CONSTANT))
    except RunError as error:
        raise RunError(f"a model's weights cannot be read: {error}. Make the run again.") from None
    return {name: values.view(np.float32) for name, values in constants.items() if values.dtype.kind == "f"}


def keep_outputs(model: bytes, names: Collection[str]) -> bytes:
    """Return the ONNX model without the outputs that are not in `names`.

    A run's graph announces every layer's output, so that anyone can look inside. ONNX Runtime computes and keeps what
    is announced: with all fourteen outputs it does 16 thousand images/s on 2 cores, with two of them 28 thousand.

    Raises:
        RunError: the bytes are no ONNX model.
    """

    def kept(graph: bytes) -> bytes:
        parts = fields(graph)
        return b"".join(whole for number, whole, part in parts if number != OUTPUT or _text(part, VALUE_NAME) in names)

    return b"".join(
        field(MODEL_GRAPH, kept(content)) if number == MODEL_GRAPH else whole
        for number, whole, content in fields(model)
    )


def signed(number: int) -> int:
    """Return what an unsigned 64-bit number means as a signed one."""
    return number - 2**64 if number >= 2**63 else number


def numbers(packed: bytes) -> list[int]:
    """Return signed numbers that lie one behind the other."""
    values, place = [], 0
    while place < len(packed):
        number, place = varint(packed, place)
        values.append(signed(number))
    return values


def _node(content: bytes) -> Node:
    node = Node("", [], [], {})
    for number, _, part in fields(content):
        if number == _NODE_INPUT:
            node.inputs.append(_name(part))
        elif number == _NODE_OUTPUT:
            node.outputs.append(_name(part))
        elif number == NODE_OPERATOR:
            node = node._replace(operator=part.decode(errors="replace"))
        elif number == NODE_ATTRIBUTE:
            name = _text(part, _ATTRIBUTE_NAME)
            if name in node.settings:
                raise RunError(f"an operator has two settings named {name[:60]!r}")
            node.settings[name] = _setting(part)
    return node


def _setting(content: bytes) -> list[int] | str | None:
    integers: list[int] = []
    text, whole = None, False
    for number, _, part in fields(content):
        if number in (ATTRIBUTE_NUMBER, ATTRIBUTE_NUMBERS):
            integers += numbers(part)
            whole = True
        elif number == _ATTRIBUTE_TEXT:
            text = part.decode(errors="replace")
    return integers if whole else text


def _constant(content: bytes) -> tuple[str, npt.NDArray[np.generic]]:
    shape: list[int] = []
    kind, raw = 0, b""
    for number, _, part in fields(content):
        if number == TENSOR_DIMS:
            shape += numbers(part)
        elif number == _TENSOR_TYPE:
            kind = varint(part, 0)[0]
        elif number == _TENSOR_RAW:
            raw = part
    name, dtype = _name(_part(content, _TENSOR_NAME)), _DTYPES.get(kind)
    if dtype is None or len(shape) > _MOST_AXES or min(shape, default=1) < 1:
        raise RunError(f"the constant {name[:60]!r} is of the type {kind} and the shape {str(shape)[:60]}")
    if len(raw) != math.prod(shape) * dtype.itemsize:
        raise RunError(f"the constant {name[:60]!r} holds {len(raw):,} bytes and has the shape {str(shape)[:60]}")
    return name, np.frombuffer(raw, dtype).reshape(shape)


def _shape(value: bytes) -> list[int | None] | None:
    """Return an input's shape; None if it has none or holds no float32."""
    shape: list[int | None] | None = None
    for tensor in _inside(_inside([value], _VALUE_TYPE), _TYPE_TENSOR):
        for number, _, part in fields(tensor):
            if number == _TENSOR_ELEMENT and varint(part, 0)[0] != 1:
                return None
            if number == _TENSOR_SHAPE:
                shape = [_axis(axis) for axis in _inside([part], _SHAPE_AXIS)]
    return shape


def _axis(axis: bytes) -> int | None:
    sizes = [signed(varint(part, 0)[0]) for number, _, part in fields(axis) if number == _AXIS_SIZE]
    return sizes[-1] if sizes else None


def _inside(messages: list[bytes], wanted: int) -> list[bytes]:
    return [part for message in messages for number, _, part in fields(message) if number == wanted]


def _text(content: bytes, wanted: int) -> str:
    return _part(content, wanted).decode(errors="replace")


def _part(content: bytes, wanted: int) -> bytes:
    return next((part for number, _, part in fields(content) if number == wanted), b"")


def _name(part: bytes) -> str:
    """Return a name, which people read and files are found by.

    Raises:
        RunError: it is too long, no UTF-8, or holds what cannot be printed.
    """
    name = part.decode(errors="replace")
    if len(name) > _LONGEST_NAME or not name.isprintable() or "\ufffd" in name:
        raise RunError(f"a name in it is {name[:60]!r}; expected up to {_LONGEST_NAME} letters that can be printed")
    return name

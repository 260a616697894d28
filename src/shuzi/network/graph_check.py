"""Whether an ONNX file holds only what shuzi's own writer writes, before ONNX Runtime sees it.

A graph is a program: operators can ask for any amount of memory, and files can name other files. The outer frame of the
protocol buffer is read here, by the field numbers of ONNX's description, onnx.proto; `graph_shapes` counts what the
operators compute.
"""

from collections.abc import Iterator

from shuzi.errors import RunError
from shuzi.network.architecture import MOST_ONNX_BYTES
from shuzi.network.graph import (
    ATTRIBUTE_NUMBER,
    ATTRIBUTE_NUMBERS,
    CONSTANT,
    MODEL_GRAPH,
    NODE,
    NODE_ATTRIBUTE,
    NODE_OPERATOR,
    OUTPUT,
    TENSOR_DIMS,
    numbers,
)
from shuzi.network.graph_shapes import OPERATORS, Flow, follow
from shuzi.network.protobuf import fields as fields_of

_MOST_NODES = 800
"""Of one graph; set by hand, four for each of `MOST_LAYERS` layers."""
_MOST_PADS = 20
"""Each makes maps larger; set by hand."""
_LARGEST_NUMBER = 64
"""Of a kernel, a stride or a padding; as large as an image may be."""

_OPSETS = 8
_OPSET_VERSION = 2
_OPSET = 17
"""Operators mean other things in other versions."""
_MODEL_FIELDS = {1, 2, 3, 4, 5, 6, MODEL_GRAPH, _OPSETS, 14}
_GRAPH_FIELDS = {NODE, 2, CONSTANT, 10, 11, OUTPUT, 13}
_NODE_DOMAIN = 7
_ATTRIBUTE_FIELDS = {1, 2, ATTRIBUTE_NUMBER, 4, 7, ATTRIBUTE_NUMBERS, 13, 20}
_TENSOR_FIELDS = {TENSOR_DIMS, 2, 4, 7, 8, 9}


def check_graph(model: bytes, *, source: str) -> Flow:
    """Refuse an ONNX file that shuzi's writer could not have written; return what flows through it.

    Raises:
        RunError: an operator, a part or a number that is not on the list; data in another file; an operator that
            computes or keeps too much; constants that are not finite; too large.
    """
    if len(model) > MOST_ONNX_BYTES:
        raise _refused(source, f"it has over {MOST_ONNX_BYTES:,} bytes")
    graphs, versions = [], []
    for field, content in _listed(model, _MODEL_FIELDS, source, "the model"):
        if field == MODEL_GRAPH:
            graphs.append(content)
        if field == _OPSETS:
            versions += [numbers(version) for part, _, version in fields_of(content) if part == _OPSET_VERSION]
    if len(graphs) != 1 or versions != [[_OPSET]]:
        raise _refused(source, f"it has {len(graphs)} graphs of opset {str(versions)[:60]}; expected one, of {_OPSET}")
    _check_nodes(graphs[0], source)
    try:
        return follow(graphs[0])
    except RunError as error:
        raise _refused(source, str(error)) from None


def _check_nodes(graph: bytes, source: str) -> None:
    nodes = pads = 0
    for field, content in _listed(graph, _GRAPH_FIELDS, source, "the graph"):
        if field == CONSTANT:
            for _ in _listed(content, _TENSOR_FIELDS, source, "a constant (data in another file?)"):
                pass
        if field == NODE:
            nodes += 1
            pads += _check_node(content, source) == "Pad"
    if nodes > _MOST_NODES or pads > _MOST_PADS:
        raise _refused(source, f"it has {nodes:,} operators, {pads} of them Pad")


def _check_node(node: bytes, source: str) -> str:
    operator = ""
    for field, _, content in fields_of(node):
        if field == NODE_OPERATOR:
            operator = content.decode(errors="replace")
        if field == _NODE_DOMAIN and content not in (b"", b"ai.onnx"):
            raise _refused(source, f"it has an operator of the domain {content[:40]!r}")
        if field == NODE_ATTRIBUTE:
            for part, value in _listed(content, _ATTRIBUTE_FIELDS, source, "an operator's setting"):
                if part in (ATTRIBUTE_NUMBER, ATTRIBUTE_NUMBERS) and not all(
                    -1 <= number <= _LARGEST_NUMBER for number in numbers(value)
                ):
                    raise _refused(source, f"{operator[:40]!r} has a setting above {_LARGEST_NUMBER}")
    if operator not in OPERATORS:
        raise _refused(source, f"it has the operator {operator[:40]!r}; expected {', '.join(sorted(OPERATORS))}")
    return operator


def _listed(message: bytes, fields: set[int], source: str, what: str) -> Iterator[tuple[int, bytes]]:
    for field, _, content in fields_of(message):
        if field not in fields:
            raise _refused(source, f"{what} has a part number {field}, which shuzi never writes")
        yield field, content


def _refused(source: str, reason: str) -> RunError:
    return RunError(f"{source} is refused: {reason}. Make the run again, or do not trust it.")

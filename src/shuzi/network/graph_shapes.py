"""What every operator of a graph makes of one image, counted before ONNX Runtime computes anything.

Each of the operators that shuzi writes can ask for any amount of memory: two additions that spread their inputs, a
kernel of 160 GB, a reshaping to 2^62. So each must stand as the exporter writes it, after what it reads, with what
flows from the image as its first input; then its output's shape is known, and nothing is computed of constants alone.
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from shuzi.errors import RunError
from shuzi.network.architecture import LARGEST_SIDE, MOST_MULTIPLICATIONS, MOST_VALUES, SMALLEST_SIDE, Shape
from shuzi.network.graph import INPUT, LOGITS, PROBABILITIES, Graph, Node, read_graph

_MOST_OPERATIONS = 2 * MOST_MULTIPLICATIONS
"""Products and values of all operators together, for one image."""

_SAME, _VALID = "SAME_UPPER", "VALID"
_WINDOW = {"kernel_shape", "strides", "auto_pad"}


class Flow(NamedTuple):
    """What a graph makes of one image."""

    largest: int
    """How many numbers the largest output of an operator holds."""
    flattened: dict[str, Shape]
    """(rows, columns, channels) of the maps that were flattened, by the name of each output and each constant that has
    a row for every one of their values, channel by channel."""


def follow(graph: bytes) -> Flow:
    """Return what a graph makes of one image.

    Raises:
        RunError: an operator does not stand as shuzi's writer puts it, or computes or keeps too much, or a constant is
            not finite. The message is a reason only.
    """
    return _Follower(read_graph(graph)).run()


class _Follower:
    """The shapes of what flows through a graph, for one image: without the first axis, which counts images."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._shapes: dict[str, Shape] = {}
        self._flattened: dict[str, Shape] = {}
        self._operations = 0

    def run(self) -> Flow:
        for name, values in self._graph.constants.items():
            if values.dtype.kind == "f" and not np.isfinite(values).all():
                raise RunError(f"the constant {name[:60]!r} holds NaN or infinite numbers")
        self._begin()
        for node in self._graph.nodes:
            self._add(node)
        self._check_outputs()
        return Flow(max(math.prod(shape) for shape in self._shapes.values()), self._flattened)

    def _check_outputs(self) -> None:
        outputs = self._graph.outputs
        missing = [name for name in outputs if name not in self._shapes or name == INPUT]
        if missing:
            raise RunError(f"nothing computes its output {missing[0][:60]!r}")
        if len(set(outputs)) < len(outputs):
            raise RunError("it gives an output twice")
        ends = [self._shapes[name] for name in (LOGITS, PROBABILITIES) if name in outputs]
        if len(ends) != 2 or ends[0] != ends[1] or len(ends[0]) != 1:
            raise RunError(f"its outputs {LOGITS} and {PROBABILITIES} are not there, or no two rows of one length")

    def _begin(self) -> None:
        shape = self._graph.inputs.get(INPUT)
        sizes = tuple(size for size in shape[1:] if size is not None) if shape else ()
        if (
            len(self._graph.inputs) != 1
            or shape is None
            or len(shape) != 4
            or shape[0] is not None
            or len(sizes) != 3
            or not all(SMALLEST_SIDE <= size <= LARGEST_SIDE for size in sizes[:2])
            or sizes[2] not in (1, 3)
            or INPUT in self._graph.constants
        ):
            raise RunError(
                f"its input has the shape {str(shape)[:60]}; expected any number of `images` from "
                f"{SMALLEST_SIDE}×{SMALLEST_SIDE} to {LARGEST_SIDE}×{LARGEST_SIDE} with 1 or 3 channels"
            )
        self._shapes[INPUT] = sizes

    def _add(self, node: Node) -> None:
        allowed, rule = _RULES[node.operator]
        settings, name = node.settings.keys() - allowed, node.outputs[0] if node.outputs else ""
        if settings or len(node.outputs) != 1 or not name or name in self._shapes or name in self._graph.constants:
            raise _wrong(node, "has other settings or outputs than shuzi writes")
        if not node.inputs or node.inputs[0] not in self._shapes:
            raise _wrong(node, "reads something that was not computed of the image before")
        shape, products = rule(self, node, self._shapes[node.inputs[0]])
        values = math.prod(shape)
        self._operations += products + values
        if min(shape, default=0) < 1 or values > MOST_VALUES or self._operations > _MOST_OPERATIONS:
            raise _wrong(
                node,
                f"makes the shape {str(shape)[:80]} of an image, after {self._operations:.3g} products and values; "
                f"expected up to {MOST_VALUES:,} values and {_MOST_OPERATIONS:,}",
            )
        self._shapes[name] = shape
        self._follow_rows(node)

    def _follow_rows(self, node: Node) -> None:
        """Note what has a row for every value of flattened maps: up to the dense layer, with its kernel."""
        before, name = self._shapes[node.inputs[0]], node.outputs[0]
        if node.operator == "Flatten" and len(before) == 3:
            self._flattened[name] = (*before[1:], before[0])
        maps = self._flattened.get(node.inputs[0])
        if maps is None:
            return
        if node.operator == "Gemm":
            self._flattened[node.inputs[1]] = maps
        elif len(self._shapes[name]) == 1:
            self._flattened[name] = maps
            if node.operator == "BatchNormalization":
                self._flattened |= dict.fromkeys(node.inputs[1:], maps)

    def _constants(self, node: Node, *shapes: Shape) -> None:
        """Check that the inputs behind the first are constants of these shapes, float32."""
        for name, shape in zip(node.inputs[1:], shapes, strict=False):
            constant = self._graph.constants.get(name)
            if constant is None or constant.shape != shape or constant.dtype.kind != "f":
                raise _wrong(node, f"needs a constant of shape {str(shape)[:60]}")

    def _integers(self, node: Node, count: int) -> list[int]:
        constant = self._graph.constants.get(node.inputs[1]) if len(node.inputs) == 2 else None
        if constant is None or constant.dtype.kind != "i" or constant.shape != (count,):
            raise _wrong(node, f"needs {count} whole numbers")
        return [int(number) for number in constant]

    def same(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        if len(node.inputs) != 1:
            raise _wrong(node, "reads more than one input")
        return shape, 0

    def softmax(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        if node.settings != {"axis": [-1]} or len(shape) != 1:
            raise _wrong(node, "does not stand at the end of classes")
        return self.same(node, shape)

    def clip(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        _count(node, 3)
        self._constants(node, (), ())
        return shape, 0

    def spread(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        """Add or multiply what flows, or a constant that changes no shape."""
        _count(node, 2)
        name = node.inputs[1]
        constant = self._graph.constants.get(name)
        if constant is not None:
            if constant.size != 1 or constant.ndim > 1 or constant.dtype.kind != "f":
                raise _wrong(node, "spreads a constant")
        elif self._shapes.get(name) != shape:
            raise _wrong(node, "spreads one input over another")
        return shape, 0

    def reshape(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        images, *sizes = self._integers(node, 4)
        if images != -1 or min(sizes) < 1 or math.prod(sizes) != math.prod(shape):
            raise _wrong(node, f"makes {str(sizes)[:80]} of an image of shape {shape}")
        return tuple(sizes), 0

    def transpose(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        if node.settings != {"perm": [0, 3, 1, 2]} or len(shape) != 3:
            raise _wrong(node, "does not put channels first")
        return self.same(node, (shape[2], *shape[:2]))

    def flatten(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        if node.settings != {"axis": [1]}:
            raise _wrong(node, "does not flatten each image")
        return self.same(node, (math.prod(shape),))

    def mean(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        if len(shape) != 3:
            raise _wrong(node, "reads no maps")
        return self.same(node, (shape[0], 1, 1))

    def pad(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        image_begin, map_begin, top, left, image_end, map_end, bottom, right = self._integers(node, 8)
        if len(shape) != 3 or any((image_begin, map_begin, image_end, map_end)) or min(top, left, bottom, right) < 0:
            raise _wrong(node, "pads something else than rows and columns")
        return (shape[0], shape[1] + top + bottom, shape[2] + left + right), 0

    def norm(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        _count(node, 5)
        self._constants(node, *[shape[:1]] * 4)
        return shape, 0

    def gemm(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        kernel = self._kernel(node, 2)
        if len(shape) != 1 or kernel[0] != shape[0]:
            raise _wrong(node, f"reads {shape} with a kernel of shape {kernel}")
        self._constants(node, kernel, kernel[1:])
        return kernel[1:], math.prod(kernel)

    def convolution(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        kernel = self._kernel(node, 4)
        rows_and_columns = _windows(node, shape)
        groups = node.settings.get("group", [1])
        if not isinstance(groups, list) or len(groups) != 1 or groups[0] < 1 or kernel[0] % groups[0]:
            raise _wrong(node, f"has {str(groups)[:40]} groups and {kernel[0]} filters")
        if kernel[1] * groups[0] != shape[0] or list(kernel[2:]) != node.settings["kernel_shape"]:
            raise _wrong(node, f"reads {shape} in {groups[0]} groups with a kernel of shape {kernel}")
        self._constants(node, kernel, kernel[:1])
        return (kernel[0], *rows_and_columns), math.prod(kernel) * math.prod(rows_and_columns)

    def pooling(self, node: Node, shape: Shape) -> tuple[Shape, int]:
        rows_and_columns = _windows(node, shape)
        window = node.settings["kernel_shape"]
        products = math.prod(window) * shape[0] * math.prod(rows_and_columns) if isinstance(window, list) else 0
        return self.same(node, (shape[0], *rows_and_columns))[0], products

    def _kernel(self, node: Node, axes: int) -> Shape:
        kernel = self._graph.constants.get(node.inputs[1]) if len(node.inputs) in (2, 3) else None
        if kernel is None or kernel.ndim != axes:
            raise _wrong(node, "has no kernel, or one with another number of axes")
        return kernel.shape


def _windows(node: Node, shape: Shape) -> Shape:
    """Return in how many rows and columns a window stands."""
    window, steps, padding = (node.settings.get(name) for name in ("kernel_shape", "strides", "auto_pad"))
    if (
        not (isinstance(window, list) and isinstance(steps, list) and len(shape) == 3)
        or len(window) != 2
        or len(steps) != 2
        or min(*window, *steps) < 1
        or padding not in (_SAME, _VALID)
    ):
        raise _wrong(node, "has no window as shuzi writes it")
    sides = zip(shape[1:], window, steps, strict=True)
    return tuple(
        -(-side // step) if padding == _SAME else (side - size) // step + 1 if side >= size else 0
        for side, size, step in sides
    )


def _count(node: Node, inputs: int) -> None:
    if len(node.inputs) != inputs:
        raise _wrong(node, f"has {len(node.inputs)} inputs")


def _wrong(node: Node, what: str) -> RunError:
    return RunError(f"its {node.operator[:40]} {', '.join(node.outputs)[:60]!r} {what}")


_RULES: Mapping[str, tuple[set[str], Callable[[_Follower, Node, Shape], tuple[Shape, int]]]] = {
    "Add": (set(), _Follower.spread),
    "AveragePool": (_WINDOW, _Follower.pooling),
    "BatchNormalization": ({"epsilon"}, _Follower.norm),
    "Clip": (set(), _Follower.clip),
    "Conv": (_WINDOW | {"group"}, _Follower.convolution),
    "Flatten": ({"axis"}, _Follower.flatten),
    "Gemm": (set(), _Follower.gemm),
    "GlobalAveragePool": (set(), _Follower.mean),
    "LeakyRelu": ({"alpha"}, _Follower.same),
    "MaxPool": (_WINDOW, _Follower.pooling),
    "Mul": (set(), _Follower.spread),
    "Pad": (set(), _Follower.pad),
    "Reshape": (set(), _Follower.reshape),
    "Softmax": ({"axis"}, _Follower.softmax),
    "Transpose": ({"perm"}, _Follower.transpose),
    **dict.fromkeys(
        ("Elu", "Erf", "Exp", "Relu", "Selu", "Sigmoid", "Softplus", "Softsign", "Tanh"), (set[str](), _Follower.same)
    ),
}
"""Every operator that shuzi writes: the settings that it may have, and what shape it makes at what price."""

OPERATORS = frozenset(_RULES)

"""An ONNX file's convolutions in 8 bits: a quarter of the time where the processor multiplies them at once."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from shuzi.exporting.onnx_int8 import quietly

_KINDS = ("Conv", "Add", "Relu", "Resize")

_WITHIN = 99.9999
"""Percent of a map's values lie within its range; 99.99 and 99.999 were no better (2026-11-29-in-8-bits.md)."""


class _Shown:
    """Hands the quantiser what the network is shown, so that it sees which range every map has."""

    def __init__(self, batches: Sequence[npt.NDArray[np.float32]], name: str) -> None:
        self._batches = iter([{name: batch} for batch in batches])

    def get_next(self) -> dict[str, Any] | None:
        return next(self._batches, None)


def in_8_bits(content: bytes, shown: Sequence[npt.NDArray[np.float32]], *, exact: Sequence[str]) -> bytes:
    """Return the network with weights and maps in 8 bits.

    Weights have seven of them and a sign, each output channel its own scale: two products of those with maps of 8 bits
    add up within 16, as processors without VNNI add them (ONNX Runtime's page on quantisation).

    Args:
        content: an ONNX file, its weights in half or single precision.
        shown: some of what its one input takes in training.
        exact: names of nodes that stay in single precision, such as the first and the last.
    """
    model = _single(onnx.load_from_string(content))
    CalibrationDataReader.register(_Shown)
    with tempfile.TemporaryDirectory() as place, quietly():
        source, target = Path(place) / "single.onnx", Path(place) / "whole.onnx"
        onnx.save(model, source)
        quantize_static(
            str(source),
            str(target),
            _Shown(shown, model.graph.input[0].name),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=_KINDS,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.Percentile,
            nodes_to_exclude=list(exact),
            extra_options={"CalibPercentile": _WITHIN},
        )
        return target.read_bytes()


def _single(model: Any) -> Any:
    """Return a model whose weights are what it uses: in single precision, without a cast behind each."""
    weights = {weight.name: weight for weight in model.graph.initializer}
    for node in list(model.graph.node):
        if node.op_type == "Cast" and node.input[0] in weights:
            value = numpy_helper.to_array(weights[node.input[0]]).astype(np.float32)
            model.graph.initializer.remove(weights[node.input[0]])
            model.graph.initializer.append(numpy_helper.from_array(value, node.output[0]))
            model.graph.node.remove(node)
    return model


def weights_of(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Return the weights of an ONNX file of the finder's or the close-up's by name, in whichever precision it has them.

    Args:
        path: of the file.
    """
    stored = {weight.name: numpy_helper.to_array(weight) for weight in onnx.load(path).graph.initializer}
    known = {}
    for name, value in stored.items():
        if name.endswith("_half"):
            known[name.removesuffix("_half")] = value.astype(np.float32)
        elif name.endswith("_quantized"):
            own = name.removesuffix("_quantized")
            scale = stored[f"{name}_scale" if f"{name}_scale" in stored else f"{own}_scale"]
            steps = value.astype(np.float32) * scale.reshape(-1, *[1] * (value.ndim - 1))
            known[own] = steps.astype(np.float32)
        elif value.dtype == np.float32 and "/" in name and not name.endswith("_scale"):
            known[name] = value
    return known

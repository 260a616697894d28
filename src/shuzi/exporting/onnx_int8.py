"""ONNX with 8-bit weights and maps, a quarter of the size."""

import contextlib
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from shuzi.digits import add_channel
from shuzi.exporting.format import ExportInput, Format, require_digits
from shuzi.exporting.onnx import start
from shuzi.network.graph import INPUT, LOGITS, PROBABILITIES, keep_outputs
from shuzi.store.folder import MODEL_ONNX


class _Digits:
    """Hands the quantiser training images, ten at a time, so that it sees which range every map has."""

    def __init__(self, images: Any) -> None:
        pixels = add_channel(images).astype(np.float32)  # (n, 28, 28, 1)
        self._batches = iter([{INPUT: pixels[begin : begin + 10]} for begin in range(0, len(pixels), 10)])

    def get_next(self) -> dict[str, Any] | None:
        return next(self._batches, None)


def _write(source: ExportInput, folder: Path) -> None:
    require_digits(source.network, format_name="onnx-int8", classes=source.classes)
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

    CalibrationDataReader.register(_Digits)
    with tempfile.TemporaryDirectory() as place, quietly():
        slim = Path(place) / MODEL_ONNX
        slim.write_bytes(keep_outputs((source.run / MODEL_ONNX).read_bytes(), {LOGITS, PROBABILITIES}))
        quantize_static(
            str(slim),
            str(folder / MODEL_ONNX),
            _Digits(source.calibration),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            # Signed weights beside unsigned maps overflow 16 bits on processors without VNNI, which AVX2 adds them in
            # (ONNX Runtime's page on quantisation): the shipped model made 48 mistakes with them, and 36 without.
            weight_type=QuantType.QUInt8,
        )


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Hold back the advice that the quantiser logs and prints at every call."""
    logger = logging.getLogger()
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with contextlib.redirect_stdout(None):
            yield
    finally:
        logger.setLevel(level)


FORMAT = Format(
    "onnx-int8",
    "ONNX Runtime with 8-bit weights and maps, a quarter of the size",
    exact=False,
    write=_write,
    start=start,
    packages=(("onnx", "pip install onnx"),),
)

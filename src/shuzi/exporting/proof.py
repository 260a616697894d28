"""What an exported model scores in its own runtime, beside the model that it was made of."""

import dataclasses
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from shuzi.digits import Labels, Split, add_channel
from shuzi.errors import ExportError
from shuzi.exporting.format import Format

LARGEST_LOSS = 0.0005
"""Of accuracy, that 8-bit weights may cost."""

_REPEATS = 20


@dataclasses.dataclass(frozen=True)
class Proof:
    """How an exported model answered the test images."""

    test_images: int
    test_accuracy: float
    agreement: int
    """Test images that got the same digit as from the model that was exported."""
    bytes: int
    """Of all its files."""
    milliseconds: float
    """For one image."""
    images_per_second: float
    """With all test images at once."""

    def to_json(self) -> dict[str, Any]:
        """Return the values by their names in docs/json.md."""
        return dataclasses.asdict(self)


def prove(exported: Format, folder: Path, test: Split, expected: Labels) -> Proof:
    """Return how an exported model fares on the test images.

    Args:
        exported: its format.
        folder: its files.
        test: MNIST's test images.
        expected: the digits that the model which was exported gives them, uint8 (n,).
    Raises:
        ExportError: it answers otherwise than it may.
    """
    pixels = add_channel(test.images).astype(np.float32)
    with tempfile.TemporaryDirectory() as scratch:
        answer = exported.start(folder, Path(scratch))
        answer(pixels[:1])
        start = time.perf_counter()
        probabilities = answer(pixels)
        seconds = time.perf_counter() - start
        one = seconds / len(pixels)
        if not exported.one_by_one:
            one = statistics.median(_timed(answer, pixels[number : number + 1]) for number in range(_REPEATS))
    if probabilities.shape != (len(pixels), 10) or not np.isfinite(probabilities).all():
        raise ExportError(
            f"the exported {exported.name} model gives no probabilities of ten digits. Please report this."
        )
    digits = probabilities.argmax(axis=1)
    proof = Proof(
        test_images=len(pixels),
        test_accuracy=float((digits == test.labels).mean()),
        agreement=int((digits == expected).sum()),
        bytes=sum(path.stat().st_size for path in folder.iterdir()),
        milliseconds=round(1000 * one, 4),
        images_per_second=round(len(pixels) / seconds, 1),
    )
    before = float((expected == test.labels).mean())
    if exported.exact and proof.agreement < len(pixels):
        raise ExportError(
            f"the exported {exported.name} model answers {len(pixels) - proof.agreement} of {len(pixels):,} images "
            "otherwise than the model that was exported; expected none. Please report this."
        )
    if before - proof.test_accuracy > LARGEST_LOSS + 1e-9:
        raise ExportError(
            f"the exported {exported.name} model is right on {proof.test_accuracy:.2%} of the test images, the model "
            f"that was exported on {before:.2%}; expected a loss of at most {LARGEST_LOSS:.2%}. Export to onnx instead."
        )
    return proof


def _timed(answer: Any, pixels: Any) -> float:
    start = time.perf_counter()
    answer(pixels)
    return time.perf_counter() - start

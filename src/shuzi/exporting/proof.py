"""What an exported model scores in its own runtime, beside the model that it was made of."""

import dataclasses
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import Labels, Probabilities
from shuzi.errors import ExportError
from shuzi.exporting.format import Format
from shuzi.network.layout import Array

LARGEST_LOSS = 0.0005
"""Of accuracy, that 8-bit weights may cost: 5 of MNIST's 10,000 test images. Set by hand; what they do cost stands
in benchmarks/results/2026-11-25-exports.md."""

_REPEATS = 20
"""Calls with one image, of which the median is told; set by hand."""


@dataclasses.dataclass(frozen=True)
class Proof:
    """How an exported model answered the test images."""

    test_images: int
    test_accuracy: float | None
    """None of a model that reads no digits."""
    agreement: int
    """Test images that got the same class as from the model that was exported."""
    bytes: int
    """Of all its files."""
    milliseconds: float
    """For one image."""
    images_per_second: float
    """With all test images at once."""

    def to_json(self) -> dict[str, Any]:
        """Return the values by their names in docs/json.md."""
        return dataclasses.asdict(self)


def prove(exported: Format, folder: Path, pixels: Array, expected: Array, labels: Labels | None = None) -> Proof:
    """Return how an exported model fares on images.

    Args:
        exported: its format. Where nobody has labelled the images it must give each the class that it had.
        folder: its files.
        pixels: float32 (n, height, width, channels), 0 to 255.
        expected: what the model which was exported answers, float32 (n, classes): probabilities or logits.
        labels: the right classes, (n,); None of a model that reads no digits.
    Raises:
        ExportError: it answers otherwise than it may.
    """
    run = _run(exported, folder, pixels, classes=expected.shape[1])
    answers, before = run.probabilities.argmax(axis=1), expected.argmax(axis=1)  # each (n,)
    agreement, accuracy = int((answers == before).sum()), None
    if (exported.exact or labels is None) and agreement < len(pixels):
        raise ExportError(
            f"the exported {exported.name} model answers {len(pixels) - agreement} of {len(pixels):,} images "
            "otherwise than the model that was exported; expected none. Please report this."
        )
    if labels is not None:
        accuracy, accuracy_before = (float((classes == labels).mean()) for classes in (answers, before))
        if accuracy_before - accuracy > max(LARGEST_LOSS, 1 / len(pixels)) + 1e-9:  # of a few images one may be lost
            raise ExportError(
                f"the exported {exported.name} model is right on {accuracy:.2%} of the test images, the model that was "
                f"exported on {accuracy_before:.2%}; expected a loss of at most {LARGEST_LOSS:.2%}. "
                "Export to onnx instead."
            )
    return Proof(
        test_images=len(pixels),
        test_accuracy=accuracy,
        agreement=agreement,
        bytes=sum(path.stat().st_size for path in folder.iterdir()),
        milliseconds=round(1000 * run.seconds_for_one, 4),
        images_per_second=round(len(pixels) / run.seconds, 1),
    )


class _Run(NamedTuple):
    """What an exported model said, and how long it took."""

    probabilities: Probabilities
    seconds: float
    """For all images at once."""
    seconds_for_one: float


def _run(exported: Format, folder: Path, pixels: npt.NDArray[np.float32], *, classes: int) -> _Run:
    with tempfile.TemporaryDirectory() as scratch:
        predict = exported.start(folder, Path(scratch))
        predict(pixels[:1])
        start = time.perf_counter()
        probabilities = predict(pixels)  # (n, classes)
        seconds = time.perf_counter() - start
        seconds_for_one = seconds / len(pixels)
        if not exported.one_by_one:
            seconds_for_one = statistics.median(
                _timed(predict, pixels[number : number + 1]) for number in range(min(_REPEATS, len(pixels)))
            )
    if probabilities.shape != (len(pixels), classes) or not np.isfinite(probabilities).all():
        raise ExportError(
            f"the exported {exported.name} model gives no probabilities of {classes} classes. Please report this."
        )
    return _Run(probabilities, seconds, seconds_for_one)


def _timed(predict: Any, pixels: Any) -> float:
    start = time.perf_counter()
    predict(pixels)
    return time.perf_counter() - start

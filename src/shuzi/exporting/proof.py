"""Whether an exported model answers as the trained one does, and what it scores in its own runtime."""

import dataclasses
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES, Images, Labels, Probabilities, Split, add_channel
from shuzi.errors import ExportError
from shuzi.exporting.format import Format
from shuzi.network.classifier import Classifier
from shuzi.network.layout import Array

# float32 keeps 7 digits, and the two runtimes add up a layer's products in different orders. Logits that differ by
# more than this share of the largest one mean that a layer was written wrongly; 2e-6 is the most seen with any recipe.
_ROUNDING = 1e-5

_BATCH = 500


LARGEST_LOSS = 0.0005
"""Of accuracy, that 8-bit weights may cost."""

_REPEATS = 20


def prove_parity(model: keras.Model, exported: Classifier, images: Images) -> float:
    """Return the largest difference of any probability between the Keras model and its ONNX file.

    Args:
        model: a Sequential that ends in logits and a softmax.
        exported: the same, as written.
        images: uint8, shape (n, 28, 28).
    Raises:
        ExportError: logits differ by more than rounding explains, or an image gets another digit.
    """
    both = keras.Model(model.inputs[0], [layer.output for layer in model.layers[-2:]])
    expected = both.predict(add_channel(images).astype(np.float32), batch_size=_BATCH, verbose=0)
    expected_logits, expected_probabilities = (np.asarray(array) for array in expected)  # each (n, 10)
    logits, probabilities = exported.logits_and_probabilities(images)
    allowed = _ROUNDING * np.maximum(1, np.abs(expected_logits).max(axis=1))  # (n,)
    far = ~(np.abs(logits - expected_logits).max(axis=1) <= allowed)  # also true of NaN
    # Of two digits that are level to within rounding, either may come out first.
    apart = _digits_apart(expected_logits, logits, allowed)
    if far.any() or len(apart):
        raise ExportError(
            f"the ONNX file answers {len(apart)} of {len(images):,} test images differently from Keras, and the logits "
            f"of {int(far.sum())} differ by more than rounding explains. Please report this."
        )
    return float(np.abs(probabilities - expected_probabilities).max())


def _digits_apart(expected: Array, logits: Array, allowed: Array) -> npt.NDArray[np.intp]:
    """Return the images whose best digit differs by more than `allowed` lets two level ones change places."""
    wanted, found = expected.argmax(axis=1), logits.argmax(axis=1)
    rows = np.arange(len(expected))
    return np.flatnonzero(expected[rows, wanted] - expected[rows, found] > 2 * allowed)


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


def prove(exported: Format, folder: Path, test: Split, expected: Labels, *, classes: int = NUM_CLASSES) -> Proof:
    """Return how an exported model fares on the test images.

    Args:
        exported: its format.
        folder: its files.
        test: MNIST's test images, or those of classes of one's own.
        expected: the digits that the model which was exported gives them, uint8 (n,).
        classes: how many there are.
    Raises:
        ExportError: it answers otherwise than it may.
    """
    pixels = add_channel(test.images).astype(np.float32)
    run = _run(exported, folder, pixels, classes=classes)
    digits = run.probabilities.argmax(axis=1)
    accuracy = float((digits == test.labels).mean())
    proof = _proof(run, folder, accuracy, int((digits == expected).sum()))
    before = float((expected == test.labels).mean())
    if exported.exact and proof.agreement < len(pixels):
        raise ExportError(
            f"the exported {exported.name} model answers {len(pixels) - proof.agreement} of {len(pixels):,} images "
            "otherwise than the model that was exported; expected none. Please report this."
        )
    if before - accuracy > max(LARGEST_LOSS, 1 / len(pixels)) + 1e-9:  # of a few images one may be lost
        raise ExportError(
            f"the exported {exported.name} model is right on {accuracy:.2%} of the test images, the model "
            f"that was exported on {before:.2%}; expected a loss of at most {LARGEST_LOSS:.2%}. Export to onnx instead."
        )
    return proof


def prove_alike(
    exported: Format, folder: Path, pixels: npt.NDArray[np.float32], expected: npt.NDArray[np.float32]
) -> Proof:
    """Return how an exported model answers images that nobody has labelled; for models that read no digits.

    Args:
        exported: its format, one that computes in float32.
        folder: its files.
        pixels: float32 (n, height, width, channels), 0 to 255.
        expected: logits of the model that was exported, float32 (n, classes).
    Raises:
        ExportError: it gives an image another class.
    """
    run = _run(exported, folder, pixels, classes=expected.shape[1])
    agreement = int((run.probabilities.argmax(axis=1) == expected.argmax(axis=1)).sum())
    if agreement < len(pixels):
        raise ExportError(
            f"the exported {exported.name} model answers {len(pixels) - agreement} of {len(pixels):,} images otherwise "
            "than the model that was exported; expected none. Please report this."
        )
    return _proof(run, folder, None, agreement)


class _Run(NamedTuple):
    """What an exported model said, and how long it took."""

    probabilities: Probabilities
    seconds: float
    """For all images at once."""
    seconds_for_one: float


def _run(exported: Format, folder: Path, pixels: npt.NDArray[np.float32], *, classes: int) -> _Run:
    with tempfile.TemporaryDirectory() as scratch:
        answer = exported.start(folder, Path(scratch))
        answer(pixels[:1])
        start = time.perf_counter()
        probabilities = answer(pixels)
        seconds = time.perf_counter() - start
        seconds_for_one = seconds / len(pixels)
        if not exported.one_by_one:
            seconds_for_one = statistics.median(
                _timed(answer, pixels[number : number + 1]) for number in range(min(_REPEATS, len(pixels)))
            )
    if probabilities.shape != (len(pixels), classes) or not np.isfinite(probabilities).all():
        raise ExportError(
            f"the exported {exported.name} model gives no probabilities of {classes} classes. Please report this."
        )
    return _Run(probabilities, seconds, seconds_for_one)


def _proof(run: _Run, folder: Path, accuracy: float | None, agreement: int) -> Proof:
    return Proof(
        test_images=len(run.probabilities),
        test_accuracy=accuracy,
        agreement=agreement,
        bytes=sum(path.stat().st_size for path in folder.iterdir()),
        milliseconds=round(1000 * run.seconds_for_one, 4),
        images_per_second=round(len(run.probabilities) / run.seconds, 1),
    )


def _timed(answer: Any, pixels: Any) -> float:
    start = time.perf_counter()
    answer(pixels)
    return time.perf_counter() - start

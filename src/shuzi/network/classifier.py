"""A trained network on ONNX Runtime: images in, probabilities out."""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SHAPE, INPUT_SHAPE, Predictions, Probabilities, predictions_from
from shuzi.errors import ImageShapeError, RunError
from shuzi.machine import cores
from shuzi.network.architecture import MOST_ONNX_BYTES
from shuzi.network.graph import INPUT, LOGITS, PROBABILITIES, keep_outputs, read_onnx_weights
from shuzi.network.graph_check import check_graph
from shuzi.network.layout import rows_to_keras
from shuzi.network.many import MANY, Many
from shuzi.network.onnx_runtime import open_shipped, start_session
from shuzi.network.run_file import read_file

# Of 100, 250 and 1,000 the fastest on 2 cores, by a little; the maps of a batch still fit the cache.
_BATCH = 250

_MOST_VALUES_AT_ONCE = 16_000_000
"""Of one layer's output for a whole batch, 64 MB; only imported networks with very large maps take smaller batches.
Set by hand."""


class Classifier:
    """A network from an ONNX file that shuzi wrote."""

    def __init__(self, path: Path, *, threads: int | None = None, in_8_bits: Path | None = None) -> None:
        """Read the file.

        Args:
            path: of the ONNX file.
            threads: that it runs on; None is one for each core.
            in_8_bits: the same network in 8 bits, from shuzi itself; `probabilities` and its like answer `MANY` images
                and more by it where it is faster.
        Raises:
            RunError: it is not there, or ONNX Runtime refuses it.
        """
        self._path = path
        self._threads = threads
        self._in_8_bits = in_8_bits
        try:
            self._content = read_file(path.parent, path.name, most_bytes=MOST_ONNX_BYTES)
        except OSError as error:
            raise RunError(f"{path} cannot be read ({error.strerror}). Copy the whole run again.") from None
        flow = check_graph(self._content, source=str(path))
        self._flattened = flow.flattened
        self._batch = max(1, min(_BATCH, _MOST_VALUES_AT_ONCE // flow.largest))
        self._answers = keep_outputs(self._content, {LOGITS, PROBABILITIES})
        self._session = self._start(self._answers, threads)

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of the images that the network reads; (28, 28, 1) unless it was imported."""
        height, width, channels = self._session.get_inputs()[0].shape[1:]
        return height, width, channels

    @property
    def num_classes(self) -> int:
        """How many classes the network tells apart; 10 unless it was imported."""
        return int(self._session.get_outputs()[0].shape[1])

    def require_size(self) -> None:
        """Refuse to look at digits with a network for images of another size.

        Raises:
            ImageShapeError: it reads others.
        """
        if self.input_shape != INPUT_SHAPE:
            height, width, channels = self.input_shape
            raise ImageShapeError(
                f"{self._path} reads images of {height}×{width} pixels with {channels} channel(s); digits come in "
                "28×28 with one. Such a model can be described and exported, not used to read."
            )

    def logits_of(self, inputs: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the logits of images of the network's own size, float32 (n, classes).

        Args:
            inputs: float32, shape (n, *input_shape), 0 (paper) to 255 (ink).
        """
        return np.concatenate(_batches(self._session, [LOGITS], inputs, self._batch)[0])  # (n, classes)

    def probabilities(self, images: npt.ArrayLike, *, exact: bool = False) -> Probabilities:
        """Return the probabilities of the ten digits, float32 (n, 10).

        Args:
            images: as `as_images` takes them.
            exact: whether to compute in float32 however many they are, as everything else here does.
        Raises:
            ImageShapeError: as `as_images`.
            RunError: the network answers with numbers that are not finite.
        """
        return self._run([PROBABILITIES], images, exact=exact)[0]

    def logits_and_probabilities(self, images: npt.ArrayLike) -> tuple[npt.NDArray[np.float32], Probabilities]:
        """Return what goes into the softmax and what comes out of it, each float32 (n, 10); else as `probabilities`."""
        logits, probabilities = self._run([LOGITS, PROBABILITIES], images)
        return logits, probabilities

    def predict(self, images: npt.ArrayLike, *, exact: bool = False) -> Predictions:
        """Return digits, probabilities and confidence; as `probabilities` otherwise."""
        return predictions_from(self.probabilities(images, exact=exact))

    @cached_property
    def many(self) -> Many:
        """What answers many images; made when it is first asked for."""
        return Many(
            self._session if self._threads == 1 else self._start(self._answers, 1),
            None if self._in_8_bits is None else open_shipped(self._in_8_bits, threads=1),
            workers=self._threads or cores(),
            part=self._batch,
        )

    def activations(self, images: npt.ArrayLike) -> dict[str, npt.NDArray[np.float32]]:
        """Return every layer's output by name; maps as (n, channels, height, width), flattened maps place by place.

        The network's own two names are `logits` and `probabilities`. Arguments and errors as `probabilities`.
        """
        self.require_size()
        session = self._session_with_all_outputs
        names = [output.name for output in session.get_outputs()]
        values = session.run(names, {INPUT: as_images(images).astype(np.float32)})
        return {name: self._as_keras(name, array) for name, array in zip(names, values, strict=True)}

    def output(self, layer: str, images: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Return one layer's output for many images, by the names of `activations`; else as `probabilities`."""
        self.require_size()
        pixels, session = as_images(images), self._start(keep_outputs(self._content, {layer}), 1)
        many = Many(session, workers=self._threads or cores(), part=self._batch)
        return self._as_keras(layer, many.run([layer], pixels, exact=True)[0])

    def weights(self) -> dict[str, npt.NDArray[np.float32]]:
        """Return kernels and biases with ONNX's axes; rows that read flattened maps stand as in `activations`."""
        stored = read_onnx_weights(self._content)
        return {name: rows_to_keras(array, self._flattened.get(name)) for name, array in stored.items()}

    def _as_keras(self, name: str, output: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return a layer's output for n images with the values of flattened maps place by place, as Keras has them."""
        return rows_to_keras(output.T, self._flattened[name]).T if name in self._flattened else output  # of (n, values)

    def _run(self, names: list[str], images: npt.ArrayLike, *, exact: bool = False) -> list[npt.NDArray[np.float32]]:
        self.require_size()
        pixels = as_images(images)
        if len(pixels) >= MANY:
            answers = self.many.run(names, pixels, exact=exact)
        else:
            batches = _batches(self._session, names, pixels, self._batch)
            answers = [np.concatenate(parts) for parts in batches]  # each (n, classes)
        if not all(np.isfinite(answer).all() for answer in answers):
            raise RunError(
                f"{self._path} answers with NaN or infinite numbers; expected probabilities. Do not use this run."
            )
        return answers

    @cached_property
    def _session_with_all_outputs(self) -> Any:
        return self._start(self._content, self._threads)

    def _start(self, content: bytes, threads: int | None) -> Any:
        try:
            return start_session(content, threads=threads)
        except Exception as error:  # noqa: BLE001 - ONNX Runtime's own errors share no base class
            reason = "".join(letter if letter.isprintable() else " " for letter in str(error))[:300]
            raise RunError(f"{self._path} cannot be used as a model ({reason}). Make the run again.") from None


def _batches(session: Any, names: list[str], pixels: npt.NDArray[np.generic], size: int) -> list[tuple[Any, ...]]:
    """Return, for every output, what it is for each batch."""
    batches = [
        session.run(names, {INPUT: pixels[start : start + size].astype(np.float32)})
        for start in range(0, len(pixels), size)
    ]
    return list(zip(*batches, strict=True))


def as_images(images: npt.ArrayLike) -> npt.NDArray[np.generic]:
    """Return the images as (n, 28, 28, 1) after checking them.

    Args:
        images: numbers from 0 (paper) to 255 (ink), shape (28, 28), (28, 28, 1), (n, 28, 28) or (n, 28, 28, 1).
    Raises:
        ImageShapeError: wrong shape, type or range; NaN; no images; or fractions from 0 to 1 only, which somebody
            has scaled.
    """
    try:
        array = np.asarray(images)
    except ValueError:
        raise ImageShapeError(f"the images have different shapes; expected all of them as {IMAGE_SHAPE}.") from None
    if array.dtype.kind not in "uif":
        raise ImageShapeError(f"the pixels are of type {array.dtype}; expected numbers from 0 to 255.")
    if array.shape in (IMAGE_SHAPE, INPUT_SHAPE):
        array = array[np.newaxis]  # (1, 28, 28) or (1, 28, 28, 1)
    if array.ndim == 3 and array.shape[1:] == IMAGE_SHAPE:
        array = array[..., np.newaxis]  # (n, 28, 28, 1)
    if array.ndim != 4 or array.shape[1:] != INPUT_SHAPE:
        raise ImageShapeError(
            f"got an array of shape {array.shape}; expected (n, 28, 28) or (n, 28, 28, 1). Resize the images first."
        )
    if len(array) == 0:
        raise ImageShapeError("got no images; expected at least one.")
    if array.dtype != np.uint8:
        _check_range(array)
    return array


def _check_range(array: npt.NDArray[Any]) -> None:
    low, high = array.min(), array.max()
    if not (low >= 0 and high <= 255):  # also true of NaN
        raise ImageShapeError(f"the pixels run from {low} to {high}; expected 0 (paper) to 255 (ink).")
    if array.dtype.kind == "f" and 0 < high <= 1:
        raise ImageShapeError(
            f"the pixels run from {low:g} to {high:g}; expected 0 (paper) to 255 (ink). Multiply them by 255."
        )

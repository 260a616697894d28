"""The words that every part of shuzi shares: what an image of a digit is, and what an answer is."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.classes import Classes, name_of
from shuzi.errors import ImageShapeError

IMAGE_SIZE = 28
"""Height and width of an MNIST image in pixels."""

IMAGE_SHAPE = (IMAGE_SIZE, IMAGE_SIZE)
"""Shape of one image as MNIST stores it: (height, width)."""

INPUT_SHAPE = (IMAGE_SIZE, IMAGE_SIZE, 1)
"""Shape of one image as a network takes it: (height, width, channel)."""

NUM_CLASSES = 10

Images = npt.NDArray[np.uint8]
"""uint8, shape (n, 28, 28); 0 is paper, 255 is ink."""

Labels = npt.NDArray[np.uint8]
"""uint8, shape (n,); the digits 0 to 9, or numbers of classes of one's own."""

Probabilities = npt.NDArray[np.float32]
"""float32, shape (n, classes), 10 of digits; each row adds up to 1."""

FAINTEST = 50
"""Of 255: an image of 28×28 pixels without one darker than this is blank, and so no digit.

What JPEG leaves beside a stroke is less; the darkest pixel of MNIST's palest digit, of all 70,000, is 254.
"""


class Split(NamedTuple):
    """Images with their labels; unpacks like one half of Keras's `load_data()`.

    Example:
        >>> import shuzi
        >>> images, labels = shuzi.load_mnist().test
        >>> images.shape, labels[:3].tolist()
        ((10000, 28, 28), [7, 2, 1])
    """

    images: Images
    labels: Labels


class Predictions(NamedTuple):
    """What a model answers for n images.

    Example:
        >>> import shuzi
        >>> answers = shuzi.load().predict(shuzi.load_mnist().test.images[:3])
        >>> answers.digits.tolist(), answers.probabilities.shape
        ([7, 2, 1], (3, 10))
    """

    digits: Labels
    """uint8, shape (n,); the most probable digit of each image, also where there is none: ask `found`."""
    probabilities: Probabilities
    """float32, shape (n, classes), 10 of digits."""
    confidence: npt.NDArray[np.float32]
    """float32, shape (n,), 0 to 1; the probability of the digit that was chosen, and 0 where there is none."""
    found: npt.NDArray[np.bool_]
    """bool, shape (n,); False where the image holds no digit. A model by itself does not ask, and says True."""
    classes: Classes = None
    """The names of classes of one's own, of which `digits` then are the numbers; None where they are the digits."""

    @property
    def names(self) -> list[str | None]:
        """What each answer is called: the name of its class, or the digit; None where the image holds none.

        Example:
            >>> import numpy, shuzi
            >>> images = shuzi.load_mnist().test.images
            >>> shuzi.Reader().predict([images[0], images[1], numpy.zeros((28, 28), numpy.uint8)]).names
            ['7', '2', None]
        """
        return [
            name_of(self.classes, digit) if found else None
            for digit, found in zip(self.digits.tolist(), self.found.tolist(), strict=True)
        ]

    def to_json(self) -> list[dict[str, Any]]:
        """Return what JSON says of each image: its digit, None where there is none; confidence and probabilities.

        Example:
            >>> import shuzi
            >>> said = shuzi.load().predict(shuzi.load_mnist().test.images[0]).to_json()
            >>> said[0]["digit"], list(said[0])
            (7, ['digit', 'confidence', 'probabilities'])
        """
        answers = zip(
            self.digits.tolist(),
            self.probabilities.tolist(),
            self.confidence.tolist(),
            self.found.tolist(),
            strict=True,
        )
        return [
            {
                **self._told(digit if found else None),
                "confidence": round(confidence, 6),
                "probabilities": [round(value, 6) for value in probabilities],
            }
            for digit, probabilities, confidence, found in answers
        ]

    def _told(self, digit: int | None) -> dict[str, Any]:
        if self.classes is None:
            return {"digit": digit}
        return {"digit": None, "class": None if digit is None else self.classes[digit]}


def predictions_from(
    probabilities: Probabilities, found: npt.NDArray[np.bool_] | None = None, classes: Classes = None
) -> Predictions:
    """Return the most probable digit and its probability for every row.

    Args:
        probabilities: float32, shape (n, 10), or as many columns as there are classes of one's own.
        found: bool, shape (n,); whether each image holds a digit; None means that all do.
        classes: the names of classes of one's own; None where they are the digits.
    """
    if found is None:
        found = np.ones(len(probabilities), np.bool_)
    digits = probabilities.argmax(axis=1).astype(np.uint8)  # (n,)
    confidence = np.where(found, probabilities.max(axis=1), np.float32(0))  # (n,)
    return Predictions(digits, probabilities, confidence, found, classes)


def softmax(logits: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the probabilities of logits, of their type; both (n, classes)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))  # (n, classes) - (n, 1)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))  # (n, classes) / (n, 1)


def has_ink(images: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    """Return for each image whether anything is drawn on it.

    Args:
        images: 0 (paper) to 255 (ink), shape (n, 28, 28) or (n, 28, 28, 1).
    """
    return np.asarray(images.reshape(len(images), -1).max(axis=1) > FAINTEST, np.bool_)  # (n, 784) → (n,)


def add_channel(images: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Return the images with the explicit channel axis that a CNN wants, without copying.

    Args:
        images: any dtype, shape (28, 28) or (n, 28, 28).
    Returns:
        The same values, shape (28, 28, 1) or (n, 28, 28, 1).
    Raises:
        ImageShapeError: the images are not 28×28.
    Example:
        >>> import numpy, shuzi
        >>> shuzi.add_channel(numpy.zeros((5, 28, 28))).shape
        (5, 28, 28, 1)
    """
    if images.ndim not in (2, 3) or images.shape[-2:] != IMAGE_SHAPE:
        raise ImageShapeError(
            f"got an array of shape {images.shape}; expected (28, 28) or (n, 28, 28). Resize the images first."
        )
    return images[..., np.newaxis]  # (28, 28, 1) or (n, 28, 28, 1)


def _range(classes: int) -> str:
    return "the digits 0 to 9" if classes == NUM_CLASSES else f"0 to {classes - 1}"


def one_hot(labels: npt.ArrayLike, classes: int = NUM_CLASSES) -> npt.NDArray[np.float32]:
    """Return one row per label with a 1 in the label's column and 0 elsewhere.

    Args:
        labels: whole numbers 0 to 9, shape (n,).
        classes: how many there are, where they are not the ten digits; labels then run below it.
    Returns:
        float32, shape (n, classes).
    Raises:
        ImageShapeError: a label is not a whole number from 0 to 9, or `labels` is not one-dimensional.
    Example:
        >>> import shuzi
        >>> shuzi.one_hot([3]).tolist()
        [[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]
    """
    values = np.asarray(labels)
    if values.ndim != 1 or not (values.size == 0 or np.issubdtype(values.dtype, np.integer)):
        raise ImageShapeError(
            f"labels have shape {values.shape} and type {values.dtype}; expected whole numbers in one row, (n,)."
        )
    if values.size and (values.min() < 0 or values.max() >= classes):
        raise ImageShapeError(
            f"labels run from {values.min()} to {values.max()}; expected {_range(classes)}. Remove the others."
        )
    return np.eye(classes, dtype=np.float32)[values.astype(np.intp)]  # (n, classes)

"""A trained model: what `shuzi.load` and `shuzi.train` give."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shuzi.classes import Classes, told_classes
from shuzi.digits import NUM_CLASSES, Predictions, Split
from shuzi.errors import RunError
from shuzi.evaluation.report import Report
from shuzi.evaluation.report import evaluate as evaluate_answers
from shuzi.network.classifier import Classifier
from shuzi.network.golden import check_golden
from shuzi.network.many import EIGHT_BITS
from shuzi.store.card import Card
from shuzi.store.folder import MODEL_ONNX, read_run

PRETRAINED = Path(__file__).parent.parent / "pretrained"
"""The folder of the model that comes with shuzi."""

START_PRETRAINED = "pretrained"
"""What `--start`, plans and cards call it."""

SERVED_PRETRAINED = "shuzi"
"""What the page and the API call it, among the names of runs."""


class Model:
    """A trained model with its card; it runs on ONNX Runtime and needs neither Keras nor TensorFlow.

    Example:
        >>> import shuzi
        >>> model = shuzi.load()
        >>> model.predict(shuzi.load_mnist().test.images[0]).digits.tolist()
        [7]
    """

    def __init__(self, path: Path, card: Card, *, threads: int | None = None) -> None:
        self.path = path
        """The run's folder."""
        self.card = card
        """How the model was made and what it scored."""
        self.classifier = Classifier(
            path / MODEL_ONNX, threads=threads, in_8_bits=EIGHT_BITS if path == PRETRAINED else None
        )
        """What runs it."""
        check_golden(self.classifier, card.golden_logits, source=str(path / MODEL_ONNX))
        if card.classes is not None and len(card.classes) != self.classifier.num_classes:
            raise RunError(
                f"{path} names {len(card.classes)} classes and tells {self.classifier.num_classes:,} apart; expected "
                "as many. Copy the run again."
            )

    def __repr__(self) -> str:
        accuracy = self.card.metrics.get("test_accuracy")  # none of an imported model that reads no digits
        measured = "" if accuracy is None else f", test accuracy {accuracy:.2%}"
        return f"<shuzi.Model {self.path}: {self.card.recipe}{measured}>"

    def predict(self, images: npt.ArrayLike, *, exact: bool = False) -> Predictions:
        """Return the digit, or the class of one's own, the probabilities and the confidence for every image.

        Args:
            images: numbers from 0 (paper) to 255 (ink), shape (28, 28), (n, 28, 28) or (n, 28, 28, 1).
            exact: whether to compute in float32 in any case; else the model that comes with shuzi answers 1,000 images
                and more in 8 bits where the processor is faster so.
        Raises:
            ImageShapeError: wrong shape, type or range.
            RunError: the model was imported, and tells other classes apart.
        Example:
            >>> import shuzi
            >>> answers = shuzi.load().predict(shuzi.load_mnist().test.images[:3])
            >>> answers.digits.tolist(), answers.confidence.min() > 0.9
            ([7, 2, 1], np.True_)
        """
        self._require_known_classes()
        return self.classifier.predict(images, exact=exact)._replace(classes=self.classes)

    @property
    def classes(self) -> Classes:
        """The names of classes of one's own, in the order of the probabilities; None where it reads the digits.

        Example:
            >>> import shuzi
            >>> shuzi.load("runs/signs").classes[:4], shuzi.load().classes
            (('〇', '一', '二', '三'), None)
        """
        return self.card.names

    def require_digits(self) -> None:
        """Refuse a model that was imported and does not read digits, or that was taught classes of one's own.

        Raises:
            ImageShapeError: it reads images of another size than digits have.
            RunError: it tells other than ten classes apart, or others than the digits.
        Example:
            >>> import shuzi
            >>> shuzi.load().require_digits()
            >>> shuzi.load("runs/signs").require_digits()
            Traceback (most recent call last):
            shuzi.errors.RunError: runs/signs reads 〇, ..., and no digits; ...
        """
        if self.classes is not None:
            raise RunError(no_digits(str(self.path), self.classes))
        self._require_known_classes()

    def _require_known_classes(self) -> None:
        self.classifier.require_size()
        if self.classes is not None:
            return
        if self.classifier.num_classes != NUM_CLASSES:
            raise RunError(
                f"{self.path} tells {self.classifier.num_classes:,} classes apart; digits are {NUM_CLASSES}. Such a "
                "model can be described and exported, not used to read."
            )

    def activations(self, images: npt.ArrayLike) -> dict[str, npt.NDArray[np.float32]]:
        """Return every layer's output by the layer's name.

        Maps are (n, channels, height, width); a flattening lays them out as Keras does, place by place: all channels of
        the first pixel, then those of the next.

        Args:
            images: as `predict` takes them.
        Raises:
            ImageShapeError: wrong shape, type or range.
            RunError: the model was imported, and tells other classes apart.
        Example:
            >>> import shuzi
            >>> seen = shuzi.load().activations(shuzi.load_mnist().test.images[:2])
            >>> seen["conv_1"].shape, seen["probabilities"].argmax(axis=1).tolist()
            ((2, 32, 28, 28), [7, 2])
        """
        self._require_known_classes()
        return self.classifier.activations(images)

    def layer_output(self, layer: str, images: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Return one layer's output for many images, by the names of `activations`; errors as `predict`.

        Example:
            >>> import shuzi
            >>> shuzi.load().layer_output("dense_1", shuzi.load_mnist().test.images[:1000]).shape
            (1000, 200)
        """
        return self.classifier.output(layer, images)

    def weights(self) -> dict[str, npt.NDArray[np.float32]]:
        """Return the kernels and biases, such as `conv_1/kernel` and `conv_1/bias`.

        Kernels have ONNX's shapes: convolutions (filters, channels, height, width), dense layers (inputs, units). The
        inputs of a dense layer behind a flattening stand as `activations` has them: row, column, channel.

        Example:
            >>> import shuzi
            >>> weights = shuzi.load().weights()
            >>> weights["conv_1/kernel"].shape, weights["dense_2/kernel"].shape
            ((32, 1, 3, 3), (200, 10))
        """
        return self.classifier.weights()

    def evaluate(self, split: Split) -> Report:
        """Return how good the model's answers on labelled images are; the loss is the one it was trained with.

        Example:
            >>> import shuzi
            >>> images, labels = shuzi.load_mnist().test
            >>> shuzi.load().evaluate(shuzi.Split(images[:100], labels[:100])).errors
            0
        """
        return evaluate_answers(
            split.labels, self.predict(split.images, exact=True).probabilities, loss=self.card.loss, names=self.classes
        )


def no_digits(model: str, classes: Sequence[str]) -> str:
    """Return the sentence by which a model of classes of one's own is refused where digits are wanted."""
    return (
        f"{model} reads {told_classes(classes)}, and no digits; expected a model of digits here. Ask this one about "
        "one sign an image: shuzi predict RUN IMAGE."
    )


def looked_into(model: Model, *, threads: int | None = None) -> Model:
    """Return the model that is shown from inside: of a committee its first member, otherwise the model itself.

    Raises:
        RunError: the member is not there, is damaged, or is another one by now.
    """
    if model.card.members is None:
        return model
    entry = model.card.members[0]
    path = model.path / entry["run"]
    if not path.exists():
        raise RunError(
            f"{model.path} is a committee, of which the first member is looked into, and {path} is not there; copy the "
            "whole run."
        )
    member = load(path, threads=threads)
    if member.card.files[MODEL_ONNX] != entry["sha256"]:
        raise RunError(f"{path} is another model than the one that {model.path} was made of; copy the whole run again.")
    return member


def load(path: str | Path | None = None, *, threads: int | None = None) -> Model:
    """Return the trained model in a run's folder, after checking every file against its digest.

    Args:
        path: the folder; None is the model that comes with shuzi.
        threads: that the model runs on; None is one for each core.
    Raises:
        RunError: the folder is no run, a file in it is missing or changed, or the model does not say of a few known
            digits what its card says.
    Example:
        >>> import shuzi
        >>> sorted(shuzi.load().weights())[:2]
        ['conv_1/bias', 'conv_1/kernel']
    """
    folder = PRETRAINED if path is None else Path(path)
    return Model(folder, read_run(folder), threads=threads)

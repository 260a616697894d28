"""A trained model: what `shuzi.load` and `shuzi.train` give."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from shuzi.digits import Predictions, Split
from shuzi.evaluation.report import Report
from shuzi.evaluation.report import evaluate as evaluate_answers
from shuzi.reading.classifier import Classifier
from shuzi.store.card import Card
from shuzi.store.folder import MODEL_ONNX, read_run

PRETRAINED = Path(__file__).parent.parent / "pretrained"
"""The folder of the model that comes with shuzi."""


class Model:
    """A trained model with its card; it runs on ONNX Runtime and needs neither Keras nor TensorFlow."""

    def __init__(self, path: Path, card: Card, *, threads: int | None = None) -> None:
        self.path = path
        """The run's folder."""
        self.card = card
        """How the model was made and what it scored."""
        self.classifier = Classifier(path / MODEL_ONNX, threads=threads)
        """What runs it."""

    def __repr__(self) -> str:
        return f"<shuzi.Model {self.path}: {self.card.recipe}, test accuracy {self.card.metrics['test_accuracy']:.2%}>"

    def predict(self, images: npt.ArrayLike) -> Predictions:
        """Return the digit, the probabilities and the confidence for every image.

        Args:
            images: numbers from 0 (paper) to 255 (ink), shape (28, 28), (n, 28, 28) or (n, 28, 28, 1).
        Raises:
            ImageShapeError: wrong shape, type or range.
        """
        return self.classifier.predict(images)

    def activations(self, images: npt.ArrayLike) -> dict[str, npt.NDArray[np.float32]]:
        """Return every layer's output by the layer's name; maps as (n, channels, height, width).

        Args:
            images: as `predict` takes them.
        Raises:
            ImageShapeError: wrong shape, type or range.
        """
        return self.classifier.activations(images)

    def evaluate(self, split: Split) -> Report:
        """Return how good the model's answers on labelled images are; the loss is the one it was trained with."""
        return evaluate_answers(split.labels, self.predict(split.images).probabilities, loss=self.card.loss)


def load(path: str | Path | None = None, *, threads: int | None = None) -> Model:
    """Return the trained model in a run's folder, after checking every file against its digest.

    Args:
        path: the folder; None is the model that comes with shuzi.
        threads: that the model runs on; None is one for each core.
    Raises:
        RunError: the folder is no run, or a file in it is missing or changed.
    """
    folder = PRETRAINED if path is None else Path(path)
    return Model(folder, read_run(folder), threads=threads)

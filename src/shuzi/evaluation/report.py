"""Everything that is said about a model's answers, computed once."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from shuzi.classes import Classes
from shuzi.digits import Labels, Probabilities, predictions_from
from shuzi.errors import DataError
from shuzi.evaluation.metrics import (
    ClassResult,
    ConfusionMatrix,
    calibration_error,
    confusion_matrix,
    cross_entropy,
    mean_squared_error,
    per_class,
    wilson_interval,
)

Loss = Literal["mse", "cross_entropy"]


@dataclass(frozen=True)
class Report:
    """How a model fared on labelled images.

    Example:
        >>> import shuzi
        >>> images, labels = shuzi.load_mnist().test
        >>> report = shuzi.load().evaluate(shuzi.Split(images[:50], labels[:50]))
        >>> report.images, report.accuracy > 0.9, report.confusion.shape
        (50, True, (10, 10))
    """

    images: int
    errors: int
    accuracy: float
    """0 to 1."""
    interval: tuple[float, float]
    """The 95 % interval of the accuracy."""
    loss_name: Loss
    loss: float
    calibration_error: float
    """Expected calibration error, 0 to 1."""
    classes: tuple[ClassResult, ...]
    confusion: ConfusionMatrix
    names: Classes = None
    """Of classes of one's own, in the order of `classes`; None where they are the digits."""

    def to_json(self) -> dict[str, Any]:
        """Return the report under the names that every command's JSON uses.

        Example:
            >>> import numpy, shuzi
            >>> report = shuzi.evaluate(numpy.array([3, 5], numpy.uint8), shuzi.one_hot([3, 8]), loss="mse")
            >>> report.to_json()["test_errors"], report.to_json()["per_class"][5]["recall"]
            (1, 0.0)
        """
        return {
            "test_images": self.images,
            "test_errors": self.errors,
            "test_accuracy": self.accuracy,
            "test_accuracy_interval": list(self.interval),
            "test_loss": self.loss,
            "loss": self.loss_name,
            "calibration_error": self.calibration_error,
            "per_class": [self._class_json(result) for result in self.classes],
            "confusion": self.confusion.tolist(),
        }

    def _class_json(self, result: ClassResult) -> dict[str, Any]:
        values = result._asdict()
        return values if self.names is None else {"class": self.names[values.pop("digit")]} | values


def class_names(metrics: dict[str, Any]) -> list[str]:
    """Return what the classes of `Report.to_json` are called: the digits, or names of one's own."""
    return [str(result.get("class", result.get("digit"))) for result in metrics["per_class"]]


def share_text(share: float | None) -> str:
    """Return a share, 0 to 1, in per cent; a dash if there is none."""
    return "–" if share is None else f"{share:.2%}"


def evaluate(labels: Labels, probabilities: Probabilities, *, loss: Loss, names: Classes = None) -> Report:
    """Return how good the answers are.

    Args:
        labels: uint8, shape (n,).
        probabilities: float32, shape (n, 10), or as many columns as there are classes of one's own.
        loss: which one to report.
        names: of classes of one's own; None where they are the digits.
    Raises:
        DataError: there are no images.
    Example:
        >>> import numpy, shuzi
        >>> labels = numpy.array([3, 5], numpy.uint8)
        >>> shuzi.evaluate(labels, shuzi.one_hot([3, 8]), loss="mse").accuracy
        0.5
    """
    if len(labels) == 0:
        raise DataError("there are no images to evaluate on; expected at least one. Check the folder.")
    predictions = predictions_from(probabilities)
    right = predictions.digits == labels  # (n,)
    hits = int(np.count_nonzero(right))
    confusion = confusion_matrix(labels, predictions.digits, probabilities.shape[1])  # (classes, classes)
    return Report(
        images=len(labels),
        errors=len(labels) - hits,
        accuracy=hits / len(labels),
        interval=wilson_interval(hits, len(labels)),
        loss_name=loss,
        loss=(mean_squared_error if loss == "mse" else cross_entropy)(labels, probabilities),
        calibration_error=calibration_error(right, predictions.confidence),
        classes=per_class(confusion),
        confusion=confusion,
        names=names,
    )

"""How loss and accuracy went while a model trained, as a picture."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter


class CurvePoint(NamedTuple):
    """Loss and accuracy at one moment of training."""

    epoch: float
    """Epochs done, in parts: 1.5 is the middle of the second."""
    loss: float
    accuracy: float
    """0 to 1."""


def draw_curves(
    training: Sequence[CurvePoint], validation: Sequence[CurvePoint], *, test_accuracy: float | None = None
) -> Figure:
    """Return accuracy and loss over the epochs.

    Args:
        training: measured on the training images as they came by.
        validation: measured after each epoch; may be empty.
        test_accuracy: of the finished model, 0 to 1; drawn as a line. None while it is not known.
    """
    figure = Figure(figsize=(8, 6.4), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    epochs = [point.epoch for point in training]
    above.plot(epochs, [point.accuracy for point in training], color="#1f5a99", label="training")
    below.plot(epochs, [point.loss for point in training], color="#1f5a99", label="training")
    if validation:
        places = [point.epoch for point in validation]
        above.plot(places, [point.accuracy for point in validation], "o--", color="#b35900", label="validation")
        below.plot(places, [point.loss for point in validation], "o--", color="#b35900", label="validation")
    if test_accuracy is not None:
        above.axhline(test_accuracy, color="#444444", linestyle=":", label=f"test, finished model: {test_accuracy:.2%}")
    above.set_ylim(0, 1.02)
    above.yaxis.set_major_formatter(PercentFormatter(1.0))
    above.set_ylabel("accuracy", fontsize=12)
    below.set_ylabel("loss", fontsize=12)
    below.set_ylim(bottom=0)
    below.set_xlabel("epochs", fontsize=12)
    for axes in (above, below):
        axes.grid(color="#e5e5e5")
        axes.tick_params(labelsize=11)
        axes.spines[["top", "right"]].set_visible(False)
    above.legend(loc="lower right", fontsize=11)
    return figure

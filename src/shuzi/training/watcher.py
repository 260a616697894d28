"""What training tells while it runs, and to whom."""

from typing import NamedTuple


class Progress(NamedTuple):
    """How far training is."""

    epoch: int
    """Counted from 1."""
    epochs: int
    step: int
    """Steps done in this epoch."""
    steps: int
    """Steps of one epoch."""
    images: int
    """Images seen in this epoch."""
    loss: float
    """Mean over this epoch so far."""
    accuracy: float
    """Share of the training images so far in this epoch that were right as they came by, 0 to 1."""
    seconds: float
    """Since this epoch began."""


class EpochResult(NamedTuple):
    """One line of `history.csv`."""

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    """That the next step would take: 0 once a recipe with a warm-up is done."""
    seconds: float


class Watcher:
    """Hears of every step and every epoch; this one does nothing."""

    def on_step(self, progress: Progress) -> None:
        """Hear of one finished step."""

    def on_epoch(self, result: EpochResult) -> None:
        """Hear of one finished epoch."""

    def on_trained(self) -> None:
        """Hear that training is over; what comes is measured and written."""

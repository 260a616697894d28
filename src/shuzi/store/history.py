"""`history.csv`: one line for every finished epoch."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from shuzi.errors import RunError
from shuzi.evaluation.metrics import CurvePoint
from shuzi.network.run_file import read_file

HISTORY = "history.csv"

_MOST_BYTES = 16_000_000
"""An epoch takes about 100."""


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

    @property
    def validation(self) -> CurvePoint | None:
        """Loss and accuracy on the validation images, if there were any."""
        if self.validation_loss is None or self.validation_accuracy is None:
            return None
        return CurvePoint(self.epoch, self.validation_loss, self.validation_accuracy)


def write_history(path: Path, history: Sequence[EpochResult]) -> None:
    """Write the finished epochs, columns named as in `EpochResult`; what was not measured is left empty."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(EpochResult._fields)
        writer.writerows(history)


def history_text(path: Path) -> str:
    """Return what stands in the file.

    Raises:
        RunError: it is a link out of its folder, no regular file, or too large.
        OSError: it is not there, or cannot be read.
        ValueError: it is no UTF-8.
    """
    return read_file(path.parent, path.name, most_bytes=_MOST_BYTES).decode()


def read_history(path: Path) -> list[EpochResult]:
    """Return the finished epochs.

    Raises:
        RunError: the file is not there, or is no history.
    """
    try:
        reader = csv.DictReader(io.StringIO(history_text(path), newline=""))
        if tuple(reader.fieldnames or ()) != EpochResult._fields:
            raise ValueError(f"its first line should be {','.join(EpochResult._fields)}")
        return [_result(row) for row in reader]
    except (OSError, ValueError, LookupError, TypeError, csv.Error) as error:
        raise RunError(f"{path} cannot be read as a history ({error}). Copy the run again.") from None


def _result(row: dict[str, str]) -> EpochResult:
    measured = [row[name] for name in ("validation_loss", "validation_accuracy")]
    validation_loss, validation_accuracy = [None if text == "" else float(text) for text in measured]
    return EpochResult(
        epoch=int(row["epoch"]),
        loss=float(row["loss"]),
        accuracy=float(row["accuracy"]),
        validation_loss=validation_loss,
        validation_accuracy=validation_accuracy,
        learning_rate=float(row["learning_rate"]),
        seconds=float(row["seconds"]),
    )

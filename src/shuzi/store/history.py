"""`history.csv`: one line for every finished epoch."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from shuzi.errors import RunError

HISTORY = "history.csv"


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


def write_history(path: Path, history: Sequence[EpochResult]) -> None:
    """Write the finished epochs, columns named as in `EpochResult`; what was not measured is left empty."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(EpochResult._fields)
        writer.writerows(history)


def read_history(path: Path) -> list[EpochResult]:
    """Return the finished epochs.

    Raises:
        RunError: the file is not there, or is no history.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
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

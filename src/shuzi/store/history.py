"""What a network was like as it was trained: `history.csv` has a line for every epoch, `snapshots.json` a moment."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from shuzi.errors import RunError
from shuzi.evaluation.metrics import CurvePoint
from shuzi.network.run_file import read_file

HISTORY = "history.csv"

_MOST_HISTORY_BYTES = 16_000_000
"""An epoch takes about 100; set by hand, for more epochs than `MOST_EPOCHS`."""

SNAPSHOTS = "snapshots.json"

_MOST_SNAPSHOTS_BYTES = 64_000_000
"""A moment takes 8 kB; set by hand."""

BINS = 20
"""Of the largest probability, from 0 to 1; set by hand."""


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
    return read_file(path.parent, path.name, most_bytes=_MOST_HISTORY_BYTES).decode()


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


class Snapshot(NamedTuple):
    """A network at one moment of its training."""

    epoch: float
    """Epochs done; 0 is before the first step."""
    recall: list[float | None]
    """Of each digit, the share that is right, 0 to 1; None where there are no images of it."""
    sureness: list[int]
    """How many images have their largest probability in each of `BINS` equal parts of 0 to 1."""
    filters: list[Any]
    """The first convolution's kernel, (height, width, channels, filters), as nested lists."""


def write_snapshots(path: Path, snapshots: Sequence[Snapshot]) -> None:
    """Write the snapshots, one a line, with the names of `Snapshot`."""
    lines = ",\n".join(json.dumps(snapshot._asdict()) for snapshot in snapshots)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read_snapshots(path: Path) -> list[Snapshot]:
    """Return the snapshots of a run.

    Raises:
        RunError: the file is not there, or holds no snapshots.
    """
    try:
        text = read_file(path.parent, path.name, most_bytes=_MOST_SNAPSHOTS_BYTES).decode()
        return [Snapshot(**values) for values in json.loads(text)]
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise RunError(f"{path} cannot be read as snapshots ({error}). Copy the run again.") from None

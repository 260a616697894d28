"""`history.csv`: one line for every finished epoch."""

import csv
from collections.abc import Sequence
from pathlib import Path

from shuzi.training.watcher import EpochResult

HISTORY = "history.csv"


def write_history(path: Path, history: Sequence[EpochResult]) -> None:
    """Write the finished epochs, columns named as in `EpochResult`; what was not measured is left empty."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(EpochResult._fields)
        writer.writerows(history)

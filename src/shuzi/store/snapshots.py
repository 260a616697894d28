"""`snapshots.json`: what a network was like before its training and at the end of every epoch."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from shuzi.errors import RunError
from shuzi.network.run_file import read_file

SNAPSHOTS = "snapshots.json"

_MOST_BYTES = 64_000_000
"""A moment takes 8 kB."""

BINS = 20
"""Of the largest probability, from 0 to 1."""


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
        text = read_file(path.parent, path.name, most_bytes=_MOST_BYTES).decode()
        return [Snapshot(**values) for values in json.loads(text)]
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise RunError(f"{path} cannot be read as snapshots ({error}). Copy the run again.") from None

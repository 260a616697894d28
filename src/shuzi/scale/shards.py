"""A folder of shards: tables that are there whole or not at all, and what they were made with.

A shard holds all rows of its files, so that the shards by themselves tell which files are done.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from shuzi.errors import OutputError, UsageError
from shuzi.imaging.folders import visible
from shuzi.reading.table_rows import Column, Row
from shuzi.scale.formats import TableFormat
from shuzi.whole_file import whole_output

PLAN = "_plan.json"
"""Names with an underscore in front are passed over by everything that reads folders of Parquet."""

TablePlan = dict[str, str | bool]
"""What decides the rows of a file: the model's SHA-256, what a row is, whether print is told, or which form."""


class Shards:
    """The folder, held against other processes until `close`."""

    def __init__(self, folder: Path, kind: TableFormat, plan: TablePlan, *, resume: bool) -> None:
        """Begin a folder, or go on with it.

        Args:
            folder: new or empty; or, to go on, what an earlier call began.
            kind: of the tables.
            plan: what decides the rows.
            resume: whether to go on; a folder that is new is begun all the same.
        Raises:
            UsageError: the folder holds something, or was begun in another way.
            OutputError: it cannot be written, or another process writes into it.
        """
        self.folder, self._kind = folder, kind
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / ".lock")
            self._lock.acquire(timeout=0)
        except Timeout:
            raise OutputError(
                f"another process writes into {folder}; wait until it is done, or name another place."
            ) from None
        except OSError as error:
            raise OutputError(f"{folder} cannot be written ({error.strerror or error}). Name another place.") from None
        try:
            self._begin(plan, resume=resume)
        except BaseException:
            self.close()
            raise
        self._next = 1 + max((_number(path) for path in self.paths()), default=-1)

    def _begin(self, plan: TablePlan, *, resume: bool) -> None:
        for left_over in self.folder.glob(".*.tmp"):
            left_over.unlink()
        before, entries = self.folder / PLAN, visible(self.folder)
        if entries and not before.is_file():
            raise UsageError(f"{self.folder} holds other files ({entries[0].name}); expected a new or an empty folder.")
        if before.is_file():
            check_plan(before.read_text(encoding="utf-8"), plan, str(self.folder), resume=resume)
            return
        with whole_output(before) as stream:
            stream.write(json.dumps(plan, indent=1).encode() + b"\n")

    def paths(self) -> list[Path]:
        """Return the shards in the order in which they were written."""
        shards = [path for path in visible(self.folder) if path.suffix == self._kind.suffix]
        return sorted(shards, key=lambda path: (_number(path), path.name))

    def files(self) -> Iterator[str]:
        """Give the file that each row belongs to, in the order of the rows."""
        for path in self.paths():
            try:
                yield from self._kind.files(path)
            except Exception as error:  # pyarrow and json raise what they like
                raise OutputError(
                    f"{path} cannot be read as a table ({error}); delete it, and its files are read again."
                ) from error

    def write(self, read: Sequence[Row], columns: Sequence[Column]) -> None:
        """Add a shard of these rows.

        Raises:
            OutputError: it cannot be written.
        """
        with whole_output(self.folder / f"part-{self._next:06}{self._kind.suffix}") as stream:
            self._kind.write(read, columns, stream)
        self._next += 1

    def close(self) -> None:
        """Let others in."""
        self._lock.release()


def check_plan(before: str, plan: TablePlan, name: str, *, resume: bool) -> None:
    """Refuse to go on where nobody asked for it, or other rows would come of it than those that are there.

    Raises:
        UsageError: the plan is another one, or cannot be read.
    """
    try:
        recorded = json.loads(before)
        changed = [key for key, value in plan.items() if recorded.get(key) != value]
    except (ValueError, AttributeError):
        raise UsageError(f"the plan in {name} cannot be read; name another place, and begin anew.") from None
    if changed:
        differences = ", ".join(f"{key} was {recorded.get(key)} and is {plan[key]}" for key in changed)
        raise UsageError(
            f"{name} was begun in another way ({differences}); go on as it was begun, or name another place."
        )
    if not resume:
        raise UsageError(f"{name} holds what was read before; go on with --resume, or delete it to begin anew.")


def _number(path: Path) -> int:
    """Return a shard's number; -1 of one that something else named, as Ray does."""
    match = re.fullmatch(r"part-(\d+)\.\w+", path.name)
    return -1 if match is None else int(match[1])

"""Read files into one table, or a folder of shards, so that a kill at any instant loses little and doubles nothing."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shuzi.errors import OutputError, UsageError
from shuzi.forms.form import Form
from shuzi.reading.table_rows import Column, Row
from shuzi.scale.formats import Parquet, TableFormat, table_format_of
from shuzi.scale.pool import read_many
from shuzi.scale.shards import Shards, TablePlan
from shuzi.scale.task import FilledSheets, Pages, Task
from shuzi.store.folder import MODEL_ONNX
from shuzi.store.model import load
from shuzi.store.printable import as_utf8
from shuzi.whole_file import whole_output

# A shard is written once it holds so many rows, and else so seldom that a kill costs a twentieth of the work at most:
# few shards in a long job, and soon a first one in a short. All four are set by hand.
_MOST_ROWS = 50_000
_FIRST_AFTER = 1.0
"""Seconds."""
_SHARE_AT_RISK = 0.05
"""Of the seconds since the beginning."""
_LONGEST_AT_RISK = 600.0
"""Seconds."""


@dataclass(frozen=True)
class TableJob:
    """What is read, how, and where to."""

    files: Sequence[Path]
    out: Path
    """A file that ends in .csv, .jsonl or .parquet, or a folder for shards of Parquet."""
    rows: str = "digits"
    printed: bool = False
    model: str | Path | None = None
    resume: bool = False
    """Whether to go on with what a call before began."""
    form: Form | None = None
    """What all files are copies of; a row is then a sheet, and `rows` and `printed` mean nothing."""

    @property
    def task(self) -> Task:
        """What is read of every file."""
        return Pages(self.rows, self.printed, self.model) if self.form is None else FilledSheets(self.form, self.model)


@dataclass(frozen=True)
class Summary:
    """What was done."""

    files: int = 0
    """Read by this call."""
    done_before: int = 0
    """Files of the job that were in the table already."""
    pages: int = 0
    digits: int = 0
    """Of a form: its fields."""
    unsure: int | None = 0
    """Digits that are not sure, fields that somebody should look at; None where only lines are known."""
    errors: int = 0
    """Pages that could not be read."""


Watch = Callable[[Sequence[Any]], None]
"""Is told the pages of every file that was read."""


def read_to_table(job: TableJob, watch: Watch = lambda _: None) -> Summary:
    """Read every file that the table does not hold yet, and write the table.

    Rows go into shards as they come, and for a single file these are put together at the end; until then they lie
    beside it in `OUT.parts`.

    Raises:
        UsageError: the place holds something else, or was begun in another way; or `out` names no kind of table.
        OutputError: it cannot be written, or another process writes there.
        RunError: the model cannot be loaded.
        MissingDependencyError: pyarrow is not installed.
    """
    plan = plan_of(job.task, job.model)
    if is_folder(job.out):
        shards = Shards(job.out, Parquet(), plan, resume=job.resume)
        try:
            return _read(job, shards, watch)
        finally:
            shards.close()
    return _read_to_file(job, plan, watch)


def plan_of(task: Task, model: str | Path | None) -> TablePlan:
    """Return what decides the rows of a file."""
    return {**task.plan, "model": load(model).card.files[MODEL_ONNX]}


def is_folder(out: Path) -> bool:
    """Return whether a table goes into a folder, as shards: it is one, or its name has no ending."""
    return out.is_dir() or not out.suffix


def _read_to_file(job: TableJob, plan: TablePlan, watch: Watch) -> Summary:
    kind, parts = table_format_of(job.out), job.out.with_name(f"{job.out.name}.parts")
    if job.resume and job.out.is_file() and not parts.exists():
        return _already_there(job, kind)
    finished = job.out.with_name(f".{job.out.name}.parts")
    shutil.rmtree(finished, ignore_errors=True)
    shards = Shards(parts, kind, plan, resume=job.resume)
    try:
        done = _read(job, shards, watch)
        with whole_output(job.out) as stream:
            kind.join(shards.paths(), job.task.columns, stream)
    finally:
        shards.close()
    parts.replace(finished)  # at once, since half a folder of parts would be gone on with
    shutil.rmtree(finished, ignore_errors=True)
    return done


def _already_there(job: TableJob, kind: TableFormat) -> Summary:
    """Say that all is done, where it is."""
    try:
        held = set(kind.files(job.out))
    except Exception as error:  # pyarrow and json raise what they like
        raise OutputError(f"{job.out} cannot be read as a table ({error}); delete it to begin anew.") from error
    missing = [file for file in job.files if as_utf8(str(file)) not in held]
    if missing:
        raise UsageError(
            f"{job.out} is finished, and does not hold {missing[0]}; name another file for it, or a folder, to which "
            "--resume adds what is new."
        )
    return Summary(done_before=len(job.files))


def _read(job: TableJob, shards: Shards, watch: Watch) -> Summary:
    done = set(shards.files()) if job.resume else set()
    remaining = [file for file in job.files if as_utf8(str(file)) not in done]
    task = job.task
    summary, waiting = Summary(done_before=len(job.files) - len(remaining)), _Waiting(shards, task.columns)
    for pages in read_many(remaining, task):
        waiting.add([row for page in pages for row in task.rows(page)])
        summary = _counted(summary, pages, task)
        watch(pages)
    waiting.write()
    return summary


def _counted(before: Summary, pages: Sequence[Any], task: Task) -> Summary:
    counts = [task.count(page) for page in pages]
    return replace(
        before,
        files=before.files + 1,
        pages=before.pages + len(pages),
        digits=before.digits + sum(answers for answers, _ in counts),
        unsure=(before.unsure or 0) + sum(unsure for _, unsure in counts),
        errors=before.errors + sum(page.error is not None for page in pages),
    )


class _Waiting:
    """Rows on their way into the next shard."""

    def __init__(self, shards: Shards, columns: Sequence[Column]) -> None:
        self._shards, self._columns = shards, columns
        self._read: list[Row] = []
        self._began = self._written = time.monotonic()

    def add(self, read: Sequence[Row]) -> None:
        """Take all rows of a file."""
        self._read += read
        now = time.monotonic()
        patience = min(_LONGEST_AT_RISK, _FIRST_AFTER + _SHARE_AT_RISK * (now - self._began))
        if len(self._read) >= _MOST_ROWS or now - self._written >= patience:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        if self._read:
            self._shards.write(self._read, self._columns)
        self._read, self._written = [], time.monotonic()

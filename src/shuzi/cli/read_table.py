"""`shuzi read --out`: any number of files into a table."""

import dataclasses
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from shuzi.cli.terminal import check_engine, print_json, say
from shuzi.errors import UsageError

if TYPE_CHECKING:
    from shuzi.forms.form import Form
    from shuzi.scale.table_job import Summary


class TableWishes(NamedTuple):
    """The options of `shuzi read` that belong to a table."""

    out: str | None
    rows: str
    resume: bool
    engine: str

    @property
    def any(self) -> bool:
        """Whether anything was said that only a table can fulfil."""
        return self != TableWishes(None, "digits", resume=False, engine="pool")


def refuse_beside_a_table(**options: Path | None) -> None:
    """Refuse options that ask for something else than a table.

    Raises:
        UsageError: one of them was given.
    """
    given = [name for name, value in options.items() if value is not None]
    if given:
        raise UsageError(
            f"--out writes a table and nothing else, so {' and '.join(given)} cannot stand beside it. Call shuzi twice."
        )


def read_table(files: Sequence[str], wishes: TableWishes, *, model: Path | None, printed: bool, as_json: bool) -> int:
    """Read all files into a table, say what was done, and return the exit code."""
    if wishes.out is None:
        raise UsageError(
            "--rows, --resume and --engine belong to a table; expected --out FILE or --out FOLDER as well."
        )
    check_engine(wishes.engine)
    if wishes.engine == "ray":
        from shuzi.scale.ray_dataset import require_ray_data

        require_ray_data()
        from shuzi.scale.ray_job import RayJob, read_with_ray

        say("shuzi: Ray starts, or is connected to, which takes a while; then it reads.")
        with redirect_stdout(sys.stderr):  # where Ray tells of processes that were killed
            summary = read_with_ray(RayJob(files, wishes.out, wishes.rows, printed, model, wishes.resume))
    else:
        summary = read_here(files, wishes, model=model, printed=printed)
    return tell_summary(summary, wishes.out, _summary_line, as_json=as_json)


def tell_summary(summary: "Summary", out: str, line_of: "Callable[[Summary, str], str]", *, as_json: bool) -> int:
    """Say what was read into a table, in a line of words or as JSON, and return the exit code."""
    if as_json:
        print_json({"out": out, **dataclasses.asdict(summary)})
    else:
        print(line_of(summary, out))
    return 1 if summary.errors else 0


def read_here(
    files: Sequence[str], wishes: TableWishes, *, model: Path | None, printed: bool = False, form: "Form | None" = None
) -> "Summary":
    """Read all files on this machine into a table, and return what was done."""
    from shuzi.reading.many import find_files
    from shuzi.scale.ray_files import is_address
    from shuzi.scale.table_job import TableJob, read_to_table

    elsewhere = [name for name in (*files, wishes.out or "") if is_address(name)]
    if elsewhere:
        raise UsageError(
            f"{elsewhere[0]} lies elsewhere; expected files of this machine. Or read it with --engine ray."
        )
    paths = list(dict.fromkeys(find_files(files)))  # whoever names a file twice means it once
    job = TableJob(paths, Path(wishes.out or ""), wishes.rows, printed, model, wishes.resume, form)
    with watched(len(job.files)) as watch:
        return read_to_table(job, watch)


@contextmanager
def watched(files: int) -> "Iterator[Callable[[Sequence[Any]], None]]":
    """Give a function that says what cannot be read, and shows how far it is where somebody looks on."""

    def say_errors(pages: "Sequence[Any]") -> None:
        for page in pages:
            if page.error is not None:
                say(f"shuzi: {page.error}")

    if not sys.stderr.isatty():
        yield say_errors
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=files)

        def watch(pages: "Sequence[Any]") -> None:
            say_errors(pages)
            bar.advance(task)

        yield watch


def _summary_line(summary: "Summary", out: str) -> str:
    before = f", beside {summary.done_before:,} that it held" if summary.done_before else ""
    pages = f"{summary.pages:,} pages" if summary.pages != 1 else "1 page"
    unreadable = f"; could not be read: {summary.errors:,}, see the column error" if summary.errors else ""
    unsure = "" if summary.unsure is None else f", of which {summary.unsure:,} not sure"
    files = f"{summary.files:,} files" if summary.files != 1 else "1 file"
    digits = f"{summary.digits:,} digits" if summary.digits != 1 else "1 digit"
    return f"{out}: {files}{before}, {pages}, {digits}{unsure}{unreadable}"

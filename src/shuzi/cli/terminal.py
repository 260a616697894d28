"""What goes to the terminal: results to standard output, everything else to standard error."""

import contextlib
import json
import logging
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shuzi.store.text import printable

if TYPE_CHECKING:  # the network's modules take 50 ms, which most commands do not need
    from shuzi.data.download import Progress

JSON_HELP = "Print one JSON object instead; docs/json.md lists the names."


def print_json(result: dict[str, Any]) -> None:
    """Print a result as one JSON object on one line; what the stream cannot hold is escaped."""
    text = json.dumps(result, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(result, allow_nan=False)
    print(text)


def say(*lines: str) -> None:
    """Print lines for the person at the terminal to standard error; a name of a file in them begins no line."""
    print("\n".join(map(printable, lines)), file=sys.stderr, flush=True)


def tell_notes() -> None:
    """Print what shuzi notes on its way, such as why the next source of data is tried, to standard error."""
    logger = logging.getLogger("shuzi")
    logger.handlers[:] = [_Sayer()]
    logger.setLevel(logging.INFO)
    logger.propagate = False


class _Sayer(logging.Handler):
    """Looks up standard error anew for every line, since a progress bar puts itself in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        say(f"shuzi: {record.getMessage()}")


@contextlib.contextmanager
def download_progress() -> "Iterator[Progress]":
    """Give a function that shows how far a download is: a bar in a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show

"""What goes to the terminal: results to standard output, everything else to standard error."""

import contextlib
import json
import logging
import sys
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the network's modules take 50 ms, which most commands do not need
    from shuzi.data.download import Progress

_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
"""Unicode's kinds of characters that control, or end a line."""

JSON_HELP = "Print one JSON object instead; docs/json.md lists the names."

LAYOUT_HELP = (
    "What the images are, where the guess is wrong: folders, samples, names, table, pixels, npz, idx or h5; pixels "
    "that lie on their side: idx:transposed."
)


def print_json(result: dict[str, Any]) -> None:
    """Print a result as one JSON object on one line; what the stream cannot hold is escaped."""
    text = json.dumps(result, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(result, allow_nan=False)
    print(text)


def say(message: str) -> None:
    """Print a message for the person at the terminal to standard error."""
    print("\n".join(map(printable, message.split("\n"))), file=sys.stderr, flush=True)


def printable(text: str) -> str:
    r"""Return the text with escapes for what tells a terminal what to do, such as `\x1b`, or turns the line round.

    Names of files may hold it, and files come from anybody.
    """
    return "".join(
        one.encode("unicode_escape").decode() if unicodedata.category(one) in _UNSEEN else one for one in text
    )


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

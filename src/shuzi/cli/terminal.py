"""What goes to the terminal: results to standard output, everything else to standard error.

A result never ends in an error for want of a character, as Taiwan's cp950 and plain ASCII lack some: what has a
look-alike is replaced by it, and everything else is written as an escape, from which it can be told what it was.
"""

import codecs
import contextlib
import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from shuzi.errors import MissingDependencyError, OutputError, UsageError
from shuzi.store.printable import printable

if TYPE_CHECKING:  # the network's modules take 50 ms, which most commands do not need
    import typer

    from shuzi.data.download import Progress

JSON_HELP = "Print one JSON object instead; docs/json.md lists the names."

LANG_HELP = "The language of what is told: en or zh-TW; without it, your system's. JSON and misuse stay English."

STANDARD_OUTPUT = "-"
"""What stands for it in place of a file's name, as in most programs."""

ENGINES = ("pool", "ray")
"""What shares many files, or many trainings, out: processes of this machine, or a cluster of Ray's."""

HANDLER = "shuzi"
"""The name under which Python knows how we replace what an encoding lacks."""

_LOOK_ALIKES = {
    **dict.fromkeys("░▒▓█", "#"),
    **dict.fromkeys("─━═╌╴╶╸╺", "-"),
    **dict.fromkeys("│┃║", "|"),
    **dict.fromkeys("–—‑−", "-"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    "×": "x",
    "→": "->",
    "…": "...",
    "·": ".",
    "•": "*",
    "±": "+-",
    "\u00a0": " ",
}

LAYOUT_HELP = (
    "What the images are, where the guess is wrong: folders, samples, names, table, pixels, npz, idx or h5; classes "
    "are folders of signs of your own; pixels that lie on their side: idx:transposed."
)


def is_given(context: "typer.Context", option: str) -> bool:
    """Return whether an option stands on the command line, whatever its default."""
    return getattr(context.get_parameter_source(option), "name", "") == "COMMANDLINE"


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


def check_engine(engine: str) -> None:
    """Refuse an engine that is none of those that share work out.

    Raises:
        UsageError: there is no such engine.
    """
    if engine not in ENGINES:
        raise UsageError(f"there is no engine {engine!r}; expected one of {', '.join(ENGINES)}.")


@contextlib.contextmanager
def needing(what: str, cure: str) -> Iterator[None]:
    """Turn an import that fails into what is missing; `{name}` in the two texts is the package.

    Raises:
        MissingDependencyError: a package is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise MissingDependencyError(f"{what}: {cure}".format(name=error.name)) from None


@contextlib.contextmanager
def writing(out: Path, option: str = "--out", kind: str = "file") -> Iterator[None]:
    """Turn what goes wrong while a result is written into a word to the user: to name another file, or folder.

    Raises:
        OutputError: the result cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written ({error.strerror or error}). Name another {kind} with {option}."
        ) from None


def is_printed(csv: Path | None, *, as_json: bool) -> bool:
    """Return whether `--csv -` asks for the table on standard output.

    Raises:
        UsageError: JSON would stand there too.
    """
    printed = str(csv) == STANDARD_OUTPUT
    if printed and as_json:
        raise UsageError("--csv - and --json would both be printed; expected one of them, or a file's name with --csv.")
    return printed


@contextlib.contextmanager
def csv_stream(out: Path) -> Iterator[TextIO]:
    """Give the stream that a table goes to: the file, or standard output for `-`.

    Raises:
        OutputError: the file cannot be written.
    """
    if str(out) == STANDARD_OUTPUT:
        yield sys.stdout
        return
    # A file's name need not be UTF-8 on Linux; the table is, with such bytes as escapes.
    with writing(out, "--csv"), out.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        yield stream


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


def replace_what_is_lacking() -> None:
    """Have standard output and standard error replace what their encodings do not hold."""
    codecs.register_error(HANDLER, _replacement)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):  # closed, or full already; writing will say so
                stream.reconfigure(errors=HANDLER)


def _replacement(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_look_alike(character) for character in lacking), error.end


def _look_alike(character: str) -> str:
    look_alike = _LOOK_ALIKES.get(character)
    if look_alike is not None:
        return look_alike
    if "─" <= character <= "╿":  # the corners and crossings of a frame
        return "+"
    return character.encode("ascii", "backslashreplace").decode("ascii")

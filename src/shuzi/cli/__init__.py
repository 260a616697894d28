"""The command line, one file a command; each is imported when it is called, and heavy packages when it needs them.

Beside the commands: `terminal` says how anything is told, `backend` starts Keras, `report_text` is an evaluation in
lines, `training_display` a training as it goes, `train_seeds` one of many seeds; `read_forms` and `read_table` are two
ways of `shuzi read`, and `steered` is no command but the process in which the page trains.
"""

import contextlib
import errno
import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from shuzi import __version__
from shuzi.cli.terminal import replace_what_is_lacking, say, tell_notes
from shuzi.errors import DataUnavailableError, ShuziError, UsageError

_OUTPUT_FAILS = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
"""What writing to standard output ends in; of files the error has a name."""

_MOST_COLUMNS = 1000
"""Of a line of text, set by hand; no screen shows as many."""

COMMANDS = {
    "data": "Fetch MNIST if it is not there yet, verify it to the byte and say what it is; or look at your own images.",
    "show": "Show one image as its 28×28 numbers and as a picture.",
    "summary": "Print a network's layers with shapes, parameters and the arithmetic behind them.",
    "train": "Train a network on all of MNIST, or on your own images; save it and show what it scores.",
    "verify": "Train again as a run's card says, and say whether every weight comes out the same.",
    "evaluate": "Measure accuracy, loss, precision, recall, confusion and calibration of a trained model.",
    "read": "Read the digits on a page, line by line, and say how sure each one is.",
    "predict": "Say which digit each image holds, if any, and how sure the model is; whole pages: `shuzi read`.",
    "explain": "Draw what a network sees in a digit: every layer with its numbers, and why it answers as it does.",
    "sample": "Draw random test images side by side, each titled with the digit that the model answers.",
    "export": "Write a model in another format, and show that it answers the test images there as it does here.",
    "bench": "Measure a model in every format whose runtime is installed, on MNIST's test images; with --train, "
    "trainings.",
    "import": "Make a run of a model from Keras's files, of Keras 1 to 3, without running anything in them.",
    "serve": "Open the page on this machine: write, look inside, read photos; and serve the API.",
    "mcp": "Let a client of the Model Context Protocol, which starts this, read digits and have them explained.",
    "doctor": "Print versions, devices, caches with their digests, free disk space, and what is missing.",
}
"""Every command and its first sentence; the file of a command has its name."""


class _Commands(TyperGroup):
    """Imports the command that is called and none beside it, which takes a tenth of a cold answer's time."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            **settings | {"commands": {name: TyperCommand(name, help=COMMANDS[name]) for name in COMMANDS}}
        )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] in COMMANDS:
            self.commands[args[0]] = _loaded(args[0])
        return super().resolve_command(ctx, args)


def function_of(command: str) -> Callable[..., None]:
    """Return the function behind one of the `COMMANDS`."""
    name = f"{command}_" if command == "import" else command
    function: Callable[..., None] = getattr(importlib.import_module(f"shuzi.cli.{name}"), name)
    return function


def _loaded(command: str) -> Any:
    alone = typer.Typer(add_completion=False)
    alone.command(command)(function_of(command))
    return typer.main.get_command(alone)


app = typer.Typer(
    name="shuzi",
    cls=_Commands,
    help="Train, understand and use a CNN that reads handwritten digits.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    version: bool = typer.Option(False, "--version", help="Print the version.", is_eager=True),
) -> None:
    if version:
        print(f"shuzi {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command that the process's arguments name, and leave with its exit code."""
    replace_what_is_lacking()
    if (os.environ.get("COLUMNS") or "").isdecimal():  # Rich fills lines to their end, of a billion columns too
        os.environ["COLUMNS"] = str(min(int(os.environ["COLUMNS"]), _MOST_COLUMNS))
    if sys.stderr is None:  # closed by whoever started us
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 - as long as the process
    if sys.stdout is None:
        say("shuzi: standard output is closed, so that no result could be told; send it to a file or to /dev/null.")
        sys.exit(1)
    sys.exit(_flush_output(_run(sys.argv[1:])))


def _flush_output(code: int) -> int:
    """Return the exit code, once all output is where it should be."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _give_up_output(error)
    return code


def _give_up_output(error: OSError) -> int:
    """Say that standard output fails, unless its reader has had enough, as `head` has; return the exit code."""
    if not isinstance(error, BrokenPipeError):
        say(f"shuzi: the output cannot be written ({error.strerror}). Send it somewhere else.")
    # Python would complain once more at exit.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _run(arguments: list[str]) -> int:
    tell_notes()
    # Ends through Python, so that nothing half-written stays behind.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    try:
        _refuse_empty_names(arguments)
        return int(app(arguments, prog_name="shuzi", standalone_mode=False) or 0)
    except ShuziError as error:
        tried = isinstance(error, DataUnavailableError)  # says so in a line for every source
        say(*(f"shuzi: {error}".split("\n") if tried else [f"shuzi: {error}"]))
        return error.exit_code
    except KeyboardInterrupt:
        say("shuzi: stopped by Ctrl-C.")
        return 130
    except OSError as error:
        if error.filename is not None:
            say(f"shuzi: {error.filename}: {error.strerror}. Check the path and its rights.")
            return 1
        if error.errno not in _OUTPUT_FAILS:
            raise
        return _give_up_output(error)
    except Exception as error:
        misuse = getattr(error, "format_message", None)  # what Typer raises of arguments that it cannot read
        if misuse is None:
            raise
        message = misuse()
        hint = f"{'' if message.endswith(('.', '?')) else '.'} See `shuzi --help`."
        say(f"shuzi: {message}{hint}" if message else "shuzi: no command was named. See `shuzi --help`.")
        return 2


def _refuse_empty_names(arguments: list[str]) -> None:
    # Python takes an empty path for the folder that one is in; nobody means that whose variable is not set.
    if any(not word or (word.startswith("--") and word.endswith("=")) for word in arguments):
        raise UsageError("an empty name was given; expected one. `.` is this folder. See `shuzi --help`.")

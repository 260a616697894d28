"""The command line, one file a command; heavy packages are imported when a command needs them."""

import contextlib
import errno
import os
import signal
import sys

import typer

from shuzi import __version__
from shuzi.cli import (
    bench,
    data,
    doctor,
    evaluate,
    explain,
    export,
    import_,
    mcp,
    predict,
    read,
    sample,
    serve,
    show,
    summary,
    train,
    verify,
)
from shuzi.cli.terminal import replace_what_is_lacking, say, tell_notes
from shuzi.errors import DataUnavailableError, ShuziError, UsageError

_OUTPUT_FAILS = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
"""What writing to standard output ends in; of files the error has a name."""

_MOST_COLUMNS = 1000
"""Of a line of text; no screen shows as many."""

app = typer.Typer(
    name="shuzi",
    help="Train, understand and use a CNN that reads handwritten digits.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(data.data)
app.command()(show.show)
app.command()(summary.summary)
app.command()(train.train)
app.command()(verify.verify)
app.command()(evaluate.evaluate)
app.command()(read.read)
app.command()(predict.predict)
app.command()(explain.explain)
app.command()(sample.sample)
app.command()(export.export)
app.command()(bench.bench)
app.command("import")(import_.import_)
app.command()(serve.serve)
app.command()(mcp.mcp)
app.command()(doctor.doctor)


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
    sys.exit(_told(_run(sys.argv[1:])))


def _told(code: int) -> int:
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

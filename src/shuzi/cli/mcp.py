"""`shuzi mcp`: the tools that programs around language models may use, on standard input and output."""

import os
import signal
import sys
from pathlib import Path

import typer

from shuzi.cli.terminal import needing, say


def mcp(
    folders: list[Path] | None = typer.Option(
        None,
        "--folder",
        help="Open the images in this folder to the client; may be given several times. Else this one.",
    ),
    model: Path | None = typer.Option(
        None, "--model", metavar="RUN", help="A run's folder; without it, shuzi's model."
    ),
) -> None:
    """Let a client of the Model Context Protocol, which starts this, read digits and have them explained."""
    with needing("`shuzi mcp` needs {name}, which is not installed; install it", "pip install mcp"):
        from shuzi.serving.mcp_server import build_server, serve
    from shuzi.serving.mcp_tools import Tools

    server = build_server(Tools(folders or [Path()], model))
    if sys.stdin.isatty():
        say("shuzi: waits for a client on standard input; one starts it by itself. Ctrl-C stops it.")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    serve(server)


def _end(number: int, _frame: object) -> None:
    """End at once: Python would wait for a thread that waits for input, which nobody can call off, now and then."""
    if number == signal.SIGINT:
        say("shuzi: stopped by Ctrl-C.")
    os._exit(128 + number)

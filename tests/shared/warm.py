"""Processes of `shuzi` that begin with everything imported, which takes TensorFlow longer than most tests.

They are forked from one that has imported it and computed nothing, so each is as good as new: its own memory, folder,
streams, signals and exit code. What is printed while importing, and other environments, need `python -m shuzi`.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

import pytest

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["warm_imports"])


class WarmShuzi:
    """A process of `shuzi` with these arguments, or of this code, used like `subprocess.Popen` with pipes of text."""

    def __init__(
        self, *arguments: object, cwd: Path | None = None, most_bytes: int | None = None, code: str | None = None
    ) -> None:
        self.args = ["shuzi", *map(str, arguments)]
        self.stdout, out = _pipe()
        self.stderr, err = _pipe()
        folder = str(cwd or Path.cwd())
        _start_server()
        self._process = _CONTEXT.Process(
            target=_run, args=(self.args, folder, dict(os.environ), most_bytes, code, out, err)
        )
        self._process.start()
        out.close()
        err.close()

    @property
    def returncode(self) -> int | None:
        """None while it runs; minus the signal's number if one ended it."""
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None and self._process.pid is not None:
            os.kill(self._process.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = 300) -> tuple[str, str]:
        """Return what is left of its two streams once it has ended.

        Raises:
            subprocess.TimeoutExpired: it has not; it is killed.
        """
        said = {}
        readers = [
            threading.Thread(target=lambda stream=stream: said.update({stream: stream.read()}), daemon=True)
            for stream in (self.stdout, self.stderr)
        ]
        for reader in readers:
            reader.start()
        self._process.join(timeout)
        late = self.poll() is None
        self.kill()
        for reader in readers:
            reader.join()
        self._process.join()
        self.stdout.close()
        self.stderr.close()
        if late:
            raise subprocess.TimeoutExpired(self.args, timeout or 0, said[self.stdout], said[self.stderr])
        return said[self.stdout], said[self.stderr]


def run_warm(*arguments: object, cwd: Path | None = None, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run `shuzi` with these arguments to its end, which comes in so many seconds or is an error."""
    process = WarmShuzi(*arguments, cwd=cwd)
    out, err = process.communicate(timeout)
    assert process.returncode is not None
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def run_warm_code(code: str, cwd: Path | None = None, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, as `python -c` does."""
    process = WarmShuzi(cwd=cwd, code=code)
    out, err = process.communicate(timeout)
    assert process.returncode is not None
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def _start_server() -> None:
    """Start the process that is forked from, unless it runs; without this it would look for modules in another path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        forkserver.ensure_running()


def _pipe() -> tuple[TextIO, Connection]:
    reader, writer = _CONTEXT.Pipe(duplex=False)
    with reader:
        return open(os.dup(reader.fileno()), encoding="utf-8"), writer  # noqa: PTH123 - a number


def _run(
    arguments: list[str],
    folder: str,
    surroundings: dict[str, str],
    most_bytes: int | None,
    code: str | None,
    out: Connection,
    err: Connection,
) -> None:
    if "warm_imports" not in sys.modules:
        raise ImportError("warm_imports failed; expected it to be imported before. Import it alone to see why.")
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(surroundings)
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    out.close()
    err.close()
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    sys.argv = arguments
    if most_bytes is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    if code is not None:
        sys.argv = ["-c"]
        exec(compile(code, "<a program>", "exec"), {"__name__": "__main__"})
        return
    from shuzi.cli import main

    main()

"""Work on a stranger's file in a process of its own, with no more memory and time than it is given.

Libraries in C that read rich formats trust their files: one that was made on purpose, or damaged, can end the process,
take all memory or never end. Here only the other process ends, and the caller reads why.

A request is one line of JSON. An answer is a line of JSON that says how many bytes follow, and those.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any, Self

Reply = tuple[dict[str, Any], bytes]

_MOST_LINE = 1_000_000
"""Bytes of the line before a request's or an answer's content. Set by hand; a list of 64 arrays takes some
thousands."""


class EndedError(Exception):
    """The other process ended before it answered; the text goes on after "it"."""


class Confined:
    """A process that answers requests about one file; also a context manager, at whose end it is ended."""

    def __init__(self, module: str, *, seconds: float, most_answer_bytes: int) -> None:
        """Start it.

        Args:
            module: runs `answer_requests` when it is run by its name.
            seconds: that one answer may take by the clock; by far more than the module allows itself of the processor,
                as other programs may be busy.
            most_answer_bytes: a longer answer is none.
        Raises:
            EndedError: no process can be started.
        """
        self._seconds, self._most = seconds, most_answer_bytes
        self._late = False
        try:
            # -P: a file in the folder that one is in is no module, unless it is one to this process as well.
            self._process = subprocess.Popen(  # noqa: S603 - this Python, a module of our own
                [sys.executable, "-P", "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_NUM_THREADS": "1"},
            )
        except OSError as error:
            raise EndedError(f"could not be started ({error})") from None

    def ask(self, request: dict[str, Any], content: bytes = b"") -> Reply:
        """Return what it answers.

        Args:
            request: of names and numbers.
            content: sent behind the request, whose `bytes` then says how many they are.
        Raises:
            EndedError: it ended instead, or did not answer in time.
        """
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101, PT018 - pipes
        timer = threading.Timer(self._seconds, self._too_late)
        timer.start()
        try:
            self._process.stdin.write(json.dumps({**request, "bytes": len(content)}).encode() + b"\n" + content)
            self._process.stdin.flush()
            line = self._process.stdout.readline(_MOST_LINE)
            head = json.loads(line)
            length = int(head["bytes"])
            body = self._process.stdout.read(length) if length <= self._most else b""
            if len(body) != length:
                raise ValueError("the answer is cut short")
        except (OSError, ValueError, KeyError, TypeError):
            raise EndedError(self._why()) from None
        finally:
            timer.cancel()
        return head, body

    def _too_late(self) -> None:
        self._late = True
        self._process.kill()

    def _why(self) -> str:
        self._process.kill()
        code = self._process.wait()
        if self._late or code in _OUT_OF_TIME:
            return "takes too long"
        return "takes too much memory, or is made to break programs"

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_OUT_OF_TIME = (-24, 152)
"""How a process ends whose time on the processor is up: SIGXCPU."""


def answer_requests(answer: Callable[[dict[str, Any], bytes], Reply], *, memory: int, seconds: int) -> None:
    """Answer requests on standard input until it is closed; run in the confined process.

    Args:
        answer: gives the answer to a request and the content behind it.
        memory: bytes that the process may take beyond what it has now.
        seconds: of the processor that each answer may take.
    """
    requests, answers = sys.stdin.buffer, _only_answers()
    _limit_memory(memory)
    while line := requests.readline(_MOST_LINE):
        request = json.loads(line)
        content = requests.read(request["bytes"])
        _limit_seconds(seconds)
        try:
            head, body = answer(request, content)
        except MemoryError:
            os._exit(1)
        answers.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n")
        answers.write(body)
        answers.flush()


def _only_answers() -> IO[bytes]:
    """Return standard output, and let whatever else is printed go nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return answers


def _limit_memory(memory: int) -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has none of it, macOS a part
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123 - no file but a number
            most = int(stream.read().split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _limit_seconds(seconds: int) -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))

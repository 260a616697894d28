"""A training in a process of its own: started, listened to, steered, ended with the server, and listed once whole.

Serving itself never imports what trains. The process is told apart from the terminal's, so that Ctrl-C ends the
server first, which then ends it. What goes in and out is told in `shuzi.cli.steered`.
"""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from shuzi.errors import OutputError
from shuzi.store.folder import free_path

_UNFINISHED = ".learning-"

_ABANDONED_AFTER_SECONDS = 24 * 3600.0
"""No training of the page takes a day; set by hand."""


class TrainingFailed(Exception):  # noqa: N818 - of a process, told to a person
    """Training ended without a model; the text says why."""

    def __init__(self, text: str, kind: str = "") -> None:
        super().__init__(text)
        self.kind = kind
        """Name of the error of `shuzi.errors` that ended it; empty where it was none of those."""


class NothingLearnt(TrainingFailed):
    """It was stopped since it does not learn."""

    def __init__(self, text: str, diagnosis: str) -> None:
        super().__init__(text)
        self.diagnosis = diagnosis
        """Name of what is wrong, as `shuzi.training.diagnosis` has them."""


class TrainingProcess:
    """One training."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        """Start it.

        Args:
            job: arguments of `shuzi.train` by their names, the recipe as JSON.
        Raises:
            OSError: no process can be started.
        """
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process has ended
        self._process = subprocess.Popen(
            [sys.executable, "-m", "shuzi.cli.steered"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        self.order(json.dumps(job))

    def wait(self, on_event: Callable[[dict[str, Any]], None]) -> None:
        """Wait until it has written its run.

        Args:
            on_event: hears each event of `shuzi.run.steered` as it comes.
        Raises:
            TrainingFailed: it has not.
        """
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101, PT018 - asked for
        event: dict[str, Any] = {}
        with self._process.stdout as events, self._errors:
            for line in events:
                try:
                    event = json.loads(line)
                except ValueError:  # of a process that was killed in the middle of a line
                    continue
                on_event(event)
            code = self._process.wait()
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            if event.get("event") == "stuck":
                raise NothingLearnt(event["error"], event["name"])
            if code != 0 or event.get("event") != "done":
                raise TrainingFailed(event.get("error") or self._last_words(code), event.get("kind", ""))

    def order(self, word: str) -> None:
        """Send a line, the job or one of the orders of `shuzi.run.steered`; nothing happens if it has ended already."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(f"{word}\n")
            self._process.stdin.flush()

    def kill(self) -> None:
        """End it at once; what it leaves is for whoever named its folder to remove."""
        self._process.kill()
        self._process.wait()

    def _last_words(self, code: int) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else f"training ended without a word (exit code {code})."


@contextlib.contextmanager
def new_run(runs: Path, kind: str) -> Iterator[Path]:
    """Give a place for a run of a new name, to be moved into `runs` once it is whole.

    What stays there is removed, and so is the folder if it was made for it.

    Raises:
        OutputError: the folder cannot be written.
    """
    new_folder = not runs.exists()
    try:
        runs.mkdir(parents=True, exist_ok=True)
        remove_abandoned(runs)
        with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=runs, ignore_cleanup_errors=True) as folder:
            yield Path(folder) / free_path(runs, kind).name
    except OSError as error:
        raise OutputError(
            f"{runs} cannot be written ({error.strerror or error}). Start the server with another --runs."
        ) from None
    finally:
        if new_folder:
            with contextlib.suppress(OSError):  # it is there for a run that came
                runs.rmdir()


def remove_abandoned(runs: Path) -> None:
    """Remove what trainings of servers left that were killed more than a day ago."""
    for abandoned in runs.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - abandoned.stat().st_mtime > _ABANDONED_AFTER_SECONDS:
                shutil.rmtree(abandoned)

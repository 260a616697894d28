"""`shuzi train` in a process of its own: started, listened to, and ended with the server.

Serving itself never imports what trains. The process is told apart from the terminal's, so that Ctrl-C ends the
server first, which then ends it.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence

_STEP = re.compile(r"epoch +(\d+)/(\d+), step (\d+)/(\d+)")
_EPOCH = re.compile(r"epoch +(\d+)  loss")


class TrainingFailed(Exception):  # noqa: N818 - of a process, told to a person
    """Training ended without a model; the text says why."""


class TrainingProcess:
    """One training."""

    def __init__(self, options: Sequence[str], epochs: float) -> None:
        """Start it.

        Args:
            options: of `shuzi train`.
            epochs: that it will train, as the plain lines name each epoch by its number alone.
        Raises:
            OSError: no process can be started.
        """
        self._epochs = max(1, -(-epochs // 1))
        self._process = subprocess.Popen(  # noqa: S603 - this Python, options that were checked before
            [sys.executable, "-m", "shuzi", "train", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )

    def wait(self, on_progress: Callable[[float], None]) -> None:
        """Wait until it has written its run.

        Args:
            on_progress: hears which share of the training is done, 0 to 1.
        Raises:
            TrainingFailed: it has not.
        """
        assert self._process.stderr is not None  # noqa: S101 - a pipe was asked for
        last, reason = "", ""
        with self._process.stderr as said:
            for line in said:
                done = share_done(line, self._epochs)
                if done is not None:
                    on_progress(done)
                last = line.strip() or last
                reason = line.removeprefix("shuzi: ").strip() if line.startswith("shuzi: ") else reason
        code = self._process.wait()
        if code != 0:
            raise TrainingFailed(reason or last or f"training ended without a word (exit code {code}).")

    def kill(self) -> None:
        """End it at once; what it leaves is for whoever named its folder to remove."""
        self._process.kill()
        self._process.wait()


def share_done(line: str, epochs: float) -> float | None:
    """Return which share of the training is done by a line that `shuzi train` prints; None if it says nothing of it."""
    step = _STEP.match(line)
    if step is not None:
        epoch, of, done, steps = map(int, step.groups())
        return (epoch - 1 + done / steps) / of
    epoch_end = _EPOCH.match(line)
    return None if epoch_end is None else min(1.0, int(epoch_end[1]) / epochs)

"""Ctrl-C during training: finish the current step, then stop; a second Ctrl-C stops at once."""

import logging
import signal
import threading
from types import FrameType

logger = logging.getLogger("shuzi")


class Interruption:
    """Catches the first Ctrl-C as long as it is entered; `requested` says whether it came.

    It may come while somebody prints, and Python refuses a second writer in the same stream; so nothing is said when it
    comes, but once `tell` is called.
    """

    def __init__(self) -> None:
        self.requested = False
        self._announced = False
        self._before: signal._HANDLER = None

    def __enter__(self) -> "Interruption":
        # Python delivers signals to the main thread only; elsewhere training cannot be interrupted this way.
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True

    def tell(self) -> None:
        """Say once that it came, what happens, and what a second would do."""
        if self.requested and not self._announced:
            self._announced = True
            logger.info("Ctrl-C: stopping after this step and keeping what was learnt; once more stops at once")

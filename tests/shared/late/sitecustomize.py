"""Every thread begins so many milliseconds late, of the tests and of what they start: what relies on order then fails.

SHUZI_LATE_THREADS=250 PYTHONPATH=$PWD/tests/shared/late pytest tests/serving
"""

import os
import threading
import time

_SECONDS = int(os.environ.get("SHUZI_LATE_THREADS", "0")) / 1000
_run = threading.Thread.run


def _run_late(thread: threading.Thread) -> None:
    time.sleep(_SECONDS)
    _run(thread)


threading.Thread.run = _run_late  # type: ignore[method-assign]

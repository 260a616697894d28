"""Keep TensorFlow's notices about its own build off the terminal while it is imported."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_imports() -> Iterator[None]:
    """Hold back what libraries write to standard error; it is shown after all if the block fails.

    TensorFlow writes from C++ before any setting of its own can stop it, so the file descriptor itself is turned away.
    """
    try:
        descriptor = sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):  # a notebook or a test has put something else in its place
        yield
        return
    sys.stderr.flush()
    kept = os.dup(descriptor)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), descriptor)
        failed = True
        try:
            yield
            failed = False
        finally:
            sys.stderr.flush()
            os.dup2(kept, descriptor)
            os.close(kept)
            if failed:
                held.seek(0)
                os.write(descriptor, held.read())

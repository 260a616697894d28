"""Pillow, quiet and strict, whatever the program around it has set."""

import ctypes
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from PIL import ImageFile, _imaging

# Pillow logs what is wrong with a file; where nobody listens, Python would write that to the terminal.
logging.getLogger("PIL").addHandler(logging.NullHandler())

_HANDLERS = ("TIFFSetErrorHandler", "TIFFSetWarningHandler")
"""Of libtiff, which writes to the terminal by itself.

Each takes what is called with every line, or nothing, and returns what was called until now.
"""

_lock = threading.Lock()
_inside = 0
_before = ExitStack()
"""Puts back what was there."""


@contextmanager
def pillow_guard() -> Iterator[None]:
    """Within the block Pillow never warns, libtiff writes nothing, and a file that is cut short never passes for whole.

    All are settings of the whole process; threads that are inside at the same time share one change of them, and
    the last to leave puts back what was there.
    """
    global _inside  # noqa: PLW0603 - so are the settings
    with _lock:
        if _inside == 0:
            _before.enter_context(warnings.catch_warnings())
            warnings.filterwarnings("ignore", module=r"PIL\.")
            _before.callback(setattr, ImageFile, "LOAD_TRUNCATED_IMAGES", ImageFile.LOAD_TRUNCATED_IMAGES)
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            for setter in _setters():
                _before.callback(setter, setter(None))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _before.close()


@cache
def _setters() -> list[Any]:
    """Return libtiff's setters; none where they are not in reach, as in Pillow for Windows."""
    setters = []
    try:
        library = ctypes.CDLL(str(_imaging.__file__))  # looks into the libraries that it needs, too
        for name in _HANDLERS:
            setter = getattr(library, name)
            setter.restype, setter.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
            setters.append(setter)
    except (AttributeError, OSError, TypeError):
        return []
    return setters

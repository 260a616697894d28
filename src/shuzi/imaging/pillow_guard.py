"""Pillow, quiet and strict, whatever the program around it has set."""

import ctypes
import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
_before: "tuple[warnings.catch_warnings[None], bool, Callable[[], None]] | None" = None


@contextmanager
def pillow_guard() -> Iterator[None]:
    """Within the block Pillow never warns, libtiff writes nothing, and a file that is cut short never passes for whole.

    All are settings of the whole process; threads that are inside at the same time share one change of them, and
    the last to leave puts back what was there.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _inside, _before  # noqa: PLW0603 - so are the settings
    with _lock:
        if _inside == 0:
            _before = (warnings.catch_warnings(), ImageFile.LOAD_TRUNCATED_IMAGES, _hush_libtiff())
            _before[0].__enter__()
            warnings.filterwarnings("ignore", module=r"PIL\.")
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        _inside += 1


def _leave() -> None:
    global _inside, _before  # noqa: PLW0603 - so are the settings
    with _lock:
        _inside -= 1
        if _inside == 0 and _before is not None:
            ImageFile.LOAD_TRUNCATED_IMAGES = _before[1]
            _before[2]()
            _before[0].__exit__(None, None, None)
            _before = None


def _hush_libtiff() -> Callable[[], None]:
    """Let libtiff write nothing from now on, in the whole process; return what puts back as it was.

    Where libtiff's functions are not in reach, as in Pillow for Windows, nothing changes.
    """
    before = [(setter, setter(None)) for setter in _setters()]

    def restore() -> None:
        for setter, handler in before:
            setter(handler)

    return restore


@cache
def _setters() -> list[Any]:
    found = []
    try:
        library = ctypes.CDLL(str(_imaging.__file__))  # looks into the libraries that it needs, too
        for name in _HANDLERS:
            setter = getattr(library, name)
            setter.restype, setter.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
            found.append(setter)
    except (AttributeError, OSError, TypeError):
        return []
    return found

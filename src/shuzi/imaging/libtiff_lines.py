"""The lines that libtiff, which Pillow unpacks TIFF with, writes to the terminal by itself."""

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

from PIL import _imaging

_HANDLERS = ("TIFFSetErrorHandler", "TIFFSetWarningHandler")
"""Each takes what is called with every line, or nothing, and returns what was called until now."""


def hush() -> Callable[[], None]:
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

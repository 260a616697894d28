"""Trained models in other formats, each proved to answer as the trained one does.

A format is a file with a `FORMAT` and a line in `FORMATS`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, cast

from shuzi.errors import UsageError

if TYPE_CHECKING:
    from shuzi.exporting.format import Format

FORMATS = {
    "keras": "keras_file",
    "json-h5": "json_h5",
    "onnx": "onnx_slim",
    "onnx-int8": "onnx_int8",
    "litert": "litert",
    "c": "c_header",
    "web": "web_page",
}
"""The module of each format; loaded when it is asked for, as some bring heavy packages."""


def find_format(name: str) -> "Format":
    """Return the format of this name.

    Raises:
        UsageError: there is none.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}; expected one of {', '.join(FORMATS)}.")
    return cast("Format", import_module(f"shuzi.exporting.{FORMATS[name]}").FORMAT)

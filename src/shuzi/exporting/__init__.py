"""Trained models in other formats, each proved to answer as the trained one does.

A format is a file with a `FORMAT`, and its name in `FORMATS`. `export` leads: it gives a `format` the network of a run,
has the `proof` made (`parity` is that of a run that was just trained), and puts the `model_card` beside what was
written. What several formats share: `int8_steps` (a network in 8 bits, for C and for browsers), `rebuild` (a Keras
model of it) and `keras_files` (Keras's files, written without Keras).
"""

from importlib import import_module
from typing import TYPE_CHECKING, cast

from shuzi.errors import UsageError

if TYPE_CHECKING:
    from shuzi.exporting.format import Format

FORMATS = ("keras", "json-h5", "onnx", "onnx-int8", "litert", "c", "web", "hub")
"""Each is named after its file, which is loaded when it is asked for, as some bring heavy packages."""


def find_format(name: str) -> "Format":
    """Return the format of this name.

    Raises:
        UsageError: there is none.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}; expected one of {', '.join(FORMATS)}.")
    return cast("Format", import_module(f"shuzi.exporting.{name.replace('-', '_')}").FORMAT)

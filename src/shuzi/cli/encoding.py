"""Output to streams that cannot hold every character, as Taiwan's cp950 and plain ASCII cannot.

A result never ends in an error for want of a character: what has a look-alike is replaced by it, and everything else is
written as an escape, from which it can be told what it was.
"""

import codecs
import contextlib
import io
import sys

HANDLER = "shuzi"
"""The name under which Python knows how we replace what an encoding lacks."""

_LOOK_ALIKES = {
    **dict.fromkeys("░▒▓█", "#"),
    **dict.fromkeys("─━═╌╴╶╸╺", "-"),
    **dict.fromkeys("│┃║", "|"),
    **dict.fromkeys("–—‑−", "-"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    "×": "x",
    "→": "->",
    "…": "...",
    "·": ".",
    "•": "*",
    "±": "+-",
    "\u00a0": " ",
}


def replace_what_is_lacking() -> None:
    """Have standard output and standard error replace what their encodings do not hold."""
    codecs.register_error(HANDLER, _replacement)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):  # closed, or full already; writing will say so
                stream.reconfigure(errors=HANDLER)


def _replacement(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_look_alike(character) for character in lacking), error.end


def _look_alike(character: str) -> str:
    found = _LOOK_ALIKES.get(character)
    if found is not None:
        return found
    if "─" <= character <= "╿":  # the corners and crossings of a frame
        return "+"
    return character.encode("ascii", "backslashreplace").decode("ascii")

"""Text that names files: as UTF-8 can hold it, and as a terminal can be told it."""

import unicodedata

_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
"""Unicode's kinds of characters that control, or end a line."""


def as_utf8(text: str) -> str:
    r"""Return the text with what no UTF-8 holds as escapes.

    A file's name on Linux need not be UTF-8; Python keeps its other bytes as halves of surrogate pairs. The byte 0xB4
    is written as `\udcb4`, which JSON's readers turn back into what it was.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def printable(text: str) -> str:
    r"""Return the text with escapes for what tells a terminal what to do, such as `\x1b`, or turns the line round.

    Names of files may hold it, and files come from anybody.
    """
    return "".join(letter.encode("unicode_escape").decode() if _is_unseen(letter) else letter for letter in text)


def is_printable(text: str) -> bool:
    """Return whether `printable` leaves the text as it is; `str.isprintable` refuses even the space of Chinese."""
    return not any(map(_is_unseen, text))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN

"""Text that names files, as UTF-8 can hold it."""


def as_utf8(text: str) -> str:
    r"""Return the text with what no UTF-8 holds as escapes.

    A file's name on Linux need not be UTF-8; Python keeps its other bytes as halves of surrogate pairs. The byte 0xB4
    is written as `\udcb4`, which JSON's readers turn back into what it was.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

"""Which digit the name of a folder or a file, or a cell of a table, means."""

import re

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_CHINESE = ("零〇", "一", "二", "三", "四", "五", "六", "七", "八", "九")
_MEANT = {word: digit for digit, word in enumerate(_WORDS)} | {
    sign: digit for digit, signs in enumerate(_CHINESE) for sign in signs
}

CHINESE_SIGNS = frozenset("".join(_CHINESE))
"""The Chinese numerals that are digits; as names of folders they may be signs of their own as well."""

_FOLDER = re.compile(r"(?:(?:digit|class|label|number|num)s?[ _-]*)?0*([0-9])", re.IGNORECASE)
_SAMPLE = re.compile(r"sample[ _-]*0*([1-9][0-9]*)", re.IGNORECASE)
_CELL = re.compile(r"([0-9])(?:\.0*)?")
_FIRST = re.compile(rf"(?:([0-9])(?![0-9])|({'|'.join(_WORDS)})(?![a-z])|([{''.join(_CHINESE)}]))", re.IGNORECASE)


def digit_of_folder(name: str) -> int | None:
    """Return the digit that a class folder of this name holds: `7`, `07`, `seven`, `digit_7`, `七`; None of others."""
    fits = _FOLDER.fullmatch(name)
    return int(fits[1]) if fits else _MEANT.get(name.lower())


def sample_number(name: str) -> int | None:
    """Return the number in a name of Chars74K's folders, 1 for `Sample001`; None of others."""
    fits = _SAMPLE.fullmatch(name)
    return int(fits[1]) if fits else None


def digit_of_file(stem: str) -> int | None:
    """Return the digit that a file's name begins with: `5_1`, `5`, `five-2`, but not `512`; None of others."""
    fits = _FIRST.match(stem)
    if fits is None:
        return None
    return int(fits[1]) if fits[1] else _MEANT[fits[0].lower()]


def digit_of_cell(text: str) -> int | None:
    """Return the digit that a cell of a table names: `7`, `7.0`, `seven`; None of others."""
    fits = _CELL.fullmatch(text.strip())
    return int(fits[1]) if fits else _MEANT.get(text.strip().lower())

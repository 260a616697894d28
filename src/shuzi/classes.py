"""Classes of one's own: what a network tells apart where it does not read digits, and how the names are written."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

FEWEST, MOST = 2, 100
"""Classes that a network can be taught to tell apart; the most are set by hand."""

LONGEST = 40
"""Letters of one name; set by hand: names stand beside bars and in tables."""

Classes = tuple[str, ...] | None
"""The names, in the order of a network's outputs; None where it reads the digits 0 to 9."""

_TOLD = 10
"""Names that a message lists; set by hand."""

# Chinese numerals by their value, by which people put them in order.
_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {
    "〇": 0,
    "百": 100,
    "千": 1000,
    "萬": 10000,
}


def name_of(classes: Classes, number: int) -> str:
    """Return what the class of this number is called: its name, or the digit itself.

    Example:
        >>> from shuzi.classes import name_of
        >>> name_of(("一", "二"), 1), name_of(None, 7)
        ('二', '7')
    """
    return str(number) if classes is None else classes[number]


def names_of(classes: Classes) -> tuple[str, ...]:
    """Return the names of all classes; those of the digits are 0 to 9."""
    return tuple(map(str, range(10))) if classes is None else classes


def told_classes(classes: Sequence[str]) -> str:
    """Return the names in a line, as `一, 二, 三`; of many the first ones and how many more there are."""
    rest = f" and {len(classes) - _TOLD} more" if len(classes) > _TOLD else ""
    return ", ".join(classes[:_TOLD]) + rest


def normal_name(name: str) -> str:
    """Return a name in Unicode's form NFC, in which an é is one letter, whatever system wrote it."""
    return unicodedata.normalize("NFC", name)


def in_order(names: Sequence[str]) -> tuple[str, ...]:
    """Return names as people count: Chinese numerals by their value, numbers in names by theirs, then by letters.

    Example:
        >>> from shuzi.classes import in_order
        >>> in_order(["三", "sign 10", "一", "sign 2", "二"])
        ('一', '二', '三', 'sign 2', 'sign 10')
    """
    return tuple(sorted(names, key=_place))


def _place(name: str) -> tuple[Any, ...]:
    if name in _NUMERALS:
        return 0, _NUMERALS[name], name
    parts = re.split(r"([0-9]+)", name.casefold())  # texts and numbers by turns, a text first
    return 1, tuple(int(part) if number % 2 else part for number, part in enumerate(parts)), name


def what_is_wrong(names: Sequence[str]) -> str | None:
    """Return what keeps names from being those of classes, and what is expected; None if nothing does."""
    if not FEWEST <= len(names) <= MOST:
        return f"{len(names):,} classes; expected {FEWEST} to {MOST}"
    if len(set(names)) != len(names):
        twice = next(name for name in names if list(names).count(name) > 1)
        return f"two classes named {twice}; expected a name of its own for each"
    for name in names:
        seen = all(unicodedata.category(letter) not in {"Cc", "Cf", "Zl", "Zp", "Cs"} for letter in name)
        if not seen or not name.strip() or len(name) > LONGEST or name != normal_name(name):
            return f"a class named {ascii(name)[: LONGEST + 20]}; expected up to {LONGEST} letters that can be printed"
    return None

"""Type for pictures: a font for every letter of a language and of names, or, where none is here, the letter's number.

Matplotlib's own font draws Latin letters, Greek, Cyrillic and many signs. shuzi brings the Chinese characters of its
pictures; others come from a font of the machine's, if it has one.
"""

import contextlib
import dataclasses
import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from shuzi.classes import Classes

logger = logging.getLogger("shuzi")

LATIN = "DejaVu Sans"

CHINESE = "Shuzi Hant"
CHINESE_FONT = Path(__file__).parent.parent / "explaining" / "fonts" / "shuzi-hant.otf"
"""A part of Noto Sans CJK TC: the characters of the pictures' words, Chinese numerals, and no more."""

_BOLD = 700
"""Matplotlib's number of this weight."""

_INSTALLED = (
    "Noto Sans CJK TC", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans TC", "Source Han Sans TC", "PingFang TC",
    "Heiti TC", "Hiragino Sans", "Microsoft JhengHei", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "AR PL UMing TW", "AR PL UKai TW", "Arial Unicode MS",
    "Segoe UI Symbol",
    "Segoe UI Emoji", "Noto Sans Symbols", "Noto Sans Symbols 2", "Noto Sans", "FreeSans", "FreeSerif", "Arial",
)  # fmt: skip
"""Fonts of many letters that systems come with, those of Traditional Chinese first."""


class Lettering:
    """How names are drawn on this machine."""

    def __init__(self, names: Sequence[str]) -> None:
        """Look for a font of every letter."""
        lacking = {letter for name in names for letter in name if not letter.isspace()} - _letters(LATIN)
        self.families = [LATIN]
        """To ask for a letter, in this order."""
        for family in (CHINESE, *_INSTALLED):
            if lacking and lacking & _letters(family):
                self.families.append(family)
                lacking -= _letters(family)
        self._shown: Mapping[str, str] = {letter: f"‹U+{ord(letter):04X}›" for letter in lacking}
        if lacking:
            _tell_lacking("".join(sorted(lacking)))

    def shown(self, name: str) -> str:
        """Return a name as it can be drawn: letters that no font here has as their numbers, `‹U+3402›`."""
        # A dollar sign would begin a formula of Matplotlib's.
        return "".join(self._shown.get(letter, letter) for letter in name).replace("$", r"\$")


@lru_cache(maxsize=8)
def lettering(names: tuple[str, ...]) -> Lettering:
    """Return how these names are drawn on this machine."""
    return Lettering(names)


@cache
def _tell_lacking(letters: str) -> None:
    logger.warning(
        "%s",
        f"no font is here that draws {letters}: pictures show the letters' numbers instead. Install one, such as "
        "fonts-noto-cjk.",
    )


@cache
def _letters(family: str) -> frozenset[str]:
    """Return the letters that a font has; none if it is not there."""
    if family == CHINESE:
        add_chinese()
    paths = [font.fname for font in font_manager.fontManager.ttflist if font.name == family]
    return frozenset(map(chr, FT2Font(paths[0]).get_charmap())) if paths else frozenset()


def add_chinese() -> None:
    """Let Matplotlib know the Chinese font that comes with shuzi."""
    fonts = font_manager.fontManager
    if CHINESE not in {font.name for font in fonts.ttflist}:
        fonts.addfont(CHINESE_FONT)
        # It has one weight. Asked for another one, Matplotlib would take it too, and complain on standard error.
        fonts.ttflist.append(dataclasses.replace(fonts.ttflist[-1], weight=_BOLD))


@contextlib.contextmanager
def typeset(language: str, classes: Classes = None) -> Iterator[None]:
    """Draw with type that has every character of the language; what the machine has installed plays no part.

    It does for names of classes of one's own, whose letters may be any.
    """
    families = [LATIN]
    if language != "en":
        add_chinese()
        families.insert(0, CHINESE)
    if classes is not None:
        families += [family for family in lettering(classes).families if family not in families]
    # `path` keeps the shapes of the characters in SVG files, so that no reader needs the font.
    with mpl.rc_context({"font.family": families, "svg.fonttype": "path", "axes.unicode_minus": True}):
        yield

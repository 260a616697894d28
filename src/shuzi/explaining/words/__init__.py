"""Everything the pictures say, one file a language."""

from collections.abc import Mapping

from shuzi.errors import UsageError
from shuzi.explaining.words import en, en_learning, zh_tw, zh_tw_learning

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "en": en.TEXTS | en_learning.TEXTS,
    "zh-TW": zh_tw.TEXTS | zh_tw_learning.TEXTS,
}
"""The texts of every language, by its code."""


def texts(language: str) -> Mapping[str, str]:
    """Return the texts of a language by their names.

    Raises:
        UsageError: the pictures do not speak it.
    """
    if language not in LANGUAGES:
        raise UsageError(f"the pictures do not speak {language!r}; expected {' or '.join(LANGUAGES)}.")
    return LANGUAGES[language]

"""Everything the pictures say, one file a language; of a model of classes of one's own they speak of signs."""

import re
from collections.abc import Mapping

from shuzi.errors import UsageError
from shuzi.explaining.words import en, zh_tw

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "en": en.TEXTS,
    "zh-TW": zh_tw.TEXTS,
}
"""The texts of every language, by its code."""

_SAID = {
    "en": {"the ten digits": "the classes", "the ten ": "the ", "digits": "signs", "digit": "sign"},
    "zh-TW": {"十個數字": "各個類別", "十個": "各個", "數字": "符號"},
}
"""What is said of signs in the place of what is said of digits, by the language's code; longer words first."""


def texts(language: str) -> Mapping[str, str]:
    """Return the texts of a language by their names.

    Raises:
        UsageError: the pictures do not speak it.
    """
    if language not in LANGUAGES:
        raise UsageError(f"the pictures do not speak {language!r}; expected {' or '.join(LANGUAGES)}.")
    return LANGUAGES[language]


def of_signs(texts: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Return the texts of a language with signs in the place of digits; what stands in braces is filled in later.

    Example:
        >>> from shuzi.explaining.words import of_signs
        >>> of_signs({"title": "Why is this digit a {digit}?"}, "en")["title"]
        'Why is this sign a {digit}?'
    """
    replacements = _SAID[language]
    words = re.compile("|".join([r"\{[^}]*\}", *map(re.escape, replacements)]))
    return {name: words.sub(lambda match: replacements.get(match[0], match[0]), text) for name, text in texts.items()}

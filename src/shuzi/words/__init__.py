"""What the command line, `report.md` and a run's pictures say to a reader, one file a language.

Options, JSON and errors are in English everywhere, so that they can be searched for; what teaches is in the reader's
language. What the pictures of `shuzi explain` say is in `explaining/words`, what the page says in `serving/web/words`.
"""

import locale
import os
from collections.abc import Mapping
from typing import Any, Literal

from shuzi.errors import TrainingError, UsageError
from shuzi.words import en, zh_tw

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": en.TEXTS, "zh-TW": zh_tw.TEXTS}
"""The texts of every language, by its code."""

Language = Literal["en", "zh-TW"]
"""Their codes, for what a program asks for."""

_DECIDE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Environment variables that say which language a reader reads; the first that is set counts, as POSIX has it."""

_TRADITIONAL = ("zh_tw", "zh-tw", "zh_hant", "zh-hant", "chinese (traditional)")
"""How names of locales begin, the last on Windows."""


def words(language: str) -> Mapping[str, str]:
    """Return the texts of a language by their names.

    Raises:
        UsageError: shuzi does not speak it.
    """
    if language not in LANGUAGES:
        raise UsageError(f"shuzi does not speak {language!r}; expected {' or '.join(LANGUAGES)}.")
    return LANGUAGES[language]


def readers_language(asked: str | None = None) -> str:
    """Return the code of the language that is asked for, or else of the reader's locale: `en` or `zh-TW`.

    Raises:
        UsageError: shuzi does not speak what is asked for.
    """
    if asked is not None:
        words(asked)
        return asked
    locale_name = next((os.environ[name] for name in _DECIDE if os.environ.get(name)), None)
    name = locale.getlocale()[0] if locale_name is None else locale_name
    return "zh-TW" if (name or "").lower().startswith(_TRADITIONAL) else "en"


def diagnosis_text(diagnosis: Mapping[str, str], language: str) -> str:
    """Return why a network does not learn, and what helps.

    Args:
        diagnosis: `name`, `cause` and `cure`, as a run's card holds them; the last two are in English.
        language: a code of `LANGUAGES`.
    """
    plain = f"{diagnosis['cause']}. {diagnosis['cure']}."
    return zh_tw.DIAGNOSES.get(diagnosis["name"], plain) if language == "zh-TW" else plain


def source_text(source: str, language: str) -> str:
    """Return where MNIST came from, which `shuzi.data.sources` names in English."""
    name, comma, place = source.partition(", ")
    return source if language == "en" else f"{zh_tw.SOURCES.get(name, name)}{'：' if comma else ''}{place}"


def refusal(text: str, language: str = "en", **facts: Any) -> str:
    """Return why no model came of a training.

    Args:
        text: its name in `LANGUAGES`.
        language: a code of `LANGUAGES`.
        **facts: what stands in it; a `diagnosis` as `diagnosis_text` takes it.
    Example:
        >>> from shuzi.words import refusal
        >>> refusal("refused.first_epoch", steps=40, run="runs/quick")
        'stopped in the first epoch after 40 steps. Go on with: shuzi train --resume runs/quick'
    """
    if "diagnosis" in facts:
        facts["diagnosis"] = diagnosis_text(facts["diagnosis"], language)
    return words(language)[text].format(**facts)


def refusal_text(error: TrainingError, language: str) -> str:
    """Return what an error of a training says, in the reader's language where it is known there."""
    return refusal(error.text, language, **error.facts) if error.text else str(error)


_CHANGED = ", changed"
"""Behind the name of a recipe of which something was changed, as a run's card has it."""


def changed_recipe(name: str) -> str:
    """Return what a run's card calls a recipe of which something was changed."""
    return name + _CHANGED


def recipe_text(recipe: str, language: str) -> str:
    """Return what a recipe is called, as a run's card has it, in the reader's language.

    Example:
        >>> from shuzi.words import recipe_text
        >>> recipe_text("note, changed", "zh-TW")
        'note（改過）'
    """
    name = recipe.removesuffix(_CHANGED)
    return name if name == recipe else words(language)["figure.changed_recipe"].format(name=name)


def summary_text(recipe: str, summary: str, language: str) -> str:
    """Return what a recipe is for: its own summary, which is in English, or that of its name in another language."""
    return zh_tw.RECIPES.get(recipe, summary) if language == "zh-TW" else summary

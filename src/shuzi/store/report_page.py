"""`report.md`: what a person wants to know of a run, with its pictures."""

import re

from shuzi.classes import name_of
from shuzi.evaluation.report import Report, share_text
from shuzi.store.card import Card
from shuzi.words import diagnosis_text, recipe_text, words

_PICTURES = {
    "curves": "curves.png",
    "confusion": "confusion.png",
    "worst": "mistakes.png",
    "samples": "samples.png",
}

_COMMANDS = """\
    shuzi evaluate .
    shuzi predict . digit.png"""
"""In the run's own folder, since nobody knows from where it will be looked at; it may have been moved."""

_CODE = """\
```python
import shuzi

model = shuzi.load(".")
model.predict(images).digits
```"""

_OWN_CODE = _CODE.replace(".digits", ".names")


def report_page(card: Card, report: Report, name: str, language: str = "en") -> str:
    """Return the text of a run's `report.md`.

    Args:
        card: how the model was made.
        report: what it scored on the test images.
        name: the name of the run's folder.
        language: a code of `shuzi.words.LANGUAGES`.
    """
    texts = words(language)
    low, high = report.interval
    parts = [
        f"# {name}",
        texts["report.made"].format(
            parameters=card.parameters,
            recipe=recipe_text(card.recipe, language),
            seed=card.seed,
            images=card.data["train_images"],
            data=card.data["name"],
            seconds=card.train_seconds,
            epochs=card.epochs_done,
            steps=card.steps_done,
            policy=card.dtype_policy,
        ),
    ]
    if card.interrupted:
        parts.append(texts["report.stopped"])
    if card.members is not None:
        parts += [
            texts["report.members"].format(count=len(card.members)),
            _members(card, texts["report.member_columns"]),
        ]
    if card.diagnosis is not None:
        parts.append(texts["report.not_learnt"].format(diagnosis=diagnosis_text(card.diagnosis, language)))
    accuracy = texts["report.accuracy_value"].format(accuracy=report.accuracy, low=low, high=high)
    loss = texts["report.loss"].format(name=texts[f"loss.{report.loss_name}"])
    rows = [
        (texts["report.on"].format(images=report.images), ""),
        ("---", "---"),
        (texts["report.accuracy"], accuracy),
        (texts["report.mistakes"], f"{report.errors:,}"),
        (loss, f"{report.loss:.5f}"),
        (texts["report.calibration"], f"{report.calibration_error:.2%}"),
    ]
    columns = "report.columns" if report.names is None else "report.own_columns"
    parts += [
        "\n".join(f"| {name} | {value} |" for name, value in rows),
        f"| {texts[columns]} |\n|---|---|---|---|\n{_class_rows(report)}",
        "\n".join(f"![{texts[_words_of(name, report)]}]({file})" for name, file in _PICTURES.items()),
        f"## {texts['report.use']}",
        texts["report.here"],
        _COMMANDS,
        _CODE if report.names is None else _OWN_CODE,
    ]
    return "\n\n".join(parts) + "\n"


def _members(card: Card, columns: str) -> str:
    rows = [f"| {member['run']} | {member['seed']} | {member['test_accuracy']:.2%} |" for member in card.members or []]
    return "\n".join([f"| {columns} |", "|---|---|---|", *rows])


def _words_of(picture: str, report: Report) -> str:
    return "report.own_confusion" if picture == "confusion" and report.names is not None else f"report.{picture}"


def _cell(name: str) -> str:
    return re.sub(r"([\\|`*_<\[])", r"\\\1", name)


def _class_rows(report: Report) -> str:
    rows = [
        (
            _cell(name_of(report.names, result.digit)),
            f"{result.images:,}",
            share_text(result.precision),
            share_text(result.recall),
        )
        for result in report.classes
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)

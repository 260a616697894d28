"""An evaluation as lines of text."""

from typing import Any

import numpy as np
from rich.cells import cell_len  # a Chinese character is two columns wide

from shuzi.evaluation.metrics import worst_confusions
from shuzi.evaluation.report import class_names, share_text
from shuzi.words import words

_MOST_COLUMNS = 20
"""Classes whose confusion a terminal has room for; set by hand."""


def report_lines(metrics: dict[str, Any], language: str = "en") -> list[str]:
    """Return the lines that say how a model fared.

    Args:
        metrics: what `Report.to_json` gives.
        language: a code of `shuzi.words.LANGUAGES`.
    """
    texts = words(language)
    low, high = metrics["test_accuracy_interval"]
    lines = [
        texts["shares.accuracy"].format(accuracy=metrics["test_accuracy"], low=low, high=high),
        texts["shares.mistakes"].format(errors=metrics["test_errors"], images=metrics["test_images"]),
        texts["shares.loss"].format(loss=metrics["test_loss"], name=texts[f"loss.{metrics['loss']}"]),
        texts["shares.calibration"].format(points=100 * metrics["calibration_error"]),
    ]
    worst = worst_confusions(np.array(metrics["confusion"]), 3)
    if worst:
        names = class_names(metrics)
        confusions = [
            texts["shares.confusion"].format(true=names[true], answer=names[answer], count=count)
            for true, answer, count in worst
        ]
        lines.append(texts["shares.worst"].format(worst=texts["shares.between"].join(confusions)))
    return lines


def class_lines(metrics: dict[str, Any], language: str = "en") -> list[str]:
    """Return precision and recall of every digit, a line each; arguments as `report_lines`."""
    names = class_names(metrics)
    of_signs = "class" in metrics["per_class"][0]
    rows = [words(language)["evaluated.own_columns" if of_signs else "evaluated.columns"].split("|")]
    for name, result in zip(names, metrics["per_class"], strict=True):
        rows.append(
            [name, f"{result['images']:,}", *(share_text(result[measure]) for measure in ("precision", "recall"))]
        )
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(right_of(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def right_of(text: str, width: int) -> str:
    """Return the text at the right of so many places."""
    return " " * (width - cell_len(text)) + text


def confusion_lines(metrics: dict[str, Any], language: str = "en") -> list[str]:
    """Return the confusion matrix, a line for each true digit; arguments as `report_lines`."""
    names, texts = class_names(metrics), words(language)
    if len(names) > _MOST_COLUMNS:
        return [texts["evaluated.many"].format(count=len(names))]
    longest = max(map(cell_len, names))
    width, head = max(4, len(str(metrics["test_images"])), longest), max(13, longest)
    lines = [right_of(texts["evaluated.corner"], head) + "".join(right_of(name, width + 1) for name in names)]
    for name, row in zip(names, metrics["confusion"], strict=True):
        cells = "".join(f"{count or '·':>{width + 1}}" for count in row)
        lines.append(f"{right_of(name, head)}{cells}")
    return lines

"""An evaluation as lines of text."""

from typing import Any

import numpy as np

from shuzi.evaluation.metrics import worst_confusions
from shuzi.evaluation.report import share_text
from shuzi.words import words


def report_lines(metrics: dict[str, Any], language: str = "en") -> list[str]:
    """Return the lines that say how a model fared.

    Args:
        metrics: what `Report.to_json` gives.
        language: a code of `shuzi.words.LANGUAGES`.
    """
    said = words(language)
    low, high = metrics["test_accuracy_interval"]
    lines = [
        said["shares.accuracy"].format(accuracy=metrics["test_accuracy"], low=low, high=high),
        said["shares.mistakes"].format(errors=metrics["test_errors"], images=metrics["test_images"]),
        said["shares.loss"].format(loss=metrics["test_loss"], name=said[f"loss.{metrics['loss']}"]),
        said["shares.calibration"].format(error=metrics["calibration_error"]),
    ]
    worst = worst_confusions(np.array(metrics["confusion"]), 3)
    if worst:
        told = [said["shares.confusion"].format(true=true, answer=answer, count=count) for true, answer, count in worst]
        lines.append(said["shares.worst"].format(worst=said["shares.between"].join(told)))
    return lines


def class_lines(metrics: dict[str, Any]) -> list[str]:
    """Return precision and recall of every digit, a line each; arguments as `report_lines`."""
    lines = ["digit  images  precision  recall"]
    for result in metrics["per_class"]:
        shares = "  ".join(f"{share_text(result[name]):>9}" for name in ("precision", "recall"))
        lines.append(f"{result['digit']:>5}  {result['images']:>6,}  {shares}")
    return lines


def confusion_lines(metrics: dict[str, Any]) -> list[str]:
    """Return the confusion matrix, a line for each true digit; arguments as `report_lines`."""
    width = max(4, len(str(metrics["test_images"])))
    lines = ["true \\ answer" + "".join(f"{digit:>{width + 1}}" for digit in range(10))]
    for digit, row in enumerate(metrics["confusion"]):
        cells = "".join(f"{count or '·':>{width + 1}}" for count in row)
        lines.append(f"{digit:>13}{cells}")
    return lines

"""An evaluation as lines of text."""

from typing import Any

import numpy as np

from shuzi.evaluation.metrics import worst_confusions
from shuzi.evaluation.report import share_text


def report_lines(metrics: dict[str, Any]) -> list[str]:
    """Return the lines that say how a model fared.

    Args:
        metrics: what `Report.to_json` gives.
    """
    low, high = metrics["test_accuracy_interval"]
    lines = [
        f"test accuracy  {metrics['test_accuracy']:.2%}   95 %: {low:.2%} to {high:.2%}",
        f"mistakes       {metrics['test_errors']:,} of {metrics['test_images']:,}",
        f"test loss      {metrics['test_loss']:.5f}  ({metrics['loss'].replace('_', ' ')})",
        f"calibration    confidence and accuracy differ by {metrics['calibration_error']:.2%} on average",
    ]
    worst = _worst_confusions(metrics["confusion"])
    if worst:
        lines.append(f"mistaken most  {', '.join(worst)}")
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


def _worst_confusions(confusion: list[list[int]]) -> list[str]:
    worst = worst_confusions(np.array(confusion), 3)
    return [f"{true} as {answer} ({count}×)" for true, answer, count in worst]

"""Measures against values worked out by hand."""

import json
import math

import numpy as np
import pytest

from shuzi.errors import DataError
from shuzi.evaluation.metrics import (
    calibration_error,
    confusion_matrix,
    cross_entropy,
    mean_squared_error,
    per_class,
    wilson_interval,
    worst_confusions,
)
from shuzi.evaluation.report import evaluate

UNSURE = np.full((2, 10), 0.1, np.float32)
LABELS = np.array([3, 8], np.uint8)


def answers(*digits: int) -> np.ndarray:
    return np.eye(10, dtype=np.float32)[list(digits)]


def test_mean_squared_error_of_even_odds() -> None:
    assert mean_squared_error(LABELS, UNSURE) == pytest.approx((0.9**2 + 9 * 0.1**2) / 10)


def test_mean_squared_error_of_sure_mistakes_is_a_fifth() -> None:
    assert mean_squared_error(LABELS, answers(8, 3)) == pytest.approx(0.2)


def test_cross_entropy_of_even_odds_is_the_logarithm_of_ten() -> None:
    assert cross_entropy(LABELS, UNSURE) == pytest.approx(math.log(10))


def test_cross_entropy_of_right_answers_is_nothing() -> None:
    assert cross_entropy(LABELS, answers(3, 8)) == 0


def test_cross_entropy_of_a_sure_mistake_is_finite() -> None:
    assert cross_entropy(LABELS, answers(8, 3)) == pytest.approx(-math.log(1e-7))


def test_wilson_interval_of_the_notes_result() -> None:
    # z² = 3.8414588: middle (0.9862 + 0.00019207) / 1.00038415 = 0.9860133,
    # half 1.959964 · √(1.360956e-6 + 9.6036e-9) / 1.00038415 = 0.0022937
    assert wilson_interval(9862, 10_000) == pytest.approx((0.9837196, 0.9883070), abs=1e-7)


def test_wilson_interval_of_all_right_ends_at_one() -> None:
    assert wilson_interval(10, 10) == pytest.approx((10 / (10 + 1.959964**2), 1))


def test_wilson_interval_of_none_right_begins_at_nothing() -> None:
    assert wilson_interval(0, 10) == pytest.approx((0, 1.959964**2 / (10 + 1.959964**2)))


def test_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    # Three answers in the bin of 0.9, two of them right; one in the bin of 0.5, wrong.
    error = calibration_error(np.array([True, True, False, False]), np.array([0.9, 0.9, 0.9, 0.5]))
    assert error == pytest.approx(3 / 4 * (0.9 - 2 / 3) + 1 / 4 * 0.5)


def test_sure_right_answers_are_calibrated() -> None:
    assert calibration_error(np.array([True, True]), np.array([1.0, 1.0])) == 0


def test_confusion_has_a_row_for_each_true_digit() -> None:
    confusion = confusion_matrix(np.array([4, 4, 9], np.uint8), np.array([9, 9, 9], np.uint8))
    assert (confusion[4, 9], confusion[9, 9], confusion.sum()) == (2, 1, 3)


def test_precision_and_recall_come_from_column_and_row() -> None:
    confusion = confusion_matrix(np.array([4, 4, 9], np.uint8), np.array([9, 4, 9], np.uint8))
    results = per_class(confusion)
    assert (results[4].precision, results[4].recall, results[9].precision, results[9].recall) == (1, 0.5, 0.5, 1)


def test_digit_that_was_never_answered_has_no_precision() -> None:
    assert per_class(confusion_matrix(LABELS, LABELS[::-1] * 0))[3].precision is None


def test_digit_without_images_has_no_recall() -> None:
    assert per_class(confusion_matrix(LABELS, LABELS))[0].recall is None


def test_worst_confusions_come_first() -> None:
    labels, digits = np.array([4, 4, 7, 1], np.uint8), np.array([9, 9, 2, 1], np.uint8)
    assert worst_confusions(confusion_matrix(labels, digits), 5) == [(4, 9, 2), (7, 2, 1)]


@pytest.mark.parametrize(("loss", "value"), [("mse", 0.09), ("cross_entropy", math.log(10))])
def test_report_gives_the_loss_that_was_asked_for(loss: str, value: float) -> None:
    report = evaluate(LABELS, UNSURE, loss=loss)
    assert (report.loss_name, report.loss) == (loss, pytest.approx(value))


def test_nothing_to_evaluate_on_is_refused() -> None:
    with pytest.raises(DataError, match="no images to evaluate on"):
        evaluate(LABELS[:0], UNSURE[:0], loss="mse")


def test_report_is_json_with_the_documented_names() -> None:
    report = json.loads(json.dumps(evaluate(LABELS, UNSURE, loss="mse").to_json()))
    assert list(report) == [
        *("test_images", "test_errors", "test_accuracy", "test_accuracy_interval", "test_loss", "loss"),
        *("calibration_error", "per_class", "confusion"),
    ]
    assert list(report["per_class"][0]) == ["digit", "images", "precision", "recall"]

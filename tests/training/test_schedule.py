"""The learning rate over a run."""

import dataclasses

import numpy as np
import pytest

from shuzi.recipes import find_recipe
from shuzi.training.batches import learning_rate

PEAK = 0.05
RUNS = [(600, 0.2), (7200, 0.1), (100, 0.0), (100, 1.0), (3, 0.2), (1, 0.2), (7, 0.37)]


def rates(steps: int, warm_up: float | None) -> np.ndarray:
    recipe = dataclasses.replace(find_recipe("quick"), learning_rate=PEAK, warm_up=warm_up)
    return np.array([learning_rate(recipe, step, steps) for step in range(steps)])


def test_without_a_warm_up_phase_the_rate_stays():
    assert set(rates(600, None)) == {PEAK}


def test_the_rate_starts_near_nothing():
    assert rates(600, 0.2)[0] == pytest.approx(PEAK / 120)


def test_the_rate_peaks_once_when_the_warm_up_ends():
    course = rates(600, 0.2)
    assert course.argmax() + 1 == 120
    assert course.max() == pytest.approx(PEAK)
    assert (course == course.max()).sum() == 1


def test_the_rate_rises_and_falls_in_a_line():
    course = rates(600, 0.2)
    np.testing.assert_allclose(np.diff(course[:120]), PEAK / 120, rtol=1e-2)
    np.testing.assert_allclose(np.diff(course[119:]), -PEAK / 481, rtol=1e-2)


def test_the_last_step_is_taken_just_above_nothing():
    assert rates(600, 0.2)[-1] == pytest.approx(PEAK / 481)


@pytest.mark.parametrize(("steps", "warm_up"), RUNS)
def test_no_step_is_taken_backwards_or_above_the_peak(steps, warm_up):
    course = rates(steps, warm_up)
    assert course.min() > 0
    assert course.max() <= PEAK * (1 + 1e-6)


def test_without_a_warm_up_the_first_step_is_the_largest():
    assert rates(100, 0.0)[0] == pytest.approx(PEAK)


def test_a_warm_up_of_everything_never_falls():
    assert rates(100, 1.0)[-1] == pytest.approx(PEAK)

"""Marks are judged by what stands around them."""

import numpy as np
import pytest

from shuzi.finding.context import FEATURES, context_of
from shuzi.finding.detection import Detection


def detection(x: float, y: float = 50, size: float = 20) -> Detection:
    return Detection(x, y, 0.6 * size, size, 0.5, np.zeros(10, np.float32), 0.0, 0)


def test_no_place_has_no_context():
    assert context_of([], np.zeros(0)).shape == (0, FEATURES)


def test_a_place_alone_has_no_neighbour_and_is_as_large_as_itself():
    assert context_of([detection(50)], np.array([0.3])).tolist() == [[0, 0, 0, 0, 0, 0]]


def test_digits_and_other_marks_in_a_line_are_counted_by_their_chances():
    in_line = context_of([detection(20), detection(40), detection(60)], np.array([0.9, 0.4, 0.1]))
    assert in_line[1, :2] == pytest.approx([1.0, 1.0])
    assert in_line[1, 2:4] == pytest.approx([1.0, 1.0])


def test_the_line_above_is_around_but_no_neighbour_in_the_line():
    above = context_of([detection(50), detection(50, 20)], np.array([0.5, 0.9]))
    assert above[0, :4] == pytest.approx([0, 0, 0.9, 0.1])


def test_a_reading_of_the_same_mark_is_a_rival():
    rivals = context_of([detection(50), detection(52, size=30)], np.array([0.5, 0.8]))
    assert rivals[0, 4] == pytest.approx(0.8)
    assert rivals[0, :4].tolist() == [0, 0, 0, 0]


def test_a_mark_of_another_size_than_the_likely_digits_stands_out():
    unlike = context_of([detection(20), detection(60), detection(300, size=60)], np.array([0.95, 0.95, 0.2]))
    assert unlike[2, 5] == pytest.approx(np.log(3), abs=0.01)
    assert unlike[0, 5] < 0.01

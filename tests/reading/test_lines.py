import numpy as np

from shuzi.finding.detection import Detection
from shuzi.reading.lines import find_lines


def box(left, top, width, height):
    return Detection(left + width / 2, top + height / 2, width, height, 0.9, np.zeros(10, np.float32), 0.0, 0)


def lefts(detections, lines):
    return [[round(detections[number].x - detections[number].width / 2) for number in line] for line in lines]


def read(detections):
    return lefts(detections, find_lines(detections))


def test_digits_side_by_side_are_a_line_and_lines_run_downwards():
    upper = [box(x, 20, 20, 40) for x in (10, 60, 110)]
    lower = [box(x, 120, 20, 40) for x in (15, 70)]
    assert read([*lower, *upper]) == [[10, 60, 110], [15, 70]]


def test_lines_may_climb_and_fall_by_fifteen_degrees():
    for slope in (-0.27, 0.27):
        detections = [box(60 * k, 400 + 90 * row + slope * 60 * k, 25, 40) for row in range(3) for k in range(9)]
        assert read(detections) == [[60 * k for k in range(9)]] * 3


def test_a_line_may_bend():
    detections = [box(50 * k, 200 + 40 * np.sin(k / 4), 25, 40) for k in range(14)]
    assert len(find_lines(detections)) == 1


def test_columns_far_apart_are_read_row_by_row():
    detections = [box(x, y, 20, 40) for x in (10, 500) for y in (20, 120)]
    assert read(detections) == [[10, 500], [10, 500]]


def test_digits_of_two_sizes_in_a_row_are_one_line():
    assert len(find_lines([box(10, 20, 30, 60), box(60, 35, 20, 40), box(100, 20, 30, 60)])) == 1


def test_no_digits_are_no_lines():
    assert find_lines([]) == []

import numpy as np

from shuzi.imaging.marks import Mark
from shuzi.reading.lines import find_lines, line_height


def mark(left, top, width, height):
    return Mark(left, top, np.full((height, width), 255, np.uint8), 200.0)


def lefts(lines):
    return [[one.left for one in line] for line in lines]


def test_marks_side_by_side_are_a_line_and_lines_run_downwards():
    upper = [mark(x, 20, 20, 40) for x in (10, 60, 110)]
    lower = [mark(x, 120, 20, 40) for x in (15, 70)]
    assert lefts(find_lines([*lower, *upper])) == [[10, 60, 110], [15, 70]]


def test_a_line_may_climb():
    climbing = [mark(60 * n, 300 - 15 * n, 25, 40) for n in range(12)]
    assert len(find_lines(climbing)) == 1


def test_a_flag_belongs_to_its_digit_s_line():
    assert len(find_lines([mark(10, 20, 20, 40), mark(60, 25, 20, 35), mark(75, 20, 25, 6)])) == 1


def test_columns_far_apart_are_read_row_by_row():
    marks = [mark(x, y, 20, 40) for x in (10, 500) for y in (20, 120)]
    assert lefts(find_lines(marks)) == [[10, 500], [10, 500]]


def test_no_marks_are_no_lines():
    assert find_lines([]) == []


def test_specks_do_not_change_a_line_s_height():
    assert line_height([mark(0, 0, 20, 40), mark(30, 0, 20, 44), *[mark(60, 0, 3, 3)] * 9]) in (40, 44)


def test_the_lower_piece_of_a_broken_digit_stays_in_its_line():
    line = [mark(x, 20, 25, 60) for x in (10, 150)]
    upper, lower = mark(60, 20, 30, 36), mark(62, 60, 14, 22)
    assert [sorted(one) for one in lefts(find_lines([*line, upper, lower]))] == [[10, 60, 62, 150]]

import cv2
import numpy as np

from shuzi.imaging.marks import Mark, cut, together
from shuzi.reading.cuts import cut_up
from shuzi.reading.lattice import Atom, candidates_of, choose, cost_of_leaving_out


def mark(left, top, width, height):
    return Mark(left, top, np.full((height, width), 255, np.uint8), 200.0)


def atoms(*marks):
    return [Atom(one, number) for number, one in enumerate(marks)]


def pick(row, scores):
    """Choose among all candidates of a row of atoms; scores are by (first, last), others are no digits."""
    found = candidates_of(row, 40)
    digit = [scores.get((one.first, one.last), 0.01) for one in found]
    return [
        (found[n].first, found[n].last)
        for n in choose(len(row), found, digit, [cost_of_leaving_out(one, row, 40) for one in row])[0]
    ]


def test_digits_that_stand_apart_are_read_one_by_one():
    row = atoms(mark(0, 0, 25, 40), mark(60, 0, 25, 40))
    assert pick(row, {(0, 0): 0.99, (1, 1): 0.98}) == [(0, 0), (1, 1)]


def test_pieces_that_make_a_digit_together_are_joined():
    row = atoms(mark(0, 0, 12, 40), mark(14, 0, 20, 14))
    assert pick(row, {(0, 0): 0.3, (1, 1): 0.02, (0, 1): 0.97}) == [(0, 1)]


def test_a_mark_that_is_no_digit_is_left_out():
    row = atoms(mark(0, 0, 25, 40), mark(60, 0, 25, 40), mark(120, 0, 25, 40))
    assert pick(row, {(0, 0): 0.99, (1, 1): 0.02, (2, 2): 0.99}) == [(0, 0), (2, 2)]


def test_pieces_far_apart_are_never_one_digit():
    row = atoms(mark(0, 0, 12, 40), mark(60, 0, 12, 40))
    assert {(one.first, one.last) for one in candidates_of(row, 40)} == {(0, 0), (1, 1)}


def test_an_empty_line_gives_no_digits():
    assert choose(0, [], [], []) == ([], 0.0)


def test_two_rings_that_touch_are_cut_between_them():
    mask = np.zeros((60, 110), np.uint8)
    cv2.ellipse(mask, (28, 30), (25, 27), 0, 0, 360, 255, 5)
    cv2.ellipse(mask, (80, 30), (25, 27), 0, 0, 360, 255, 5)
    ways = cut_up(Mark(10, 20, mask, 200.0), 55)
    assert any(abs(piece.left - 10 - 54) <= 4 for pieces in ways for piece in pieces)
    for pieces in ways:
        assert sum(cv2.countNonZero(piece.mask) for piece in pieces) == cv2.countNonZero(mask)


def test_a_slanted_cut_loses_no_ink_and_its_parts_make_the_whole():
    whole = mark(5, 7, 40, 30)
    left, right = cut(whole, 20, 0.5)
    again = together([left, right])
    assert (again.left, again.top) == (5, 7)
    np.testing.assert_array_equal(again.mask, whole.mask)
    assert cv2.countNonZero(left.mask) + cv2.countNonZero(right.mask) == cv2.countNonZero(whole.mask)


def test_a_wide_digit_is_one():
    assert pick(atoms(mark(0, 0, 25, 40), mark(60, 0, 75, 40)), {(0, 0): 0.99, (1, 1): 0.99}) == [(0, 0), (1, 1)]

"""What looks like a digit among letters is not taken for one with confidence."""

import cv2
import numpy as np
import pytest

from shuzi.drawing.pages import NOTHING, draw_page
from shuzi.imaging.ink import find_ink
from shuzi.imaging.light import even_light
from shuzi.imaging.marks import find_marks

_PAGES = 15


def test_of_letters_signs_and_scribbles_at_most_one_in_a_hundred_is_surely_a_digit(reader, mnist):
    random = np.random.default_rng(8)
    sure = marks = 0
    for _ in range(_PAGES):
        pixels = draw_page(NOTHING, mnist.test, random).pixels
        sure += sum(digit.sure for digit in reader.read(pixels).digits)
        darkness = even_light(pixels, "auto")
        marks += sum(mark.height > 30 for mark in find_marks(find_ink(darkness), darkness))
    assert sure <= marks / 100


def test_a_lone_digit_among_letters_is_read_but_unsure(reader, written):
    page = written("7", height=60)
    alone = reader.read(page).digits

    for place, letter in enumerate("AMKHE"):
        cv2.putText(page, letter, (200 + 90 * place, 105), cv2.FONT_HERSHEY_SIMPLEX, 2.4, (30, 30, 30), 5, cv2.LINE_AA)
    among = reader.read(page).digits
    assert [digit.sure for digit in alone] == [True]
    assert (among[0].digit, among[0].sure) == (alone[0].digit, False)
    assert among[0].confidence < alone[0].confidence


def test_letters_between_numbers_leave_them_as_sure_as_they_are(reader, written):
    page = written("70", "21", height=60, gap=200)
    alone = [(digit.digit, digit.confidence) for digit in reader.read(page).digits]
    for row in (105, 225):
        cv2.putText(page, "A", (160, row), cv2.FONT_HERSHEY_SIMPLEX, 2.4, (30, 30, 30), 5, cv2.LINE_AA)
    among = [(digit.digit, digit.confidence) for digit in reader.read(page).digits]
    assert [digit for digit, _ in among] == [digit for digit, _ in alone] == [7, 0, 2, 1]
    assert [confidence for _, confidence in among] == pytest.approx([confidence for _, confidence in alone])

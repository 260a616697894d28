"""Ink in a field that was taken for no digit is seen, and print, frames, dots and shadows are not."""

import cv2
import numpy as np
import pytest
from form_sheets import BOXES, blank_sheet

from shuzi.forms.leftover import has_more_ink, ink_of, printed_ink
from shuzi.reading.page import Box

DAY = Box(*BOXES["day"])
FIRST = np.array([[264, 211, 20, 42]], np.float32)


@pytest.fixture(scope="module")
def printed():
    return printed_ink(cv2.cvtColor(blank_sheet(), cv2.COLOR_RGB2GRAY))


def _more(page, printed, digits=FIRST):
    return has_more_ink(ink_of(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)), printed, DAY, digits)


def test_a_second_digit_that_was_missed_is_seen(filled, printed):
    assert _more(filled({"day": "17"}), printed)
    assert not _more(filled({"day": "1"}), printed)


def test_a_digit_in_a_field_that_was_read_as_empty_is_seen(filled, printed):
    none = np.zeros((0, 4), np.float32)
    assert _more(filled({"day": "1"}), printed, none)
    assert not _more(blank_sheet(), printed, none)


def test_a_frame_two_pixels_off_a_dot_and_a_shadow_are_no_digit(filled, printed):
    page = np.roll(filled({"day": "1"}), 2, axis=(0, 1))
    cv2.circle(page, (330, 235), 4, (40, 40, 40), -1)
    shade = np.linspace(1.0, 0.6, page.shape[1])[:, None]
    assert not _more((page * shade).astype(np.uint8), printed)

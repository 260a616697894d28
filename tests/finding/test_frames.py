import cv2
import numpy as np
import pytest

import shuzi
from shuzi.finding.find import find_digits
from shuzi.finding.frames import frames_of


def test_every_digit_is_framed_as_the_model_knows_digits(finder, inked):
    page = inked((200, 700), *((label, 40 + 90 * k, 60, 64) for k, label in enumerate((0, 2, 3, 5, 8, 9))))
    finding = find_digits(page, finder)
    order = np.argsort([detection.x for detection in finding.detections])
    frames, boxes = frames_of(finding)
    assert frames.shape == (len(finding.detections), 28, 28)
    assert frames.dtype == np.uint8
    assert (np.abs(boxes[:, 1] - 60) < 9).all()
    assert (np.abs(boxes[:, 3] - 64) < 9).all()
    assert shuzi.load().predict(frames[order]).digits.tolist() == [0, 2, 3, 5, 8, 9]


@pytest.mark.parametrize(("left", "right"), [(2, 6), (5, 3), (8, 9)])
def test_digits_that_touch_get_their_own_ink(finder, inked, left, right):
    page = inked((160, 300), (left, 60, 40, 70), (right, 60 + 64, 40, 70))
    ink = (page[..., 0] < 120).astype(np.uint8)
    gap = 60 + 64 - (60 + cv2.boundingRect(ink[:, :124])[2])
    page = inked((160, 300), (left, 60 + gap, 40, 70), (right, 60 + 64, 40, 70))
    finding = find_digits(page, finder)
    order = np.argsort([detection.x for detection in finding.detections])
    assert shuzi.load().predict(frames_of(finding).images[order]).digits.tolist() == [left, right]

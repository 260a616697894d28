import cv2
import numpy as np
import pytest

import shuzi
from shuzi.imaging.framing import BOX, THINNEST, frame, stroke_width


def bar(height, width, size=200):
    image = np.zeros((size, size), np.uint8)
    image[30 : 30 + height, 50 : 50 + width] = 255
    return image


def test_a_mark_is_fitted_into_twenty_pixels_with_its_aspect_kept():
    framed = frame(bar(100, 40))
    rows, columns = np.flatnonzero(framed.any(axis=1)), np.flatnonzero(framed.any(axis=0))
    assert np.ptp(rows) + 1 == BOX
    assert np.ptp(columns) + 1 == 8


def test_the_centre_of_ink_lies_in_the_middle():
    mark = bar(100, 20)
    mark[110:130, 50:120] = 255  # a foot that draws the centre down and to the right
    framed = frame(mark).astype(float)
    rows, columns = np.mgrid[:28, :28]
    assert (framed * rows).sum() / framed.sum() == pytest.approx(13.5, abs=0.5)
    assert (framed * columns).sum() / framed.sum() == pytest.approx(13.5, abs=0.5)


def test_where_a_mark_lies_on_its_page_makes_no_difference():
    one = np.zeros((300, 300), np.uint8)
    cv2.putText(one, "5", (40, 120), 0, 3, 255, 5)
    np.testing.assert_array_equal(frame(one), frame(np.roll(one, (90, 120), axis=(0, 1))))


def test_hair_thin_strokes_are_made_wide_enough_to_be_seen():
    circle = np.zeros((400, 400), np.uint8)
    cv2.circle(circle, (200, 200), 180, 255, 1)
    framed = frame(circle)
    assert framed.max() > 200
    # Of THINNEST pixels, two thirds are as dark as ink.
    assert stroke_width(np.repeat(np.repeat(framed, 4, 0), 4, 1)) / 4 == pytest.approx(0.66 * THINNEST, abs=0.05)


def test_thick_strokes_stay_as_they_are():
    np.testing.assert_array_equal(frame(bar(100, 100))[4:24, 4:24], 255)


def test_no_ink_gives_an_empty_frame():
    assert not frame(np.zeros((50, 40), np.uint8)).any()


@pytest.mark.parametrize(("width", "measured"), [(3, 4.1), (6, 6.35), (11, 11.9)])  # the line is drawn askew
def test_the_width_of_a_stroke_is_measured(width, measured):
    image = np.zeros((200, 200), np.uint8)
    cv2.line(image, (30, 30), (170, 160), 255, width)
    assert stroke_width(image) == pytest.approx(measured, abs=0.1)


def test_framing_mnist_again_changes_hardly_an_answer(mnist):
    """Networks that were trained on MNIST see what they know."""
    digits = mnist.test.images[:1000]
    again = np.stack([frame(digit) for digit in digits])
    model = shuzi.load()
    changed = np.flatnonzero(model.predict(again, exact=True).digits != model.predict(digits, exact=True).digits)
    assert set(changed.tolist()) - {340} == {625}  # 340 is level to a hundredth of a logit

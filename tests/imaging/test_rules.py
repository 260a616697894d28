import cv2
import numpy as np

from shuzi.imaging.rules import without_rules


def sheet():
    mask = np.zeros((600, 900), np.uint8)
    cv2.line(mask, (300, 120), (300, 260), 255, 6)  # a stroke that crosses a line
    return mask


def test_ruled_lines_go_and_strokes_that_cross_them_stay_whole():
    mask = sheet()
    for row in range(80, 600, 60):
        cv2.line(mask, (0, row), (899, row + 8), 255, 2)
    cleared = without_rules(mask, mask, mask)
    assert np.count_nonzero(cleared[:, 400:]) == 0
    assert cv2.connectedComponents(cleared)[0] == 2


def test_squares_go():
    mask = sheet()
    for place in range(20, 900, 45):
        cv2.line(mask, (0, place), (899, place), 255, 1)
        cv2.line(mask, (place, 0), (place, 599), 255, 1)
    cleared = without_rules(mask, mask, mask)
    assert np.count_nonzero(cleared[:, 400:]) < 40
    assert np.count_nonzero(cleared[120:260, 295:306]) > 700


def test_the_sides_of_a_box_go():
    mask = np.zeros((300, 700), np.uint8)
    cv2.rectangle(mask, (100, 60), (600, 240), 255, 2)
    cv2.circle(mask, (300, 150), 50, 255, 5)
    cleared = without_rules(mask, mask, mask)
    assert cv2.connectedComponents(cleared)[0] == 2
    assert np.count_nonzero(cleared[:, :200]) == 0


def test_a_one_and_a_dash_are_no_rules():
    mask = np.zeros((140, 300), np.uint8)
    cv2.line(mask, (100, 30), (105, 110), 255, 4)
    cv2.line(mask, (150, 70), (260, 72), 255, 4)
    np.testing.assert_array_equal(without_rules(mask, mask, mask), mask)


def test_a_stroke_on_a_line_stays_where_it_is_darker():
    ink = np.zeros((300, 600), np.uint8)
    for row in (100, 200):
        cv2.line(ink, (0, row), (599, row), 80, 2)
    cv2.line(ink, (300, 100), (360, 100), 220, 2)  # the bar of a 7, right on the line
    mask = np.asarray((ink > 0) * 255, np.uint8)
    cleared = without_rules(mask, mask, ink)
    assert np.count_nonzero(cleared[:, :290]) == 0
    assert np.count_nonzero(cleared[95:105, 300:361]) > 100


def test_a_one_between_two_lines_is_no_side_of_a_box():
    ink = np.zeros((300, 600), np.uint8)
    for row in (80, 130, 180):
        cv2.line(ink, (0, row), (599, row), 80, 2)
    cv2.line(ink, (300, 82), (300, 128), 220, 4)
    cleared = without_rules(np.asarray((ink > 0) * 255, np.uint8), np.asarray((ink > 0) * 255, np.uint8), ink)
    assert np.count_nonzero(cleared[84:126, 296:305]) > 120
    assert np.count_nonzero(cleared[:, :290]) == 0


def test_a_line_under_many_digits_is_still_one():
    ink = np.zeros((600, 900), np.uint8)
    for row in (150, 300, 450):
        cv2.line(ink, (0, row), (899, row), 80, 2)
    for column in range(20, 780, 130):  # the feet of 2s, right above the line
        cv2.line(ink, (column, 292), (column + 60, 292), 220, 9)
    mask = np.asarray((ink > 0) * 255, np.uint8)
    assert np.count_nonzero(without_rules(mask, mask, ink)[:, 800:]) == 0


def test_double_lines_go():
    mask = sheet()
    for row in (100, 300, 500):
        for beside in (0, 6):
            cv2.line(mask, (0, row + beside), (899, row + beside), 255, 3)
    assert np.count_nonzero(without_rules(mask, mask, mask)[:, 400:]) == 0

import shutil

import cv2
import numpy as np
import pytest

from shuzi.finding import find
from shuzi.finding.find import find_digits, lone_mark
from shuzi.finding.network import FINDER, Finder


def read(finding):
    return [
        int(detection.logits.argmax()) for detection in sorted(finding.detections, key=lambda detection: detection.x)
    ]


def test_a_finder_of_another_file_stays_with_it_on_one_thread(tmp_path):
    path = shutil.copy(FINDER, tmp_path / "mine.onnx")
    assert Finder(path, threads=2).each._path == path


@pytest.mark.parametrize("height", [24, 45, 90, 200, 420, 700])
def test_digits_of_any_size_are_found(finder, inked, height):
    page = inked((760, 1500), (3, 60, 30, height), (7, 60 + height, 30, height))
    finding = find_digits(page, finder)
    assert read(finding) == [3, 7]
    for detection, left in zip(
        sorted(finding.detections, key=lambda detection: detection.x), (60, 60 + height), strict=True
    ):
        assert abs(detection.y - (30 + height / 2)) < 0.2 * height + 2
        assert abs(detection.height - height) < 0.3 * height + 3
        assert detection.x > left


def test_either_polarity_is_found(finder, inked):
    page = inked((200, 300), (5, 60, 60, 70), (2, 150, 60, 70))
    assert read(find_digits(page, finder)) == read(find_digits(255 - page, finder)) == [5, 2]


def test_a_digit_that_fills_its_picture_is_found(finder, mnist):
    for index in np.flatnonzero(mnist.test.labels == 8)[:3]:
        image = mnist.test.images[index]
        x, y, wide, high = cv2.boundingRect((image > 60).astype(np.uint8))
        cropped = np.repeat(255 - image[y : y + high, x : x + wide, None], 3, axis=2)
        assert read(find_digits(cropped, finder)) == [8]


def test_a_digit_that_no_look_is_sure_of_is_found_by_its_close_up_if_there_is_no_other(finder, inked, monkeypatch):
    monkeypatch.setattr(find, "CANDIDATE", 1.0)
    assert read(find_digits(inked((200, 200), (6, 60, 60, 70)), finder)) == [6]
    assert read(find_digits(inked((200, 200)), finder)) == []


def test_digits_of_sizes_three_times_as_different_are_found(finder, inked):
    page = inked((400, 700), (4, 60, 60, 150), (6, 300, 100, 50), (9, 400, 100, 50))
    assert read(find_digits(page, finder)) == [4, 6, 9]


def test_empty_paper_holds_no_digit_and_noise_none_that_is_likely(finder):
    random = np.random.default_rng(0)
    for noise, likely in ((0, 0.0), (3, 0.0), (6, 0.0), (12, 0.75)):
        page = np.clip(random.normal(190, noise, (300, 400, 3)), 0, 255).astype(np.uint8)
        assert all(detection.chance < likely for detection in find_digits(page, finder).detections)


def test_an_empty_frame_of_a_form_holds_no_digit(finder):
    page = np.full((120, 500, 3), 240, np.uint8)
    for left in range(40, 440, 60):
        cv2.rectangle(page, (left, 30), (left + 60, 95), (60, 60, 60), 2)
    assert find_digits(page, finder).detections == ()


def test_rules_are_no_ink_of_writing(finder, inked):
    page = inked((200, 600), (3, 60, 60, 70), (5, 160, 60, 70))
    cv2.line(page, (0, 132), (599, 132), (90, 110, 190), 2)
    cv2.line(page, (0, 20), (599, 20), (90, 110, 190), 2)
    finding = find_digits(page, finder)
    look = finding.looks[-1]
    ink = cv2.resize(look.output.ink, None, fx=1 / look.factor, fy=1 / look.factor)
    assert ink[18:23, 250:590].max() < 0.5
    assert ink[60:130, 60:220].max() > 0.9


def test_what_is_taken_for_no_digit_is_told_beside_the_digits(finder, inked):
    """A letter D is no digit; a person may think otherwise."""
    page = inked((300, 500), (4, 60, 30, 60), (6, 140, 30, 60), (9, 220, 30, 60))
    letter = np.array([(0, 0), (0, 50), (20, 45), (32, 25), (20, 5), (0, 0)])
    cv2.polylines(page, [letter + np.array([200, 150])], False, (30, 30, 30), 5, cv2.LINE_AA)
    finding = find_digits(page, finder)
    assert read(finding) == [4, 6, 9]
    assert any(abs(mark.y - 175) < 12 and abs(mark.x - 216) < 12 for mark in finding.doubted)
    assert all(mark.y > 110 for mark in finding.doubted)  # none of the digits once more


def test_a_mark_that_nobody_is_sure_of_is_a_digit_if_little_else_is_written(finder, inked):
    looks = find_digits(inked((300, 300), (4, 100, 100, 90)), finder).looks
    detection = find_digits(inked((300, 300), (4, 100, 100, 90)), finder).detections[0]._replace(chance=0.2)
    assert lone_mark([detection], looks) == [detection]
    among = find_digits(inked((300, 300), *((4, x, y, 60) for x in (20, 120, 220) for y in (20, 120, 220))), finder)
    assert lone_mark([among.detections[0]._replace(chance=0.2)], among.looks) == []
    assert lone_mark([], looks) == []


def test_all_places_hold_all_ink_and_one_of_two_about_half(finder, inked):
    finding = find_digits(inked((200, 300), (8, 40, 60, 80), (8, 190, 60, 80)), finder)
    look = max(finding.looks, key=lambda look: look.factor)
    assert look.share_of(finding.detections, around=1.2) > 0.95
    assert 0.4 < look.share_of(finding.detections[:1]) < 0.6
    assert look.share_of([]) == 0

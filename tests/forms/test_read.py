"""Filled sheets are read however they lie before the camera, and what is no copy of the form says so."""

import pickle

import cv2
import numpy as np
import pytest
from form_sheets import blank_sheet, photo

from shuzi.errors import ImageError
from shuzi.forms.align import marks_of, moved, onto

ANSWERS = {"room": "214", "day": "17", "sum": "231"}

ASKEW = [[110, 60], [890, 120], [860, 730], [70, 640]]


def _texts(sheet):
    return {answer.field: answer.text for answer in sheet.answers if answer.text}


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_photo_lies_on_the_example_however_it_is_turned(filled, turns):
    taken = np.ascontiguousarray(np.rot90(photo(filled(ANSWERS), ASKEW), turns))
    matrix = onto(marks_of(taken), marks_of(blank_sheet()), "a.jpg")
    tall, wide = photo(blank_sheet(), ASKEW).shape[:2]
    corners = np.array(ASKEW, float)
    turned = {0: corners, 1: np.stack([corners[:, 1], wide - corners[:, 0]], 1),
              2: np.array([wide, tall]) - corners, 3: np.stack([tall - corners[:, 1], corners[:, 0]], 1)}  # fmt: skip
    found = moved(turned[turns], matrix)
    assert np.abs(found - [[0, 0], [720, 0], [720, 520], [0, 520]]).max() < 4


def test_a_photo_in_perspective_on_its_head_is_read(form_reader, filled):
    taken = np.ascontiguousarray(np.rot90(photo(filled(ANSWERS), ASKEW), 2))
    sheet = form_reader.read(taken)
    assert _texts(sheet) == ANSWERS
    assert sheet["seats"].text == ""
    assert sheet["seats"].review is None
    assert sheet["sum"].confidence > 0.5
    with pytest.raises(KeyError, match="there is no field 'summ'; expected one of room, "):
        sheet["summ"]


def test_a_field_that_the_photo_cuts_off_is_to_be_reviewed(form_reader, filled):
    sheet = form_reader.read(filled(ANSWERS)[:400])
    assert sheet["room"].text == "214"
    assert (sheet["sum"].text, sheet["sum"].review) == ("", "lies outside of the photo")


def test_another_form_is_told_from_a_bad_photo(form_reader, filled):
    other = blank_sheet("Chapter Verse Psalm Hymn", ("Songs of the week", "Please be on time", "Choir of St Mark"))
    with pytest.raises(ImageError, match=r"is not this form: of the form's \d+ marks hardly any"):
        form_reader.read(other)
    blurred = cv2.GaussianBlur(filled(ANSWERS), (0, 0), 6)
    with pytest.raises(ImageError, match="is too badly photographed to be brought onto the form"):
        form_reader.read(blurred)
    with pytest.raises(ImageError, match="shows 0 marks; expected a filled copy"):
        form_reader.read(np.full((400, 400, 3), 255, np.uint8))


def test_digits_that_the_example_shows_in_print_are_no_answers(form_file, filled, tmp_path):
    from PIL import Image

    from shuzi.forms.read import FormReader

    printed = blank_sheet()
    cv2.putText(printed, "8", (262, 248), cv2.FONT_HERSHEY_COMPLEX, 1.4, (20, 20, 20), 2, cv2.LINE_AA)
    Image.fromarray(printed).save(tmp_path / "blank.png")
    (tmp_path / "form.toml").write_text(form_file.read_text(encoding="utf-8"), encoding="utf-8")
    sheet = FormReader(tmp_path / "form.toml").read(filled({"room": "214"}, printed))
    assert (sheet["room"].text, sheet["day"].text) == ("214", "")


def test_ink_that_is_read_as_no_digit_has_its_field_reviewed(form_reader, filled):
    """Somebody crossed out the field that may be empty; an empty one is sure."""
    page = filled(ANSWERS)
    assert form_reader.read(page)["seats"].review is None
    for left in (265, 300):
        cv2.line(page, (left, 300), (left + 24, 345), (60, 60, 60), 3, cv2.LINE_AA)
        cv2.line(page, (left + 24, 300), (left, 345), (60, 60, 60), 3, cv2.LINE_AA)
    seats = form_reader.read(page)["seats"]
    assert (seats.text, seats.review) == ("", "may hold a digit that was not read")


def test_another_process_can_have_the_reader(form_reader):
    assert pickle.loads(pickle.dumps(form_reader)).form.digest == form_reader.form.digest

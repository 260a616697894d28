"""Boxes and tables that are printed clearly become fields by themselves."""

import cv2
import numpy as np
import pytest
from form_sheets import blank_sheet
from PIL import Image

from shuzi.errors import ImageError
from shuzi.forms.form import Form
from shuzi.forms.grid import auto_form, fields_of, form_text


def _near(box, wanted) -> bool:
    return bool(np.abs(np.array(box) - wanted).max() <= 6)


def test_single_boxes_are_named_by_row():
    fields = fields_of(blank_sheet())
    assert [field.name for field in fields] == ["r1c1", "r2c1", "r3c1", "r4c1"]
    assert _near(fields[0].box, (250, 110, 170, 64))
    assert _near(fields[3].box, (250, 380, 170, 64))


def test_a_table_gives_a_field_for_every_cell_even_where_it_is_filled(filled):
    page = blank_sheet()
    for column in range(3):
        for row in range(2):
            corner = (470 + 80 * column, 300 + 60 * row)
            cv2.rectangle(page, corner, (corner[0] + 80, corner[1] + 60), (0, 0, 0), 2)
    fields = fields_of(filled({"room": "214"}, page))
    cells = [f"r{row}c{column}" for row in (3, 4) for column in (1, 2, 3, 4)]
    assert [field.name for field in fields] == ["r1c1", "r2c1", *cells]


def test_boxes_for_a_digit_each_are_one_field():
    page = blank_sheet()
    for place in range(5):
        cv2.rectangle(page, (460 + 46 * place, 110), (506 + 46 * place, 160), (0, 0, 0), 2)
    field = fields_of(page)[1]
    assert (field.name, field.digits) == ("r1c2", (1, 5))
    assert _near(field.box, (460, 110, 230, 50))


def test_a_page_without_boxes_says_so():
    with pytest.raises(ImageError, match="no box is found on the form's example page; expected boxes or a table"):
        fields_of(np.full((300, 300, 3), 255, np.uint8))


def test_the_form_file_that_is_saved_says_the_same(tmp_path):
    (tmp_path / "scans").mkdir()
    Image.fromarray(blank_sheet()).save(tmp_path / "scans" / "a.png")
    form = auto_form(tmp_path / "scans" / "a.png")
    path = tmp_path / "form.toml"
    path.write_text(form_text(form, tmp_path / "scans" / "a.png", path), encoding="utf-8")
    assert Form.load(path).fields == form.fields

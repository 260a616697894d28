"""`shuzi read --form`: a row a sheet, and a sheet that cannot be read stops no other."""

import csv
import json

import cv2
import numpy as np
import pytest
from form_sheets import BOXES, FORM, blank_sheet
from PIL import Image


@pytest.fixture(scope="module")
def folder(tmp_path_factory, mnist):
    """A form file, a filled sheet, and a picture of something else."""
    folder = tmp_path_factory.mktemp("forms")
    Image.fromarray(blank_sheet()).save(folder / "blank.png")
    (folder / "form.toml").write_text(FORM, encoding="utf-8")
    page = blank_sheet()
    for name, text in {"room": "214", "day": "17", "sum": "231"}.items():
        left, top, *_ = BOXES[name]
        for place, digit in enumerate(text):
            image = 255 - mnist.test.images[int(np.flatnonzero(mnist.test.labels == int(digit))[0])]
            large = cv2.resize(image, (54, 54), interpolation=cv2.INTER_CUBIC)[..., None]
            under = page[top + 5 : top + 59, left + 5 + 48 * place : left + 59 + 48 * place]
            np.minimum(under, large, out=under)
    (folder / "scans").mkdir()
    Image.fromarray(page).save(folder / "scans" / "a.png")
    Image.new("RGB", (300, 200), "white").save(folder / "scans" / "b.png")
    return folder


def test_the_terminal_shows_a_row_a_sheet_and_says_what_is_no_copy(say_in, folder):
    code, out, err = say_in("utf-8", "read", folder / "scans", "--form", folder / "form.toml")
    assert code == 1
    lines = [line.replace("?", "").split() for line in out.splitlines()]
    assert lines == [["sheet", "room", "day", "seats", "sum"], [str(folder / "scans" / "a.png"), "214", "17", "231"]]
    assert f"shuzi: {folder / 'scans' / 'b.png'} shows 0 marks; expected a filled copy of the form." in err


def test_a_table_holds_confidence_and_review_beside_every_field_and_is_gone_on_with(say_in, folder, tmp_path):
    job = ("read", folder / "scans", "--form", folder / "form.toml", "--out", tmp_path / "a.csv")
    code, out, _ = say_in("utf-8", *job)
    assert code == 1
    assert f"{tmp_path / 'a.csv'}: 2 sheets, 4 fields, of which " in out
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        good, bad = csv.DictReader(stream)
    assert list(good)[:5] == ["file", "page", "room", "room_confidence", "room_review"]
    assert list(good)[-2:] == ["to_review", "error"]
    assert [good[name] for name in ("room", "day", "seats", "sum")] == ["214", "17", "", "231"]
    assert {good["sum_review"], good["seats_review"]} <= {"yes", "no"}
    assert 0.5 < float(good["sum_confidence"]) <= 1
    assert (bad["sum"], bad["to_review"]) == ("", "")
    assert "shows 0 marks" in bad["error"]
    assert "beside 2 files that it held" in say_in("utf-8", *job, "--resume")[1]


def test_json_tells_a_sheet_a_line(say_in, folder):
    _, out, _ = say_in("utf-8", "read", folder / "scans" / "a.png", "--form", folder / "form.toml", "--json")
    told = json.loads(out)
    assert list(told) == ["file", "page", "fields", "error"]
    assert list(told["fields"]["sum"]) == ["text", "confidence", "review"]
    assert told["fields"]["sum"]["text"] == "231"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--printed"], "so --printed cannot stand beside it"),
        (["--rows", "lines"], "so --rows cannot stand beside it"),
        (["--engine", "ray"], "so --engine ray cannot stand beside it"),
        (["--engine", "spark"], "there is no engine 'spark'"),
        (["--save-form", "b.toml"], "--save-form writes the form that --form auto finds"),
        (["--resume"], "--resume belongs to a table"),
    ],
)
def test_misuse_is_told(say_in, folder, more, says):
    code, out, err = say_in("utf-8", "read", folder / "scans", "--form", folder / "form.toml", *more)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_mistake_in_the_form_file_is_one_line(say_in, folder, tmp_path):
    (tmp_path / "form.toml").write_text(FORM.replace("blank = true", "blank = 1"), encoding="utf-8")
    Image.fromarray(blank_sheet()).save(tmp_path / "blank.png")
    code, out, err = say_in("utf-8", "read", folder / "scans", "--form", tmp_path / "form.toml")
    assert (code, out) == (1, "")
    assert err == f"shuzi: {tmp_path / 'form.toml'}, field 3 (seats): blank is 1; expected true or false.\n"

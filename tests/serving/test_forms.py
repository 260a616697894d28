"""POST /api/forms/…: a page to draw on, a form file opened, a filled sheet read; and bad input is refused in a word."""

import base64
import io
import json

import cv2
import httpx
import numpy as np
import pytest
from form_sheets import BOXES, FORM, blank_sheet, filled_sheet, photo
from PIL import Image

from shuzi.forms.read import FormReader
from shuzi.serving.settings import Limits, Settings

ANSWERS = {"room": "214", "day": "17", "sum": "231"}
ASKEW = [[110, 60], [890, 120], [860, 730], [70, 640]]


def _png(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


BLANK = _png(blank_sheet())
STRANGE = _png(blank_sheet("Chapter Verse Psalm Hymn", ("Songs of the week", "Please be on time", "Choir of St Mark")))


@pytest.fixture(scope="module")
def sheet(mnist) -> np.ndarray:
    return photo(filled_sheet(mnist, ANSWERS), ASKEW)


def _ask(served, path: str, **parts: bytes | str):
    """Send a form of files; returns status and JSON."""
    request = httpx.Request("POST", "http://x", files={name: (f"{name}.x", part) for name, part in parts.items()})
    status, _, body = served.ask("POST", path, request.read(), content_type=request.headers["content-type"])
    return status, json.loads(body)


def test_a_page_comes_back_as_a_picture_with_its_printed_boxes(served):
    status, page = _ask(served, "/api/forms/page", file=BLANK)
    assert status == 200
    with Image.open(io.BytesIO(base64.b64decode(page["picture"]))) as picture:
        assert picture.size == (page["width"], page["height"]) == (720, 520)
    assert page["pages"] is None
    found = np.array([field["box"] for field in page["boxes"]])
    assert len(found) == 4
    assert np.abs(found[0] - BOXES["room"]).max() < 8
    assert (page["boxes"][0]["name"], page["boxes"][0]["blank"]) == ("r1c1", True)


def test_a_form_file_is_opened_with_its_page(served):
    status, form = _ask(served, "/api/forms/open", form=FORM, example=BLANK)
    assert status == 200
    assert [field["name"] for field in form["fields"]] == ["room", "day", "seats", "sum"]
    assert form["fields"][1]["box"] == list(BOXES["day"])
    assert (form["fields"][1]["digits"], form["fields"][1]["range"]) == ([1, 2], [1, 31])
    assert form["fields"][3]["sum_of"] == ["room", "day", "seats"]
    assert form["filled"] is False
    held = base64.b64encode(BLANK).decode()
    whole = FORM.replace('example = "blank.png"', "") + f'[example]\nimage = "{held}"\n'
    assert _ask(served, "/api/forms/open", form=whole) == (200, form)


@pytest.mark.parametrize("name", ["blank.png", "/etc/hostname", "../../secret.png"])
def test_a_page_that_a_form_names_is_never_looked_for_on_the_server(served, name):
    status, refused = _ask(served, "/api/forms/open", form=FORM.replace("blank.png", name))
    assert (status, refused["code"], refused["values"]) == (422, "example_needed", {"name": name})


def test_a_filled_sheet_is_read_as_the_command_does_with_where_everything_lies(served, sheet, tmp_path):
    status, read = _ask(served, "/api/forms/read", form=FORM, example=BLANK, file=_png(sheet))
    assert status == 200
    assert {name: field["text"] for name, field in read["fields"].items() if field["text"]} == ANSWERS
    (tmp_path / "blank.png").write_bytes(BLANK)
    (tmp_path / "form.toml").write_text(FORM, encoding="utf-8")
    told = FormReader(tmp_path / "form.toml").read(_png(sheet)).to_json()
    for name, field in told["fields"].items():
        assert read["fields"][name]["text"] == field["text"]
        assert read["fields"][name]["review"] == field["review"]
        assert read["fields"][name]["confidence"] == pytest.approx(field["confidence"], abs=0.001)
    assert read["to_review"] == [name for name, field in read["fields"].items() if not field["sure"]]
    assert (read["file"], read["page"], read["width"], read["height"]) == ("file.x", None, 1000, 800)
    day = read["fields"]["day"]
    x, y, wide, tall = BOXES["day"]
    matrix = cv2.getPerspectiveTransform(np.float32([[0, 0], [720, 0], [720, 520], [0, 520]]), np.float32(ASKEW))
    corners = np.float32([[[x, y]], [[x + wide, y]], [[x + wide, y + tall]], [[x, y + tall]]])
    assert np.abs(cv2.perspectiveTransform(corners, matrix)[:, 0] - day["corners"]).max() < 4
    assert [mark["digit"] for mark in day["digits"]] == [1, 7]
    assert {len(base64.b64decode(mark["pixels"])) for mark in day["digits"]} == {28 * 28}
    with Image.open(io.BytesIO(base64.b64decode(read["picture"]))) as picture:
        assert picture.height / picture.width == pytest.approx(520 / 720, abs=0.01)


def test_a_field_outside_of_the_photo_says_so(served, mnist):
    cut = filled_sheet(mnist, ANSWERS)[:400]
    _, read = _ask(served, "/api/forms/read", form=FORM, example=BLANK, file=_png(cut))
    assert (read["fields"]["sum"]["reason"], read["fields"]["room"]["text"]) == ("outside", "214")


BAD = {
    "no_form": {"file": BLANK},
    "no_file": {"form": FORM, "example": BLANK},
    "form_wrong": {"form": FORM.replace("blank = true", "blank = 1"), "example": BLANK, "file": BLANK},
    "example_needed": {"form": FORM, "file": BLANK},
    "example_not_usable": {"form": FORM, "example": b"no image", "file": BLANK},
    "image_other_format": {"form": FORM, "example": BLANK, "file": b"no image"},
    "not_this_form": {"form": FORM, "example": BLANK, "file": STRANGE},
    "bad_photo": {"form": FORM, "example": BLANK, "file": _png(np.full((400, 400, 3), 255, np.uint8))},
}


@pytest.mark.parametrize("code", BAD)
def test_what_cannot_be_read_is_refused_with_its_reason(served, code):
    status, refused = _ask(served, "/api/forms/read", **BAD[code])
    assert (status, refused["code"]) == (422, code)
    assert len(refused["error"]) > 20
    if code == "form_wrong":
        assert "field 3 (seats): blank is 1; expected true or false" in refused["values"]["why"]


def test_an_example_page_without_print_is_refused_as_an_example(served):
    plain = _png(np.full((520, 720, 3), 255, np.uint8))
    status, refused = _ask(served, "/api/forms/read", form=FORM, example=plain, file=BLANK)
    assert (status, refused["code"]) == (422, "example_not_usable")


@pytest.mark.parametrize("path", ["/api/forms/open", "/api/forms/read"])
def test_a_body_of_another_type_is_refused(served, path):
    status, _, body = served.ask("POST", path, b"{}", content_type="application/json")
    assert (status, json.loads(body)["code"]) == (400, "wrong_type")
    assert served.ask("POST", path, b"x", content_type="multipart/form-data; boundary=b")[0] == 400


def test_a_server_that_has_enough_to_do_says_when_to_come_again(inside):
    sent = {"files": {"form": ("f", FORM), "example": ("e", BLANK), "file": ("s", BLANK)}}
    (answer,) = inside(Settings(limits=Limits(pages=0)), ("POST", "/api/forms/read", sent))
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (429, "busy", "1")

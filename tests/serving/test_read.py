"""POST /api/read answers as `shuzi read --json`; POST /api/look adds what the page shows."""

import base64
import io
import json
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

import shuzi
from shuzi.reading.page import Line
from shuzi.serving.settings import Settings

_BOUNDARY = "frontier"


@pytest.fixture(scope="module")
def photo(mnist) -> bytes:
    """Two lines, 7210 and 41, dark on light, as PNG."""
    paper = np.full((200, 320), 235, np.uint8)
    for row, line in enumerate(((0, 1, 2, 3), (4, 5))):
        for place, index in enumerate(line):
            digit = Image.fromarray(mnist.test.images[index]).resize((64, 64))
            top, left = 20 + 90 * row, 20 + 72 * place
            paper[top : top + 64, left : left + 64] -= (0.8 * np.asarray(digit)).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(paper).save(stream, "PNG")
    return stream.getvalue()


def _form(content: bytes, *, field: str = "file", name: str = "page.png") -> tuple[bytes, str]:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={_BOUNDARY}"


def test_a_photo_as_body_is_answered_as_the_reader_does(served, photo):
    status, _, body = served.ask("POST", "/api/read", photo, content_type="image/png")
    assert status == 200
    assert json.loads(body) == shuzi.Reader(threads=1).read(photo).to_json()
    assert [line["text"] for line in json.loads(body)["lines"]] == ["7210", "41"]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "", "application/json"])
def test_a_photo_is_read_whatever_its_type_is_called(served, photo, kind):
    """As `curl --data-binary @photo.png` sends it."""
    plain = served.ask("POST", "/api/read", photo, content_type="image/png")
    named = served.ask("POST", "/api/read", photo, **({"content_type": kind} if kind else {}))
    assert (named[0], named[2]) == (200, plain[2])


def test_a_photo_in_a_form_brings_its_name(served, photo):
    body, kind = _form(photo)
    page = json.loads(served.ask("POST", "/api/read", body, content_type=kind)[2])
    assert page["file"] == "page.png"
    assert [line["text"] for line in page["lines"]] == ["7210", "41"]


def test_looking_brings_the_upright_picture_and_every_digits_pixels(served, photo):
    body, kind = _form(photo)
    page = json.loads(served.ask("POST", "/api/look", body, content_type=kind)[2])
    with Image.open(io.BytesIO(base64.b64decode(page["picture"]))) as picture:
        assert picture.size == (page["width"], page["height"]) == (320, 200)
    digits = [digit for line in page["lines"] for digit in line["digits"]]
    pixels = np.stack([np.frombuffer(base64.b64decode(digit["pixels"]), np.uint8).reshape(28, 28) for digit in digits])
    assert shuzi.load().predict(pixels).digits.tolist() == [7, 2, 1, 0, 4, 1]


def test_looking_tells_what_was_taken_for_no_digit(served, photo):
    """A letter D beside the digits; only /api/look tells it."""
    sheet = np.asarray(Image.open(io.BytesIO(photo)).convert("L")).copy()
    sheet = np.pad(sheet, ((0, 120), (0, 0)), mode="edge")
    letter = np.array([(0, 0), (0, 50), (20, 45), (32, 25), (20, 5), (0, 0)])
    cv2.polylines(sheet, [letter + np.array([150, 240])], False, 30, 5, cv2.LINE_AA)
    stream = io.BytesIO()
    Image.fromarray(sheet).save(stream, "PNG")
    page = json.loads(served.ask("POST", "/api/look", stream.getvalue(), content_type="image/png")[2])
    assert [line["text"] for line in page["lines"]] == ["7210", "41"]
    marks = [mark for mark in page["left_out"] if mark["box"][1] > 200]
    assert marks
    assert not any(mark["sure"] for mark in marks)
    assert len(base64.b64decode(marks[0]["pixels"])) == 28 * 28
    read = json.loads(served.ask("POST", "/api/read", stream.getvalue(), content_type="image/png")[2])
    assert "left_out" not in read


def _first_line_in_print(services):
    """Have every page's first line look as if it were printed."""
    honest = services.pages.look

    async def look(content, model, page):
        found = await honest(content, model, page)
        first, *others = found.page.all_lines
        printed = Line(tuple(replace(digit, printed=True) for digit in first.digits))
        return replace(found, page=replace(found.page, all_lines=(printed, *others)))

    services.pages.look = look


def test_print_is_left_out_unless_it_is_wanted(inside, photo):
    paths = ("/api/read", "/api/read?printed=true", "/api/look", "/api/look?printed=true")
    asked = [("POST", path, {"content": photo, "headers": {"Content-Type": "image/png"}}) for path in paths]
    pages = [answer.json() for answer in inside(Settings(), *asked, prepare=_first_line_in_print)]
    texts = [[line["text"] for line in page["lines"]] for page in pages]
    # What the page of `shuzi serve` asks for holds all lines, so that it can show print or hide it.
    assert texts == [["41"], ["7210", "41"], ["", "41"], ["7210", "41"]]
    assert [[len(line["digits"]) for line in page["printed_lines"]] for page in pages] == [[4], [], [], []]
    for page in pages[1:]:
        assert [[digit["printed"] for digit in line["digits"]] for line in page["lines"]] == [[True] * 4, [False] * 2]


def test_a_wish_for_print_that_makes_no_sense_is_refused(served, photo):
    assert served.ask("POST", "/api/read?printed=perhaps", photo, content_type="image/png")[0] == 422


@pytest.mark.parametrize("content", [b"", b"hello", b"<svg/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + bytes(100)])
def test_what_is_no_image_is_refused_in_a_sentence(served, content):
    status, _, body = served.ask("POST", "/api/read", content, content_type="application/octet-stream")
    assert status == 422
    assert len(json.loads(body)["error"]) > 20


def test_a_photo_that_is_cut_off_is_refused(served, photo):
    assert served.ask("POST", "/api/read", photo[: len(photo) // 2], content_type="image/png")[0] == 422


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x", "text/plain", 422),
        (b"x", "multipart/form-data", 400),
        (b"x", f"multipart/form-data; boundary={_BOUNDARY}", 400),
        (_form(b"x", field="picture")[0], f"multipart/form-data; boundary={_BOUNDARY}", 422),
        (_form(b"x")[0][:-20], f"multipart/form-data; boundary={_BOUNDARY}", 422),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(served, body, kind, status):
    assert served.ask("POST", "/api/read", body, content_type=kind)[0] == status


def test_a_form_of_a_hundred_thousand_parts_is_refused(served):
    part = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.encode()
    status = served.ask("POST", "/api/read", part * 100_000, content_type=f"multipart/form-data; boundary={_BOUNDARY}")[
        0
    ]
    assert status == 400
    assert served.ask("GET", "/v2/health/ready")[0] == 200


def test_a_file_name_is_a_name_and_no_path(served, photo, tmp_path):
    body, kind = _form(photo, name=f"{tmp_path}/evil.png")
    assert served.ask("POST", "/api/read", body, content_type=kind)[0] == 200
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_a_page_of_several_is_answered_by_its_number(served, mnist, kind):
    pytest.importorskip("pypdfium2")
    sheets = np.full((3, 90, 120), 255, np.uint8)
    sheets[:, 31:59, 46:74] -= mnist.test.images[:3]
    first, *others = map(Image.fromarray, sheets)
    stream = io.BytesIO()
    first.save(stream, kind, save_all=True, append_images=others)
    file = {"content_type": "application/pdf" if kind == "PDF" else "image/tiff"}
    for query, number, text in (("", 1, "7"), ("?page=3", 3, "1")):
        status, _, body = served.ask("POST", f"/api/read{query}", stream.getvalue(), **file)
        page = json.loads(body)
        assert (status, page["page"], page["pages"]) == (200, number, 3)
        assert [line["text"] for line in page["lines"]] == [text]
    status, _, body = served.ask("POST", "/api/read?page=4", stream.getvalue(), **file)
    assert status == 422
    assert "there is no page 4; the image has 3" in json.loads(body)["error"]

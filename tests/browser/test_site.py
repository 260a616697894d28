"""The site: the worksheet on paper, with room to write; and on a phone, where what is wider than the page says so."""

import functools
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

MILLIMETRE = 72 / 25.4
"""In the points of a PDF."""


@pytest.fixture
def worksheet(site) -> Path:
    return site / "worksheet" / "index.html"


@pytest.fixture(params=["A4", "Letter"])
def printed(request, worksheet, browser, tmp_path) -> pypdfium2.PdfDocument:
    page = browser.new_page()
    page.goto(worksheet.as_uri())
    page.wait_for_selector("form.exercise")
    page.pdf(path=tmp_path / "worksheet.pdf", format=request.param)
    page.close()
    return pypdfium2.PdfDocument(tmp_path / "worksheet.pdf")


def _texts(printed) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in printed]


def test_each_page_has_its_questions(printed):
    numbers = [[int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)] for text in _texts(printed)]
    assert numbers == [[1, 2, 3, 4], [5, 6, 7, 8, 9, 10]]


def test_below_each_question_is_room_to_write(printed):
    rooms = [_boxes(page) for page in printed]
    assert [len(heights) for heights in rooms] == [4, 6]
    assert min(min(heights) for heights in rooms) >= 10


def test_each_page_is_filled(printed):
    for page in printed:
        ink = np.flatnonzero((np.asarray(page.render(grayscale=True).to_pil()) < 200).any(axis=1))
        assert 0.8 < ink[-1] / page.get_height() < 0.97


def test_what_only_a_screen_can_do_is_not_printed(printed):
    text = "".join(_texts(printed))
    for word in ("Check", "檢查", "Your answer", "你的答案", "Hint", "提示", "Search", "shuzi", "Previous", "English"):
        assert word not in text
    assert "28 − 3 + 1" not in text  # an answer's reason


def _boxes(page) -> list[float]:
    """Return the heights of the empty boxes as wide as the page's text, in millimetres."""
    scale = 4
    pixels = np.asarray(page.render(scale=scale, grayscale=True).to_pil())
    rows = (pixels < 200).mean(axis=1) > 0.8  # the upper and lower edges
    edges = [row for row in np.flatnonzero(rows) if not rows[row - 1]]
    assert len(edges) % 2 == 0
    for above, below in zip(edges[::2], edges[1::2], strict=True):
        inner = pixels[above + 2 * scale : below - scale, :]
        assert ((inner < 200).mean(axis=1) < 0.01).all()  # the two sides alone
    return [float(below - above) / scale / MILLIMETRE for above, below in zip(edges[::2], edges[1::2], strict=True)]


@pytest.fixture
def phone(site, browser):
    """Open a page of the site on a phone, from a host that hands out files; what it asks for must be there."""
    missing = []
    handler = functools.partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.on("response", lambda answer: answer.status < 400 or missing.append(answer.url))

        def opened(name):
            page.goto(f"http://127.0.0.1:{server.server_port}/{name}/", wait_until="networkidle")
            return page

        yield opened
        page.close()
        server.shutdown()
    assert missing == []


def test_a_picture_says_right_above_it_that_it_scrolls(phone):
    page = phone("how-to-form")
    pictures = page.locator(".picture")
    assert pictures.count() == 2
    assert page.evaluate("[...document.querySelectorAll('.picture')].every((box) => box.matches('.wide'))")
    assert all("wipe" in hint or "左右" in hint for hint in _hints(page, ".picture"))
    assert not any(_hints(page, ".md-typeset p"))  # which would stand above the text


@pytest.mark.parametrize(("name", "box"), [("learning", "pre"), ("how-to-embed", "pre"), ("coming-from-2018", "table")])
def test_code_and_tables_that_are_cut_say_so(name, box, phone):
    page = phone(name)
    selector = {"pre": ".md-typeset pre:has(> code)", "table": ".md-typeset__scrollwrap"}[box]
    inner = " > code" if box == "pre" else ""
    cut = page.evaluate(
        "(all) => [...document.querySelectorAll(all)].map((one) => one.scrollWidth > one.clientWidth + 1)",
        selector + inner,
    )
    assert any(cut)
    assert [bool(hint) for hint in _hints(page, selector)] == cut


def test_a_name_in_a_table_stays_in_one_piece(phone):
    page = phone("coming-from-2018")
    lines = page.evaluate("[...document.querySelectorAll('td code')].map((one) => one.getClientRects().length)")
    assert set(lines) == {1}


def _hints(page, selector: str) -> list[str]:
    """Return what stands before each of these by the style sheet."""
    script = "(all) => [...document.querySelectorAll(all)].map((one) => getComputedStyle(one, '::before').content)"
    return ["" if hint in ("none", "normal", '""') else hint for hint in page.evaluate(script, selector)]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

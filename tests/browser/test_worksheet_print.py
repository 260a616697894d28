"""The worksheet as the site prints it: two pages, with room to write below each question."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

ROOT = Path(__file__).parent.parent.parent
CONFIGS = {"en": "mkdocs.yml", "zh-TW": "mkdocs.zh-TW.yml"}
MILLIMETRE = 72 / 25.4
"""In the points of a PDF."""


@pytest.fixture(scope="module", params=CONFIGS)
def worksheet(request, tmp_path_factory) -> Path:
    """The worksheet's page in a site of one language."""
    pytest.importorskip("mkdocs")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", CONFIGS[request.param], "-d", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return folder / "worksheet" / "index.html"


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

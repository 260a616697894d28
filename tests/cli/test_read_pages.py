"""`shuzi read` and `shuzi predict` on files of several pages: every page is told with its number, and none dropped."""

import csv
import io
import json

import numpy as np
import pytest
from pdf_files import LOCKED
from PIL import Image

from shuzi.reading.reader import Reader

pytest.importorskip("pypdfium2")

DIGITS = (0, 1, 2)
"""Of MNIST's test images: a 7, a 2 and a 1, each on a page of its own."""


def _pages(mnist) -> list[Image.Image]:
    sheets = np.full((3, 90, 120), 255, np.uint8)
    for sheet, digit in zip(sheets, DIGITS, strict=True):
        sheet[31:59, 46:74] = 255 - mnist.test.images[digit]
    return [Image.fromarray(sheet) for sheet in sheets]


@pytest.fixture(params=["pdf", "tiff"])
def file(request, tmp_path, mnist):
    """Three pages in one file."""
    first, *others = _pages(mnist)
    first.save(tmp_path / f"scan.{request.param}", save_all=True, append_images=others)
    return tmp_path / f"scan.{request.param}"


def test_every_page_is_read_and_named(say_in, file):
    code, out, err = say_in("utf-8", "read", file)
    assert code == 0, err
    lines = out.replace("?", "").splitlines()
    assert lines == [f"{file}, page 1:", "  7", f"{file}, page 2:", "  2", f"{file}, page 3:", "  1"]


def test_json_csv_and_pictures_name_file_and_page(say_in, file, tmp_path):
    _, out, err = say_in(
        "utf-8",
        "read",
        file,
        "--json",
        "--csv",
        tmp_path / "a.csv",
        "--annotate",
        tmp_path / "drawn",
        "--steps",
        tmp_path / "steps",
    )
    assert err == ""
    told = [json.loads(line) for line in out.splitlines()]
    assert [(page["file"], page["page"], page["pages"]) for page in told] == [(str(file), n, 3) for n in (1, 2, 3)]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8"))))
    assert [(row["page"], row["digit"]) for row in rows] == [("1", "7"), ("2", "2"), ("3", "1")]
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [f"scan-page-{n}.png" for n in (1, 2, 3)]
    assert sorted(path.name for path in (tmp_path / "steps").iterdir()) == [f"scan-page-{n}" for n in (1, 2, 3)]


def test_predict_answers_every_page(say_in, file):
    _, out, _ = say_in("utf-8", "predict", file, "--json")
    assert [(one["page"], one["digit"]) for one in json.loads(out)["predictions"]] == [(1, 7), (2, 2), (3, 1)]


def test_a_reader_gives_one_page_or_all(file, caplog):
    reader = Reader()
    assert [(page.number, page.count, page.text) for page in reader.pages(file)] == [
        (1, 3, "7"),
        (2, 3, "2"),
        (3, 3, "1"),
    ]
    assert reader.read(file.read_bytes(), page=2).text == "2"
    assert caplog.text == ""
    assert reader.read(file).text == "7"
    assert "of 3 pages the first is read" in caplog.text


def test_an_image_looks_as_before(say_in, tmp_path, mnist):
    _pages(mnist)[0].save(tmp_path / "one.png")
    assert say_in("utf-8", "read", tmp_path / "one.png")[1].replace("?", "") == "7\n"
    told = json.loads(say_in("utf-8", "read", tmp_path / "one.png", "--json")[1])
    assert (told["page"], told["pages"]) == (None, None)


def test_a_damaged_page_stops_no_other(say_in, tmp_path, mnist):
    first, *others = _pages(mnist)
    first.save(tmp_path / "a.tiff", save_all=True, append_images=others, compression="tiff_deflate")
    content = bytearray((tmp_path / "a.tiff").read_bytes())
    with Image.open(tmp_path / "a.tiff") as image:
        image.seek(1)
        start, size = image.tag_v2[273][0], image.tag_v2[279][0]
    content[start : start + size] = bytes(size)
    (tmp_path / "a.tiff").write_bytes(content)
    code, out, err = say_in("utf-8", "read", tmp_path / "a.tiff", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [page["error"] is None for page in told] == [True, False, True]
    assert (told[1]["page"], told[1]["pages"]) == (2, 3)
    assert "a.tiff, page 2 " in err


def test_a_locked_pdf_is_one_line(say_in, tmp_path, mnist):
    (tmp_path / "a.pdf").write_bytes(LOCKED)
    code, out, err = say_in("utf-8", "read", tmp_path / "a.pdf")
    assert (code, out) == (1, "")
    assert err == (
        f"shuzi: {tmp_path / 'a.pdf'} is a PDF that is locked with a password; expected one that opens without. "
        "Open it, and print or export it as a new PDF.\n"
    )

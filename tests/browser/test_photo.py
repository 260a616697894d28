"""Photo: what is dropped is read, and what is wrong can be corrected."""

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image

from shuzi.data.folder import load_labelled_folder


@pytest.fixture(scope="module")
def photo(mnist, tmp_path_factory):
    """A sheet with 7210 on it."""
    paper = np.full((130, 330), 235, np.uint8)
    for place in range(4):
        digit = Image.fromarray(mnist.test.images[place]).resize((70, 70))
        paper[30:100, 20 + 76 * place : 90 + 76 * place] -= (0.8 * np.asarray(digit)).astype(np.uint8)
    path = tmp_path_factory.mktemp("photo") / "meter.png"
    Image.fromarray(paper).save(path)
    return path


@pytest.fixture
def read(open_page, photo):
    page = open_page("photo")
    page.set_input_files("#file", photo)
    page.wait_for_selector(".photo-page")
    return page


def test_a_photo_is_read_and_boxes_stand_on_its_digits(read, mnist):
    assert read.locator(".numbers-read li").all_inner_texts() == ["7210"]
    sheet = read.locator(".photo-page").bounding_box()
    for place, box in enumerate(read.locator(".box").all()):
        found = box.bounding_box()
        middle = (found["x"] + found["width"] / 2 - sheet["x"]) / sheet["width"] * 330
        assert abs(middle - (55 + 76 * place)) < 12


def test_a_correction_is_kept_where_training_finds_it(read, mnist, served_folder):
    read.locator(".box").nth(1).click()
    read.get_by_role("button", name="It is a 4").click()
    read.wait_for_selector(".box.corrected")
    assert read.locator(".numbers-read li").all_inner_texts() == ["7410"]
    assert "Kept as a 4" in read.locator(".editor").inner_text()
    split = load_labelled_folder(served_folder / "corrections")
    assert split.labels.tolist() == [4]


def _downloaded(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.path().read_text(encoding="utf-8"), download.value.suggested_filename


def test_what_was_read_can_be_downloaded(read):
    text, name = _downloaded(read, "Download CSV")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert name == "meter.csv"
    assert [row["digit"] for row in rows] == ["7", "2", "1", "0"]
    assert {row["file"] for row in rows} == {"meter.png"}
    text, name = _downloaded(read, "Download JSON")
    page = json.loads(text)
    assert name == "meter.json"
    assert page["lines"][0]["text"] == "7210"
    assert "picture" not in page


def test_a_digit_of_a_photo_can_be_looked_into(read):
    read.locator(".box").nth(0).click()
    read.locator(".editor").get_by_role("link", name="Look inside").click()
    read.wait_for_selector(".mosaic")
    assert read.locator(".strip-answer").inner_text() == "7"


def test_a_file_that_is_no_image_is_said_in_a_sentence(open_page, tmp_path):
    (tmp_path / "notes.png").write_text("no image")
    page = open_page("photo", forgive=["422"])
    page.set_input_files("#file", tmp_path / "notes.png")
    problem = page.locator(".problem")
    problem.wait_for()
    assert problem.inner_text().startswith("That did not work: ")


def test_a_photo_can_be_pasted_and_dropped(open_page, photo):
    page = open_page("photo")
    bytes_of = list(photo.read_bytes())
    for event in ("paste", "drop"):
        page.evaluate(
            """([bytes, event]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
                const about = { bubbles: true, cancelable: true };
                document.dispatchEvent(event === "paste"
                    ? new ClipboardEvent("paste", { ...about, clipboardData: data })
                    : new DragEvent("drop", { ...about, dataTransfer: data }));
            }""",
            [bytes_of, event],
        )
        page.locator(".numbers-read").wait_for()
        assert page.locator(".numbers-read li").all_inner_texts() == ["7210"]
        page.get_by_role("link", name="Write").click()
        page.get_by_role("link", name="Photo").click()


def _with_print(page) -> None:
    """Have the first two digits of every photo look as if they were printed."""
    page.evaluate("""() => {
      const honest = window.fetch;
      window.fetch = async (address, options) => {
        const answer = await honest(address, options);
        if (!String(address).includes("/api/look")) return answer;
        const found = await answer.json();
        found.lines[0].digits.slice(0, 2).forEach((digit) => { digit.printed = true; });
        return new Response(JSON.stringify(found), { headers: { "content-type": "application/json" } });
      };
    }""")


def test_print_is_marked_and_left_out_until_it_is_wanted(open_page, photo):
    page = open_page("photo")
    _with_print(page)
    page.set_input_files("#file", photo)
    page.wait_for_selector(".photo-page")
    assert page.locator(".numbers-read li").all_inner_texts() == ["10"]
    assert page.locator(".box.printed").count() == 2
    assert page.locator(".box.printed").first.get_attribute("aria-label").endswith("in print")
    text, _ = _downloaded(page, "Download CSV")
    assert [row["digit"] for row in csv.DictReader(io.StringIO(text))] == ["1", "0"]
    page.get_by_label("digits in print too (2)").check()
    assert page.locator(".numbers-read li").all_inner_texts() == ["7210"]
    text, _ = _downloaded(page, "Download JSON")
    assert json.loads(text)["lines"][0]["text"] == "7210"


def test_a_paper_without_digits_is_answered_so(open_page, tmp_path):
    Image.new("L", (300, 200), 235).save(tmp_path / "paper.png")
    page = open_page("photo")
    page.set_input_files("#file", tmp_path / "paper.png")
    page.wait_for_selector(".photo-page")
    assert page.locator(".photo-side .hint").all_inner_texts() == ["no digit"]


def test_every_page_of_a_file_can_be_turned_to(open_page, mnist, tmp_path):
    sheets = np.full((2, 90, 120), 255, np.uint8)
    sheets[:, 31:59, 46:74] -= mnist.test.images[:2]
    first, second = map(Image.fromarray, sheets)
    first.save(tmp_path / "scan.tiff", save_all=True, append_images=[second])
    page = open_page("photo")
    page.set_input_files("#file", tmp_path / "scan.tiff")
    page.get_by_text("page 1 of 2").wait_for()
    assert page.locator(".numbers-read li").all_inner_texts() == ["7"]
    assert page.get_by_role("button", name="page before").is_disabled()
    page.get_by_role("button", name="next page").click()
    page.get_by_text("page 2 of 2").wait_for()
    assert page.locator(".numbers-read li").all_inner_texts() == ["2"]
    text, _ = _downloaded(page, "Download CSV")
    assert [(row["page"], row["digit"]) for row in csv.DictReader(io.StringIO(text))] == [("2", "2")]

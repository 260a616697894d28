"""Photo: what is dropped is read, and what is wrong can be corrected."""

import csv
import io
import json
import shutil
import time

import numpy as np
import pytest
from hands import settle
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


def test_corrections_are_kept_where_training_finds_them(read, served_folder):
    shutil.rmtree(served_folder / "corrections", ignore_errors=True)  # other views keep theirs there, too
    read.locator(".box").nth(1).click()
    read.get_by_role("button", name="It is a 4").click()
    read.wait_for_selector(".box.corrected")
    assert read.locator(".numbers-read li").all_inner_texts() == ["7410"]
    assert not (served_folder / "corrections").exists()  # what can be undone is not kept yet
    read.get_by_role("button", name="Keep corrections for Teach (1)").click()
    read.locator(".kept").wait_for()
    assert "1 labelled so far" in read.locator(".kept").inner_text()
    split = load_labelled_folder(served_folder / "corrections")
    assert split.labels.tolist() == [4]
    assert read.get_by_role("button", name="Keep corrections").count() == 0


@pytest.mark.parametrize(("keys", "left"), [(["s", "Delete"], "210"), (["s", "5"], "5210"), (["j", "j"], "?10")])
def test_whoever_does_not_wait_for_the_reader_corrupts_nothing(read, keys, left):
    release, answered = [], []

    def hold(route):  # until somebody has changed his mind
        release.append(route)

    read.route("**/api/look?*", hold)
    read.on("response", lambda response: answered.append(response.url) if "/api/look?" in response.url else None)
    read.locator(".box").nth(0).click()
    with read.expect_request("**/api/look?*"):
        read.keyboard.press(keys[0])
    _until(read, lambda: release)
    read.keyboard.press(keys[1])
    if left.startswith("?"):  # the reader is asked once more
        _until(read, lambda: len(release) == 2)
    else:
        read.locator(".numbers-read li").get_by_text(left, exact=True).wait_for()
    for route in release:
        route.continue_()
    _until(read, lambda: len(answered) >= len(release))
    read.unroute("**/api/look?*")
    read.wait_for_function("() => document.querySelector('.photo-told').textContent === ''")
    settle(read)
    (numbers,) = read.locator(".numbers-read li").all_inner_texts()
    assert (len(numbers), numbers[1:]) == (3, "10") if left.startswith("?") else numbers == left


def _until(page, true):
    """Wait for something that the page does outside of itself, at most a minute."""
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        page.wait_for_timeout(20)


@pytest.mark.parametrize("taken_back", [False, True])
def test_corrections_are_not_lost_without_a_question(read, taken_back):
    """Nor what is done in place of a saved change: there are as many as were saved, but not the same."""
    questions = []

    def answer(dialog):
        questions.append(dialog.type)
        dialog.accept()

    read.on("dialog", answer)
    read.locator(".box").nth(1).click()
    read.get_by_role("button", name="It is a 4").click()
    _downloaded(read, "Download CSV")
    if taken_back:
        read.get_by_role("button", name="Undo").click()
    read.locator(".box").nth(2).click()
    read.get_by_role("button", name="It is a 4").click()
    read.reload()
    read.wait_for_selector("html[data-ready=yes]")
    assert questions == ["beforeunload"]


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
    settle(read)
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


def _change_answers(page, change: str) -> None:
    """Have `change`, a JavaScript function, do something to whatever the server says of a photo."""
    page.evaluate(
        """() => {
          const honest = window.fetch;
          const change = CHANGE;
          window.fetch = async (address, options) => {
            const answer = await honest(address, options);
            if (!answer.ok || !String(address).includes("/api/look")) return answer;
            const found = await answer.json();
            change(found);
            return new Response(JSON.stringify(found), { headers: { "content-type": "application/json" } });
          };
        }""".replace("CHANGE", change)
    )


def _with_print(page) -> None:
    """Have the first two digits of every photo look as if they were printed."""
    _change_answers(page, "(f) => f.lines[0].digits.slice(0, 2).forEach((digit) => { digit.printed = true; })")


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
    assert [(row["page"], row["digit"]) for row in csv.DictReader(io.StringIO(text))] == [("1", "7"), ("2", "2")]


ALL_UNSURE = "(f) => f.lines.forEach((line) => line.digits.forEach((digit) => { digit.sure = false; }))"

LOCALES = pytest.mark.parametrize("locale", ["en-US", "zh-TW"])

SAYS = {
    "en-US": {
        "queue": "4 of 4 done",
        "busy": "the server is busy; again in 1 s",
        "failed": "That did not work: ",
        "left": "{} left",
        "done": "None left.",
        "review": "Review the unsure ones (4)",
        "marks": "show marks that were taken for no digit (1)",
        "empty": "not read: which digit is it?",
        "draw": "Draw a box",
        "no image": "the image is no image that shuzi reads",
        "heic": "is a HEIC photo, as iPhones take them",
        "gone": "the server does not answer; is shuzi serve still running?",
    },
    "zh-TW": {
        "queue": "共 4 頁，完成 4 頁",
        "busy": "伺服器忙碌中，1 秒後再試",
        "failed": "沒有成功：",
        "left": "還有 {} 個",
        "done": "全部檢查完了。",
        "review": "檢查沒把握的（4 個）",
        "marks": "顯示被當作不是數字的痕跡（1 個）",
        "empty": "沒有讀出來：是哪個數字？",
        "draw": "畫框",
        "no image": "這個檔案不是能讀的種類",
        "heic": "這是 iPhone 的 HEIC 照片，請先轉成 JPEG",
        "gone": "伺服器沒有回應，shuzi serve 還開著嗎？",
    },
}


def _numbers(page):
    return page.locator(".numbers-read li").all_inner_texts()


def _drag_box(page, box):
    """Draw a box with the mouse; x, y, width and height in pixels of the photo, which is 330 wide."""
    sheet = page.locator(".photo-page").bounding_box()
    scale = sheet["width"] / 330
    x, y, width, height = (scale * value for value in box)
    page.mouse.move(sheet["x"] + x, sheet["y"] + y)
    page.mouse.down()
    page.mouse.move(sheet["x"] + x + width / 2, sheet["y"] + y + height, steps=3)
    page.mouse.move(sheet["x"] + x + width, sheet["y"] + y + height, steps=3)
    page.mouse.up()


def test_a_missed_digit_gets_a_box_and_is_read(read):
    read.locator(".box").nth(1).click()
    read.keyboard.press("Delete")
    assert _numbers(read) == ["710"]
    _drag_box(read, (98, 28, 72, 76))
    read.locator(".box.corrected.chosen").wait_for()
    assert _numbers(read) == ["7210"]
    assert read.locator(".editor-head b").inner_text() == "2"
    text, _ = _downloaded(read, "Download CSV")
    assert [row["corrected"] for row in csv.DictReader(io.StringIO(text))] == ["no", "yes", "no", "no"]


@LOCALES
def test_a_box_in_which_nothing_is_read_asks_for_its_digit(open_page, photo, locale):
    page = open_page("photo", locale=locale)
    page.set_input_files("#file", photo)
    page.wait_for_selector(".photo-page .box")
    _drag_box(page, (200, 104, 100, 22))
    page.locator(".editor-head b", has_text="?").wait_for()
    assert page.locator(".editor-head .hint").inner_text() == SAYS[locale]["empty"]
    page.keyboard.press("5")
    assert page.locator(".editor-head b").inner_text() == "5"
    assert page.locator(".box").count() == 5


def test_changes_are_undone_and_done_again(read):
    read.locator(".box").nth(0).click()
    read.keyboard.press("1")
    read.keyboard.press("Control+z")
    assert _numbers(read) == ["7210"]
    assert read.locator(".box.corrected").count() == 0
    read.keyboard.press("Control+Shift+Z")
    assert _numbers(read) == ["1210"]
    read.keyboard.press("Delete")
    assert _numbers(read) == ["210"]
    read.get_by_role("button", name="Undo").click()
    assert _numbers(read) == ["1210"]
    read.keyboard.press("Escape")
    assert read.locator(".editor").count() == 0


def test_digits_are_split_and_joined(read):
    read.locator(".box").nth(3).click()
    read.keyboard.press("s")
    read.locator(".box").nth(4).wait_for()
    left, right = (read.locator(".box").nth(place).bounding_box() for place in (3, 4))
    assert abs(left["x"] + left["width"] - right["x"]) < 3
    # The left half is chosen already.
    read.get_by_role("button", name="Join with the next").click()
    read.locator(".box").nth(4).wait_for(state="detached")
    assert _numbers(read) == ["7210"]


def test_keys_go_from_one_unsure_digit_to_the_next(open_page, photo):
    page = open_page("photo")
    _change_answers(page, "(f) => f.lines[0].digits.forEach((digit, at) => { digit.sure = at % 2 === 1; })")
    page.set_input_files("#file", photo)
    page.wait_for_selector(".photo-page .box")
    seen = []
    for key in ("n", "n", "n", "p"):
        page.keyboard.press(key)
        seen.append(page.locator(".box.chosen b").inner_text())
    assert seen == ["7", "1", "7", "1"]
    page.keyboard.press("Enter")  # the 1 was read right
    assert page.locator(".box.corrected b").all_inner_texts() == ["1"]
    assert page.locator(".box.unsure").count() == 1


def test_a_correction_has_no_confidence(read):
    read.locator(".box").nth(2).click()
    read.keyboard.press("4")
    text, _ = _downloaded(read, "Download CSV")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["corrected"] for row in rows] == ["no", "no", "yes", "no"]
    assert rows[2]["confidence"] == ""
    assert float(rows[1]["confidence"]) > 0
    text, _ = _downloaded(read, "Download JSON")
    digit = json.loads(text)["lines"][0]["digits"][2]
    assert (digit["digit"], digit["confidence"], digit["corrected"]) == (4, None, True)


@LOCALES
def test_what_was_left_out_is_shown_on_wish_and_taken_in(open_page, photo, locale):
    page = open_page("photo", locale=locale)
    _change_answers(page, "(f) => { f.left_out = [f.lines[0].digits.pop()]; }")
    page.set_input_files("#file", photo)
    page.wait_for_selector(".photo-page .box")
    assert page.locator(".box.left-out").count() == 0
    page.get_by_label(SAYS[locale]["marks"]).check()
    page.locator(".box.left-out").click()
    page.keyboard.press("0")
    assert _numbers(page) == ["7210"]
    assert page.locator(".box.left-out").count() == 0
    page.keyboard.press("Control+z")
    assert _numbers(page) == ["721"]
    assert page.locator(".box.left-out").count() == 1


@LOCALES
def test_on_a_phone_the_editor_is_a_sheet_on_screen_for_fingers(open_page, photo, locale):
    page = open_page("photo", width=390, height=844, locale=locale, has_touch=True, is_mobile=True)
    page.set_input_files("#file", photo)
    page.wait_for_selector(".photo-page .box")
    box = page.locator(".box").nth(2).bounding_box()
    # A finger that comes down beside a thin 1 means it.
    page.touchscreen.tap(box["x"] + box["width"] / 2 - 18, box["y"] + box["height"] / 2)
    editor = page.locator(".editor")
    editor.wait_for()
    assert page.locator(".editor-head b").inner_text() == "1"
    sheet = editor.bounding_box()
    assert sheet["y"] >= 0
    assert sheet["y"] + sheet["height"] <= 844
    chosen = page.locator(".box.chosen").bounding_box()
    assert chosen["y"] > 0
    assert chosen["y"] + chosen["height"] < sheet["y"]
    for button in page.locator(".editor button").all():
        size = button.bounding_box()
        assert min(size["width"], size["height"]) >= 44
    page.locator(".editor .sample").nth(7).tap()
    assert _numbers(page) == ["7270"]
    # What the sheet covers of the page's own buttons is on it.
    page.locator(".editor-steps button").first.tap()
    assert _numbers(page) == ["7210"]


@LOCALES
def test_on_a_phone_a_bad_photo_is_corrected_by_fingers_alone(open_page, photo, locale):
    page = open_page("photo", width=390, height=844, locale=locale, has_touch=True, is_mobile=True)
    _change_answers(page, "(f) => f.lines[0]?.digits.forEach((digit, at) => { digit.sure = at % 2 === 1; })")
    page.set_input_files("#file", photo)
    page.wait_for_selector(".photo-page .box")
    page.locator(".box").nth(1).tap()
    page.locator(".editor .tools button").nth(0).tap()  # no digit
    assert _numbers(page) == ["710"]
    # A finger's drag scrolls, until a box is wanted.
    page.get_by_role("button", name=SAYS[locale]["draw"]).tap()
    sheet = page.locator(".photo-page").bounding_box()
    scale = sheet["width"] / 330
    fingers = page.context.new_cdp_session(page)
    # The finger rests before it leaves: Chromium takes the first tap after a flick for one that stops it.
    steps = [("touchStart", (98, 28)), ("touchMove", (130, 60)), *[("touchMove", (170, 104))] * 3, ("touchEnd", None)]
    for kind, at in steps:
        points = [] if at is None else [{"x": sheet["x"] + scale * at[0], "y": sheet["y"] + scale * at[1]}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(100)
    page.locator(".box.corrected.chosen").wait_for()
    assert _numbers(page) == ["7210"]
    settle(page)
    page.locator(".editor .tools button").nth(1).tap()  # split
    page.locator(".box").nth(4).wait_for()
    settle(page)
    page.locator(".editor .tools button").nth(2).tap()  # join with the next
    page.locator(".box").nth(4).wait_for(state="detached")
    page.locator(".editor .sample").nth(2).tap()
    assert _numbers(page) == ["7210"]
    page.locator(".editor-steps button").nth(2).tap()  # the next unsure one
    assert page.locator(".box.chosen.unsure b").inner_text() == "1"
    sheet = page.locator(".editor").bounding_box()
    assert sheet["y"] + sheet["height"] <= 844
    page.locator(".editor .close").tap()
    text, _ = _downloaded(page, "CSV")
    assert [row["corrected"] for row in csv.DictReader(io.StringIO(text))] == ["no", "yes", "no", "no"]


@LOCALES
def test_files_and_pages_are_read_in_a_queue_and_a_bad_one_stops_no_other(open_page, photo, tmp_path, locale):
    (tmp_path / "bad.png").write_text("no image")
    sheet = Image.open(photo).resize((660, 260))
    sheet.save(tmp_path / "two.tiff", save_all=True, append_images=[sheet])
    page = open_page("photo", locale=locale, forgive=["422"])
    page.set_input_files("#file", [tmp_path / "bad.png", photo, tmp_path / "two.tiff"])
    page.get_by_text(SAYS[locale]["queue"]).wait_for()
    assert page.locator(".queue li").count() == 4
    assert page.locator(".queue .problem").inner_text().startswith(SAYS[locale]["failed"] + SAYS[locale]["no image"])
    text, name = _downloaded(page, "CSV")
    assert name == "digits.csv"
    found: dict[tuple[str, str], str] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found[row["file"], row["page"]] = found.get((row["file"], row["page"]), "") + row["digit"]
    assert found == {("meter.png", ""): "7210", ("two.tiff", "1"): "7210", ("two.tiff", "2"): "7210"}
    text, _ = _downloaded(page, "JSON")
    errors = [one["error"] for one in json.loads(text)]
    assert errors[1:] == [None] * 3
    # A file for programs says it in English, whatever the page does.
    assert errors[0].startswith("the image is no image that shuzi reads")


@LOCALES
def test_why_a_photo_is_not_read_is_said_in_the_words_of_the_page(open_page, photo, tmp_path, locale):
    heic = tmp_path / "IMG_0001.HEIC"
    heic.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0heicmif1")
    page = open_page("photo", locale=locale, forgive=["422", "ERR_FAILED"])
    page.set_input_files("#file", heic)
    page.locator(".queue .problem", has_text=SAYS[locale]["heic"]).wait_for()
    page.route("**/api/look*", lambda route: route.abort())
    page.set_input_files("#file", photo)
    page.locator(".queue .problem", has_text=SAYS[locale]["gone"]).wait_for()


@LOCALES
def test_a_busy_server_is_asked_again_when_it_says(open_page, photo, locale):
    page = open_page("photo", locale=locale, forgive=["429", "503"])
    refused = []

    def refuse(route):
        refused.append(429 if not refused else 503)
        if len(refused) > 2:
            route.continue_()
        else:
            route.fulfill(status=refused[-1], headers={"Retry-After": "1"}, json={"error": "busy"})

    page.route("**/api/look*", refuse)
    page.set_input_files("#file", photo)
    page.get_by_text(SAYS[locale]["busy"]).wait_for()
    page.wait_for_selector(".photo-page .box")
    assert _numbers(page) == ["7210"]
    assert len(refused) == 3


def test_a_photo_that_is_too_large_is_made_smaller(open_page, photo, tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (1900, 1900, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "large.png", compress_level=0)
    assert (tmp_path / "large.png").stat().st_size > 10 * 1024 * 1024
    page = open_page("photo")
    page.evaluate("""() => {
      window.sizes = [];
      window.fetch = async (address, { body }) => {
        sizes.push(body.get("file").size);
        throw new Error("enough");
      };
    }""")
    page.set_input_files("#file", tmp_path / "large.png")
    page.locator(".problem").wait_for()
    assert 10_000 < page.evaluate("sizes[0]") < 10 * 1024 * 1024


def test_a_digit_that_is_left_before_its_pixels_are_drawn_is_no_problem(open_page, photo):
    page = open_page("photo")
    _change_answers(page, ALL_UNSURE)
    page.set_input_files("#file", photo)
    page.wait_for_selector(".photo-page .box")
    press = (
        "keys => keys.forEach((key) => document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))"
    )
    page.evaluate(press, ["n", "Escape"])
    settle(page)
    assert page.locator(".editor").count() == 0


@LOCALES
def test_a_review_takes_one_key_for_each_unsure_digit(open_page, photo, locale):
    page = open_page("photo", locale=locale)
    _change_answers(page, ALL_UNSURE)
    page.set_input_files("#file", photo)
    page.wait_for_selector(".photo-page .box")
    page.get_by_role("button", name=SAYS[locale]["review"]).click()
    left = page.locator(".review-head b")
    assert left.inner_text() == SAYS[locale]["left"].format(4)
    assert page.locator(".review-crop").bounding_box()["width"] > 200
    page.keyboard.press("Enter")  # right as it was read
    page.keyboard.press("5")
    assert left.inner_text() == SAYS[locale]["left"].format(2)
    page.keyboard.press("Control+z")
    assert left.inner_text() == SAYS[locale]["left"].format(3)
    page.keyboard.press("6")
    page.keyboard.press("ArrowRight")  # later
    page.keyboard.press("Delete")
    page.keyboard.press("8")
    assert left.inner_text() == SAYS[locale]["done"]
    settle(page)
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    assert _numbers(page) == ["768"]
    assert page.locator(".box.unsure").count() == 0


@pytest.mark.parametrize(
    ("removed", "left"), [(False, ["a.pdf 1", "a.pdf 2", "a.pdf 3", "b.png 1"]), (True, ["b.png 1"])]
)
def test_the_other_pages_of_a_file_follow_its_first_unless_it_was_taken_away(open_page, removed, left):
    page = open_page("photo")
    answers = """async ([removed]) => {
      const { makeQueue } = await import('/web/files/queue.js');
      let pages = [];
      const ask = async (page) => {
        if (removed && page.name === "a.pdf" && page.number === 1) pages = pages.filter((other) => other !== page);
        return { address: `/fake/${page.name}`, body: new FormData(), become: () => ({}) };
      };
      const queue = makeQueue({ pages: () => pages, fresh: () => ({}), ask, tell: () => {} });
      queue.enqueue([{ name: "a.pdf" }, { name: "b.png" }]);
      while (pages.some(({ status }) => status !== "done")) await new Promise((go) => setTimeout(go, 10));
      return pages.map(({ name, number }) => `${name} ${number}`);
    }"""

    def answer(route):
        route.fulfill(json={"picture": "", "pages": 3 if "a.pdf" in route.request.url else 1})

    page.route("**/fake/*", answer)
    assert page.evaluate(answers, [removed]) == left

"""Form: a teacher draws the fields of a sheet once, drops its copies, goes through what is unsure, saves a table."""

import csv
import io
import json
import tomllib

import numpy as np
import pytest
from form_sheets import BOXES, FORM, blank_sheet, filled_sheet, photo
from hands import settle
from PIL import Image

import shuzi
from shuzi.data.folder import load_labelled_folder
from shuzi.forms.form import CHECKS, Field
from shuzi.forms.sheet import columns_of
from shuzi.reading.page import Box

LOCALES = pytest.mark.parametrize("locale", ["en-US", "zh-TW"])

TRUTH = {
    "monday.png": {"room": "214", "day": "17", "seats": "", "sum": "231"},
    "tuesday.png": {"room": "305", "day": "9", "seats": "", "sum": "315"},  # adds up to 314
}

SAYS = {
    "en-US": {
        "sheets": "On to the sheets",
        "done": "4 of 4 sheets done. Could not be read: 2, see the table.",
        "save": "Save the form",
        "strange": "is not this form",
        "no image": "is no image that shuzi reads",
        "sum": "is not the sum of the others, 314",
        "again": "Accept once more if it is written so.",
        "left": "None left.",
        "keep": "Keep corrections",
        "busy": "the server is busy; again in 1 s",
        "named": "Two columns of the table would be called day; name one field otherwise.",
        "needed": "That did not work: the form names its example page 'blank.png'",
        "accept": "Accept",
        "type": "Type {}",
    },
    "zh-TW": {
        "sheets": "下一步：讀單子",
        "done": "共 4 張單子，完成 4 張。有 2 張讀不出來，原因在表格裡。",
        "save": "儲存表單",
        "strange": "這不是這種單子",
        "no image": "這個檔案不是能讀的種類",
        "sum": "不等於其他欄位的總和 314",
        "again": "如果真的這樣寫，請再按一次「確定」。",
        "left": "全部檢查完了。",
        "keep": "把更正留給「教它」",
        "busy": "伺服器忙碌中，1 秒後再試",
        "named": "表格裡會有兩欄都叫 day，請把其中一個欄位改名。",
        "needed": "沒有成功：這個表單檔的範例頁是另一個檔案 blank.png",
        "accept": "確定",
        "type": "輸入 {}",
    },
}


@pytest.fixture(scope="module")
def files(tmp_path_factory, mnist):
    """An empty copy, its form file, two photos of filled ones, another form's sheet, and no image."""
    folder = tmp_path_factory.mktemp("sheets")
    Image.fromarray(blank_sheet()).save(folder / "blank.png")
    (folder / "form.toml").write_text(FORM, encoding="utf-8")
    corners = [[110, 60], [890, 120], [860, 730], [70, 640]]
    for name, answers in TRUTH.items():
        Image.fromarray(photo(filled_sheet(mnist, answers), corners)).save(folder / name)
    songs = blank_sheet("Chapter Verse Psalm Hymn", ("Songs of the week", "Please be on time", "Choir of St Mark"))
    Image.fromarray(songs).save(folder / "songs.png")
    (folder / "notes.png").write_text("no image")
    return folder


def _at(page, x, y):
    """Return the place on the screen of a place on the example page, which is 720 pixels wide."""
    paper = page.locator(".form-page").bounding_box()
    scale = paper["width"] / 720
    return paper["x"] + x * scale, paper["y"] + y * scale


def _drag(page, begin, end):
    page.mouse.move(*_at(page, *begin))
    page.mouse.down()
    page.mouse.move(*_at(page, (begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2), steps=2)
    page.mouse.move(*_at(page, *end), steps=2)
    page.mouse.up()
    settle(page)


def _draw(page, name, digits):
    """Drag around a box, and name it as one goes on."""
    x, y, width, height = BOXES[name]
    _drag(page, (x - 1, y - 1), (x + width + 1, y + height + 1))
    page.keyboard.type(name)
    for at, value in enumerate(digits):
        page.fill(f"#field-digits-{at}", str(value))
        page.keyboard.press("Tab")


def _boxes(page):
    return page.evaluate(
        "async () => (await import('/web/form/session.js')).session.fields.map(({ name, box }) => [name, box])"
    )


def _saved(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value


def _begin(open_page, files, locale="en-US", **options):
    page = open_page("form", locale=locale, forgive=["422"], **options)
    page.set_input_files("#form-example", files / "blank.png")
    page.locator(".form-page").wait_for()
    return page


def _with_form(open_page, files, locale="en-US", **options):
    page = open_page("form", locale=locale, forgive=["422", "429"], **options)
    page.set_input_files("#form-file", [files / "form.toml", files / "blank.png"])
    page.locator(".field-box").nth(3).wait_for()
    return page


def _review(page):
    """Type what is written in every field that is asked for, as one sees it; return what was asked."""
    asked = []
    while page.locator(".field-head h2").count():
        name, sheet = page.locator(".field-head h2").inner_text(), page.locator(".field-head .hint").inner_text()
        asked.append((sheet, name))
        page.keyboard.press("Delete")
        page.keyboard.type(TRUTH[sheet][name])
        for _ in range(2):  # the second time what breaks a rule is meant
            settle(page)
            heads = page.locator(".field-head")
            if heads.count() and heads.inner_text().split("\n") == [name, sheet]:
                page.keyboard.press("Enter")
        settle(page)
        assert len(asked) < 20
    return asked


@LOCALES
def test_a_teacher_goes_all_the_way_from_a_blank_sheet_to_a_table(open_page, files, served_folder, tmp_path, locale):
    says = SAYS[locale]
    page = _begin(open_page, files, locale)
    for name, digits in {"room": (3, 3), "day": (1, 2), "seats": (1, 2), "sum": (1, 3)}.items():
        _draw(page, name, digits)
    page.locator(".field-list button", has_text="seats").click()
    page.check("#field-blank")
    page.locator(".field-list button", has_text="sum").click()
    page.select_option("#field-check", "sum")
    for name in ("room", "day", "seats"):
        page.locator(".sum-of label", has_text=name).locator("input").check()

    form = _saved(page, says["save"])
    assert form.suggested_filename == "form.toml"
    form.save_as(tmp_path / "form.toml")
    fields = shuzi.Form.load(tmp_path / "form.toml").fields
    assert [(field.name, field.digits) for field in fields] == [
        ("room", (3, 3)), ("day", (1, 2)), ("seats", (1, 2)), ("sum", (1, 3)),
    ]  # fmt: skip
    assert (fields[2].blank, fields[3].sum_of) == (True, ("room", "day", "seats"))
    assert np.abs(np.array(fields[0].box) - BOXES["room"]).max() <= 3

    page.get_by_role("button", name=says["sheets"]).click()
    page.set_input_files("#form-sheets", [files / name for name in ("songs.png", *TRUTH, "notes.png")])
    page.get_by_text(says["done"]).wait_for()
    problems = page.locator(".form-table .problem").all_inner_texts()
    assert says["strange"] in problems[0]
    assert says["no image"] in problems[1]

    page.locator(".form-queue button.main").click()
    asked = _review(page)
    assert ("tuesday.png", "sum") in asked
    # A sum that was said and does not come out has all its parts looked at, however sure they are.
    assert {("tuesday.png", name) for name in ("room", "day", "seats")} <= set(asked)
    assert page.locator(".review-head b").inner_text() == says["left"]
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")

    table = _saved(page, "CSV").path().read_text(encoding="utf-8-sig")
    rows = {row["file"]: row for row in csv.DictReader(io.StringIO(table))}
    assert next(csv.reader(io.StringIO(table))) == [*(column.name for column in columns_of(fields)), "corrected"]
    for sheet, answers in TRUTH.items():
        assert {name: rows[sheet][name] for name in answers} == answers
        corrected = [name for at, name in asked if at == sheet]
        assert sorted(rows[sheet]["corrected"].split("; ")) == sorted(corrected or [""])
        assert (rows[sheet]["to_review"], rows[sheet]["error"]) == ("", "")
        for name in answers:
            assert rows[sheet][f"{name}_review"] == "no"
            assert (rows[sheet][f"{name}_confidence"] == "") == (name in corrected)
    assert SAYS["en-US"]["strange"] in rows["songs.png"]["error"]  # a file for programs says it in English
    told = json.loads(_saved(page, "JSON").path().read_text(encoding="utf-8"))
    assert [one["file"] for one in told] == ["songs.png", "monday.png", "tuesday.png", "notes.png"]
    assert told[2]["fields"]["sum"] == {"text": "315", "confidence": None, "review": None, "corrected": True}

    page.get_by_role("button", name=says["keep"]).click()
    page.locator(".kept").wait_for()
    labels = load_labelled_folder(served_folder / "corrections").labels.tolist()
    assert {3, 1, 5} <= set(labels)


@LOCALES
def test_on_a_phone_a_saved_form_reads_a_sheet_and_fingers_review_it(open_page, files, locale):
    says = SAYS[locale]
    page = _with_form(open_page, files, locale, width=390, height=844, has_touch=True, is_mobile=True)
    page.locator(".field-box").nth(1).tap()
    editor = page.locator(".field-editor")
    editor.wait_for()
    settle(page)
    chosen, sheet = page.locator(".field-box.chosen").bounding_box(), editor.bounding_box()
    assert chosen["y"] > 0
    assert chosen["y"] + chosen["height"] < sheet["y"]
    assert sheet["y"] + sheet["height"] <= 844
    page.locator(".field-editor .close").tap()
    page.get_by_role("button", name=says["sheets"]).tap()
    page.set_input_files("#form-sheets", files / "tuesday.png")
    page.locator(".form-queue button.main").tap()
    while page.locator(".field-head h2").inner_text() != "sum":
        page.locator(".review .tools button").last.tap()
        settle(page)
    for button in page.locator(".review button").all():
        size = button.bounding_box()
        assert min(size["width"], size["height"]) >= 44 or "tool" in button.get_attribute("class")
    for digit in "315":
        page.get_by_role("button", name=says["type"].format(digit)).tap()
    page.get_by_role("button", name=says["accept"]).tap()
    assert says["sum"] in page.locator(".field-why").inner_text()
    assert page.locator(".field-why .again").inner_text().strip() == says["again"]
    page.get_by_role("button", name=says["accept"]).tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    assert page.locator(".cell.corrected.wrong").all_inner_texts() == ["315"]


def test_fields_are_moved_made_larger_copied_deleted_and_everything_is_undone(open_page, files):
    page = _begin(open_page, files)
    _draw(page, "room", ())
    page.keyboard.press("Enter")
    ((_, (x, y, width, height)),) = _boxes(page)
    _drag(page, (x + 40, y + 30), (x + 60, y + 45))
    ((_, moved),) = _boxes(page)
    assert np.abs(np.array(moved) - [x + 20, y + 15, width, height]).max() <= 2
    _drag(page, (moved[0] + width, moved[1] + height), (moved[0] + width + 30, moved[1] + height + 10))
    ((_, larger),) = _boxes(page)
    assert np.abs(np.array(larger) - [*moved[:2], width + 30, height + 10]).max() <= 3
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    assert _boxes(page) == [["room", [larger[0] + 2, larger[1], larger[2], larger[3] + 1]]]
    page.keyboard.press("d")
    assert [name for name, _ in _boxes(page)] == ["room", "room2"]
    page.locator(".field-box").nth(0).click()
    page.keyboard.press("Delete")
    assert [name for name, _ in _boxes(page)] == ["room2"]
    for _ in range(4):  # the two arrows to the right are one step
        page.keyboard.press("Control+z")
    assert _boxes(page) == [["room", larger]]
    page.keyboard.press("Control+Shift+z")
    assert _boxes(page)[0][1][0] == larger[0] + 2


def test_printed_boxes_become_fields_by_a_click_or_all_at_once_and_share_their_rules(open_page, files):
    page = _begin(open_page, files)
    page.mouse.click(*_at(page, 300, 230))
    ((name, box),) = _boxes(page)
    assert np.abs(np.array(box) - BOXES["day"]).max() < 8
    page.get_by_role("button", name="Take all printed boxes (4)").click()
    assert len(_boxes(page)) == 4
    page.locator(".field-list button", has_text=name).click()
    page.fill("#field-digits-1", "2")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="The same rules for all other boxes of this size (1)").click()
    digits = page.evaluate("async () => (await import('/web/form/session.js')).session.fields.map((f) => f.digits[1])")
    assert sorted(digits) == [2, 2, 20, 20]


@LOCALES
def test_a_form_that_cannot_be_used_says_why(open_page, files, locale):
    says = SAYS[locale]
    page = open_page("form", locale=locale, forgive=["422"])
    page.set_input_files("#form-file", files / "form.toml")
    page.locator(".problem", has_text=says["needed"]).wait_for()
    page.set_input_files("#form-file", [files / "form.toml", files / "blank.png"])
    page.locator(".field-list button", has_text="seats").click()
    page.fill("#field-name", "day")
    page.locator(".photo-side .problem", has_text=says["named"]).wait_for()
    assert page.get_by_role("button", name=says["sheets"]).is_disabled()


def test_a_busy_server_is_asked_again_and_a_changed_form_reads_once_more(open_page, files):
    page = _with_form(open_page, files)
    page.get_by_role("button", name="On to the sheets").click()
    asked = []

    def answer(route):
        asked.append(route.request)
        if len(asked) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"}, json={"error": "busy", "code": "busy"})
        else:
            route.continue_()

    page.route("**/api/forms/read*", answer)
    page.set_input_files("#form-sheets", files / "monday.png")
    page.get_by_text(SAYS["en-US"]["busy"]).wait_for()
    page.get_by_text("1 of 1 sheets done.").wait_for()
    page.locator(".cell").nth(0).click()  # what was sure can be corrected, too
    page.keyboard.type("215")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="1 · Draw the fields").click()
    page.locator(".field-list button", has_text="seats").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="On to the sheets").click()
    page.get_by_text("1 of 1 sheets done.").wait_for()
    assert len(asked) == 3
    assert page.locator(".form-table thead th").all_inner_texts() == ["sheet", "room", "day", "sum"]
    assert page.locator(".cell.corrected").all_inner_texts() == ["215"]


CASES = [
    *("", "0", "7", "07", "12", "31", "32", "123", "4012888888881881", "4012888888881882", "0306406152"),
    *("9780306406157", "9780306406158", "100000000000000000000000"),
]
RULES = [
    {},
    {"digits": (1, 2)},
    {"digits": (2, 2), "leading_zeros": True},
    {"range": (1, 31)},
    {"blank": True},
    {"allowed": ("7", "07")},
    *({"check": name, "leading_zeros": True, "digits": (1, 40)} for name in CHECKS),
]


def test_the_page_judges_a_value_as_the_reader_does(open_page):
    page = open_page("form")
    judge = """async ([field, text]) => {
      const found = (await import('/web/form/rules.js')).misfit(field, text);
      return found && (await import('/web/words.js')).say(found.word, found.values);
    }"""
    for rule in RULES:
        field = Field("a", Box(0, 0, 9, 9), **rule)
        told = {
            "digits": field.digits, "range": field.range, "allowed": field.allowed,
            "leading_zeros": field.leading_zeros, "blank": field.blank, "check": field.check,
        }  # fmt: skip
        for text in CASES:
            assert page.evaluate(judge, [told, text]) == field.misfit(text), (rule, text)


def test_any_name_survives_the_form_file(open_page):
    page = open_page("form")
    names = ['a "quoted" \\ name', "座號（一）", "tab\there", "del\x7f", "='1'"]
    text = page.evaluate(
        """async (names) => {
          const plain = { box: [1, 2, 3, 4], digits: [1, 20], range: [0, 9], allowed: ["01"], leading_zeros: true };
          const fields = names.map((name, id) => ({ ...plain, id, name, blank: true, sum: id ? [0] : [] }));
          return (await import('/web/form/toml.js')).toToml({ fields, filled: true }, "QUJD".repeat(50));
        }""",
        names,
    )
    told = tomllib.loads(text)
    assert [field["name"] for field in told["field"]] == names
    assert told["field"][1]["check"] == {"sum": [names[0]]}
    assert (told["filled"], told["field"][0]["allowed"]) == (True, ["01"])
    assert "".join(told["example"]["image"].split()) == "QUJD" * 50

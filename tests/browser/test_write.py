"""Write: what is written is read, with mouse, keyboard, and one digit after the other."""

import json

import numpy as np
import pytest
from hands import DIGITS, SLOWER, draw, pixels_of, settle, state

import shuzi


@pytest.fixture(scope="module")
def shared(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.add_init_script(SLOWER)
    page.goto(f"{address}#/write")
    page.wait_for_selector("html[data-ready=yes]")
    yield page
    context.close()


@pytest.mark.parametrize("digit", range(10))
def test_a_drawn_digit_is_read(shared, digit):
    if shared.get_by_role("button", name="Clear").is_enabled():
        shared.get_by_role("button", name="Clear").click()
    draw(shared, DIGITS[digit])
    assert shared.locator(".big-number").inner_text() == str(digit)


def test_several_digits_in_a_row_are_read_one_by_one(open_page):
    page = open_page()
    for place, digit in enumerate((2, 0, 7)):
        draw(page, DIGITS[digit], left=0.08 + 0.3 * place, size=0.5)
    assert page.locator(".big-number .one").all_inner_texts() == ["2", "0", "7"]
    page.locator(".strip-digit").first.click()
    settle(page)
    assert state(page, "selected") == 0
    assert page.locator(".bar-row.best b").inner_text() == "2"


def test_size_and_place_change_nothing_but_the_last_bits(open_page):
    page = open_page()
    draw(page, DIGITS[5], left=0.05, size=0.35)
    small = pixels_of(page)
    page.get_by_role("button", name="Clear").click()
    draw(page, DIGITS[5], left=0.5, size=0.9)
    large = pixels_of(page)
    assert sum(abs(a - b) for a, b in zip(small, large, strict=True)) / sum(large) < 0.1


def test_undo_takes_back_a_stroke_and_the_eraser_what_it_touches(open_page):
    page = open_page()
    draw(page, DIGITS[4])
    page.get_by_role("button", name="Undo").click()
    settle(page)
    assert len(state(page, "strokes")) == 1
    page.get_by_role("button", name="Eraser").click()
    draw(page, [[(24, 52), (24, 53)]])
    assert len(state(page, "strokes")) == 2  # cut in two
    page.get_by_role("button", name="Clear").click()
    settle(page)
    assert state(page, "digits") == []
    assert page.locator(".big-number").inner_text() == "no digit"
    assert page.get_by_text("The answer appears while you write.").is_visible()


def test_a_digit_can_be_written_with_the_keyboard_alone(open_page):
    page = open_page()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className").startswith("pad-canvas"):
            break
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    for _ in range(17):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    settle(page)
    assert page.locator(".big-number").inner_text() == "1"
    page.keyboard.press("Control+z")
    settle(page)
    assert state(page, "digits") == []


def test_a_digit_that_was_written_follows_to_the_other_view(open_page):
    page = open_page()
    draw(page, DIGITS[8])
    written = pixels_of(page)
    page.get_by_role("link", name="Look inside").first.click()
    page.wait_for_selector(".mosaic")
    settle(page)
    assert pixels_of(page) == written
    assert page.locator(".strip-answer").inner_text() == "8"


def test_mnists_framing_is_kept(open_page):
    """The ink lies within 20 pixels and its centre of mass in the middle."""
    page = open_page()
    for digit in (1, 4, 7):
        page.get_by_role("button", name=f"Write a {digit}").click()
        settle(page)
        pixels = pixels_of(page)
        rows = [place // 28 for place, ink in enumerate(pixels) if ink > 127]
        columns = [place % 28 for place, ink in enumerate(pixels) if ink > 127]
        assert 18 <= max(max(rows) - min(rows), max(columns) - min(columns)) + 1 <= 21
        mass = sum(pixels)
        assert abs(sum(ink * (place // 28) for place, ink in enumerate(pixels)) / mass - 13.5) < 0.25
        assert abs(sum(ink * (place % 28) for place, ink in enumerate(pixels)) / mass - 13.5) < 0.25


@pytest.mark.parametrize(("locale", "words"), [("en-US", "no digit"), ("zh-TW", "沒有數字")])
def test_where_nothing_is_drawn_the_answer_is_no_digit(open_page, locale, words):
    """On an empty pad, and of pixels that somebody shares: what the network would say of a blank is shown nowhere."""
    page = open_page(locale=locale)
    assert page.locator(".big-number").inner_text() == words
    page.evaluate("async () => (await import('/web/state.js')).changePixels(new Uint8Array(784))")
    settle(page)
    assert page.locator(".big-number").inner_text() == words
    assert page.locator(".strip-answer").inner_text() == words
    assert page.locator(".strip-sure").inner_text() == ""
    assert page.locator(".bar-row.best").count() == 0
    assert page.locator(".write-labels").is_hidden()


def test_two_models_both_say_no_digit_of_an_empty_pad(open_page):
    page = open_page("compare")
    page.locator(".compare-columns .big-number.no-digit", has_text="no digit").nth(1).wait_for()
    assert page.locator(".compare-columns .big-number").all_inner_texts() == ["no digit"] * 2
    assert page.locator(".verdict").inner_text() == ""


def put(strokes, left, top, size, slant=0.0):
    """Return strokes of hands.py at a place of the pad, in its units; `slant` leans them to the right."""
    return [
        [[left + size * (x + slant * (100 - y)) / 100, top + size * y / 100, 0.5] for x, y in stroke]
        for stroke in strokes
    ]


LINE = [[(50, 5), (50, 50), (50, 95)]]
OPEN_4 = [[(30, 10), (26, 40), (24, 56), (50, 57), (70, 56)], [(70, 20), (70, 60), (69, 95)]]
NEARLY_4 = [[(30, 10), (26, 40), (24, 56), (50, 57), (66, 56)], OPEN_4[1]]
BARRED_5 = [[*DIGITS[5][0]], [(42, 3), (76, 2)]]

WRITTEN = {
    "two rows": (
        [(DIGITS[n], x, y, 115, 0.0) for n, x, y in ((1, 60, 10), (2, 160, 10), (3, 60, 145), (4, 160, 145))],
        "1234",
    ),
    "a slanted 111": ([(LINE, x, 30, 200, 0.6) for x in (20, 75, 130)], "111"),
    "an open 4 that touches": ([(OPEN_4, 60, 30, 220, 0.0)], "4"),
    "an open 4 that nearly touches": ([(NEARLY_4, 60, 30, 220, 0.0)], "4"),
    "a 5 whose bar stands apart": ([(BARRED_5, 60, 30, 220, 0.0)], "5"),
    "narrow neighbours": ([(DIGITS[1], x, 60, 150, 0.0) for x in (20, 70)], "11"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_belongs_together_is_decided_in_both_dimensions(shared, name):
    placed, number = WRITTEN[name]
    shared.evaluate(
        "async (strokes) => (await import('/web/state.js')).changeStrokes(strokes)",
        [stroke for each in placed for stroke in put(*each)],
    )
    settle(shared)
    assert "".join(shared.locator(".big-number .one").all_inner_texts()) == number
    assert shared.locator(".big-number .row-end").count() == (1 if name == "two rows" else 0)


def _reader_says(page, *digits) -> None:
    """Have the reader find these digits: each with its box in units of the pad's strokes, whose top left is (0, 0)."""
    found = [
        {
            "digit": digit,
            "confidence": sure,
            "sure": sure > 0.9,
            "printed": False,
            "alternatives": [],
            "box": [x + 40, y + 40, w, h],
        }
        for digit, sure, (x, y, w, h) in digits
    ]
    page.route("**/api/read*", lambda route: route.fulfill(json={"lines": [{"text": "", "digits": found}]}))


READER = {
    "en-US": {
        "none": "no digit",
        "why": "The reader finds no digit here.",
        "other": "; the reader, which looks at the whole pad, says 7, 60.0%.",
    },
    "zh-TW": {"none": "沒有數字", "why": "讀取器在這裡找不到數字。", "other": "；讀取器看整個書寫區，說是 7，60.0%。"},
}


@pytest.mark.parametrize("locale", READER)
def test_what_the_reader_takes_for_no_digit_is_shown_as_none(open_page, locale):
    page = open_page(locale=locale)
    _reader_says(page)
    draw(page, [[(20, 92), (50, 8), (80, 92)], [(32, 60), (68, 60)]])  # a letter A
    page.get_by_text(READER[locale]["why"]).wait_for()
    assert page.locator(".big-number").inner_text() == READER[locale]["none"]
    assert page.locator(".strip-answer").inner_text() == READER[locale]["none"]
    assert page.locator(".bar-row.best").count() == 0


@pytest.mark.parametrize("locale", READER)
def test_what_the_reader_reads_otherwise_is_not_sure(open_page, locale):
    page = open_page(locale=locale)
    _reader_says(page, (7, 0.6, (0, 0, 200, 200)))
    draw(page, DIGITS[1])
    assert page.locator(".big-number").inner_text() == "1"  # at once
    page.get_by_text(READER[locale]["other"]).wait_for()
    assert page.locator(".one.unsure").inner_text() == "1"
    assert page.locator(".strip-answer.unsure").count() == 1
    assert page.locator(".strip-sure").inner_text() == "40.0%"  # no more than the reader leaves it


def test_the_reader_puts_together_what_stands_apart(open_page):
    page = open_page()
    _reader_says(page, (0, 0.99, (0, 0, 250, 250)))
    draw(page, [[(30, 10), (18, 50), (30, 92)], [(60, 10), (72, 50), (60, 92)]])
    page.locator(".strip-digit").nth(1).wait_for(state="detached")
    assert len(state(page, "digits")[0]["strokes"]) == 2


def test_a_tap_splits_and_joins(open_page):
    page = open_page(forgive=["ERR_FAILED"])
    page.route("**/api/read*", lambda route: route.abort())  # what a hand decides needs no reader
    draw(page, DIGITS[4], left=0.05, size=0.6)
    draw(page, DIGITS[1], left=0.4, size=0.6)
    assert page.locator(".strip-digit").count() == 2
    page.get_by_role("button", name="Group").click()
    pad = page.locator(".pad-canvas")
    digits = state(page, "digits")
    scale = pad.bounding_box()["height"] / 280
    first, second = (
        {"x": scale * (box["x"] + box["width"] / 2), "y": scale * (box["y"] + box["height"] / 2)}
        for box in (digit["box"] for digit in digits)
    )
    pad.click(position=first)
    pad.click(position=first)
    settle(page)
    assert page.locator(".strip-digit").count() == 3
    pad.click(position=first)
    pad.click(position=second)
    settle(page)
    assert page.locator(".strip-digit").count() == 2
    assert len(state(page, "strokes")) == 3  # a tap leaves no ink


def test_the_page_the_api_and_the_reader_give_one_answer_to_what_was_written(open_page, address):
    page = open_page()
    reader = shuzi.Reader(threads=1)
    for digit in (1, 4, 8):
        page.evaluate("async () => (await import('/web/state.js')).changeStrokes([])")
        draw(page, DIGITS[digit])
        pixels = np.array(pixels_of(page), np.uint8).reshape(28, 28)
        shown = page.evaluate("async () => Array.from((await import('/web/state.js')).selectedDigit().outputs.at(-1))")
        body = {"data": json.dumps({"images": pixels.tolist()}), "headers": {"Content-Type": "application/json"}}
        (said,) = page.request.post(f"{address}api/predict", **body).json()["predictions"]
        expected = reader.predict(pixels[np.newaxis])
        np.testing.assert_allclose(said["probabilities"], expected.probabilities[0], atol=1e-5)
        np.testing.assert_allclose(shown, expected.probabilities[0], atol=1e-4)

"""Write: what is written is read, with mouse, keyboard, and one digit after the other."""

import pytest
from hands import DIGITS, draw, pixels_of, settle, state


@pytest.fixture(scope="module")
def shared(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
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
    page.locator(".compare-columns .big-number.no-digit").nth(1).wait_for()
    assert page.locator(".compare-columns .big-number").all_inner_texts() == ["no digit"] * 2
    assert page.locator(".verdict").inner_text() == ""

"""The drawing: done again, thicker, and still there after a reload; and an address that can be copied anywhere."""

import base64
from urllib.parse import parse_qs

import pytest
from hands import DIGITS, draw, pixels_of, settle, state


def _strokes(page):
    return state(page, "strokes")


def test_what_was_undone_can_be_done_again(open_page):
    page = open_page()
    draw(page, DIGITS[7])
    draw(page, DIGITS[1], left=0.6)
    both = _strokes(page)
    for keys in ("Control+z", "Control+z"):
        page.keyboard.press(keys)
    settle(page)
    assert _strokes(page) == []
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+y")
    settle(page)
    assert _strokes(page) == both
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Redo").click()
    settle(page)
    assert _strokes(page) == both
    page.get_by_role("button", name="Undo").click()
    draw(page, DIGITS[0], left=0.05, size=0.4)
    assert page.get_by_role("button", name="Redo").is_disabled()


@pytest.mark.parametrize(("locale", "name"), [("en-US", "Thickness"), ("zh-TW", "粗細")])
def test_the_slider_makes_lines_thicker(open_page, locale, name):
    page = open_page(locale=locale)
    draw(page, DIGITS[3])
    ink = sum(pixels_of(page))
    page.get_by_label(name).fill("1.6")
    settle(page)
    thick = sum(pixels_of(page))
    assert thick > 1.3 * ink
    page.get_by_label(name).fill("1")
    settle(page)
    assert sum(pixels_of(page)) == pytest.approx(ink, rel=0.01)


def test_a_reload_keeps_the_drawing_in_every_view(open_page):
    page = open_page()
    draw(page, DIGITS[4])
    drawn = _strokes(page)
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    settle(page)
    assert _strokes(page) == drawn
    page.get_by_role("link", name="Look inside").first.click()
    page.wait_for_function("() => location.hash.includes('digit=')")
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    settle(page)
    assert _strokes(page) == drawn
    page.get_by_role("button", name="中文").click()
    settle(page)
    assert _strokes(page) == drawn


WITHOUT_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"


def test_the_address_is_copied_without_the_clipboard_and_the_page_says_so(open_page):
    """Browsers give a page on plain http no navigator.clipboard."""
    page = open_page("look")
    page.evaluate(WITHOUT_CLIPBOARD)
    page.evaluate("document.addEventListener('copy', () => { window.copied = String(document.activeElement.value); })")
    page.get_by_role("button", name="Copy the address").click()
    page.get_by_text("Copied.").first.wait_for()
    assert page.evaluate("window.copied") == page.url
    page.evaluate("document.execCommand = () => false")
    page.get_by_role("button", name="Copy the address").click()
    page.get_by_text("press Ctrl+C").first.wait_for()
    assert page.locator(".copy-field").input_value() == page.url
    assert page.evaluate("document.activeElement.className") == "copy-field"


def test_the_copied_address_is_of_what_one_sees_now(open_page):
    """The address bar follows a third of a second later, and whoever is quick copied what was there before."""
    page = open_page("look")
    page.evaluate(WITHOUT_CLIPBOARD)
    copied = page.evaluate(
        "async () => { const { change, changePixels } = await import('/web/state.js');"
        " let copied = null; document.addEventListener('copy', () => { copied = document.activeElement.value; });"
        " changePixels(new Uint8Array(784).fill(7)); change({ rival: 4 });"
        " document.querySelector('button.share').click(); return copied; }"
    )
    values = parse_qs(copied.partition("?")[2])
    assert values["rival"] == ["4"]
    assert base64.urlsafe_b64decode(values["digit"][0] + "==")[:784] == bytes([7]) * 784


def test_a_phone_shows_the_newest_digit_and_the_active_tab(open_page):
    page = open_page(width=390, height=844)
    page.evaluate(
        "async () => { const { change } = await import('/web/state.js'); const pixels = new Uint8Array(784).fill(255);"
        " const digits = Array.from({ length: 8 }, () => ({ strokes: null, pixels, outputs: null }));"
        " change({ digits, selected: 7 }); }"
    )
    settle(page)
    last = page.locator(".strip-digit").last.bounding_box()
    assert last["x"] + last["width"] <= 390
    page.evaluate("location.hash = '#/runs'")
    page.locator(".view-runs").wait_for()
    tab = page.locator("#tabs a[aria-current]").bounding_box()
    assert tab["x"] >= 0
    assert tab["x"] + tab["width"] <= 390


def test_on_a_desktop_the_camera_is_out_of_the_tab_order(open_page):
    page = open_page("photo")
    assert page.locator("#camera").evaluate("(input) => getComputedStyle(input).display") == "none"
    link = page.evaluate(
        "() => { const link = document.createElement('a'); link.href = '#';"
        " document.querySelector('main').append(link); return getComputedStyle(link).color; }"
    )
    assert link == "rgb(181, 55, 28)"

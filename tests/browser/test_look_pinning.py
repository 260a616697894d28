"""Look inside: what is pinned stays, wherever the pointer goes; where one looks first; the whole network in a row."""

import numpy as np
import pytest
from hands import DIGITS, draw, pixels_of, settle, state

import shuzi

MODEL = shuzi.load()


def _marks(page, layer):
    marks = page.locator(f'.card[data-layer="{layer}"] .mosaic-marks')
    marks.scroll_into_view_if_needed()
    return marks


@pytest.mark.parametrize(
    ("locale", "pinned", "free"), [("en-US", "Pinned:", "Looking at"), ("zh-TW", "已固定", "正在看")]
)
def test_hovering_previews_a_click_pins_and_escape_releases(open_page, locale, pinned, free):
    page = open_page("look", locale=locale)
    settle(page)
    marks, status = _marks(page, 0), page.locator(".overview-status")
    marks.hover(position={"x": 120, "y": 30})
    settle(page)
    previewed = state(page, "focus")
    assert (previewed["layer"], state(page, "pinned")) == (0, False)
    assert status.inner_text().startswith(free)
    marks.click(position={"x": 40, "y": 40})
    settle(page)
    held = state(page, "focus")
    assert held != previewed
    assert status.inner_text().startswith(pinned)
    marks.hover(position={"x": 200, "y": 90})
    settle(page)
    assert state(page, "focus") == held
    assert page.locator(".tip").is_visible()
    page.keyboard.press("Escape")
    settle(page)
    assert status.inner_text().startswith(free)
    marks.hover(position={"x": 250, "y": 90})
    settle(page)
    assert state(page, "focus") != held


def test_buttons_act_on_what_is_pinned_whatever_the_pointer_passes(look):
    _marks(look, 0).click(position={"x": 120, "y": 40})
    settle(look)
    held = state(look, "focus")
    button = look.get_by_role("button", name="Switch this filter off")
    box, card = button.bounding_box(), _marks(look, 0).bounding_box()
    look.mouse.move(card["x"] + 10, card["y"] + card["height"] - 10)
    look.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=25)
    look.mouse.down()
    look.mouse.up()
    settle(look)
    off = look.evaluate("async () => [...(await import('/web/state.js')).state.off].map(([l, m]) => [l, [...m]])")
    assert off == [[0, [held["map"]]]]


def test_without_a_pin_there_is_no_button_that_could_hit_another_filter(look):
    _marks(look, 0).hover(position={"x": 120, "y": 40})
    settle(look)
    assert look.get_by_role("button", name="Switch this filter off").count() == 0
    assert look.get_by_text("click to pin").is_visible()


def test_a_tap_pins_on_a_phone(open_page):
    page = open_page("look", width=390, height=844, has_touch=True, locale="zh-TW")
    settle(page)
    _marks(page, 3).tap(position={"x": 60, "y": 30})
    settle(page)
    assert (state(page, "pinned"), state(page, "focus.layer")) == (True, 3)
    assert page.locator(".terms").is_visible()
    page.get_by_role("button", name="放開").tap()
    settle(page)
    assert state(page, "pinned") is False


def test_one_starts_at_the_winning_digit_and_its_strongest_evidence(look):
    assert look.locator(".stepper h2").inner_text() == "Ten answers"
    focus = state(look, "focus")
    seen = MODEL.activations(np.array(pixels_of(look), np.float32).reshape(28, 28))
    winner = int(seen["probabilities"][0].argmax())
    assert (focus["layer"], focus["map"]) == (13, winner)
    look.locator('.card[data-layer="11"] .card-head').click()
    settle(look)
    evidence = seen["relu_4"][0] * MODEL.weights()["dense_2/kernel"][:, winner]
    assert state(look, "focus.map") == int(evidence.argmax())
    look.locator('.card[data-layer="9"] .card-head').click()
    settle(look)
    numbers = seen["flatten"][0] * MODEL.weights()["dense_1/kernel"][:, evidence.argmax()]
    assert state(look, "focus.map") == int(numbers.argmax())


def test_where_one_starts_follows_the_digit_that_is_drawn(look):
    draw(look, DIGITS[1], left=0.1, size=0.5)
    settle(look)
    winner = look.evaluate(
        "async () => { const { ranking, selectedDigit } = await import('/web/state.js');"
        " return ranking(selectedDigit().outputs)[0].digit; }"
    )
    assert state(look, "focus.map") == winner


@pytest.mark.parametrize("locale", ["en-US", "zh-TW"])
@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844)])
def test_the_whole_network_stays_in_view_and_leads_to_every_layer(open_page, locale, width, height):
    page = open_page("look", width=width, height=height, locale=locale)
    settle(page)
    assert page.locator(".tile").count() == 15
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    settle(page)
    for layer in (13, 0, 8):
        tile = page.locator(f'.tile[data-layer="{layer}"]')
        tile.click()
        settle(page)
        assert (state(page, "focus.layer"), state(page, "pinned")) == (layer, True)
        assert tile.get_attribute("aria-current") == "step"
        page.wait_for_function(
            "(layer) => { const box = document.querySelector(`.card[data-layer='${layer}']`).getBoundingClientRect();"
            " return box.bottom > 0 && box.top < innerHeight; }",
            arg=layer,
        )
        top = page.locator(".overview").bounding_box()["y"]
        assert 0 <= top < 140


def test_lines_lead_to_all_that_a_place_sees_and_to_all_that_it_feeds(look):
    _marks(look, 5).click(position={"x": 20, "y": 14})
    settle(look)
    assert look.locator(".overview-lines polygon.sees").count() == 6
    assert look.locator(".overview-lines polygon.feeds").count() == 8
    reach = look.evaluate(
        "async () => { const { state } = await import('/web/state.js');"
        " return [...(await import('/web/network/paths.js')).reachOf(state.network.layers, state.focus)]; }"
    )
    fields = dict(reach)
    focus, pixels = state(look, "focus"), np.array(pixels_of(look), np.float32).reshape(28, 28)
    before = MODEL.activations(pixels)
    field = fields[-1]
    rows, columns = (
        slice(field["top"], field["top"] + field["high"]),
        slice(field["left"], field["left"] + field["wide"]),
    )
    elsewhere = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.float32)
    elsewhere[rows, columns] = pixels[rows, columns]
    place = (0, focus["map"], focus["row"], focus["column"])
    assert MODEL.activations(elsewhere)["pool_2"][place] == pytest.approx(before["pool_2"][place], abs=1e-5)
    # Conv 3 adds a neighbour on each side to the one cell that it comes from.
    fed = fields[6]
    assert fed["map"] is None
    assert (fed["top"], fed["left"]) == (max(0, focus["row"] - 1), max(0, focus["column"] - 1))


def test_the_lines_end_on_the_pictures_whatever_is_looked_at(open_page):
    page = open_page("look", width=1000)
    settle(page)
    for layer in (3, 13):
        page.locator(f'.tile[data-layer="{layer}"]').click()
        settle(page)
        # Both in one moment: the row may still be scrolling.
        (x, width), (frame_x, frame_width) = page.evaluate(
            "() => [document.querySelector('.tile[data-layer=\"9\"] canvas'),"
            " document.querySelectorAll('.overview-lines rect')[10]]"
            ".map((element) => element.getBoundingClientRect()).map((box) => [box.x, box.width])"
        )
        assert abs(x - frame_x) <= 2
        assert abs(width - frame_width) <= 3

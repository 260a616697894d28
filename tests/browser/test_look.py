"""Look inside: what the page shows are the network's own numbers."""

import re
import time

import numpy as np
import pytest
from hands import DIGITS, draw, pixels_of, settle, state

import shuzi

MODEL = shuzi.load()
NAMES = {"dense_2": "logits", "softmax": "probabilities"}


def _activations(pixels):
    return MODEL.activations(np.array(pixels, np.float32).reshape(28, 28))


def _layers(page):
    return page.evaluate("async () => (await import('/web/state.js')).state.network.layers.map((layer) => layer.name)")


def test_every_layer_is_what_onnx_runtime_says(look):
    expected = _activations(pixels_of(look))
    got = look.evaluate(
        "async () => (await import('/web/state.js')).selectedDigit().outputs.map((output) => Array.from(output))"
    )
    layers = _layers(look)
    assert len(layers) == 14
    for name, output in zip(layers, got, strict=True):
        np.testing.assert_allclose(output, expected[NAMES.get(name, name)].ravel(), atol=1e-4)


LAYERS = ["conv_1", "relu_1", "pool_1", "conv_2", "conv_3", "pool_3", "flatten", "dense_1", "dense_2", "softmax"]


def test_the_arithmetic_of_a_place_gives_the_networks_number(look):
    activations = _activations(pixels_of(look))
    for layer in LAYERS:
        number = _layers(look).index(layer)
        card = look.locator(f'.card[data-layer="{number}"] .mosaic-marks')
        card.scroll_into_view_if_needed()
        box = card.bounding_box()
        card.hover(position={"x": box["width"] * 0.63, "y": box["height"] * 0.4})
        look.wait_for_function("async (at) => (await import('/web/state.js')).state.focus.layer === at", arg=number)
        settle(look)
        focus = state(look, "focus")
        value = activations[NAMES.get(layer, layer)][0][focus["map"]]
        if value.ndim:
            value = value[focus["row"], focus["column"]]
        result = look.locator(".inspector .result").last
        assert float(result.get_attribute("data-value")) == pytest.approx(float(value), abs=1e-4), layer
        shown = result.locator("b").inner_text().replace("−", "-")
        assert float(shown) == pytest.approx(float(value), abs=1e-3), layer


def _shown(text):
    return float(text.replace("−", "-").lstrip("×= "))


def test_no_layer_changes_its_size_when_it_comes_into_view(look):
    sizes = "all => all.map((each) => [each.offsetWidth, each.offsetHeight])"
    before = look.eval_on_selector_all(".mosaic-marks", sizes)
    for card in look.locator(".card").all():
        card.scroll_into_view_if_needed()
        settle(look)
    assert look.eval_on_selector_all(".mosaic-marks", sizes) == before


def test_a_calculator_gives_what_is_shown(look):
    """Of pixels from 0 to 1: value times weight is the product, and the products and the bias add up."""
    look.locator('.tile[data-layer="0"]').click()
    settle(look)
    values, weights, products = (
        [_shown(part.inner_text()) for part in look.locator(f".factor.{name}").all()]
        for name in ("values", "weights", "products")
    )
    focus, pixels = state(look, "focus"), np.array(pixels_of(look)).reshape(28, 28)
    window = np.pad(pixels, 1)[focus["row"] : focus["row"] + 3, focus["column"] : focus["column"] + 3]
    np.testing.assert_allclose(values, window.ravel() / 255, atol=6e-5)
    kernel, bias = MODEL.weights()["conv_1/kernel"][focus["map"], 0], MODEL.weights()["conv_1/bias"][focus["map"]]
    np.testing.assert_allclose(weights, 255 * kernel.ravel(), atol=6e-5)
    for value, weight, product in zip(values, weights, products, strict=True):
        assert abs(value * weight - product) <= 0.0005 + 1e-9
    text = look.locator(".inspector .result").last.inner_text().replace("−", "-")
    total, added, result = (float(number) for number in re.findall(r"-?\d+\.\d+", text))
    assert sum(products) == pytest.approx(total, abs=9 * 0.0005)
    assert total + added == pytest.approx(result, abs=0.0011)
    assert result == pytest.approx(float((window * kernel).sum() + bias), abs=0.001)


def test_a_model_of_raw_pixels_shows_raw_pixels(look):
    look.evaluate(
        "async () => { const { state, change } = await import('/web/state.js');"
        " state.network.model.scaled = false; change({ network: state.network }); }"
    )
    look.locator('.tile[data-layer="0"]').click()
    settle(look)
    values = [_shown(part.inner_text()) for part in look.locator(".factor.values").all()]
    weights = [_shown(part.inner_text()) for part in look.locator(".factor.weights").all()]
    products = [_shown(part.inner_text()) for part in look.locator(".factor.products").all()]
    assert max(values) > 1
    assert all(value == int(value) for value in values)
    for value, weight, product in zip(values, weights, products, strict=True):
        assert abs(value * weight - product) <= 0.0005 + 1e-9


def test_numbers_are_large_enough_to_read(open_page):
    page = open_page("look", width=1400)
    for layer, numbers in ((0, ".factor"), (2, ".cell"), (10, ".numbers td")):
        page.locator(f'.tile[data-layer="{layer}"]').click()
        settle(page)
        size = "(which) => parseFloat(getComputedStyle(document.querySelector(which)).fontSize)"
        assert page.evaluate(size, numbers) >= 14


@pytest.mark.parametrize("layer", [0, 3])
def test_the_sum_builds_up_step_by_step_and_the_window_moves_on(look, layer):
    look.locator(f'.tile[data-layer="{layer}"]').click()
    settle(look)
    step = look.get_by_role("button", name="Step", exact=True)
    whole = float(look.locator(".inspector .result").last.get_attribute("data-value"))
    products = [float(part.get_attribute("data-value")) for part in look.locator(".factor.products").all()]
    values = [float(part.get_attribute("data-value")) for part in look.locator(".factor.values").all()]
    assert len(products) == len(values) == 9
    for count in range(1, 10):
        step.click()
        assert look.locator(".term.waiting").count() == 9 - count
        assert float(look.locator(".growing").get_attribute("data-value")) == pytest.approx(sum(products[:count]))
        assert look.locator(".inspector .result").count() == 0
    for _ in range(1 if layer == 0 else 2):
        step.click()
    assert float(look.locator(".growing").get_attribute("data-value")) == pytest.approx(whole)
    before = state(look, "focus")
    step.click()
    settle(look)
    after = state(look, "focus")
    assert (after["row"], after["column"]) == (before["row"], before["column"] + 1)
    assert look.locator(".term.waiting").count() == 9


def test_the_sum_plays_by_itself(look):
    look.locator('.tile[data-layer="0"]').click()
    look.get_by_role("button", name="Add up").click()
    look.wait_for_function("() => document.querySelectorAll('.term.waiting').length < 7")
    look.get_by_role("button", name="Stop").click()
    look.get_by_role("button", name="All", exact=True).click()
    assert look.locator(".term.waiting").count() == 0


def test_switching_a_filter_off_silences_its_map_and_changes_the_answer(look):
    before = state(look, "digits[0].outputs.at(-1)")
    look.locator('.card[data-layer="0"] .mosaic-marks').click(position={"x": 20, "y": 20})
    look.get_by_role("button", name="Switch this filter off").click()
    settle(look)
    channel = state(look, "focus.map")
    assert look.evaluate(
        "async ([channel]) => (await import('/web/state.js')).selectedDigit().outputs[1]"
        ".subarray(channel * 784, channel * 784 + 784).every((value) => value === 0)",
        [channel],
    )
    assert state(look, "digits[0].outputs.at(-1)") != before
    assert look.get_by_text("switched off: 1").is_visible()
    look.get_by_role("button", name="Undo damage").click()
    settle(look)
    assert state(look, "digits[0].outputs.at(-1)") == before


def test_one_can_step_through_all_layers_and_back(look):
    titles = []
    forward, back = look.get_by_role("button", name="Next layer"), look.get_by_role("button", name="Layer before")
    while back.is_enabled():
        back.click()
        settle(look)
    while True:
        titles.append(look.locator(".stepper h2").inner_text())
        assert len(look.locator(".step-sentence").inner_text()) > 40
        if forward.is_disabled():
            break
        forward.click()
        settle(look)
    assert titles[0] == "Input"
    assert titles[-1] == "Ten answers"
    assert len(titles) == len(set(titles)) == 15
    back.click()
    settle(look)
    assert look.locator(".stepper h2").inner_text() == "Ten logits"


def test_the_address_brings_somebody_else_to_the_same_place(look, open_page):
    look.locator('.card[data-layer="3"] .mosaic-marks').click(position={"x": 100, "y": 50})
    look.keyboard.press("x")
    deadline = time.monotonic() + 30
    while "off=3." not in look.url and time.monotonic() < deadline:
        look.wait_for_timeout(50)
    shared = look.evaluate("location.hash").removeprefix("#/")
    other = open_page(shared)
    other.wait_for_selector(".mosaic")
    settle(other)
    assert pixels_of(other) == pixels_of(look)
    assert state(other, "focus") == state(look, "focus")
    off = "async () => [...(await import('/web/state.js')).state.off].map(([layer, maps]) => [layer, [...maps]])"
    assert other.evaluate(off) == look.evaluate(off) != []


@pytest.mark.parametrize(
    "values",
    [
        "digit=AAAA",
        "digit=%00",
        "layer=99&at=1.2.3",
        "layer=3&at=999.-5.x",
        "off=9.9999,a.b,1",
        "rival=77",
        "layer=&at=",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_view_anyway(open_page, values):
    page = open_page(f"look?{values}")
    page.wait_for_selector(".mosaic")
    settle(page)
    assert page.locator(".card").count() == 15


def test_the_arrow_keys_move_within_a_map(look):
    card = look.locator('.card[data-layer="0"] .mosaic-marks')
    card.click(position={"x": 20, "y": 20})
    before = state(look, "focus")
    card.press("ArrowRight")
    card.press("ArrowDown")
    card.press("PageDown")
    settle(look)
    after = state(look, "focus")
    assert (after["map"], after["row"], after["column"]) == (before["map"] + 1, before["row"] + 1, before["column"] + 1)
    assert (
        look.locator("#live").inner_text().startswith(f"Convolution 1, map {after['map'] + 1}, row {after['row'] + 1}")
    )


def test_occlusion_can_be_checked_against_the_model(look):
    look.get_by_role("button", name="Why this digit?").click()
    look.wait_for_selector(".why [data-pixels=done]")
    picture = look.locator(".heat")
    picture.scroll_into_view_if_needed()
    picture.hover(position={"x": 120, "y": 100})
    settle(look)
    shown = float(look.locator(".spot .result").get_attribute("data-value"))
    rows = look.locator(".spot p").nth(1).inner_text()
    top, left = (int(part.split("–")[0]) - 1 for part in (rows.split("rows ")[1], rows.split("columns ")[1]))
    pixels = np.array(pixels_of(look), np.float32).reshape(28, 28)
    hidden = pixels.copy()
    hidden[top : top + 4, left : left + 4] = 0
    rival = int(look.locator(".why .sample[aria-pressed=true]").inner_text())
    whole, after = (_activations(image)["logits"][0] for image in (pixels, hidden))
    assert shown == pytest.approx(float((whole[3] - whole[rival]) - (after[3] - after[rival])), abs=1e-4)
    look.wait_for_selector(".why [data-maps=done]")
    assert look.locator(".why .channel").count() == 12


def test_nothing_of_a_digit_that_was_cleared_is_left_in_the_row_of_the_network(look):
    inked = """() => [...document.querySelectorAll(".overview canvas")].filter((canvas) => {
      const blank = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
      return canvas.toDataURL() !== blank.toDataURL();
    }).length"""
    assert look.evaluate(inked) == len(_layers(look)) + 1  # the image itself too
    look.locator(".card").last.scroll_into_view_if_needed()
    settle(look)
    assert look.locator(".card").last.locator(".digit-labels .best").inner_text().startswith("3")
    assert "3" in look.locator(".overview-place").inner_text()
    look.get_by_role("button", name="Clear").click()
    settle(look)
    assert look.evaluate(inked) == 0
    last = look.locator(".card").last
    last.scroll_into_view_if_needed()
    settle(look)
    assert [span.inner_text() for span in last.locator(".digit-labels span").all()] == [""] * 10
    assert look.locator(".overview-lines > *").count() == 0
    assert look.locator(".overview-place").inner_text() == "nothing written yet"
    draw(look, DIGITS[3])
    settle(look)
    assert look.evaluate(inked) == len(_layers(look)) + 1

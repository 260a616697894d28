"""Look inside: break the network on purpose, see the answers change, make it whole again; a colour means one thing."""

import numpy as np
import pytest
from hands import pixels_of, settle, state

import shuzi
from shuzi.explaining import sheet

MODEL = shuzi.load()


def _outputs(page, layer):
    script = "async (layer) => Array.from((await import('/web/state.js')).selectedDigit().outputs.at(layer))"
    return np.array(page.evaluate(script, layer))


def _slide(page, slider, value):
    page.locator(slider).fill(str(value))
    settle(page)


@pytest.fixture
def damage(open_page):
    page = open_page("look?panel=damage")
    page.locator(".damage-answers").wait_for()
    settle(page)
    return page


def test_a_silenced_layer_says_nothing_and_undo_brings_it_back(damage):
    whole = _outputs(damage, -1)
    damage.get_by_role("button", name="Convolution 2", exact=True).last.click()
    settle(damage)
    assert not _outputs(damage, 3).any()
    assert np.abs(_outputs(damage, -1) - whole).max() > 0.1
    cells = damage.locator(".damage-answers [data-value]").all()
    shown = [float(cell.get_attribute("data-value")) for cell in cells]
    np.testing.assert_allclose(shown, _outputs(damage, -1), atol=1e-7)
    damage.get_by_role("button", name="Undo damage").last.click()
    settle(damage)
    np.testing.assert_array_equal(_outputs(damage, -1), whole)
    assert damage.locator(".off-notice").is_hidden()


def test_the_same_noise_comes_again_by_its_number_and_another_differs(damage):
    whole = _outputs(damage, -2)
    _slide(damage, "#noise", 0.5)
    first = _outputs(damage, -2)
    assert np.abs(first - whole).max() > 0.01
    damage.get_by_role("button", name="Other noise").click()
    settle(damage)
    assert np.abs(_outputs(damage, -2) - first).max() > 0.01
    damage.evaluate("async () => { const { state, change } = await import('/web/state.js');"
                    " change({ damage: { ...state.damage, seed: 1 } }); }")  # fmt: skip
    settle(damage)
    np.testing.assert_array_equal(_outputs(damage, -2), first)
    deviation = damage.evaluate(
        "async () => { const { state } = await import('/web/state.js');"
        " const [now, before] = [state.acting, state.network].map((network) => network.layers[10].kernel);"
        " const squares = now.reduce((sum, value, at) => sum + (value - before[at]) ** 2, 0);"
        " return Math.sqrt(squares / now.length); }"
    )
    assert deviation == pytest.approx(0.5 * MODEL.weights()["dense_1/kernel"].std(), rel=0.02)


def test_the_temperature_divides_the_logits(damage):
    _slide(damage, "#temperature", 0.5)
    temperature = state(damage, "damage.temperature")
    assert temperature == pytest.approx(10**0.5, abs=0.01)
    logits = MODEL.activations(np.array(pixels_of(damage), np.float32).reshape(28, 28))["logits"][0] / temperature
    powers = np.exp(logits - logits.max())
    np.testing.assert_allclose(_outputs(damage, -1), powers / powers.sum(), atol=1e-5)
    damage.get_by_role("button", name="Arithmetic").click()
    settle(damage)
    result = damage.locator(".inspector .result").last.get_attribute("data-value")
    assert float(result) == pytest.approx(powers.max() / powers.sum(), abs=1e-5)


def test_the_address_brings_the_damage_back_and_other_views_are_whole(damage):
    _slide(damage, "#noise", 0.4)
    damage.get_by_role("button", name="Pooling 3", exact=True).last.click()
    damage.wait_for_function("() => location.hash.includes('noise=0.4') && location.hash.includes('off=8.*')")
    broken, shared = _outputs(damage, -1), damage.evaluate("location.hash")
    damage.evaluate("location.hash = '#/write'")
    damage.locator(".view-write").wait_for()
    settle(damage)
    assert np.abs(_outputs(damage, -1) - broken).max() > 0.01
    damage.evaluate("(hash) => { location.hash = hash; }", shared)
    damage.locator(".damage-answers").wait_for()
    settle(damage)
    np.testing.assert_array_equal(_outputs(damage, -1), broken)


@pytest.mark.parametrize(
    ("locale", "tab", "question"),
    [("en-US", "Why this digit?", "Why not a 8?"), ("zh-TW", "為什麼是它？", "為什麼不是 8？")],
)
def test_one_can_ask_why_not_of_any_digit(open_page, locale, tab, question):
    page = open_page("look", locale=locale)
    page.get_by_role("button", name=tab).click()
    page.wait_for_selector(".why .sample")
    assert page.locator(".why .sample").count() == 9
    page.get_by_role("button", name=question).click()
    page.wait_for_selector(".why [data-pixels=done]")
    settle(page)
    logits = MODEL.activations(np.array(pixels_of(page), np.float32).reshape(28, 28))["logits"][0]
    lead = page.locator(".why .rule").inner_text().replace("−", "-")
    assert float(lead.replace("：", ": ").split(" ")[-1]) == pytest.approx(float(logits[3] - logits[8]), abs=0.0011)
    name = {"en-US": ("blue", "orange"), "zh-TW": ("藍色", "橘色")}[locale]
    legend = page.locator(".colours").inner_text()
    assert all(colour in legend and colour in page.locator(".why").inner_text() for colour in name)


def test_the_page_and_the_pictures_of_explain_use_the_same_two_colours(open_page):
    page = open_page("look", color_scheme="light")
    colours = page.evaluate(
        "() => ['--map-plus', '--map-minus']"
        ".map((name) => getComputedStyle(document.body).getPropertyValue(name).trim())"
    )
    assert colours == [sheet.BLUE, sheet.ORANGE]

"""Compare and runs: two models on one digit, where a model errs, and how it was at each epoch."""

import re

import numpy as np
import pytest
from hands import DIGITS, draw, pixels_of, settle

from shuzi.store.history import read_snapshots


def test_two_models_answer_the_same_digit(open_page):
    page = open_page("compare")
    page.locator(".compare-maps").nth(1).wait_for()
    draw(page, DIGITS[6], left=0.2)
    page.get_by_text("Both say 6.").wait_for()
    assert page.locator(".compare-columns .big-number").all_inner_texts() == ["6", "6"]
    page.get_by_label("Model B").select_option("copy")
    page.get_by_text("Both say 6.").wait_for()


def test_a_mistake_in_the_matrix_can_be_seen_and_looked_into(open_page):
    page = open_page("runs")
    page.locator(".confusion button").first.wait_for()
    cell = page.locator(".confusion button").first
    _true, answer, count = re.findall(r"\d+", cell.get_attribute("aria-label"))
    cell.click()
    page.locator(".mistakes li").first.wait_for()
    assert page.locator(".mistakes li").count() == int(count)
    page.locator(".mistakes a").first.click()
    page.wait_for_selector(".mosaic")
    settle(page)
    assert page.locator(".strip-answer").inner_text() == answer


def test_a_runs_curves_are_drawn(open_page):
    page = open_page("runs?name=copy")
    page.locator(".curves").wait_for()
    assert page.locator(".dot.training").count() == 3
    assert page.locator(".dot.validation").count() == 2
    assert "No curves" not in page.locator(".runs-detail").inner_text()


@pytest.fixture
def scrub(open_page):
    """The slider of a run with three epochs, and a digit that was written before."""
    page = open_page()
    draw(page, DIGITS[5])
    page.evaluate("location.hash = '#/runs?name=copy'")
    page.locator(".scrub-controls input").wait_for()
    settle(page)
    return page


def _picture(page, which):
    return page.locator(".scrub-maps").nth(which).evaluate("(canvas) => canvas.toDataURL()")


def test_every_epoch_shows_its_own_filters_recall_and_maps(scrub):
    slider = scrub.get_by_role("slider", name="Epoch")
    assert scrub.locator(".scrub-place").inner_text() == "after epoch 3 of 3"
    seen = []
    for place in ("after epoch 3 of 3", "after epoch 2 of 3", "after epoch 1 of 3", "before the first step"):
        assert slider.get_attribute("aria-valuetext") == place
        recall = scrub.locator(".scrub .bar-value").all_inner_texts()
        assert recall[9] == "–"
        seen.append((_picture(scrub, 0), _picture(scrub, 1), recall[0], scrub.locator(".scrub-facts").inner_text()))
        slider.press("ArrowLeft")
        settle(scrub)
    assert [shares for _, _, shares, _ in seen] == ["97.0%", "68.0%", "39.0%", "10.0%"]
    assert len({filters for filters, *_ in seen}) == len({maps for _, maps, *_ in seen}) == 4
    assert "98.5%" in seen[0][3]
    assert "training" not in seen[3][3]


def test_the_maps_are_those_of_the_filters_of_that_moment(scrub, served_folder):
    snapshot = read_snapshots(served_folder / "runs" / "copy" / "snapshots.json")[1]
    kernel = np.array(snapshot.filters)[:, :, 0]
    pixels = np.pad(np.array(pixels_of(scrub), float).reshape(28, 28), 1)
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (3, 3))
    got = scrub.evaluate(
        """async () => {
            const [{ firstMaps }, { ask }, { selectedDigit }] = await Promise.all(
                ["snapshots", "ask", "state"].map((name) => import(`/web/${name}.js`)));
            const { snapshots } = await ask("/api/snapshots", { name: "copy" });
            const { layers } = await ask("/api/model", { name: "copy" });
            return Array.from(firstMaps(snapshots[1], layers[0], selectedDigit().pixels).values);
        }"""
    )
    expected = np.einsum("rcyx,yxf->frc", windows, kernel)
    np.testing.assert_allclose(np.array(got).reshape(32, 28, 28), expected, atol=0.1)


def test_training_plays_from_its_beginning_to_its_end(scrub):
    scrub.get_by_role("button", name="Play").click()
    assert scrub.locator(".scrub-place").inner_text() == "before the first step"
    assert scrub.get_by_role("button", name="Stop").is_visible()
    scrub.get_by_role("button", name="Play").wait_for()
    assert scrub.locator(".scrub-place").inner_text() == "after epoch 3 of 3"


def test_a_model_without_snapshots_says_so(open_page):
    page = open_page("runs?name=shuzi")
    page.get_by_text("This model keeps no snapshots").wait_for()


def test_any_run_can_be_used_on_the_page(open_page):
    page = open_page("runs?name=copy")
    page.get_by_role("button", name="Use copy on this page").click()
    page.locator("#model-bar").get_by_text("copy", exact=True).wait_for()
    assert page.get_by_role("button", name="copy is in use on this page").is_disabled()
    page.get_by_role("button", name="Go back to shuzi").click()
    page.get_by_role("button", name="Use copy on this page").wait_for()

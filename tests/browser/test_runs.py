"""Compare and runs: two models on one digit, where a model errs, and how it was at each epoch."""

import base64
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


def test_the_model_that_was_chosen_last_answers_whichever_comes_first(open_page):
    page = open_page("compare?b=shuzi")
    page.locator(".compare-maps").nth(1).wait_for()
    draw(page, DIGITS[6], left=0.2)
    held = []
    page.route("**/api/weights?name=copy", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no method
    with page.expect_request("**/api/weights?name=copy"):
        page.get_by_label("Model B").select_option("copy")
    page.get_by_label("Model B").select_option("shuzi")
    while not held:
        page.wait_for_timeout(50)
    answer = held[0].fetch()
    held[0].fulfill(response=answer, body=bytes(len(answer.body())))  # a network that says 0 of everything
    page.evaluate("async () => { await (await import('/web/model.js')).loadNetwork('copy'); }")
    settle(page)
    assert page.locator(".compare-columns .big-number").all_inner_texts() == ["6", "6"]


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


def test_half_an_epoch_is_drawn_at_a_half(open_page):
    page = open_page("runs")
    page.route("**/api/models?", lambda route: _changed(route, lambda said: said["models"][1].update(epochs_done=0.5)))
    page.route("**/api/history?*", lambda route: _changed(route, lambda said: said.update(epochs=said["epochs"][:1])))
    page.evaluate("location.hash = '#/write'")
    page.evaluate("location.hash = '#/runs?name=copy'")
    dot = page.locator(".dot.training")
    dot.wait_for()
    assert dot.locator("title").text_content().startswith("training, 0.5: 91.0%")
    assert "1" not in page.locator(".curves text[text-anchor=middle]").all_text_contents()


def _changed(route, change):
    answer = route.fetch()
    said = answer.json()
    change(said)
    route.fulfill(response=answer, json=said)


def test_own_digits_and_mnist_stand_in_columns_of_their_own(open_page):
    page = open_page("runs", locale="zh-TW")
    own = {"mnist_accuracy": 0.9871, "own_accuracy": 0.75, "test_images": 4}
    page.route("**/api/models?", lambda route: _changed(route, lambda said: said["models"][1].update(own)))
    page.evaluate("location.hash = '#/write'")
    page.evaluate("location.hash = '#/runs?name=copy'")
    row = page.locator("tr[data-name=copy]")
    row.wait_for()
    assert row.locator("[data-column=mnist]").inner_text() == "98.71%"
    assert row.locator("[data-column=own]").inner_text() == "75.0%（自己的 4 個數字）"
    shipped = page.locator("tr[data-name=shuzi]")
    assert shipped.locator("[data-column=own]").inner_text() == "–"
    assert "測試準確率" not in page.locator(".runs").inner_text()


@pytest.mark.parametrize(("locale", "name"), [("en-US", "note, changed"), ("zh-TW", "note（改過）")])
def test_a_changed_recipe_is_called_so_in_the_pages_language(open_page, locale, name):
    page = open_page("write", locale=locale)
    changed = {"recipe": "note, changed"}
    page.route("**/api/models?", lambda route: _changed(route, lambda said: said["models"][1].update(changed)))
    page.evaluate("location.hash = '#/runs'")
    page.locator("tr[data-name=copy]").get_by_role("cell", name=name, exact=True).wait_for()
    page.evaluate("location.hash = '#/compare?b=copy'")
    page.locator(".compare-columns").get_by_text(f"{name} · ").wait_for()


@pytest.mark.parametrize(
    ("locale", "look", "title"), [("en-US", "Look for them", "a 2: A says 2, B says 7"), ("zh-TW", "找出來", "A 說 2")]
)
def test_the_images_on_which_two_models_disagree_can_be_browsed(open_page, mnist, locale, look, title):
    page = open_page("compare", locale=locale)
    one = {"index": 1, "true": 2, "answers": [2, 7], "confidences": [0.9, 0.6], "pixels": _packed(mnist.test.images[1])}
    said = {
        "models": ["shuzi", "copy"],
        "images": 10_000,
        "counts": {"first": 1, "second": 0, "neither": 0},
        "shown": [one],
    }
    # Two models that differ would have to be trained first; that the server finds the images, test_learn.py tests.
    page.route("**/api/disagreements?*", lambda route: route.fulfill(json=said))
    with page.expect_request("**/api/disagreements?first=shuzi&second=copy&skip=0"):
        page.get_by_role("button", name=look).click()
    image = page.locator(".disagreed button")
    image.wait_for()
    assert title in image.get_attribute("aria-label")
    assert page.locator("[data-group=second]").inner_text().endswith(("(0)", "（0）"))
    image.click()
    settle(page)
    assert pixels_of(page) == mnist.test.images[1].ravel().tolist()
    with page.expect_request("**/api/disagreements?*right=first*"):
        page.locator("[data-group=first]").click()


def test_two_models_that_agree_everywhere_say_so(open_page):
    page = open_page("compare")
    page.get_by_role("button", name="Look for them").click()
    page.get_by_text("both say the same of all 10,000").wait_for(timeout=400_000)
    page.get_by_label("Model B").select_option("shuzi")
    page.get_by_text("Both models are the same").wait_for()
    assert page.get_by_role("button", name="Look for them").is_disabled()


def _packed(image):
    return base64.b64encode(image.tobytes()).decode()


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

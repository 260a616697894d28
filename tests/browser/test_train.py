"""Train: start with settings of one's own, watch it learn, steer it, compare two, and be told why one sticks."""

import time
from urllib.parse import parse_qs

import pytest
from hands import settle
from page_server import serving

import shuzi

LONG = 500_000
"""Milliseconds; Keras alone takes a minute to start on a busy machine."""


@pytest.fixture(scope="module")
def served_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("training")


@pytest.fixture(scope="module")
def address(served_folder):
    with serving(served_folder) as address:
        yield address


def _set(page, **settings):
    for name, value in settings.items():
        control = page.locator(f"#set-{name}")
        if control.evaluate("(element) => element.tagName") == "SELECT":
            control.select_option(str(value))
        else:
            control.fill(str(value))


def _card(page, number):
    return page.locator(f'.train-card[data-number="{number}"]')


def _wait_for(page, number, state):
    page.locator(f'.train-card[data-number="{number}"][data-state="{state}"]').wait_for(timeout=LONG)


def _picture(card):
    return card.locator(".scrub-maps").evaluate("(canvas) => canvas.toDataURL()")


def test_one_trains_steps_and_compares_with_one_that_sticks(open_page, served_folder):
    # One that is removed may be asked for at the same time.
    page = open_page("train", locale="zh-TW", forgive=["404"])
    page.get_by_role("button", name="quick", exact=True).click()
    _set(page, images=300, batch_size=10, epochs=1, filters=4, seed=3)
    phone = open_page("train", width=390, height=844, has_touch=True, is_mobile=True)
    phone.locator("#set-images").wait_for()
    page.get_by_role("button", name="開始訓練").click()
    card = _card(page, 1)
    card.get_by_role("button", name="暫停").click()  # before it takes a step
    # The second is asked for while the first one is on its way; nothing moves at such a rate.
    _set(page, epochs=4, learning_rate="0.000001")
    page.get_by_role("button", name="開始訓練").click()
    _wait_for(page, 2, "waiting")
    # Whoever opened the page before, on a phone say, sees it begin.
    _card(phone, 2).wait_for(timeout=LONG)
    phone.close()

    _wait_for(page, 1, "paused")
    card.locator(".train-digits li").nth(9).wait_for()
    settle(page)
    before, told = _picture(card), card.locator(".train-state").inner_text()
    card.get_by_role("button", name="走一步").click()
    page.wait_for_function(
        "(told) => document.querySelector('.train-state').textContent !== told", arg=told, timeout=LONG
    )
    page.wait_for_function(
        "(before) => document.querySelector('.train-card .scrub-maps').toDataURL() !== before", arg=before, timeout=LONG
    )
    assert "第 1 步，共 30 步" in card.locator(".train-state").inner_text()
    assert card.locator(".train-digits li").count() == 10
    assert "數字 7：它說" in card.locator(".train-digits li").nth(7).get_attribute("aria-label")
    card.get_by_role("button", name="繼續").click()
    _wait_for(page, 1, "done")
    (run,) = (served_folder / "runs").glob("page-*")
    assert shuzi.load(run).card.recipe_values["filters"] == 4

    _wait_for(page, 2, "stuck")
    assert "學習率太低" in _card(page, 2).locator(".problem").inner_text()
    # Both are drawn on the same axes.
    assert page.locator(".train-charts .curves").first.locator(".curve.series-a, .curve.series-b").count() >= 2
    card.get_by_role("button", name="在這個網頁使用").click()
    page.locator("#model-bar").wait_for()
    assert run.name in page.locator("#model-bar").inner_text()

    # Another language, the same trainings; and what is removed is gone.
    page.get_by_role("button", name="English").click()
    _card(page, 2).get_by_text("The weights have hardly moved").wait_for()
    _card(page, 2).get_by_role("button", name="Remove").click()
    _card(page, 2).wait_for(state="detached")


def test_the_address_holds_the_settings(open_page, address):
    page = open_page("train")
    page.get_by_role("button", name="The cure", exact=True).click()
    _set(page, seed=41, filters=8)
    settle(page)
    shared = page.evaluate("location.href")
    values = {name: value for name, (value,) in parse_qs(shared.partition("?")[2]).items()}
    assert values == {
        "recipe": "note", "seed": "41", "images": "3000", "epochs": "4", "learning_rate": "0.05", "batch_size": "100",
        "loss": "cross_entropy", "scaled": "true", "filters": "8",
    }  # fmt: skip
    other = open_page(shared.partition("#/")[2])
    other.locator("#set-seed").wait_for()
    assert other.locator("#set-seed").input_value() == "41"
    assert other.locator("#set-loss").input_value() == "cross_entropy"


def test_an_address_that_makes_no_sense_leaves_the_settings_as_they_were(open_page):
    page = open_page("train?recipe=best&seed=-3&images=9999999")
    page.locator("#set-seed").wait_for()
    assert page.locator("#set-images").input_value() == "3000"
    assert page.locator("#set-recipe").input_value() == "note"


def test_the_presets_are_the_notes_recipe_and_its_cure(open_page):
    page = open_page("train")
    page.locator("#set-seed").wait_for()

    def settings():
        names = ("recipe", "seed", "learning_rate", "batch_size", "loss", "scaled")
        return [page.locator(f"#set-{name}").input_value() for name in names]

    page.get_by_role("button", name="The note's recipe").click()
    note = settings()
    assert note[0] == "note"
    assert note[2:] == ["0.05", "100", "mse", "false"]
    page.get_by_role("button", name="The cure", exact=True).click()
    assert settings() == [*note[:4], "cross_entropy", "true"]


def test_the_lesson_shows_what_it_trains(open_page):
    page = open_page("train")
    page.locator("#set-images").wait_for()
    _set(page, images="1000", epochs="2")
    asked = []
    page.on("request", lambda request: asked.append(request) if "/api/trainings" in request.url else None)
    page.route("**/api/trainings", _train_nothing)
    page.get_by_role("button", name="Watch it stick, then the cure").click()
    assert page.locator("#set-images").input_value() == "3000"
    assert page.locator("#set-epochs").input_value() == "4"

    def begun():
        return [request.post_data_json for request in asked if request.method == "POST"]

    # The second follows once the first was answered; once the last was, the page looks how they are going.
    until = time.monotonic() + 60
    while (len(begun()) < 2 or asked[-1].method == "POST") and time.monotonic() < until:
        page.wait_for_timeout(20)
    assert [(one["images"], one["epochs"], one["loss"]) for one in begun()] == [
        (3000, 4, "mse"),
        (3000, 4, "cross_entropy"),
    ]


def _train_nothing(route):
    if route.request.method != "POST":
        return route.continue_()
    return route.fulfill(status=200, json={"number": 1})


def test_two_looks_at_a_time_bring_no_point_twice(open_page):
    page = open_page("write")
    points, held, answered = [[0.1 * step, 2.0, 0.1 * step] for step in range(1, 6)], [], []
    known = dict.fromkeys(("step", "glimpse", "diagnosis", "error", "code", "model"))
    known |= {"number": 1, "state": "running", "steps": 9}

    def trainings(route):
        answer = route.fetch()
        said = answer.json()
        known["settings"] = said["recipes"]["quick"]
        route.fulfill(response=answer, json=said | {"trainings": [known]})

    def one(route):
        held.append(route)
        if answered or len(held) == 2:  # the first look is answered together with the second
            for each in held:
                answered.append(int(each.request.url.partition("since=")[2]))
                each.fulfill(json=known | {"points": points[answered[-1] :], "history": []})
            held.clear()

    page.route("**/api/trainings?", trainings)
    page.route("**/api/trainings/1?*", one)
    page.route("**/api/trainings/1/order", lambda route: route.fulfill(json=known))
    page.evaluate("location.hash = '#/train'")
    page.get_by_role("button", name="Pause").click()
    page.locator(".curve.series-a").first.wait_for()
    assert page.locator(".curve.series-a").first.get_attribute("points").count(",") == len(points)


def test_another_recipe_brings_its_own_settings(open_page):
    page = open_page("train")
    page.locator("#set-recipe").select_option("quick")
    settle(page)
    assert page.locator("#set-learning_rate").input_value() == "0.07"
    assert page.locator("#set-batch_size").input_value() == "40"
    assert page.locator("#set-scaled").input_value() == "true"


def test_a_number_that_makes_no_sense_starts_nothing(open_page):
    page = open_page("train")
    _set(page, images=5)
    asked = []
    page.on("request", lambda request: asked.append(request.method))
    page.evaluate("document.querySelector('#set-images').addEventListener('invalid', () => (window.refused = true))")
    page.get_by_role("button", name="Start training").click()
    page.wait_for_function("() => window.refused")  # by the browser, in place of the form's being sent
    settle(page)
    assert "POST" not in asked


def test_a_refusal_is_said_in_the_pages_language(open_page):
    page = open_page("train", locale="zh-TW", forgive=["409"])
    page.route(
        "**/api/trainings",
        lambda route: (
            route.fulfill(
                status=409, json={"error": "3 trainings wait already.", "code": "queue_full", "values": {"most": 3}}
            )
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    with page.expect_request(lambda request: request.method == "POST") as asked:
        page.get_by_role("button", name="開始訓練").click()
    assert asked.value.post_data_json["language"] == "zh-TW"  # the run's report and pictures follow
    page.get_by_text("已經有 3 個訓練在等").wait_for()


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("locale", ["en-US", "zh-TW"])
def test_nothing_is_wider_than_the_screen(open_page, width, locale):
    page = open_page("train", width=width, height=844, locale=locale)
    page.locator("#set-seed").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

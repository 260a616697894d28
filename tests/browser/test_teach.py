"""Label a digit, learn from the labelled ones, use the new model, and go back."""

import base64
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from hands import DIGITS, draw, pixels_of, settle, state
from own_hand import write_hand
from page_server import serving

import shuzi
from shuzi.data.folder import load_labelled_folder


@pytest.fixture(scope="module")
def served_folder(tmp_path_factory, mnist):
    """Where the server was started: with four labelled digits of each kind."""
    folder = tmp_path_factory.mktemp("teaching")
    write_hand(folder / "corrections", mnist, each=4)
    return folder


@pytest.fixture(scope="module")
def address(served_folder):
    with serving(served_folder) as address:
        yield address


def _teach_for_a_tenth_of_an_epoch(page):
    page.route(
        "**/api/learn",
        lambda route: (
            route.continue_(post_data={**route.request.post_data_json, "epochs": 0.1})
            if route.request.method == "POST"
            else route.continue_()
        ),
    )


def test_a_written_digit_is_labelled_and_kept_as_the_network_saw_it(open_page, served_folder):
    page = open_page()
    assert page.locator(".write-labels").is_hidden()
    draw(page, DIGITS[4])
    page.get_by_role("button", name="It is a 9").click()
    page.get_by_text("Kept as a 9 in corrections. 41 labelled so far.").wait_for()
    page.get_by_role("button", name="It is a 4").click()
    page.get_by_text("Kept as a 4 in corrections. 41 labelled so far.").wait_for()
    assert page.get_by_role("button", name="It is a 4").get_attribute("aria-pressed") == "true"
    images, labels = load_labelled_folder(served_folder / "corrections")
    own = np.array(pixels_of(page), np.uint8).reshape(28, 28)
    assert [int(label) for image, label in zip(images, labels, strict=True) if np.array_equal(image, own)] == [4]
    draw(page, [[(5, 90), (95, 90)]])
    assert page.locator(".write-labels [aria-pressed=true]").count() == 0


@pytest.mark.parametrize(
    ("locale", "keep", "next_one", "shapes"),
    [("en-US", "Keep these 2 as 3", "Write ten 4s", (3, 2)), ("zh-TW", "把這 2 個存成 3", "寫十個 4", (5, 9))],
)
def test_several_of_a_digit_are_written_at_once_and_kept(open_page, served_folder, locale, keep, next_one, shapes):
    page = open_page("teach", locale=locale)
    three = page.locator(".count button[data-digit='3']")
    three.click()
    page.locator(".pictures-of h3").wait_for()
    before = len(list((served_folder / "corrections" / "3").iterdir()))
    for shape, left in zip(shapes, (0.05, 0.6), strict=True):
        draw(page, DIGITS[shape], left=left, size=0.6)
    page.get_by_role("button", name=keep).click()
    page.get_by_role("heading", name=next_one).wait_for()
    kept = len(list((served_folder / "corrections" / "3").iterdir()))
    assert kept - before == 2
    page.locator(".count button[data-digit='3'] span:not(.unseen)", has_text=str(kept)).wait_for()
    assert state(page, "strokes.length") == 0


@pytest.mark.parametrize(("locale", "undo"), [("en-US", "Undo"), ("zh-TW", "復原")])
def test_what_stands_on_the_pad_in_write_is_never_kept_as_another_digit(open_page, locale, undo):
    page = open_page(locale=locale)
    draw(page, DIGITS[3])
    written = state(page, "strokes.length")
    page.locator("#tabs [data-view=teach]").click()
    page.locator(".guided button.main:disabled").wait_for()
    assert state(page, "digits.length") == 0
    draw(page, DIGITS[0])
    page.get_by_role("button", name=undo).click()
    settle(page)
    assert state(page, "digits.length") == 0
    assert page.get_by_role("button", name=undo).is_disabled()
    draw(page, DIGITS[0])
    page.reload()
    page.locator(".guided button.main:enabled").wait_for()
    assert state(page, "strokes.length") == 1
    page.locator("#tabs [data-view=write]").click()
    page.locator(".view-write .pad-canvas").wait_for()
    settle(page)
    assert state(page, "strokes.length") == written
    assert page.locator(".big-number .one").inner_text() == "3"


PICTURES = "(count) => document.querySelectorAll('.picture').length === count"


def test_a_picture_gets_another_label_or_is_taken_out(open_page, served_folder, mnist):
    folder = served_folder / "corrections"
    page = open_page("teach")
    for image in mnist.test.images[mnist.test.labels == 9][:2]:
        body = {"label": 4, "pixels": base64.b64encode(image.tobytes()).decode()}
        page.evaluate("(body) => import('/web/ask.js').then(({ send }) => send('/api/corrections', body))", body)
    page.reload()
    page.locator(".count button[data-digit='4']").click()
    page.locator(".picture").nth(1).wait_for()
    shown = page.locator(".picture").count()
    four, nine = (len(list((folder / digit).iterdir())) for digit in "49")
    page.locator(".picture").first.click()
    page.locator(".picture-editor").get_by_role("button", name="It is a 9").click()
    page.wait_for_function(PICTURES, arg=shown - 1)
    assert [len(list((folder / digit).iterdir())) for digit in "49"] == [four - 1, nine + 1]
    page.locator(".picture").first.click()
    page.get_by_role("button", name="Take it out").click()
    page.wait_for_function(PICTURES, arg=shown - 2)
    assert [len(list((folder / digit).iterdir())) for digit in "49"] == [four - 2, nine + 1]
    page.locator(".count button[data-digit='4'] span:not(.unseen)").get_by_text(str(four - 2), exact=True).wait_for()


def test_one_corrects_and_learns_and_uses_the_new_model_and_goes_back(open_page, served_folder):
    page = open_page("teach")
    page.locator(".count").first.wait_for()
    assert sum(int(count) for count in page.locator(".count span:not(.unseen)").all_inner_texts()) >= 40
    _teach_for_a_tenth_of_an_epoch(page)
    button = page.get_by_role("button", name="Learn from my corrections")
    button.focus()
    with page.expect_request(lambda request: request.method == "POST") as asked:
        page.keyboard.press("Enter")
    assert asked.value.post_data_json["language"] == "en"
    page.locator(".lesson progress").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    page.locator(".comparison").wait_for(timeout=200_000)
    (run,) = (served_folder / "runs").iterdir()
    assert shuzi.load(run).card.recipe_values["epochs"] == 0.1  # what was asked for reached the training
    shares = {
        row: [float(cell.get_attribute("data-value")) for cell in page.locator(f"tr[data-row={row}] td").all()]
        for row in ("own", "mnist")
    }
    assert shares["own"][1] == pytest.approx(shuzi.load(run).card.metrics["test_accuracy"])
    assert shares["mnist"][0] == pytest.approx(shuzi.load().card.metrics["test_accuracy"])
    assert page.evaluate("document.activeElement.textContent") == "Use the new model"
    assert page.locator(".changed").count() == 2
    assert page.locator(".changed .broke h4").nth(1).inner_text().startswith("Wrong now, right before: ")

    page.keyboard.press("Enter")
    page.locator("#model-bar").wait_for()
    assert run.name in page.locator("#model-bar").inner_text()
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert state(page, "network.name") == run.name
    _answers_as(page, run)

    page.get_by_role("link", name="Write").click()
    draw(page, DIGITS[2])
    assert run.name in page.locator(".about").inner_text()
    page.get_by_role("button", name="Go back to shuzi").click()
    page.locator("#model-bar").wait_for(state="hidden")
    settle(page)
    assert "the model shuzi" in page.locator(".about").inner_text()
    with page.expect_request("**/api/look?name=shuzi*"):  # what the other model read is read again
        page.get_by_role("link", name="Photo").click()
    _answers_as(page, None)
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert state(page, "network.name") == "shuzi"


def _answers_as(page, run):
    """The page and the server's reader both use that model."""
    page.get_by_role("link", name="Write").click()
    page.get_by_role("button", name="Write a 8").click()
    settle(page)
    pixels = np.array(pixels_of(page), np.uint8).reshape(28, 28)
    expected = shuzi.load(run).predict(pixels).probabilities[0]
    np.testing.assert_allclose(
        page.evaluate("async () => Array.from((await import('/web/state.js')).selectedDigit().outputs.at(-1))"),
        expected,
        atol=1e-5,
    )
    page.get_by_role("link", name="Photo").click()
    with page.expect_request("**/api/look*") as asked:
        page.set_input_files("#file", {"name": "8.png", "mimeType": "image/png", "buffer": _png(pixels)})
    page.locator(".numbers-read").wait_for()
    assert parse_qs(urlsplit(asked.value.url).query)["name"] == ["shuzi" if run is None else run.name]


def _png(pixels):
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(255 - pixels).resize((224, 224)).save(stream, "PNG")
    return stream.getvalue()


def test_what_is_cancelled_can_be_begun_again(open_page):
    page = open_page("teach")
    page.get_by_role("button", name="Learn from my corrections").click()
    page.get_by_role("button", name="Cancel").click()
    again = page.get_by_role("button", name="Learn from my corrections")
    again.wait_for()
    assert again.is_enabled()


def test_a_model_that_is_gone_is_forgotten(open_page):
    page = open_page()
    page.evaluate("localStorage.setItem('shuzi.model', 'removed-since')")
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert state(page, "network.name") == "shuzi"

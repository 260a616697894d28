"""The page of a model of classes of one's own: it names signs, and says what it cannot do."""

import shutil

import pytest
from hands import SLOWER, draw
from own_signs import NUMERALS, STROKES
from page_server import serving


@pytest.fixture(scope="module")
def signs(browser, numerals, tmp_path_factory):
    """The page with the model of Chinese numerals chosen, and a 三 drawn; it may complain of nothing."""
    folder = tmp_path_factory.mktemp("signs")
    shutil.copytree(numerals / "run", folder / "runs" / "numerals")
    problems = []
    with serving(folder) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.add_init_script(SLOWER)
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{address}#/write?model=numerals")
        page.wait_for_selector("html[data-ready=yes]")
        draw(page, STROKES["三"], size=0.7)
        yield page
        context.close()
    assert problems == []


def _show(page, view):
    page.locator(f"#tabs a[data-view={view}]").click()
    page.wait_for_selector(f"main.view-{view}")


def test_all_strokes_are_one_sign_that_is_named(signs):
    _show(signs, "write")
    assert signs.locator(".big-number .one").all_inner_texts() == ["三"]
    assert signs.locator(".bar-row b").all_inner_texts() == list(NUMERALS)
    assert "It reads 一, 二, 三" in signs.locator(".about").inner_text()
    assert signs.locator(".pad .sample").count() == 0


def test_the_inside_names_its_answers(signs):
    _show(signs, "look")
    assert signs.locator(".digit-labels").last.locator("b").all_inner_texts() == list(NUMERALS)
    signs.get_by_role("tab", name="Why this sign?").or_(signs.get_by_text("Why this sign?")).first.click()
    assert "Why a 三 and not a " in signs.locator(".why h3").first.inner_text()


def test_two_models_of_other_classes_stand_side_by_side(signs):
    _show(signs, "compare")
    signs.locator(".compare-columns .bar-row").get_by_text("9", exact=True).wait_for()
    names = [
        column.locator(".bar-row b").all_inner_texts() for column in signs.locator(".compare-columns section").all()
    ]
    assert sorted(names) == [list("0123456789"), list(NUMERALS)]
    signs.wait_for_selector("text=and no digits")


@pytest.mark.parametrize(("view", "word"), [("photo", "Photo looks for digits"), ("teach", "Teach collects digits")])
def test_what_needs_digits_says_what_the_model_reads(signs, view, word):
    _show(signs, view)
    said = signs.locator(".needs-digits").inner_text()
    assert word in said
    assert "一, 二, 三, 四, 五, 六, 七, 八, 九, 十, and no digits" in said


def test_from_there_a_click_leads_to_digits(signs):
    _show(signs, "photo")
    signs.get_by_role("button", name="Use the model that reads digits").click()
    signs.wait_for_selector("main.view-photo:not(:has(.needs-digits))")
    _show(signs, "write")
    assert signs.locator(".bar-row b").all_inner_texts() == [*"0123456789"]

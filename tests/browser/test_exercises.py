"""The exercises of the site check an answer where they stand: without a server, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

markdown = pytest.importorskip("markdown")

DOCS = Path(__file__).parent.parent.parent / "docs"
RIGHT = {"en": "Right. The reason stands above.", "zh-TW": "答對了，理由在上面。"}
HINT = {"en": "Hint: ", "zh-TW": "提示："}


@pytest.fixture(
    scope="module", params=[("learning", "en"), ("ideas", "zh-TW"), ("worksheet", "zh-TW")], ids=lambda param: param[0]
)
def exercises(request, browser: Browser, tmp_path_factory) -> Iterator[tuple[Page, str]]:
    """A page of the site as a file on the disk, and its language; an error of its script, or a request, fails."""
    stem, language = request.param
    source = (DOCS / f"{stem}{'' if language == 'en' else '.' + language}.md").read_text(encoding="utf-8")
    body = markdown.markdown(source, extensions=["attr_list", "md_in_html", "tables"]).replace("<img", "<b")
    file = tmp_path_factory.mktemp("site") / "page.html"
    script = (DOCS / "exercises.js").as_uri()
    head = f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
    file.write_text(f'{head}<script src="{script}"></script>{body}', encoding="utf-8")
    page, complaints, asked = browser.new_page(), [], []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    yield page, language
    page.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith("file:")] == []


def test_the_answers_are_right_and_open_the_reason(exercises):
    page, language = exercises
    forms = page.locator("form.exercise")
    assert forms.count() >= 8
    for place in range(forms.count()):
        form, box = forms.nth(place), page.locator("[data-answer]").nth(place)
        why = box.get_attribute("data-why")
        assert box.get_attribute("open") is None
        answers = [part.split(":")[-1].strip(" ~") for part in box.get_attribute("data-answer").split(";")]
        for number, answer in enumerate(answers):
            form.locator("input").nth(number).fill(answer)
        form.locator("button").click()
        assert form.locator("output").inner_text() == (f"答對了。 {why}" if why else RIGHT[language])
        assert box.get_attribute("open") is not None or why


def test_a_wrong_answer_gets_a_hint_and_no_answer(exercises):
    page, language = exercises
    page.reload()
    forms = page.locator("form.exercise")
    for place in range(forms.count()):
        form, box = forms.nth(place), page.locator("[data-answer]").nth(place)
        for number in range(form.locator("input").count()):
            form.locator("input").nth(number).fill("77")
        form.locator("input").last.press("Enter")
        assert HINT[language] in form.locator("output").inner_text()
        assert box.get_attribute("open") is None


def test_an_input_is_called_by_its_question(exercises):
    page, _ = exercises
    question = page.locator("[data-answer] summary, p:has(> strong:first-child)").nth(1)
    name = " ".join(question.inner_text().split())
    inputs = page.locator("form.exercise").nth(1).locator("input").count()
    assert page.get_by_role("textbox", name=name).count() == inputs


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("１２", "12"),
        ("73,856", "73856"),
        (" 73 856 ", "73856"),
        ("73.856", "73856"),
        ("24×24", "24"),
        ("24 x 24", "24"),
        ("469 步", "469"),
        ("0,953", "~0.953"),
        ("0.9526", "~0.953"),
        ("0.95", "~0.953"),
        (".953", "~0.953"),
        ("1/4", "0.25"),
        ("２５％", "0.25"),
        ("−0.1", "-0.1"),
        ("－１／１０", "-0.1"),
        ("9.74%", "9.74%"),
        ("9.74", "9.74%"),
        ("0.0974", "9.74%"),
        ("974/10000", "9.74%"),
        ("650.6", "~651"),
    ],
)
def test_a_number_may_be_written_in_many_ways(exercises, written, answer):
    assert exercises[0].evaluate("([written, answer]) => isAnswer(written, answer)", [written, answer])


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        *[
            ("", "0"),
            ("x", "0"),
            ("0.1", "-0.1"),
            ("1", "~0.953"),
            ("0.94", "~0.953"),
            ("0.02", "~0.016"),
            ("1/0", "0"),
        ],
        *[("25", "24"), ("240", "24"), ("24×3", "24"), ("9.7", "9.74%"), ("11.35%", "9.74%")],
    ],
)
def test_another_number_is_not_right(exercises, written, answer):
    assert not exercises[0].evaluate("([written, answer]) => isAnswer(written, answer)", [written, answer])

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
        assert form.locator("output").inner_text() == (f"答對了。{why}" if why else RIGHT[language])
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
        ("24²", "24"),
        ("28×28×3", "2352"),
        ("28·28 * 3", "2352"),
        ("24*24", "576"),
        ("2.352e3", "2352"),
        ("2,352E+3", "2352"),
        ("2.352×10³", "2352"),
        ("9.384e-2", "~0.09384"),
        ("9.384·10^-2", "~0.09384"),
        ("9.4×10⁻²", "~0.09384"),
        ("1,153×200", "230600"),
        ("9.7%", "~9.74%"),
        ("9.7", "~9.74%"),
        ("0.097", "~9.74%"),
        ("650", "~651"),
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
        *[("25", "24"), ("240", "24"), ("24×3", "24"), ("9.7", "9.74%"), ("11.35%", "9.74%"), ("9.8%", "~9.74%")],
        *[("24×24×7", "24"), ("24*24=999", "24"), ("3*3*9", "3"), ("3×3 9", "3"), ("24²4", "24"), ("24×", "24")],
        *[("×24", "24"), ("24××24", "24"), ("24×25", "24"), ("24³", "24"), ("24 or 25", "24"), ("2.4e2", "24")],
        *[("640", "~651"), ("2^3^1", "8"), ("9.3e-2", "~0.09384"), ("28×28", "2352")],
    ],
)
def test_another_number_is_not_right(exercises, written, answer):
    assert not exercises[0].evaluate("([written, answer]) => isAnswer(written, answer)", [written, answer])


@pytest.mark.parametrize(
    ("written", "answer", "digits"),
    [
        ("1.0", "~0.953", 1),
        ("10%", "~9.74%", 1),
        ("0.02", "~0.016", 1),
        ("-0.3", "~-0.335", 1),
        ("9.7%", "9.74%", 1),
        ("0.097", "9.74%", 1),
        ("9.7", "9.743%", 2),
        ("7.4e4", "73856", 3),
        ("0.3", "~-0.335", None),
        ("0.5", "0.52", None),
        ("1", "~0.953", None),
        ("0", "~0.016", None),
        ("20", "24", None),
    ],
)
def test_what_is_right_but_too_coarse_is_told_how_many_digits_are_wanted(exercises, written, answer, digits):
    page, language = exercises
    missing = page.evaluate("([written, answer]) => digitsMissing(written, answer)", [written, answer])
    assert missing == (float("inf") if digits is None else digits)
    told = page.evaluate("([digits, lang]) => EXERCISE_WORDS[lang].coarse(digits, '')", [digits or 1, language])
    assert ("一位" in told or "one more digit" in told) == (digits in (1, None))


_COARSE = {
    "~651": (["7e2"], "Right so far: give one more digit."),
    "~9.74%": (["10%"], "對了一部分：再多寫一位。"),
    "交叉熵: ~0.408; 均方誤差: ~0.060": (["0.4", "0.060"], "2 個裡對了 1 個。對了一部分（交叉熵）：再多寫一位。"),
}
"""What an exercise of each page is given, and what it says."""


def test_a_coarse_answer_is_asked_for_more_and_gets_no_hint(exercises):
    page, _ = exercises
    page.reload()
    answer = next(answer for answer in _COARSE if page.locator(f'[data-answer="{answer}"]').count())
    form = page.locator(f'[data-answer="{answer}"] + form.exercise')
    written, told = _COARSE[answer]
    for place, number in enumerate(written):
        form.locator("input").nth(place).fill(number)
    form.locator("button").click()
    assert form.locator("output").inner_text() == told
    assert form.get_attribute("data-right") == "coarse"

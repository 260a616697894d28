"""The page as a whole: two languages, contrast, no sideways scrolling, nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from hands import settle

import shuzi

WEB = Path(shuzi.__file__).parent / "serving" / "web"
VIEWS = ["write", "look", "photo", "form", "teach", "compare", "runs?name=copy"]


LANGUAGES = {
    "en": ("en.js", "form-en.js", "signs-en.js"),
    "zh-TW": ("zh-tw.js", "form-zh-tw.js", "signs-zh-tw.js"),
}


def _words(language: str) -> str:
    return "".join((WEB / "words" / name).read_text(encoding="utf-8") for name in LANGUAGES[language])


def test_both_languages_have_the_same_words():
    words = [re.findall(r"^  (\w+): \"(.*)\",$", _words(language), re.MULTILINE) for language in LANGUAGES]
    english, chinese = (dict(found) for found in words)
    assert english.keys() == chinese.keys()
    assert len(english) > 100
    for key, sentence in english.items():
        assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", chinese[key])), key


def test_every_word_that_is_asked_for_is_there():
    scripts = "".join(path.read_text() for path in WEB.rglob("*.js"))
    asked = set(re.findall(r"say\(\"(\w+)\"", scripts)) | set(
        re.findall(r"data-(?:word|label)=\"(\w+)\"", (WEB / "index.html").read_text())
    )
    assert asked
    known = set(re.findall(r"^  (\w+):", _words("en"), re.MULTILINE))
    assert asked <= known


def test_nothing_is_logged_and_nothing_comes_from_elsewhere():
    for path in WEB.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert "console." not in text, path
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), path


def test_the_browsers_language_is_chosen_and_the_button_switches_it(open_page):
    page = open_page(locale="zh-TW")
    assert page.evaluate("document.documentElement.lang") == "zh-Hant-TW"
    assert page.get_by_role("link", name="看看裡面").first.is_visible()
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("link", name="Look inside").first.is_visible()
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("locale", ["en-US", "zh-TW"])
def test_nothing_sticks_out_sideways(open_page, view, width, locale):
    page = open_page(view, width=width, height=800, locale=locale)
    page.get_by_role("button").first.wait_for()
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(open_page, scheme):
    """Contrast of at least 4.5 to 1, as WCAG 2.2 asks for at level AA."""
    page = open_page(color_scheme=scheme)

    def luminance(name):
        colour = page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('{name}').trim()")
        shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    pairs = [
        (text, ground) for text in ("--ink", "--ink-soft", "--accent") for ground in ("--paper", "--sheet", "--wash")
    ]
    for text, ground in [*pairs, ("--accent-ink", "--accent")]:
        light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


@pytest.mark.parametrize("view", VIEWS)
def test_everything_that_can_be_pressed_has_a_name(open_page, view):
    page = open_page(view)
    page.get_by_role("button").first.wait_for()
    nameless = page.evaluate(
        "() => [...document.querySelectorAll('button, a, select, canvas[tabindex], input')]"
        ".filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))"
        ".map((e) => e.outerHTML)"
    )
    assert nameless == []


def test_the_apis_description_is_shown(open_page, address):
    page = open_page()
    page.goto(f"{address}docs")
    page.get_by_text("/api/predict", exact=True).first.click()
    assert page.get_by_text("application/octet-stream").first.is_visible()

"""The pictures say the same in every language, with characters that the font has."""

import string

import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg

from shuzi.errors import UsageError
from shuzi.evaluation.lettering import CHINESE_FONT, typeset
from shuzi.explaining.sheet import new_figure, title
from shuzi.explaining.words import LANGUAGES, of_signs, texts
from shuzi.words import words

ENGLISH = LANGUAGES["en"]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language):
    assert list(LANGUAGES[language]) == list(ENGLISH)
    assert all(text.strip() for text in LANGUAGES[language].values())


@pytest.mark.parametrize("name", ENGLISH)
def test_a_text_tells_the_same_facts_in_every_language(name):
    wanted = fields(ENGLISH[name])
    assert {language: fields(said[name]) for language, said in LANGUAGES.items()} == dict.fromkeys(LANGUAGES, wanted)


def test_the_font_has_every_character_that_is_drawn():
    has = set(map(chr, TTFont(CHINESE_FONT).getBestCmap()))
    said = LANGUAGES["zh-TW"]
    everything = said | {f"{name}, of signs": text for name, text in of_signs(said, "zh-TW").items()}
    drawn = {name: text for name, text in everything.items() if not name.startswith("page.")}
    drawn |= {name: text for name, text in words("zh-TW").items() if name.startswith("figure.")}
    missing = {name: sorted(set(text) - has - {"\n"}) for name, text in drawn.items()}
    assert {name: characters for name, characters in missing.items() if characters} == {}
    assert set(string.ascii_letters + string.digits + "×→−·–%+-_#.,:()<>/") <= has


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_title_and_no_note_is_cut_off_at_the_right(language):
    said = {
        name: text
        for name, text in LANGUAGES[language].items()
        if name.endswith((".title", "note", "filters")) and "page." not in name
    }
    # As long as the values become.
    values = {"number": 128, "layer": "conv_3", "shape": "3×3×128", "sizes": "1,152 → 200 → 10", "largest": "0.0188"}
    values |= {"count": 128, "silent": 128, "channels": 128, "places": 9, "total": "325,282", "digit": 8, "label": 8}
    values |= {"recipe": "standard", "cover": 5, "height": 2, "width": 2}
    values |= {"row": 3, "column": 3, "rate": 0.05, "batch": 20, "window": 5, "guess": "ln 10 = 2.303", "degrees": 11}
    values |= {"shift": 2, "whose": LANGUAGES[language]["learning.whose.shuzi"]}
    with typeset(language):
        for name, text in said.items():
            figure = new_figure(1)
            is_note = name.endswith("note")
            title(figure, "" if is_note else text.format(**values), text.format(**values) if is_note else "")
            renderer = FigureCanvasAgg(figure).get_renderer()
            assert max(shown.get_window_extent(renderer).x1 for shown in figure.texts) <= 995, name


def test_the_font_bears_its_licence_and_no_reserved_name():
    names = {record.nameID: str(record) for record in TTFont(CHINESE_FONT)["name"].names}
    assert "SIL Open Font License" in names[13]
    assert "Source" not in names[1]
    assert "SIL OPEN FONT LICENSE" in (CHINESE_FONT.parent / "OFL.txt").read_text(encoding="utf-8")


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="expected en or zh-TW"):
        texts("fr")

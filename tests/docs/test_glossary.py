"""One thing has one name in Chinese: the glossary's, in every text that a reader meets."""

import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from shuzi.explaining.words import LANGUAGES
from shuzi.words import zh_tw

ROOT = Path(__file__).parent.parent.parent
GLOSSARY, ENGLISH = ROOT / "docs" / "glossary.zh-TW.md", ROOT / "docs" / "glossary.md"
sys.path.insert(0, str(ROOT / "notebooks"))

from cells import CELLS  # noqa: E402 - beside the notebooks, not in the package
from signs_cells import SIGNS  # noqa: E402
from step_cells import STEP  # noqa: E402

# What is said elsewhere in Chinese, and never in Taiwan.
NOT_IN_TAIWAN = (
    *(
        "默認",
        "缺省",
        "運行",
        "文件夾",
        "視頻",
        "網絡",
        "代碼",
        "屏幕",
        "信息",
        "軟件",
        "硬件",
        "用戶",
        "服務器",
        "內存",
    ),
    *("圖像", "字符", "函數庫調用", "鼠標", "鏈接", "加載", "保存", "打印", "優化器", "隨機種子", "通過率", "墒"),
)
# Word for word from English, which a reader from Taiwan marked.
CALQUES = (
    "長出來",
    "給會說",
    "會說 Open",
    "住在哪裡",
    "要墨",
    "要白紙",
    "一個一個想法",
    "年過來",
    "往下走",
    "不認得列",
    "的窗",
)


MISTAKEN = ("飽合", "十個 logit", "logit 次方", "損失函數", "整個筆記", "精確度", "精度")
"""Misspelt or with two names for one thing, and what some say for accuracy, others for precision."""

NO_TERMS = {
    *("mse", "same", "valid", "one-hot"),  # Keras's names
    *("close-up", "finder", "fully convolutional network", "column"),
}
"""What stands beside Chinese in brackets and is no term of learning."""


class Term(NamedTuple):
    """A line of the glossary."""

    chinese: str
    english: str
    keras: str
    elsewhere: str
    meaning: str


def lines(page: Path) -> list[list[str]]:
    """Return the cells of the page's table, without its head."""
    rows = re.findall(r"^\| (.+) \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [[cell.strip() for cell in re.split(r" *\|(?: |$)", row)] for row in rows[1:]]


TERMS = [Term(*line) for line in lines(GLOSSARY)]
WORDS = ROOT / "src/shuzi/serving/web/words"
WEB = "\n".join((WORDS / name).read_text(encoding="utf-8") for name in ("zh-tw.js", "form-zh-tw.js", "signs-zh-tw.js"))
TEXTS = {
    **{page.name: page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.zh-TW.md"))},
    "README.zh-TW.md": (ROOT / "README.zh-TW.md").read_text(encoding="utf-8"),
    "the pictures": "\n".join(LANGUAGES["zh-TW"].values()),
    "the command line": "\n".join([*zh_tw.TEXTS.values(), *zh_tw.DIAGNOSES.values()]),
    "the page": WEB,
    "the notebook": "\n".join(cell.zh_tw for cell in (*CELLS, *STEP, *SIGNS)),
}
OTHERS = {name: text for name, text in TEXTS.items() if name != GLOSSARY.name}


@pytest.mark.parametrize("name", OTHERS)
def test_a_text_uses_no_other_name(name):
    others = [other for term in TERMS for other in re.split("、", term.elsewhere) if other]
    text = OTHERS[name]
    assert [word for word in (*others, *NOT_IN_TAIWAN, *CALQUES, *MISTAKEN) if word in text] == []


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.english)
def test_a_term_is_used_and_stands_beside_its_english_name(term):
    where = [name for name, text in OTHERS.items() if term.chinese in text]
    assert where
    beside = re.compile(rf"{term.chinese}\w{{0,6}}\*?[（ ][^）\n]{{0,20}}{re.escape(term.english)}", re.IGNORECASE)
    assert [name for name in where if beside.search(OTHERS[name])]


@pytest.mark.parametrize("name", OTHERS)
def test_the_glossary_has_every_term_that_is_introduced_with_its_english_name(name):
    terms = {term.english.lower() for term in TERMS} | {"max-pooling", "max pooling"}
    known = terms | {f"{term}{ending}" for term in terms for ending in ("s", " function", " error")} | NO_TERMS
    said = re.findall(r"[\u4e00-\u9fff]\*?（\*?([A-Za-z][A-Za-z -]{2,40}?) *[）、，：]", OTHERS[name])
    assert [english for english in said if english.lower() not in known] == []


@pytest.mark.parametrize("name", [name for name in OTHERS if name.endswith(".md")])
def test_a_page_gives_the_english_name_where_it_first_needs_it(name):
    # Without it nobody connects a term with `filters=`, `epochs=`, `Flatten` or `Dense`.
    needed = {"濾鏡": "filter", "輪": "epoch", "攤平": "Flatten", "全連接層": "Dense", "池化": "pooling"}
    for chinese, english in needed.items():
        first = re.search(rf"{chinese}.{{0,30}}", re.sub(r"<[^>]*>", "", OTHERS[name]))  # not what exercises.js says
        assert first is None or re.match(rf"{chinese}\*?（[^）]*{english}", first[0]), first[0]


@pytest.mark.parametrize("name", TEXTS)
def test_no_blank_stands_before_a_percent_sign_or_inside_a_chinese_sentence(name):
    wide = r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]"
    assert re.findall(rf"\d %|{wide} +{wide}", re.sub(r"`[^`]*`", "x", TEXTS[name])) == []


@pytest.mark.parametrize("name", [name for name in TEXTS if name.endswith(".md")])
def test_a_paragraph_is_one_line(name):
    # Markdown shows a line break as a blank, which has no place inside a Chinese sentence.
    text = re.sub(r"^```.*?^```$", "", TEXTS[name], flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"^[^\n#|>!\-*<].*\n(?!\d+\. )[^\n#|!\-*<].*", text, re.MULTILINE) == []


def test_both_languages_have_the_same_terms():
    english = [(chinese, term, keras) for term, chinese, keras, *_ in lines(ENGLISH)]
    assert english == [(term.chinese, term.english, term.keras.replace("、", ", ")) for term in TERMS]
    assert len({term.chinese for term in TERMS}) == len(TERMS) >= 30

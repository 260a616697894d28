"""What the pages for teachers and users call a button, a view or a heading is what the page calls it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
WORDS = ROOT / "src" / "shuzi" / "serving" / "web" / "words"
DOCS = ROOT / "docs"

SAID = {"": ("en.js", "form-en.js"), ".zh-TW": ("zh-tw.js", "form-zh-tw.js")}
QUOTED = {"": r'"([^"\n]*)"', ".zh-TW": r"「((?:[^「」\n]|「[^「」\n]*」)*)」"}
PAGES = ("teach", "try", "slides/lessons", "worksheet", "how-to-serve", "how-to-form")


def labels(language: str) -> list[re.Pattern[str]]:
    """Return what matches each of the page's words; a name in braces stands for anything, a count may be left out."""
    words = "".join((WORDS / name).read_text(encoding="utf-8") for name in SAID[language])
    texts = re.findall(r"^  \w+: \"(.*)\",$", words, re.MULTILINE)
    assert len(texts) > 300
    patterns = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(re.sub(r" ?[（(]\{count\}.*", "", text))) for text in texts]
    return [re.compile(pattern) for pattern in patterns]


@pytest.mark.parametrize("language", SAID)
def test_labels_that_are_quoted_are_the_pages_own(language):
    known = labels(language)
    quoted = set()
    for name in PAGES:
        text = (DOCS / f"{name}{language}.md").read_text(encoding="utf-8")
        text = re.sub(r"\A---\n.*?^---\n|^ *```.*?^ *```|`[^`\n]*`|<[^>]*>", "", text, flags=re.DOTALL | re.MULTILINE)
        text = text.translate(str.maketrans("『』", "「」"))  # inside another quotation
        # What ends with a full stop is what somebody says, not a label.
        quoted |= {(name, label) for label in re.findall(QUOTED[language], text) if not label.endswith((".", "。"))}
    assert len({label for name, label in quoted if name == "teach"}) >= 5
    assert sorted((name, label) for name, label in quoted if not any(one.fullmatch(label) for one in known)) == []

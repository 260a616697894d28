"""The reader on a folder of labelled photos that SHUZI_PHOTOS names; photos are not a part of the project.

The folder holds `labels.json`: a list of {"file", "kind"}: "page" with "lines", "single" with "label", or "none".
They were looked at while the reader was made: what it reaches here are development figures.
"""

import json
import os
from pathlib import Path

import pytest
from scoring.transcripts import score_page

FOLDER = os.environ.get("SHUZI_PHOTOS")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="SHUZI_PHOTOS names no folder of labelled photos")


PAGE_DIGITS, PAGES, SINGLES, SURE_OF_NOTHING = 0.94, 0.8, 0.95, 0.1
"""What the shipped reader reached here, a little less: no change may lose more. The targets are higher."""


@pytest.fixture(scope="module")
def entries():
    folder = Path(FOLDER or "")
    known = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    return [entry | {"path": folder / entry["file"]} for entry in known]


def of_kind(entries, kind):
    some = [entry for entry in entries if entry["kind"] == kind]
    if not some:
        pytest.skip(f"the folder holds no picture of kind {kind!r}")
    return some


def test_pages_are_read(reader, entries):
    some = of_kind(entries, "page")
    scores = [score_page(entry["lines"], [line.text for line in reader.read(entry["path"]).lines]) for entry in some]
    digits, mistakes = sum(score.digits for score in scores), sum(score.mistakes for score in scores)
    assert 1 - mistakes / digits >= PAGE_DIGITS
    assert sum(score.exact for score in scores) / len(scores) >= PAGES


def test_single_digits_are_read(reader, entries):
    some = of_kind(entries, "single")
    answer = reader.predict([entry["path"] for entry in some])
    right = [str(digit) == entry["label"] for digit, entry in zip(answer.digits, some, strict=True)]
    assert sum(right & answer.found) / len(some) >= SINGLES


def test_where_no_digit_is_none_is_sure(reader, entries):
    some = of_kind(entries, "none")
    sure = [any(digit.sure for digit in reader.read(entry["path"]).digits) for entry in some]
    assert sum(sure) / len(some) <= SURE_OF_NOTHING

"""The reader on a folder of labelled photos that SHUZI_PHOTOS names; photos are not a part of the project.

The folder holds `labels.json`: a list of {"file", "kind"}: "page" with "lines", "single" with "label", or "none".
They were looked at while the reader was made: what it reaches here are development figures.

`photos.json` names those that are not read right, with the fewest and the most mistakes of each: as the photo is, and
with noise of one step of brightness from eight seeds, which moves more than another processor's kernels do. All others
are read right. Who makes the reader better takes a photo off it, or lowers its numbers.
"""

import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest
from scoring.cases import photos
from scoring.outcomes import right_of
from scoring.transcripts import score_page

from shuzi.reading.fusion import SURE_FROM

FOLDER = os.environ.get("SHUZI_PHOTOS")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="SHUZI_PHOTOS names no folder of labelled photos")
RECORD = Path(__file__).with_name("photos.json")


class Reading(NamedTuple):
    """What is written on a photo, and what was read."""

    name: str
    holds: str
    written: list[str]
    read: list[str]
    sure: list[bool]
    """Of every digit that was read."""

    @property
    def mistakes(self) -> int:
        """Digits that would have to be changed, added or taken away; 1 where they only stand in other lines."""
        score = score_page(self.written, self.read)
        return max(score.mistakes, int(not score.exact))

    @property
    def sure_and_wrong(self) -> bool:
        right = right_of("".join(self.read), "".join(self.written))
        return any(sure and not correct for sure, correct in zip(self.sure, right, strict=True))

    def __str__(self) -> str:
        return f"{self.name}: {self.written} is read as {self.read}"


@pytest.fixture(scope="module")
def readings(reader) -> list[Reading]:
    """Every photo: of a single digit what `predict` answers, of all else what `read` does."""
    cases = list(photos(Path(FOLDER or "")))
    singles = [case for case in cases if case.holds == "single"]
    answer = reader.predict([case.source for case in singles])
    told = []
    for case, digit, confidence, found in zip(singles, answer.digits, answer.confidence, answer.found, strict=True):
        read, sure = ([str(digit)], [bool(confidence >= SURE_FROM)]) if found else ([], [])
        told.append(Reading(case.name, case.holds, list(case.lines), read, sure))
    for case in cases:
        if case.holds != "single":
            page = reader.read(case.source)
            sure = [digit.sure for digit in page.digits]
            told.append(Reading(case.name, case.holds, list(case.lines), [line.text for line in page.lines], sure))
    return told


@pytest.mark.parametrize("holds", ["page", "single", "none"])
def test_every_photo_is_read_as_well_as_is_recorded_and_no_better(readings, holds):
    some = [one for one in readings if one.holds == holds]
    if not some:
        pytest.skip(f"the folder holds no picture of kind {holds!r}")
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    worse = [str(one) for one in some if one.mistakes > recorded.get(one.name, [0, 0])[1]]
    better = [f"{one}, {one.mistakes}" for one in some if one.mistakes < recorded.get(one.name, [0, 0])[0]]
    assert not worse, "worse than recorded: " + "; ".join(worse)
    assert not better, f"better than recorded; change {RECORD.name}: " + "; ".join(better)


def test_no_answer_that_is_sure_is_wrong(readings):
    wrong = [str(one) for one in readings if one.sure_and_wrong]
    assert not wrong, "sure and wrong: " + "; ".join(wrong)

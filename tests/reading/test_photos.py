"""The reader on a folder of labelled photos that SHUZI_PHOTOS names; photos are not a part of the project.

The folder holds `labels.json`: a list of {"file", "kind": "page" with "lines" or "single" with "label"}.
"""

import json
import os
from pathlib import Path

import pytest

from shuzi.evaluation.transcripts import score_page

FOLDER = os.environ.get("SHUZI_PHOTOS")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="SHUZI_PHOTOS names no folder of labelled photos")


def test_photos_are_read(reader):
    folder = Path(FOLDER or "")
    entries = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    scores = []
    for entry in entries:
        read = [line.text for line in reader.read(folder / entry["file"]).lines]
        scores.append(score_page(entry["lines"] if entry["kind"] == "page" else [entry["label"]], read))
    digits, mistakes = sum(score.digits for score in scores), sum(score.mistakes for score in scores)
    assert 1 - mistakes / digits >= 0.97
    assert sum(score.exact for score in scores) / len(scores) >= 0.90

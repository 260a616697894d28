"""`shuzi export` says what it wrote and how it answers."""

import json
import re
from pathlib import Path

PAGE = Path(__file__).parent.parent.parent / "docs" / "json.md"


def test_an_export_says_how_it_answers(shuzi, tmp_path):
    done = shuzi("export", "--to", "onnx", "--out", tmp_path / "out", "--card")
    assert done.returncode == 0, done.stderr
    assert "same digit     10,000 of 10,000 test images" in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["README.md", "export.json", "model.onnx"]


def test_every_name_is_documented(shuzi, tmp_path):
    done = shuzi("export", "--to", "onnx", "--out", tmp_path / "out", "--json")
    said = json.loads(done.stdout)
    documented = set(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8")))
    assert {*said, *said["proof"]} <= documented


def test_a_folder_that_is_in_use_is_left_alone(shuzi, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = shuzi("export", "--to", "onnx", "--out", tmp_path)
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_format_is_a_misuse(shuzi):
    done = shuzi("export", "--to", "word")
    assert done.returncode == 2
    assert "expected one of keras, json-h5, onnx" in done.stderr

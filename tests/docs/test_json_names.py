"""Every name that a command's JSON uses is on docs/json.md, and none that was there has gone.

Commands that train for long are asked where they train: whatever calls `check_names` in other files.
"""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from form_sheets import FORM, blank_sheet, filled_sheet
from json_names import RECORD, ROOT, check_names, names_at
from mnist_pages.pages import draw_page
from PIL import Image, ImageDraw, ImageFont
from typer.testing import CliRunner
from warm import run_warm

from shuzi.cli import app
from shuzi.data.mnist import Mnist
from shuzi.digits import Split
from shuzi.exporting import export as exporting


def _said(*arguments: object, code: int = 0) -> Any:
    done = run_warm(*arguments, "--json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


QUICK = ["data", "show 1", "summary", "doctor", "evaluate RUN"]


@pytest.mark.parametrize("command", QUICK)
def test_a_command_has_the_names_that_it_had(command, trained):
    check_names(command.split()[0], _said(*[trained["run"] if word == "RUN" else word for word in command.split()]))


def test_predict_has_the_names_that_it_had_of_a_file_that_it_cannot_read_too(trained, tmp_path):
    Image.new("L", (28, 28)).save(tmp_path / "blank.png")
    (tmp_path / "notes.png").write_text("no image")
    check_names("predict", _said("predict", trained["run"], tmp_path, code=1))


@pytest.fixture
def page(mnist, tmp_path):
    """A page of handwriting with a number in print below it."""
    drawn = Image.fromarray(draw_page("plain", mnist.test, np.random.default_rng(3)).pixels)
    page = Image.new("RGB", (drawn.width, drawn.height + 200), "white")
    page.paste(drawn)
    ImageDraw.Draw(page).text((60, drawn.height + 60), "2026", font=ImageFont.load_default(size=80), fill=0)
    page.save(tmp_path / "page.png")
    return tmp_path / "page.png"


def test_read_has_the_names_that_it_had(page):
    check_names("read", _said("read", page))


def test_a_table_that_is_written_has_the_names_that_it_had(page, tmp_path):
    check_names("read --out", _said("read", page, "--out", tmp_path / "table.csv"))


def test_a_form_has_the_names_that_it_had(mnist, tmp_path):
    (tmp_path / "form.toml").write_text(FORM, encoding="utf-8")
    Image.fromarray(blank_sheet()).save(tmp_path / "blank.png")
    Image.fromarray(filled_sheet(mnist, {"room": "314", "day": "7", "sum": "321"})).save(tmp_path / "scan.png")
    check_names("read --form", _said("read", tmp_path / "scan.png", "--form", tmp_path / "form.toml"))


def test_sample_has_the_names_that_it_had(tmp_path):
    check_names("sample", _said("sample", "--out", tmp_path / "five.png"))


def test_explain_has_the_names_that_it_had(trained, tmp_path):
    check_names("explain", _said("explain", "--only", "parameters", "--out", tmp_path / "pictures"))
    keras = Path(trained["run"]) / "model.keras"
    check_names("explain FILE", _said("explain", keras, "--only", "parameters", "--out", tmp_path / "more"))


def test_bench_has_the_names_that_it_had_of_a_format_that_is_missing_too(mnist, monkeypatch):
    few = Mnist(Split(*(part[:100] for part in mnist.train)), Split(*(part[:100] for part in mnist.test)))
    monkeypatch.setattr(exporting, "load_mnist", lambda progress: few)
    monkeypatch.setattr(exporting, "FORMATS", ("onnx", "web"))
    monkeypatch.setattr("shutil.which", lambda _: None)
    done = CliRunner().invoke(app, ["bench", "--json"])
    said = json.loads(done.stdout)
    assert [row["proof"] is None for row in said["formats"]] == [False, True]
    check_names("bench", said)


def test_training_and_the_card_have_the_names_that_they_had(trained):
    check_names("train", trained)
    check_names("card.json", json.loads((Path(trained["run"]) / "card.json").read_text(encoding="utf-8")))


def test_every_command_that_is_recorded_is_asked_somewhere():
    files = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    asked = {*re.findall(r'check_names\("([^"]*)"', files), *(command.split()[0] for command in QUICK)}
    assert asked == set(json.loads(RECORD.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"to": "onnx", "files": {}, "export": "out"}, "recorded is 'export files proof to'; nothing at proof"),
        ({"to": "onnx", "files": {}, "export": "out", "proof": None, "digit": 1}, "'digit export files proof to'"),
        ({"to": "onnx", "files": {}, "export": "out", "prooof": None}, "not on docs/json.md, of export: .'prooof'."),
    ],
)
def test_a_name_that_has_gone_or_come_is_noticed(said, words):
    with pytest.raises(AssertionError, match=words):
        check_names("export", said)


def test_names_are_told_by_their_place():
    value = {"lines": [{"digits": []}, {"digits": [{"box": [1]}], "text": ""}], "files": {"a.png": {"why": ""}}}
    assert names_at(value) == {
        "": "files lines", "files.*": "why", "lines[]": "digits | digits text", "lines[].digits[]": "box",
    }  # fmt: skip

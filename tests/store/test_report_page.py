"""`report.md` says what a person wants to know of a run."""

import re
import shlex
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import shuzi
from shuzi.cli import app
from shuzi.evaluation.report import Report, evaluate
from shuzi.store.card import Card
from shuzi.store.folder import read_run
from shuzi.store.model import PRETRAINED
from shuzi.store.report_page import report_page
from shuzi.training.diagnosis import Evidence, diagnose
from shuzi.words import LANGUAGES


@pytest.fixture(scope="module")
def card() -> Card:
    return read_run(PRETRAINED)


@pytest.fixture(scope="module")
def report() -> Report:
    """Of four images: a 3 taken for a 5, and three that are right."""
    return evaluate(np.array([3, 1, 1, 0], np.uint8), np.eye(10, dtype=np.float32)[[5, 1, 1, 0]], loss="mse")


def test_the_page_tells_how_the_model_was_made(card, report):
    page = report_page(replace(card, seed=77, recipe="quick", epochs_done=4), report, "mine")
    for words in ("# mine", "325,282 parameters", "`quick`", "seed 77", "82,482 images of mnist", "4 epochs"):
        assert words in page.replace("\n", " ")


def test_the_page_tells_what_was_scored(card, report):
    page = report_page(card, report, "mine")
    assert "on 4 test images" in page
    assert "| accuracy | 75.00% (95%: 30.06% to 95.44%) |" in page
    assert "| mistakes | 1 |" in page
    assert "| loss (mse) | 0.05000 |" in page


def test_a_digit_that_was_never_met_has_dashes_for_shares(card, report):
    page = report_page(card, report, "mine")
    assert "| 1 | 2 | 100.00% | 100.00% |" in page
    assert "| 3 | 1 | – | 0.00% |" in page
    assert "| 9 | 0 | – | – |" in page


@pytest.mark.parametrize("interrupted", [True, False])
def test_the_page_says_if_the_run_was_stopped(card, report, interrupted):
    assert ("Stopped by Ctrl-C" in report_page(replace(card, interrupted=interrupted), report, "")) == interrupted


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_did_not_learn_says_so_and_why(card, report, language):
    stuck = diagnose(Evidence(accuracy=0.1, loss=0.18, saturated=1.0, dead=0.0, moved=0.1, loss_is_mse=True))
    assert stuck is not None
    page = report_page(replace(card, diagnosis=stuck._asdict()), report, "stuck", language)
    said = {"en": "**It did not learn.** The softmax is saturated", "zh-TW": "**沒有學起來。** softmax 飽和"}[language]
    assert said in page
    assert page.index(said) < page.index("|---|")  # above what it scored
    assert said not in report_page(card, report, "healthy", language)


def test_the_page_is_in_the_readers_language(card, report):
    page = report_page(card, report, "mine", "zh-TW")
    for words in (
        "# mine",
        "325,282 個參數",
        "| 準確率（accuracy） | 75.00%（95% 信賴區間：",
        "| 9 | 0 | – | – |",
        "## 怎麼用",
    ):
        assert words in page
    assert [line for line in page.splitlines() if line.startswith("| on") or "mistakes |" in line] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_the_page_are_tables(card, report, language):
    tables = re.findall(r"(?:^\|.*\|\n)+", report_page(card, report, "mine", language), re.MULTILINE)
    assert [len(table.splitlines()) for table in tables] == [6, 12]
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_the_commands_on_the_page_work_where_the_page_lies(card, report, monkeypatch, capsys, tmp_path, mnist):
    image = tmp_path / "digit.png"
    Image.fromarray(mnist.test.images[0]).save(image)
    monkeypatch.chdir(PRETRAINED)
    page = report_page(card, report, "a name that is no path from here")
    commands = [shlex.split(line) for line in re.findall(r"^    shuzi (.*)$", page, re.MULTILINE)]
    assert [command[:2] for command in commands] == [["evaluate", "."], ["predict", "."]]
    arguments = [str(image) if word == "digit.png" else word for word in commands[1]]
    done = CliRunner().invoke(app, arguments)
    assert (done.exit_code, "7" in done.stdout) == (0, True)


def test_the_code_on_the_page_loads_the_run(card, report, monkeypatch):
    monkeypatch.chdir(PRETRAINED)
    page = report_page(card, report, "mine")
    code = page.split("```python\n")[1].split("```")[0]
    known = {"images": np.zeros((2, 28, 28), np.uint8)}
    exec(code, known)
    assert isinstance(known["model"], shuzi.Model)

"""`report.md` says what a person wants to know of a run."""

from dataclasses import replace

import numpy as np
import pytest

import shuzi
from shuzi.evaluation.report import Report, evaluate
from shuzi.store.card import Card
from shuzi.store.folder import read_run
from shuzi.store.model import PRETRAINED
from shuzi.store.report_page import report_page


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
    assert "| accuracy | 75.00% (95 %: 30.06% to 95.44%) |" in page
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


def test_the_code_on_the_page_loads_the_run(card, report):
    page = report_page(card, report, str(PRETRAINED))
    code = page.split("```python\n")[1].split("```")[0]
    known = {"images": np.zeros((2, 28, 28), np.uint8)}
    exec(code, known)
    assert isinstance(known["model"], shuzi.Model)

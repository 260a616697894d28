"""The key of the worksheet is what the questions come to, in both languages."""

import re
from pathlib import Path

import numpy as np
import pytest

from shuzi.store.saved_layers import read_architecture

DOCS = Path(__file__).parent.parent.parent / "docs"
LANGUAGES = ("", ".zh-TW")


def _answers(language: str) -> dict[int, str]:
    key = (DOCS / f"worksheet-key{language}.md").read_text(encoding="utf-8")
    return {int(number): text for number, text in re.findall(r"^(\d+)\. (.*(?:\n   .*)*)", key, re.MULTILINE)}


def _tables(language: str) -> list[list[list[int]]]:
    sheet = (DOCS / f"worksheet{language}.md").read_text(encoding="utf-8").replace("−", "-")
    tables = re.findall(r"^```text\n(.*?)^```$", sheet, re.MULTILINE | re.DOTALL)
    return [
        [[int(number) for number in row.split()] for row in table.splitlines() if not re.search(r"[^\d\s-]", row)]
        for table in tables
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sums_of_the_first_question(language):
    both = np.array(_tables(language)[0])
    pixels, weights = both[:, :3], both[:, 3:]
    answer = _answers(language)[1]
    assert f"= {(pixels * weights).sum()}" in answer
    assert f"{(pixels * weights).sum() + 0.5}" in answer
    assert f"= −{-((pixels[:, ::-1] * weights).sum() + 0.5)}" in answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_winners_of_the_third_question(language):
    table = np.array(_tables(language)[1])
    winners = table.reshape(2, 2, 2, 2).max(axis=(1, 3)).ravel().tolist()
    assert re.findall(r"\d", _answers(language)[3]) == [str(number) for number in winners]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parameters_of_the_fourth_question_are_the_networks(language):
    layers = {layer.name: layer for layer in read_architecture(None).layers}
    assert [f"{layers[name].parameters:,}" in _answers(language)[4] for name in ("conv_3", "dense_1")] == [True, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_probabilities_losses_and_gradients(language):
    answers, powers = _answers(language), np.exp([2, 1, 0])
    chances, target = powers / powers.sum(), np.array([1, 0, 0])
    assert re.findall(r"\d\.\d+", answers[5]) == [f"{chance:.3f}" for chance in chances]
    losses = -np.log(chances[0]), ((chances - target) ** 2).mean()
    assert re.findall(r"\d\.\d+", answers[6]) == [f"{loss:.3f}" for loss in losses]
    sent = [f"{value:.3f}".replace("-", "−") for value in chances - target]
    assert re.findall(r"−?\d\.\d+", answers[7]) == sent


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_checks_answers_against_the_key(language):
    sheet = (DOCS / f"worksheet{language}.md").read_text(encoding="utf-8")
    checked = re.findall(r'data-answer="([^"]*)"', sheet)
    answers = _answers(language)
    assert len(checked) == len(answers) == 10
    for number, parts in enumerate(checked, start=1):
        key = {
            float(said.replace(",", "")) for said in re.findall(r"-?\d[\d,.]*\d|\d", answers[number].replace("−", "-"))
        }
        assert {float(part.split(":")[-1].strip(" ~")) for part in parts.split(";")} <= key, number


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_in_words_is_answered_in_words(language):
    sheet = (DOCS / f"worksheet{language}.md").read_text(encoding="utf-8")
    reasons = re.findall(r'data-why="([^"]*)"', sheet)
    assert len(reasons) == 10
    told = (
        ("left edge", "should grow: its gradient is negative", "saturation")
        if language == ""
        else ("左緣", "應該變大：它的梯度是負的", "飽和")
    )
    assert [words in reasons[place] for words, place in zip(told, (0, 6, 8), strict=True)] == [True] * 3


def test_every_english_reason_begins_as_a_sentence():
    for page in DOCS.glob("*.md"):
        if not page.name.endswith(".zh-TW.md"):
            reasons = re.findall(r'data-why="([^"]*)"', page.read_text(encoding="utf-8"))
            assert [why for why in reasons if why[0].islower() or why[-1] not in ".?!"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_saturation(language):
    powers = np.exp(np.array([20.0, 0, 0]))
    chances, target = powers / powers.sum(), np.array([0, 1, 0])
    assert f"{1 - chances[0]:.9f}" in _answers(language)[9]
    outer = 2 / 3 * (chances - target)
    assert abs(chances[0] * (outer[0] - (outer * chances).sum())) < 1e-8  # what the squared error sends back
    assert round(float(chances[0] - target[0]), 6) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps(language):
    assert "0.52" in _answers(language)[8]
    assert re.findall(r"[\d,]+", _answers(language)[10]) == ["600", "7,200"]

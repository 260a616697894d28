"""docs/json.md lists every name that a command's JSON uses."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mnist_pages.pages import draw_page
from PIL import Image
from warm import run_warm

PAGE = Path(__file__).parent.parent.parent / "docs" / "json.md"

# Below these, keys are data: layer names, file names, package names, the recipe's own fields.
DATA = {"files", "recipe_values", "sha256", "versions"}


def _names(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_names, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    inner = [_names(child) for name, child in value.items() if name not in DATA]
    return set(value).union(*inner)


@pytest.fixture(scope="module")
def documented() -> set[str]:
    return set(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8")))


def _said(*arguments: str) -> Any:
    done = run_warm(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("command", ["data", "show 1", "summary", "doctor", "evaluate RUN", "predict RUN IMAGE"])
def test_every_name_of_a_command_is_documented(command, documented, trained, tmp_path):
    Image.new("L", (28, 28)).save(tmp_path / "blank.png")
    places = {"RUN": trained["run"], "IMAGE": str(tmp_path / "blank.png")}
    assert _names(_said(*[places.get(word, word) for word in command.split()])) <= documented


def test_every_name_of_read_is_documented(documented, tmp_path, mnist):
    page = draw_page("plain", mnist.test, np.random.default_rng(3))
    Image.fromarray(page.pixels).save(tmp_path / "page.png")
    said = _said("read", str(tmp_path / "page.png"))
    assert said["lines"]
    assert _names(said) <= documented


def test_every_name_of_sample_is_documented(documented, tmp_path):
    assert _names(_said("sample", "--out", str(tmp_path / "five.png"))) <= documented


def test_every_name_of_explain_is_documented(documented, tmp_path):
    assert _names(_said("explain", "--only", "parameters", "--out", str(tmp_path / "pictures"))) <= documented


def test_every_name_of_training_and_of_the_card_is_documented(documented, trained):
    assert _names(trained) <= documented
    assert _names(json.loads((Path(trained["run"]) / "card.json").read_text())) <= documented

"""Two small trainings for all tests of classes of one's own: Chinese numerals, and letters."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from own_signs import LETTERS, NUMERALS, write_signs
from warm import run_warm


def _train(folder: Path, signs: tuple[str, ...], each: int) -> None:
    write_signs(folder / "signs", signs, each=each)
    job = ("train", "--recipe", "quick", "--epochs", 12, "--data", "signs", "--out", "run", "--json")
    done = run_warm(*job, cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "said.json").write_text(done.stdout, encoding="utf-8")
    (folder / "told.txt").write_text(done.stderr, encoding="utf-8")


@pytest.fixture(scope="session")
def numerals(once: Callable[..., Path]) -> Path:
    """A folder with `signs`, 一 to 十 of fonts and strokes, and `run`, which was trained on them."""
    return once("numerals", lambda folder: _train(folder, NUMERALS, 24))


@pytest.fixture(scope="session")
def letters(once: Callable[..., Path]) -> Path:
    """The same of the letters A to J."""
    return once("letters", lambda folder: _train(folder, LETTERS, 20))


@pytest.fixture(params=["numerals", "letters"])
def learnt(request: pytest.FixtureRequest) -> tuple[Path, list[str], dict[str, Any]]:
    """Each of the two: its folder, its classes, and what `shuzi train --json` said."""
    folder: Path = request.getfixturevalue(request.param)
    classes = list({"numerals": NUMERALS, "letters": LETTERS}[request.param])
    return folder, classes, json.loads((folder / "said.json").read_text(encoding="utf-8"))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)

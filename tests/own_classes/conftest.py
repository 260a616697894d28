"""What the two small trainings on signs, of `tests/conftest.py`, came to."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from own_signs import LETTERS, NUMERALS


@pytest.fixture(params=["numerals", "letters"])
def learnt(request: pytest.FixtureRequest) -> tuple[Path, list[str], dict[str, Any]]:
    """Each of the two: its folder, its classes, and what `shuzi train --json` said."""
    folder: Path = request.getfixturevalue(request.param)
    classes = list({"numerals": NUMERALS, "letters": LETTERS}[request.param])
    return folder, classes, json.loads((folder / "said.json").read_text(encoding="utf-8"))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)

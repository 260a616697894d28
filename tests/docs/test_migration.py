"""The page for who comes from 2018 tells the truth, line by line."""

import re
import warnings
from pathlib import Path

import keras
import numpy as np
import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"


def rows(page: str) -> list[tuple[str, str, str]]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"^\| `(.+?)` \| (\S+) \| `(.+?)` \|", text, flags=re.MULTILINE)


ROWS = rows("coming-from-2018.md")


@pytest.fixture
def names(tmp_path, monkeypatch):
    """What the lines of the page speak of."""
    monkeypatch.chdir(tmp_path)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "mse", metrics=["accuracy"])
    x, y = np.zeros((8, 4), np.float32), np.zeros((8, 3), np.float32)
    history = model.fit(x, y, verbose=0)
    batches = (pair for pair in [(x, y)])
    return {"keras": keras, "model": model, "x": x, "y": y, "history": history, "batches": batches}


def test_both_languages_have_the_same_lines():
    chinese = [(then, today.replace("能執行", "runs"), now) for then, today, now in rows("coming-from-2018.zh-TW.md")]
    assert chinese == ROWS
    assert len(ROWS) == 16


@pytest.mark.parametrize(("then", "today", "now"), ROWS)
def test_the_old_line_does_today_what_the_page_says(then, today, now, names):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if today == "runs":
            exec(then, names)
            return
        with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is what is tested
            exec(then, names)
    assert today in [kind.__name__ for kind in type(caught.value).__mro__]


@pytest.mark.parametrize(("then", "today", "now"), ROWS)
def test_the_new_line_works(then, today, now, names):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Your input ran out of data")
        exec(now, names)


def test_the_trap_of_the_second_three_is_one():
    images = np.zeros((1, 28, 28, 1), np.float32)
    assert keras.layers.Conv2D(32, 3, 3)(images).shape == (1, 9, 9, 32)
    assert keras.layers.Conv2D(32, (3, 3))(images).shape == (1, 26, 26, 32)

"""What all tests share; what takes long is made by one of pytest's workers for all of them."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import filelock
import numpy as np
import pytest
from own_signs import LETTERS, NUMERALS, write_signs
from PIL import Image
from warm import run_warm

from shuzi.data.mnist import Mnist, load_mnist

for name in ("LC_ALL", "LC_MESSAGES", "LANG"):  # the tests read what shuzi says in English
    if os.environ.get(name, "").lower().startswith("zh"):
        os.environ[name] = "C.UTF-8"


@pytest.fixture(scope="session")
def mnist() -> Mnist:
    """Real MNIST, out of the user's cache once it is there."""
    return load_mnist()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str, Callable[[Path], None]], Path]:
    """Make a folder of this name, which only the first worker that asks does; it is not to be changed."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def make_once(name: str, make: Callable[[Path], None]) -> Path:
        folder, unfinished = shared / name, shared / f"{name}.unfinished"
        with filelock.FileLock(shared / f"{name}.lock"):
            if not folder.exists():
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(folder)
        return folder

    return make_once


@pytest.fixture(scope="session")
def few_digits(once: Callable[..., Path], mnist: Mnist) -> Path:
    """A folder of 60 digits of each kind. About 120 are kept for the test, which takes MNIST's 10,000 far longer."""

    def write(folder: Path) -> None:
        for digit in range(10):
            (folder / str(digit)).mkdir()
            for index in np.flatnonzero(mnist.train.labels == digit)[:60]:
                Image.fromarray(mnist.train.images[index]).save(folder / str(digit) / f"{index}.png")

    return once("few-digits", write)


@pytest.fixture(scope="session")
def trained(once: Callable[..., Path]) -> dict[str, Any]:
    """What `shuzi train --json` said of a run on a few images; its `run` is where the run is now."""

    def train(folder: Path) -> None:
        job = ("train", "--recipe", "quick", "--limit", 3000, "--seed", 3)
        done = run_warm(*job, "--out", folder / "run", "--json")
        assert done.returncode == 0, done.stderr
        (folder / "said.json").write_text(done.stdout)

    folder = once("trained", train)
    return json.loads((folder / "said.json").read_text()) | {"run": str(folder / "run")}


def _train_on_signs(folder: Path, signs: tuple[str, ...], each: int, epochs: int = 20) -> None:
    write_signs(folder / "signs", signs, each=each)
    job = ("train", "--recipe", "quick", "--epochs", epochs, "--data", "signs", "--out", "run", "--json")
    done = run_warm(*job, cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "said.json").write_text(done.stdout, encoding="utf-8")
    (folder / "told.txt").write_text(done.stderr, encoding="utf-8")


@pytest.fixture(scope="session")
def numerals(once: Callable[..., Path]) -> Path:
    """A folder with `signs`, 一 to 十 of fonts and strokes, and `run`, which was trained on them."""
    return once("numerals", lambda folder: _train_on_signs(folder, NUMERALS, 24))


@pytest.fixture(scope="session")
def letters(once: Callable[..., Path]) -> Path:
    """The same of the letters A to J."""
    return once("letters", lambda folder: _train_on_signs(folder, LETTERS, 20))


@pytest.fixture(scope="session")
def three(once: Callable[..., Path]) -> Path:
    """The same of 一 二 三, since ten classes are what everything else has as well."""
    return once("three", lambda folder: _train_on_signs(folder, NUMERALS[:3], 24, epochs=30))

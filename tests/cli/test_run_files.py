"""A run with a pipe in the place of a file ends a command in one line, and is never waited for."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from shuzi.store.model import PRETRAINED

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes have no names there")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A copy of the run that comes with shuzi."""
    return Path(shutil.copytree(PRETRAINED, tmp_path / "run"))


@pytest.mark.parametrize("pipe", ["card.json", "model.onnx", "architecture.json"])
@pytest.mark.parametrize("arguments", [["summary"], ["evaluate"], ["predict"], ["read", "--model"]], ids=" ".join)
def test_a_command_says_so_in_one_line(say_in, run: Path, arguments: list[str], pipe: str) -> None:
    if arguments == ["summary"] and pipe == "model.onnx":
        pytest.skip("it reads the layers alone")
    (run / pipe).unlink()
    os.mkfifo(run / pipe)
    page = [] if arguments in (["summary"], ["evaluate"]) else [run.parent / "page.png"]
    code, out, err = say_in("utf-8", *arguments, run, *page)
    assert (code, out) == (1, "")
    assert err == f"shuzi: {run / pipe} is a pipe, a device or a folder; expected a file. Do not use it.\n"

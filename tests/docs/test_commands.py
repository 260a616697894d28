"""Every command and every Python block of the README, in both languages, does what it says."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shuzi.drawing.pages import draw_page

ROOT = Path(__file__).parent.parent.parent
PAGES = ("README.md", "README.zh-TW.md")
DOCS = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))


def _blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def _commands(page: str) -> list[str]:
    lines = [line.split("#")[0].strip() for block in _blocks(page, "sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("shuzi ")]


# Both pages hold the same blocks, so running the English ones runs all.
COMMANDS = _commands("README.md")


def test_both_languages_show_the_same_commands():
    assert len(COMMANDS) >= 9
    assert _commands("README.zh-TW.md") == COMMANDS
    code = [re.sub(r" *#.*", "", block) for page in PAGES for block in _blocks(page, "python")]
    assert code[: len(code) // 2] == code[len(code) // 2 :]


@pytest.mark.parametrize("page", PAGES)
def test_the_page_opens_with_the_two_lines_that_work_anywhere(page):
    first = _blocks(page, "sh")[0]
    assert [line.split("#")[0].strip() for line in first.splitlines()] == [
        "pip install '.[all]' && shuzi train",
        "pip install '.[all,test]' && pytest",
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_works(command, tmp_path, mnist):
    _write_digits(tmp_path / "five-digits", mnist)
    _write_pages(tmp_path, mnist)
    _run(command, tmp_path)


def _write_digits(folder: Path, mnist) -> None:
    folder.mkdir()
    for index in range(5):
        Image.fromarray(mnist.test.images[index]).save(folder / f"{index}.png")


def _write_pages(folder: Path, mnist) -> None:
    page = draw_page("plain", mnist.test, np.random.default_rng(5))
    (folder / "scans").mkdir()
    for name in ("photo.jpg", "scans/one.png", "scans/two.png"):
        Image.fromarray(page.pixels).save(folder / name)


def _run(command: str, folder: Path) -> None:
    arguments = shlex.split(command)[1:]
    if arguments[0] == "train":
        # The same command on fewer images; the whole of MNIST is trained on in tests/cli/test_train.py.
        arguments += ["--limit", "2000", "--epochs", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "shuzi", *arguments], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("block", _blocks("README.md", "python"))
def test_a_python_block_of_the_readme_works(block, tmp_path):
    done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("page", DOCS)
def test_the_commands_of_a_docs_page_work_one_after_the_other(page, tmp_path, mnist):
    _write_digits(tmp_path / "five-digits", mnist)
    _write_pages(tmp_path, mnist)
    for command in _commands(page):
        _run(command, tmp_path)


@pytest.mark.parametrize(("page", "block"), [(page, block) for page in DOCS for block in _blocks(page, "python")])
def test_a_python_block_of_a_docs_page_works(page, block, tmp_path, mnist):
    _write_pages(tmp_path, mnist)
    done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, f"{page}: {done.stderr}"
    assert done.stdout


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md", *(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))])
def test_links_and_pictures_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert [target for target in targets if not (ROOT / page).parent.joinpath(target).exists()] == []


def test_contributing_is_short():
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 60


def test_no_page_names_a_path_of_this_machine():
    pages = [ROOT / page for page in (*PAGES, "CONTRIBUTING.md", "CHANGELOG.md")] + list(ROOT.glob("docs/*.md"))
    home = os.path.expanduser("~")  # noqa: PTH111
    assert [page.name for page in pages if home in page.read_text(encoding="utf-8")] == []

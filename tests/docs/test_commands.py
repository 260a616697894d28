"""Every command and every Python block of the README and of docs/, in both languages, does what it says."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pytest
from form_sheets import FORM, blank_sheet
from mnist_pages.pages import draw_page
from own_signs import write_signs
from PIL import Image
from warm import run_warm, run_warm_code

ROOT = Path(__file__).parent.parent.parent
READMES = ("README.md", "README.zh-TW.md")
HOMES = ("docs/index.md", "docs/index.zh-TW.md")
DOCS = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))
OLD_KERAS = ROOT / "tests" / "fixtures" / "old_keras"
CHINESE = ".zh-TW.md"


class Block(NamedTuple):
    """A fenced block of a page."""

    page: str
    code: str


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", _text(page), flags=re.DOTALL | re.MULTILINE)


def _commands(page: str) -> list[str]:
    lines = [line.split("#")[0].strip() for block in _blocks(page, "sh") for line in block.splitlines()]
    return [line for line in lines if line]


def _plain(code: str) -> str:
    """Return code without its comments, which are in the page's language."""
    return re.sub(r" *#.*", "", code)


def _python_blocks() -> list[Block]:
    """Return every Python block once, however many pages show it."""
    found: dict[str, Block] = {}
    for page in (*READMES, *DOCS):
        for code in _blocks(page, "python"):
            found.setdefault(_plain(code), Block(page, code))
    return list(found.values())


# Pages in Chinese hold the commands of the English ones, so running these runs all.
ENGLISH = [page for page in DOCS if not page.endswith(CHINESE) and page not in HOMES and _commands(page)]
COMMANDS = [command for command in _commands("README.md") if command.startswith("shuzi ")]


@pytest.mark.parametrize("page", [page for page in (*READMES, *DOCS) if page.endswith(CHINESE)])
def test_both_languages_show_the_same_commands_and_code(page):
    english = page.replace(CHINESE, ".md")
    assert [command.replace(" --lang zh-TW", "") for command in _commands(page)] == _commands(english)
    assert list(map(_plain, _blocks(page, "python"))) == list(map(_plain, _blocks(english, "python")))
    assert Path(english).name in _text(page)
    assert Path(page).name in _text(english)


@pytest.mark.parametrize("page", [*READMES, *DOCS])
def test_a_page_has_no_block_that_nobody_runs(page):
    text = _text(page)
    assert set(re.findall(r"^```(\w*)$", text, flags=re.MULTILINE)) <= {"", "sh", "python", "text"}
    assert text.count("\n```") % 2 == 0
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"^(?: {4}|\t)\S.*", outside, flags=re.MULTILINE) == []
    runnable = ("shuzi ", "pip ") if page in (*READMES, *HOMES) else ("shuzi ", "curl ")
    assert [command for command in _commands(page) if not command.startswith(runnable)] == []


@pytest.mark.parametrize("page", [*READMES, *HOMES])
def test_the_page_opens_with_the_two_lines_that_work_anywhere(page):
    first = _blocks(page, "sh")[0]
    assert [line.split("#")[0].strip() for line in first.splitlines()] == [
        "pip install '.[all]' && shuzi train",
        "pip install '.[all,test]' && pytest",
    ]


@pytest.fixture
def folder(tmp_path, mnist) -> Path:
    """What the pages speak of: images of one digit, photos, a form, folders of one's own digits and signs, files of
    Keras.
    """
    own = tmp_path / "my-digits"
    for digit in range(10):
        (own / str(digit)).mkdir(parents=True)
        for index in np.flatnonzero(mnist.test.labels == digit)[:5]:
            Image.fromarray(mnist.test.images[index]).save(own / str(digit) / f"{index}.png")
    write_signs(tmp_path / "my-signs", "一二三", each=12)
    shutil.copy(tmp_path / "my-signs" / "三" / "001.png", tmp_path / "sign.png")
    (tmp_path / "five-digits").mkdir()
    for index in range(5):
        Image.fromarray(mnist.test.images[index]).save(tmp_path / "five-digits" / f"{index}.png")
    page = draw_page("plain", mnist.test, np.random.default_rng(5))
    (tmp_path / "scans").mkdir()
    photo = Image.fromarray(page.pixels)
    for name in ("photo.jpg", "scans/one.png", "scans/two.png"):
        photo.save(tmp_path / name)
    photo.save(tmp_path / "scan.pdf", save_all=True, append_images=[photo])
    (tmp_path / "sheets").mkdir()
    (tmp_path / "form.toml").write_text(FORM, encoding="utf-8")
    for name in ("blank.png", "sheets/one.png"):
        Image.fromarray(blank_sheet()).save(tmp_path / name)
    for name in ("handwriteing_model_cnn.json", "handwriting_weights_cnn.h5"):
        shutil.copy(OLD_KERAS / name, tmp_path)
    shutil.copy(OLD_KERAS / "tf-2.15.1-sequential.keras", tmp_path / "model.keras")
    return tmp_path


@pytest.fixture
def server(folder) -> Iterator[str]:
    """The address of `shuzi serve`, which the pages show at port 8000."""
    command = [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder) as process:
        yield f"localhost:{urlsplit(process.stdout.readline()).port}"
        process.terminate()
        assert process.wait(timeout=60) == 0


@pytest.fixture
def run(folder, few_digits) -> Callable[[str], str]:
    """Runs a command in the folder; returns what it printed."""

    def run_in_folder(command: str) -> str:
        program, *arguments = shlex.split(command)
        if program == "shuzi":
            done = run_warm(*arguments, *_fewer(arguments, few_digits), cwd=folder)
        else:
            done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, cwd=folder)
        assert done.returncode == 0, done.stderr
        assert done.stdout
        return done.stdout

    return run_in_folder


def _fewer(arguments: list[str], few_digits: Path) -> list[str]:
    """Return what lets the same command train on fewer images; tests/cli/test_train.py trains on the whole of MNIST."""
    if arguments[:2] == ["bench", "--train"]:
        return ["--epochs", "0.1"]
    if arguments[0] != "train":
        return []
    if "--start" in arguments:
        return ["--epochs", "0.1"]  # of the 5,000 images that are rehearsed
    if "--data" in arguments or "--validation" in arguments:  # as it stands there
        images = []
    elif "--target" in arguments:
        images = ["--limit", "500"]
    else:
        images = ["--data", str(few_digits), *(["--limit", "400"] if "--limit" in arguments else [])]
    return [*images, "--epochs", "1", "--keep-going"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_works(command, run):
    run(command)


@pytest.mark.parametrize("page", [page for page in ENGLISH if page != "docs/how-to-serve.md"])
def test_the_commands_of_a_docs_page_work_one_after_the_other(page, run):
    for command in _commands(page):
        if command not in COMMANDS:  # those of the README were run already, and no page builds on them
            run(command)


def test_the_server_of_the_page_on_serving_answers_its_request(run, server):
    start, request = _commands("docs/how-to-serve.md")
    assert start == "shuzi serve"
    assert '"lines"' in run(request.replace("localhost:8000", server))


@pytest.mark.parametrize("block", _python_blocks(), ids=lambda block: block.page)
def test_a_python_block_works(block, folder):
    if "import ray" in block.code or "pyspark" in block.code:  # their workers begin with the program's beginning
        command = [sys.executable, "-c", block.code]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    else:
        done = run_warm_code(block.code, folder)
    assert done.returncode == 0, f"{block.page}: {done.stderr}"
    assert done.stdout


@pytest.mark.parametrize("page", [*READMES, "CONTRIBUTING.md", *DOCS])
def test_links_and_pictures_lead_somewhere(page):
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", _text(page)) if "://" not in target]
    assert [target for target in targets if not (ROOT / page).parent.joinpath(target).exists()] == []


def test_contributing_is_short():
    """Two pages beside the tree of rooms, tables included."""
    assert len(_text("CONTRIBUTING.md").splitlines()) <= 130


def test_no_page_names_a_path_of_this_machine():
    home = os.path.expanduser("~")  # noqa: PTH111
    pages = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md", *DOCS)
    assert [page for page in pages if home in _text(page)] == []

"""The notebooks are made from one source, and run from top to bottom."""

import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent.parent / "notebooks"
sys.path.insert(0, str(FOLDER))

from build import LANGUAGES, build  # noqa: E402 - beside the notebooks, not in the package
from cells import CELLS  # noqa: E402


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_notebook_is_what_its_source_gives(name):
    assert nbformat.read(FOLDER / name, as_version=4) == build(name)
    nbformat.validate(build(name))


def test_every_step_of_the_note_is_there_in_both_languages():
    for number in range(1, 19):
        assert any(f"N{number}" in cell.en and f"N{number}" in cell.zh_tw for cell in CELLS), number
    assert all(bool(cell.en) == bool(cell.zh_tw) != bool(cell.code) for cell in CELLS)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Runs the first cell in an empty folder below `tmp_path`, as if no shuzi were there; returns what it installs."""
    (cell,) = [cell for cell in CELLS if cell.tag == "install"]
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    def run() -> str:
        names = {}
        exec(cell.code.replace('%pip install --quiet "{source}[all]"', "pass"), names)
        return str(names["source"])

    assert '%pip install --quiet "{source}[all]"' in cell.code
    return run


def test_the_first_cell_installs_the_project_around_it(install, tmp_path):
    (tmp_path / "pyproject.toml").write_text("")
    assert install() == str(tmp_path)


@pytest.mark.parametrize("name", ["shuzi-1.0-py3-none-any.whl", "shuzi-1.0.tar.gz", "shuzi-main.zip"])
def test_the_first_cell_installs_what_was_uploaded_beside_it(name, install, tmp_path):
    (tmp_path / "notebooks" / name).write_text("")
    assert install() == str(tmp_path / "notebooks" / name)


def test_the_first_cell_says_what_to_upload(install):
    with pytest.raises(FileNotFoundError, match="make one with: pip wheel --no-deps"):
        install()


def test_the_code_is_the_same_in_both_languages_but_for_the_pictures_language():
    first, second = (
        [cell.source.replace(f'"{language}"', '"{LANG}"') for cell in build(name).cells if cell.cell_type == "code"]
        for name, language in LANGUAGES.items()
    )
    assert first == second


@pytest.mark.timeout(1800)  # half a minute of work, on machines that may be busy
def test_the_notebook_runs_from_top_to_bottom(tmp_path):
    """The one in Chinese, whose pictures need more of the font; the code of the other is the same."""
    notebook = build("cnn.zh-TW.ipynb")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    (parameters,) = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
    small = parameters.source.replace("60_000", "1_000").replace("10_000", "200").replace("EPOCHS = 3", "EPOCHS = 1")
    assert small.count("1_000") == small.count(" 200") == 1
    parameters.source = small
    (data,) = [cell for cell in code if cell.source.startswith("(x_train, y_train), (x_test, y_test)")]
    first, rest = data.source.split("\n", 1)
    data.source = f"{first}\nx_test, y_test = x_test[:300], y_test[:300]\n{rest}"
    NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(tmp_path)}}).execute()
    pictures = [
        output
        for cell in code
        for output in cell.get("outputs", [])
        if {"image/png", "image/gif"} & output.get("data", {}).keys()
    ]
    assert len(pictures) >= 15

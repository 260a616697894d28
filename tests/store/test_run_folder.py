"""A run's folder is read only if it is as it was written."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import shuzi
from shuzi.errors import RunError
from shuzi.store.folder import default_run_path, finish_run, read_run
from shuzi.store.model import PRETRAINED


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A copy of the run that comes with shuzi."""
    return Path(shutil.copytree(PRETRAINED, tmp_path / "run"))


def refusal(path: Path) -> str:
    with pytest.raises(RunError) as caught:
        shuzi.load(path)
    return str(caught.value)


def test_card_that_lists_no_model_is_refused(run: Path) -> None:
    card = replace(read_run(run), files={})
    (run / "card.json").write_text(card.to_json(), encoding="utf-8")
    assert "lists no model.onnx" in refusal(run)


def test_default_path_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(5):
        path = default_run_path("quick")
        assert path.parent == Path("runs")
        path.mkdir(parents=True)  # raises if it is there
    assert len(list((tmp_path / "runs").iterdir())) == 5


def test_finished_run_can_be_read(run: Path) -> None:
    (run / "card.json").unlink()
    card = finish_run(run, replace(shuzi.load().card, seed=7))
    assert read_run(run) == card


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    assert f"{tmp_path / 'none'} is not there" in refusal(tmp_path / "none")


def test_name_that_no_disk_takes_is_no_run(tmp_path: Path) -> None:
    assert "x" * 300 in refusal(tmp_path / ("x" * 300))


def test_folder_without_a_card_is_refused(tmp_path: Path) -> None:
    assert f"{tmp_path} is no run's folder" in refusal(tmp_path)


def test_training_that_has_not_ended_is_no_run_yet(tmp_path: Path) -> None:
    (tmp_path / "training.json").touch()
    assert f"shuzi train --resume {tmp_path}" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "architecture.json"])
def test_missing_file_is_named(run: Path, name: str) -> None:
    (run / name).unlink()
    assert f"{run / name} is missing" in refusal(run)


@pytest.mark.parametrize("name", ["model.onnx", "architecture.json"])
@pytest.mark.parametrize("place", [0, -1, 5000])
def test_one_flipped_byte_is_noticed(run: Path, name: str, place: int) -> None:
    content = bytearray((run / name).read_bytes())
    content[place] ^= 0x01
    (run / name).write_bytes(content)
    assert f"{run / name} is not as it was written" in refusal(run)

"""A run's folder is written whole or not at all, and read only if it is as it was written."""

import contextlib
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import shuzi
from shuzi.errors import OutputError, RunError
from shuzi.reading.model import PRETRAINED
from shuzi.store import folder as store_folder
from shuzi.store.folder import default_run_path, finish_run, read_run, writing_run


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


def test_finished_block_leaves_its_files(tmp_path: Path) -> None:
    with writing_run(tmp_path / "a" / "b" / "run") as place:
        (place / "file.txt").write_text("whole")
    assert (tmp_path / "a" / "b" / "run" / "file.txt").read_text() == "whole"
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["run"]


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt, SystemExit])
def test_broken_off_block_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with contextlib.suppress(error, OutputError), writing_run(tmp_path / "a" / "b" / "run") as place:
        (place / "file.txt").write_text("half")
        raise error
    assert list(tmp_path.iterdir()) == []


def test_broken_off_block_leaves_parents_that_were_there(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    with contextlib.suppress(ValueError), writing_run(tmp_path / "runs" / "run"):
        raise ValueError
    assert list(tmp_path.rglob("*")) == [tmp_path / "runs"]


def test_broken_off_block_leaves_parents_that_others_use(tmp_path: Path) -> None:
    with contextlib.suppress(ValueError), writing_run(tmp_path / "runs" / "run"):
        (tmp_path / "runs" / "other").mkdir()
        raise ValueError
    assert list(tmp_path.rglob("*")) == [tmp_path / "runs", tmp_path / "runs" / "other"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, SystemExit])
def test_error_of_the_block_passes_as_it_is(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), writing_run(tmp_path / "run"):
        raise error


def test_failure_to_write_is_an_output_error(tmp_path: Path) -> None:
    message = f"{tmp_path / 'run'} cannot be written (No space left on device)"
    with pytest.raises(OutputError, match=re.escape(message)), writing_run(tmp_path / "run"):
        raise OSError(28, os.strerror(28))


def test_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with writing_run(tmp_path / "run") as place:
        (place / "file.txt").touch()
    assert (tmp_path / "run" / "file.txt").exists()


def test_full_folder_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "file.txt").touch()
    with pytest.raises(OutputError, match=f"{tmp_path} is there already"), writing_run(tmp_path):
        pass
    assert (tmp_path / "file.txt").exists()


def test_file_in_the_place_of_a_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").touch()
    with pytest.raises(OutputError, match="is there already"), writing_run(tmp_path / "run"):
        pass


def test_file_in_the_place_of_a_parent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runs").touch()
    with pytest.raises(OutputError, match="runs is a file"), writing_run(tmp_path / "runs" / "deep" / "run"):
        pass


@pytest.mark.parametrize("place", ["x" * 300, "new/" + "x" * 300, "new/" + "x" * 300 + "/run"])
def test_name_that_no_disk_takes_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(OutputError, match="cannot be written"), writing_run(tmp_path / place):
        pass
    assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_refused_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_folder, "NEEDED_BYTES", 1 << 70)
    with pytest.raises(OutputError, match="Make room"), writing_run(tmp_path / "runs" / "run"):
        pytest.fail("the block began")
    assert list(tmp_path.iterdir()) == []


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

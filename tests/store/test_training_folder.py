"""The folder of a run while it is trained: it can be gone on with, or it is not there."""

import contextlib
import os
import re
from pathlib import Path

import pytest

from shuzi.errors import OutputError, RunError
from shuzi.store import training_folder
from shuzi.store.training_folder import Plan, TrainingFolder

from .test_checkpoint import state

PLAN = Plan(
    recipe={"name": "quick"},
    seed=3,
    limit=None,
    validation_images=0,
    data=None,
    digests={"a": "b"},
    keep_going=False,
    target=99.0,
    backend="tensorflow",
    versions={"keras": "3"},
)


@pytest.fixture
def begun(tmp_path: Path) -> TrainingFolder:
    folder = TrainingFolder.begin(tmp_path / "a" / "run")
    folder.write_plan(PLAN)
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_a_training_that_was_given_up_leaves_nothing(tmp_path: Path, begun: TrainingFolder) -> None:
    begun.save(state())
    begun.discard()
    assert list(tmp_path.iterdir()) == []


def test_giving_up_leaves_parents_that_others_use(tmp_path: Path, begun: TrainingFolder) -> None:
    (tmp_path / "a" / "other").mkdir()
    begun.discard()
    assert list(tmp_path.rglob("*")) == [tmp_path / "a", tmp_path / "a" / "other"]


def test_an_empty_folder_that_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    TrainingFolder.begin(tmp_path / "run").discard()
    assert list((tmp_path / "run").iterdir()) == []


def test_what_was_to_be_trained_and_the_newest_state_come_back(begun: TrainingFolder) -> None:
    for steps in (10, 20, 30):
        begun.save(state(steps))
    begun.close()
    again, plan = TrainingFolder.reopen(begun.path)
    assert plan == PLAN
    assert again.latest().journal["steps"] == 30
    again.close()


def test_the_last_two_states_are_kept(begun: TrainingFolder) -> None:
    for steps in (10, 20, 30, 40):
        begun.save(state(steps))
    assert names(begun.path) == {"training.json", "checkpoint-00-0000000030", "checkpoint-00-0000000040"}


def test_a_damaged_state_gives_way_to_the_one_before(begun: TrainingFolder, caplog: pytest.LogCaptureFixture) -> None:
    for steps in (10, 20):
        begun.save(state(steps))
    (begun.path / "checkpoint-00-0000000020").write_bytes(b"shuzi checkpoint 1\n")
    assert begun.latest().journal["steps"] == 10
    assert "Going on from the one before" in caplog.text


def test_without_a_state_training_begins_anew(begun: TrainingFolder) -> None:
    assert begun.latest() is None


def test_a_full_disk_keeps_what_was_saved_and_says_how_to_go_on(
    begun: TrainingFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun.save(state(10))

    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(training_folder, "write_checkpoint", fail)
    with pytest.raises(OutputError, match=re.escape(f"shuzi train --resume {begun.path}")):
        begun.save(state(20))
    assert begun.latest().journal["steps"] == 10


def test_a_second_process_is_kept_out(begun: TrainingFolder) -> None:
    with pytest.raises(OutputError, match="another process is training"):
        TrainingFolder.reopen(begun.path)
    begun.close()
    TrainingFolder.reopen(begun.path)[0].close()


def test_a_finished_run_takes_the_place_of_plan_and_states(begun: TrainingFolder) -> None:
    begun.save(state())
    with begun.publishing(keep_checkpoints=False) as new:
        (new / "card.json").write_text("card")
        (new / "model.onnx").write_text("model")
    begun.close()
    assert {path.name for path in begun.path.iterdir()} == {"card.json", "model.onnx"}
    with pytest.raises(RunError, match="trained to its end"):
        TrainingFolder.reopen(begun.path)


def test_an_interrupted_run_can_still_be_gone_on_with(begun: TrainingFolder) -> None:
    begun.save(state())
    for text in ("interrupted", "finished"):
        with begun.publishing(keep_checkpoints=True) as new:
            (new / "card.json").write_text(text)
        assert names(begun.path) == {"card.json", "training.json", "checkpoint-00-0000000007"}
        assert (begun.path / "card.json").read_text() == text


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, OSError])
def test_a_run_that_could_not_be_written_leaves_the_training(begun: TrainingFolder, error: type[BaseException]) -> None:
    begun.save(state())
    before = names(begun.path)
    with contextlib.suppress(error, OutputError), begun.publishing(keep_checkpoints=False) as new:
        (new / "model.onnx").write_text("half")
        raise error
    assert names(begun.path) == before


def test_what_a_killed_process_was_writing_is_cleared_away(begun: TrainingFolder) -> None:
    (begun.path / ".new-1234").mkdir()
    (begun.path / ".new-1234" / "model.onnx").touch()
    (begun.path / "checkpoint-00-0000000009.tmp").touch()
    begun.close()
    again, _ = TrainingFolder.reopen(begun.path)
    assert names(begun.path) == {"training.json"}
    assert again.latest() is None


def test_a_folder_with_files_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "file.txt").touch()
    with pytest.raises(OutputError, match=f"{tmp_path} is there already"):
        TrainingFolder.begin(tmp_path)
    assert (tmp_path / "file.txt").exists()


def test_a_file_in_the_place_of_a_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").touch()
    with pytest.raises(OutputError, match="is there already"):
        TrainingFolder.begin(tmp_path / "run")


def test_a_file_in_the_place_of_a_parent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runs").touch()
    with pytest.raises(OutputError, match="runs is a file"):
        TrainingFolder.begin(tmp_path / "runs" / "deep" / "run")


@pytest.mark.parametrize("place", ["x" * 300, "new/" + "x" * 300, "new/" + "x" * 300 + "/run"])
def test_a_name_that_no_disk_takes_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        TrainingFolder.begin(tmp_path / place)
    assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_refused_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_folder, "NEEDED_BYTES", 1 << 70)
    with pytest.raises(OutputError, match="Make room"):
        TrainingFolder.begin(tmp_path / "runs" / "run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "more": 1}', "[" * 5000])
def test_a_damaged_plan_is_refused(begun: TrainingFolder, text: str) -> None:
    (begun.path / "training.json").write_text(text)
    begun.close()
    with pytest.raises(RunError, match="does not say what was to be trained"):
        TrainingFolder.reopen(begun.path)


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="holds no training"):
        TrainingFolder.reopen(tmp_path)

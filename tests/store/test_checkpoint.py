"""A checkpoint is whole, or it is noticed."""

import os
from pathlib import Path

import numpy as np
import pytest

from shuzi.errors import RunError
from shuzi.store.checkpoint import TrainingState, Weights, checkpoint_name, read_checkpoint, write_checkpoint


def state(steps: int = 7, restarts: int = 0) -> TrainingState:
    random = np.random.default_rng(steps)
    network = [random.normal(size=(3, 3, 1, 4)).astype(np.float32), np.array([1, 2], np.uint32)]
    velocities = [random.normal(size=12).astype(np.float32) for _ in range(11)]
    journal = {"steps": steps, "seconds": 0.1 + 0.2, "history": [[1, None, 1 / 3]]}
    return TrainingState(Weights(network, velocities), journal, restarts, {"name": "dead"})


def test_a_state_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "one", state())
    back = read_checkpoint(tmp_path / "one")
    assert (back.journal, back.restarts, back.diagnosis) == (state().journal, 0, {"name": "dead"})
    for group, wanted in zip(back.weights, state().weights, strict=True):
        for array, other in zip(group, wanted, strict=True):
            assert array.dtype == other.dtype
            assert np.array_equal(array, other)
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_names_sort_as_training_went_on() -> None:
    states = [state(5), state(40), state(1200), state(3, restarts=1), state(60, restarts=1)]
    names = [checkpoint_name(one) for one in states]
    assert sorted(names) == names


@pytest.mark.parametrize("place", [0, 20, 90, -1, -200])
def test_every_flipped_bit_is_noticed(tmp_path: Path, place: int) -> None:
    write_checkpoint(tmp_path / "one", state())
    content = bytearray((tmp_path / "one").read_bytes())
    for bit in range(8):
        content[place] ^= 1 << bit
        (tmp_path / "one").write_bytes(content)
        with pytest.raises(RunError, match="not as it was written"):
            read_checkpoint(tmp_path / "one")
        content[place] ^= 1 << bit


@pytest.mark.parametrize("kept", [0, 10, 100, 0.5, 0.99])
def test_every_truncation_is_noticed(tmp_path: Path, kept: float) -> None:
    write_checkpoint(tmp_path / "one", state())
    content = (tmp_path / "one").read_bytes()
    (tmp_path / "one").write_bytes(content[: int(kept * len(content)) if kept < 1 else int(kept)])
    with pytest.raises(RunError):
        read_checkpoint(tmp_path / "one")


def test_a_missing_file_is_a_run_error(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="cannot be read"):
        read_checkpoint(tmp_path / "none")


def test_a_disk_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_checkpoint(tmp_path / "one", state(1))

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_checkpoint(tmp_path / "one", state(2))
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
    assert read_checkpoint(tmp_path / "one").journal["steps"] == 1


def test_a_disk_that_gives_back_something_else_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _path: b"something else")
    with pytest.raises(OSError, match="does not hold what was written"):
        write_checkpoint(tmp_path / "one", state())
    assert list(tmp_path.iterdir()) == []

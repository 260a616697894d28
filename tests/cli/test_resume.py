"""A training that is stopped, however rudely, is gone on with as if nothing had happened."""

import json
import random
import signal
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from warm import WarmShuzi

KILLS = 4
"""benchmarks/kill_training.py does it more often."""

EPOCHS = 12


class Whole(NamedTuple):
    """An uninterrupted training."""

    digest: str
    seconds: float


@pytest.fixture(scope="module")
def job(few_digits) -> list[object]:
    """The arguments of a training of 144 steps."""
    return ["--data", few_digits, "--recipe", "quick", "--epochs", EPOCHS, "--seed", 5]


def start(*arguments: object, cwd: Path, most_bytes: int | None = None) -> WarmShuzi:
    return WarmShuzi("train", *arguments, cwd=cwd, most_bytes=most_bytes)


def model_digest(run: Path) -> str:
    return json.loads((run / "card.json").read_text())["files"]["model.onnx"]


def names(run: Path) -> set[str]:
    return {path.name for path in run.iterdir()}


@pytest.fixture(scope="module")
def whole(shuzi, job, tmp_path_factory) -> Whole:
    run = tmp_path_factory.mktemp("whole") / "run"
    begun = time.monotonic()
    done = shuzi("train", *job, "--out", run)
    assert done.returncode == 0, done.stderr
    return Whole(model_digest(run), time.monotonic() - begun)


def test_killed_at_random_instants_it_ends_with_the_same_weights(tmp_path, whole, job):
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    instants = random.Random(seed)
    run = tmp_path / "one"
    process = start(*job, "--out", "one", cwd=tmp_path)
    _wait_for(run / "training.json", process)
    for _ in range(KILLS):
        time.sleep(instants.uniform(0, whole.seconds / 3))
        process.kill()
        process.communicate()
        if (run / "card.json").exists() and not (run / "training.json").exists():
            break
        process = start("--resume", "one", cwd=tmp_path)
    else:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    assert model_digest(run) == whole.digest
    assert not {name for name in names(run) if name.startswith(("checkpoint", "training", "."))}


def test_ctrl_c_and_resume_give_the_same_weights(tmp_path, whole, job, shuzi):
    process = start(*job, "--out", "run", cwd=tmp_path)
    _wait_for_line(process, "epoch  2")  # long before its last
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert "shuzi train --resume run" in errors
    card = json.loads((tmp_path / "run" / "card.json").read_text())
    assert card["interrupted"] is True
    assert shuzi("evaluate", tmp_path / "run").returncode == 0, "an interrupted run is a run"
    done = shuzi("train", "--resume", "run", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["interrupted"], said["epochs_done"], said["recipe"], said["seed"]) == (False, EPOCHS, "quick", 5)
    assert model_digest(tmp_path / "run") == whole.digest
    assert not {name for name in names(tmp_path / "run") if name.startswith(("checkpoint", "training", "."))}


def test_a_disk_that_fills_up_is_told_and_gone_on_with(tmp_path, whole, job, shuzi):
    process = start(*job, "--out", "run", cwd=tmp_path, most_bytes=1_000_000)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1, errors
    assert "cannot take a checkpoint" in errors
    assert "shuzi train --resume run" in errors
    assert "Traceback" not in errors
    assert names(tmp_path / "run") == {"training.json"}
    assert shuzi("train", "--resume", "run", cwd=tmp_path).returncode == 0
    assert model_digest(tmp_path / "run") == whole.digest


def test_other_data_is_not_gone_on_with(tmp_path, job, shuzi):
    plan = _plan(tmp_path, job)
    plan["digests"] = dict.fromkeys(plan["digests"], "0" * 64)
    (tmp_path / "run" / "training.json").write_text(json.dumps(plan))
    done = shuzi("train", "--resume", "run", cwd=tmp_path)
    assert done.returncode == 1
    assert "has changed since the training" in done.stderr
    assert names(tmp_path / "run") == {"training.json"}, "the training must not be thrown away"


def test_another_version_is_told(tmp_path, job, shuzi):
    plan = _plan(tmp_path, job)
    plan["versions"]["keras"] = "2.0"
    (tmp_path / "run" / "training.json").write_text(json.dumps(plan))
    done = shuzi("train", "--resume", "run", cwd=tmp_path)
    assert done.returncode == 0
    assert "this has changed: keras 2.0 → " in done.stderr


@pytest.mark.parametrize("arguments", [["--seed", "1"], ["--recipe", "quick", "--out", "x"], ["--keep-going"]])
def test_nothing_can_be_changed_when_going_on(shuzi, tmp_path, arguments):
    done = shuzi("train", "--resume", "run", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert f"{arguments[0]}" in done.stderr
    assert "cannot be changed" in done.stderr


def test_a_finished_run_is_not_gone_on_with(shuzi, tmp_path):
    done = shuzi("train", "--resume", Path("none"), cwd=tmp_path)
    assert done.returncode == 1
    assert "holds no training" in done.stderr


def _plan(folder: Path, job: list[object]) -> dict:
    """Begin a small training and stop it right away; return its plan."""
    process = start(*job, "--out", "run", cwd=folder)
    _wait_for(folder / "run" / "training.json", process)
    process.kill()
    process.communicate()
    for checkpoint in (folder / "run").glob("checkpoint*"):
        checkpoint.unlink()
    (folder / "run" / ".lock").unlink(missing_ok=True)
    return json.loads((folder / "run" / "training.json").read_text())


def _wait_for(path: Path, process: WarmShuzi) -> None:
    while not path.exists():
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.01)


def _wait_for_line(process: WarmShuzi, start: str) -> None:
    for line in process.stderr:
        if line.startswith(start):
            return
    pytest.fail(f"no line began with {start!r}")

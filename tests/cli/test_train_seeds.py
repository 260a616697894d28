"""`shuzi train --seeds`: the same runs as by hand, one after the other or side by side on Ray."""

import csv
import json
import subprocess

import pytest
from json_names import check_names

from shuzi.scale.train_seeds import Study, train_seeds


def _digest(run):
    return json.loads((run / "card.json").read_text())["files"]["model.onnx"]


def _table(folder):
    with (folder / "seeds.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def job(few_digits):
    return ["--recipe", "quick", "--data", few_digits, "--epochs", "1", "--keep-going"]


@pytest.fixture(scope="module")
def by_hand(once, shuzi, job):
    """The digest of the model of seed 1."""

    def train(folder):
        done = shuzi("train", *job, "--seed", 1, "--out", folder / "run")
        assert done.returncode == 0, done.stderr

    return _digest(once("by-hand", train) / "run")


def test_a_seed_of_many_ends_with_the_bits_of_one_by_hand_and_is_not_trained_twice(shuzi, tmp_path, job, by_hand):
    study = tmp_path / "study"
    done = shuzi("train", *job, "--seeds", "0-1", "--out", study)
    assert done.returncode == 0, done.stderr
    assert "accuracy of 2 seeds: mean" in done.stdout
    assert _digest(study / "seed-1") == by_hand != _digest(study / "seed-0")
    assert [(row["seed"], row["error"]) for row in _table(study)] == [("0", ""), ("1", "")]
    before = (study / "seed-0" / "card.json").stat().st_mtime_ns
    again = shuzi("train", *job, "--seeds", "0,1", "--out", study, "--json")
    assert [run["seed"] for run in json.loads(again.stdout)["runs"]] == [0, 1]
    check_names("train --seeds", json.loads(again.stdout))
    assert (study / "seed-0" / "card.json").stat().st_mtime_ns == before
    other = shuzi("train", "--recipe", "note", "--seeds", "0-1", "--out", study)
    assert (other.returncode, other.stdout) == (2, "")
    assert "was begun with --recipe quick" in other.stderr


@pytest.mark.parametrize("for_programs", [False, True])
def test_trainings_of_seeds_speak_english_to_programs_alone(monkeypatch, tmp_path, for_programs):
    ran = []

    def fails(command, **_options):
        ran.append(command)
        return subprocess.CompletedProcess(command, 1, "", "shuzi: 走了 1 步\n")

    monkeypatch.setattr("subprocess.run", fails)
    (one,) = train_seeds(Study(tmp_path / "study", [3], ["--lang", "zh-TW"], for_programs=for_programs))
    assert one["error"] == "走了 1 步"
    assert ("--json" in ran[0]) == for_programs


def test_seeds_on_ray_end_with_the_bits_of_one_by_hand(shuzi, tmp_path, job, by_hand):
    pytest.importorskip("ray.data")
    done = shuzi("train", *job, "--seeds", "1", "--out", tmp_path / "study", "--engine", "ray", timeout=550)
    assert done.returncode == 0, done.stderr
    assert _digest(tmp_path / "study" / "seed-1") == by_hand


def test_a_training_that_fails_is_a_row_and_stops_no_other(shuzi, tmp_path):
    done = shuzi("train", "--data", tmp_path / "gone", "--seeds", "3,4", "--out", tmp_path / "study")
    assert done.returncode == 1
    assert "shuzi: seed 3: " in done.stderr
    assert "none of 2 trainings came to its end" in done.stdout
    assert [row["seed"] for row in _table(tmp_path / "study")] == ["3", "4"]
    assert all("gone" in row["error"] for row in _table(tmp_path / "study"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--seeds", "5-2"], "--seeds is '5-2'; expected numbers and ranges, such as 0-19 or 1,5,8-10"),
        (["--seeds", "0-99999"], "means more than 10,000"),
        (["--seeds", "0-2", "--seed", "1"], "--seed belongs to one training"),
        (["--seeds", "0-2", "--engine", "spark"], "no engine 'spark'; expected one of pool, ray"),
        (["--engine", "ray"], "--engine trains several networks; expected --seeds"),
    ],
)
def test_misuse_is_told(say_in, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    code, out, err = say_in("utf-8", "train", *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert list(tmp_path.iterdir()) == []

"""`shuzi train`: the main job, and its ways to end."""

import dataclasses
import json
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
from json_names import check_names
from PIL import Image
from warm import WarmShuzi

from shuzi.store.folder import finish_run, read_run

FILES = {
    "architecture.json",
    "card.json",
    "confusion.png",
    "curves.png",
    "history.csv",
    "mistakes.png",
    "model.keras",
    "model.onnx",
    "model.weights.h5",
    "report.md",
    "samples.png",
    "snapshots.json",
}


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_main_job_reaches_the_accuracy_of_the_note_on_all_of_mnist(shuzi, tmp_path):
    done = shuzi("train", "--recipe", "quick", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["test_accuracy"] >= 0.9862
    assert (said["recipe"], said["seed"], said["parameters"]) == ("quick", 0, 325_282)
    assert (said["train_images"], said["test_images"], said["epochs_done"]) == (60_000, 10_000, 0.5)
    assert said["test_loss"] > 0
    assert said["calibration_error"] < 0.01
    assert said["train_seconds"] > 0
    assert said["keras_onnx_difference"] <= 1e-5
    assert {path.name for path in (tmp_path / said["run"]).iterdir()} == FILES
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [Path(said["run"]).name]


def test_training_says_one_line_an_epoch_where_there_is_no_terminal(shuzi, tmp_path):
    arguments = ("--recipe", "note", "--limit", 300, "--epochs", 3, "--keep-going", "--out", tmp_path / "run")
    done = shuzi("train", *arguments, cold=True)
    lines = done.stderr.splitlines()
    assert [line.split()[:2] for line in lines if line.startswith("epoch")] == [["epoch", str(n)] for n in (1, 2, 3)]
    assert all(word not in done.stderr for word in ("oneDNN", "absl", "WARNING", "\x1b"))
    assert "saved in" in done.stdout


def test_the_same_seed_gives_the_same_weights(shuzi, tmp_path, few_digits):
    job = ("--recipe", "standard", "--data", few_digits, "--epochs", 5, "--seed", 7, "--keep-going")
    digests = set()
    for name in ("a", "b"):
        shuzi("train", *job, "--out", tmp_path / name)
        digests.add(json.loads((tmp_path / name / "card.json").read_text())["files"]["model.onnx"])
    assert len(digests) == 1


def test_the_notes_recipe_says_why_it_sticks_and_what_helps(shuzi, tmp_path):
    for seed in range(6):  # which seeds stick differs from processor to processor, and from run to run beside others
        done = shuzi("train", "--recipe", "note", "--seed", seed, "--limit", 12_000, "--epochs", 1, cwd=tmp_path)
        if done.returncode == 1:
            break
        shutil.rmtree(tmp_path / "runs")
    assert done.returncode == 1
    assert "softmax is saturated" in done.stderr
    assert "`shuzi train`" in done.stderr
    assert "--keep-going" in done.stderr
    assert "Traceback" not in done.stderr
    assert _names(tmp_path) == []


def test_a_model_that_only_guesses_is_not_kept(shuzi, tmp_path):
    done = shuzi("train", "--recipe", "note", "--seed", 0, "--limit", 100, "--epochs", 1, cwd=tmp_path)
    assert done.returncode == 1
    assert "it is not kept" in done.stderr
    assert _names(tmp_path) == []


def test_training_on_a_folder_of_labelled_images(shuzi, tmp_path, mnist):
    folder = tmp_path / "mine"
    for digit in range(10):
        (folder / str(digit)).mkdir(parents=True)
        for index in np.flatnonzero(mnist.train.labels == digit)[:20]:
            Image.fromarray(255 - mnist.train.images[index]).save(folder / str(digit) / f"{index}.png")
    done = shuzi("train", "--recipe", "quick", "--data", folder, "--out", tmp_path / "run", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["train_images"] + said["test_images"] == 200
    assert 20 <= said["test_images"] <= 65  # about a fifth; an image's own pixels decide
    again = json.loads(shuzi("evaluate", tmp_path / "run", "--json").stdout)
    assert again["test_accuracy"] == said["test_accuracy"]
    assert again["test_images"] == said["test_images"]
    same_folder = json.loads(shuzi("evaluate", tmp_path / "run", "--data", folder, "--json").stdout)
    assert same_folder["test_images"] == said["test_images"], (
        "images that were trained on must not count as test images"
    )
    (folder / "3").joinpath("new.png").write_bytes((folder / "2").glob("*.png").__next__().read_bytes())
    changed = shuzi("evaluate", tmp_path / "run")
    assert changed.returncode == 1
    assert "has changed since" in changed.stderr


def _wait_for_line(process: WarmShuzi, start: str) -> None:
    for line in process.stderr:
        if line.startswith(start):
            return
    pytest.fail(f"no line began with {start!r}")


def test_ctrl_c_before_the_first_epoch_is_done_gives_no_model_and_can_be_gone_on_with(tmp_path):
    process = WarmShuzi("train", "--recipe", "note", "--out", "deep/run", cwd=tmp_path)
    _wait_for_line(process, "epoch  1/12, step")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert "shuzi train --resume deep/run" in errors
    assert "Traceback" not in errors
    kinds = {name.split("-")[0] for name in _names(tmp_path / "deep" / "run")}
    assert kinds == {"training.json", "checkpoint"}


def test_being_ended_leaves_the_training_to_go_on_with(tmp_path):
    process = WarmShuzi("train", "--recipe", "note", "--out", "run", cwd=tmp_path)
    _wait_for_line(process, "epoch  1/12, step")
    process.terminate()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 143
    assert "shuzi train --resume run" in errors
    assert {name.split("-")[0] for name in _names(tmp_path / "run")} <= {"training.json", "checkpoint"}


def test_a_target_stops_training_and_says_when(shuzi, tmp_path):
    arguments = ("train", "--recipe", "quick", "--epochs", 5, "--limit", 6000, "--target", 85, "--out", "run")
    done = shuzi(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "of the 5,000 validation images reached after" in done.stdout
    card = json.loads((tmp_path / "run" / "card.json").read_text())
    assert card["target"] == 85
    assert card["target_reached"] >= 0.85
    assert 0 < card["epochs_done"] < 5
    assert card["data"]["validation_images"] == 5000
    again = shuzi("verify", tmp_path / "run", "--json")
    assert again.returncode == 0, again.stdout
    assert json.loads(again.stdout)["same_weights"] is True
    check_names("verify", json.loads(again.stdout))


def test_a_run_is_verified_and_a_changed_card_is_found_out(shuzi, tmp_path, few_digits):
    job = ("--recipe", "quick", "--data", few_digits, "--epochs", 8, "--seed", 4)
    shuzi("train", *job, "--out", "run", cwd=tmp_path)
    done = shuzi("verify", "run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "all 325,282 weights are the same, to the bit" in done.stdout
    card = read_run(tmp_path / "run")
    (tmp_path / "run" / "card.json").unlink()
    versions = {**card.versions, "keras": "2.0"}
    finish_run(tmp_path / "run", dataclasses.replace(card, seed=5, versions=versions, files={}))
    changed = shuzi("verify", "run", cwd=tmp_path)
    assert changed.returncode == 1
    assert "the weights differ" in changed.stdout
    assert "keras: 2.0 then" in changed.stdout


def test_the_curves_can_be_watched(shuzi, tmp_path, few_digits):
    job = ("--recipe", "quick", "--data", few_digits, "--epochs", 8)
    done = shuzi("train", *job, "--watch", "--out", "run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"curves: {Path('run') / 'watch.html'}" in done.stderr
    page = (tmp_path / "run" / "watch.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "epoch 8 of 8" in page
    assert "refresh" not in page, "a finished page stands still"
    assert "http" not in page.replace("http://www.w3.org", "").replace("http-equiv", "") or "matplotlib" in page

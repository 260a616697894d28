"""`shuzi evaluate`, `predict` and `sample` on a run."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import shuzi as library
from shuzi.reading.fusion import SURE_FROM


def test_evaluating_a_run_gives_the_numbers_that_training_gave(shuzi, trained):
    said = json.loads(shuzi("evaluate", trained["run"], "--json").stdout)
    shared = said.keys() & trained.keys()
    assert {"test_accuracy", "test_loss", "calibration_error", "confusion", "per_class", "parameters"} <= shared
    assert {name: said[name] for name in shared} == {name: trained[name] for name in shared}


def test_evaluating_a_folder_names_and_counts_the_images_without_a_digit(shuzi, trained, tmp_path, mnist):
    (tmp_path / "mine" / "7").mkdir(parents=True)
    Image.fromarray(mnist.test.images[0]).save(tmp_path / "mine" / "7" / "seven.png")
    Image.new("L", (200, 150), 240).save(tmp_path / "mine" / "7" / "paper.png")
    done = shuzi("evaluate", trained["run"], "--data", tmp_path / "mine", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["test_images"], said["left_out_images"]) == (1, 1)
    assert "no digit is found in 1 of the 2 images" in done.stderr
    assert "7/paper.png" in done.stderr


def test_evaluation_is_readable_and_draws_its_pictures(shuzi, trained, tmp_path):
    done = shuzi("evaluate", trained["run"], "--out", tmp_path / "pictures")
    assert done.returncode == 0
    assert f"{trained['test_accuracy']:.2%}" in done.stdout
    for name in ("confusion.png", "mistakes.png"):
        with Image.open(tmp_path / "pictures" / name) as picture:
            assert picture.width == 1000


def test_predict_reads_image_files_with_the_model_that_comes_with_shuzi(shuzi, digit_files):
    said = json.loads(shuzi("predict", *digit_files, "--json").stdout)
    assert [answer["digit"] for answer in said["predictions"]] == [7, 2, 1]
    assert [answer["file"] for answer in said["predictions"]] == [str(file) for file in digit_files]
    assert said["run"] is None


def test_predict_takes_a_run_and_a_folder_of_images(shuzi, trained, digit_files):
    said = json.loads(shuzi("predict", trained["run"], digit_files[0].parent, "--json").stdout)
    assert said["run"] == trained["run"]
    expected = library.load(trained["run"]).predict(np.stack([np.asarray(Image.open(file)) for file in digit_files]))
    assert [answer["digit"] for answer in said["predictions"]] == expected.digits.tolist()


def test_predict_takes_a_model_as_read_does_but_not_two(shuzi, trained, digit_files):
    said = [
        json.loads(shuzi("predict", *model, digit_files[0].parent, "--json").stdout)
        for model in ([trained["run"]], ["--model", trained["run"]])
    ]
    assert said[0] == said[1]
    refused = shuzi("predict", trained["run"], *digit_files, "--model", "runs/other")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"two models were named, {trained['run']} and --model runs/other; expected one" in refused.stderr
    gone = shuzi("predict", *digit_files, "--model", "runs/gone")
    assert gone.returncode == 1
    assert "runs/gone" in gone.stderr


def test_predict_says_of_an_image_without_a_digit_that_there_is_none(shuzi, digit_files, tmp_path):
    Image.new("L", (200, 150), 240).save(tmp_path / "paper.png")
    files = [digit_files[0], tmp_path / "paper.png"]
    said = json.loads(shuzi("predict", *files, "--json").stdout)["predictions"]
    assert [(answer["digit"], answer["confidence"] > 0.9) for answer in said] == [(7, True), (None, False)]
    assert (said[1]["confidence"], len(said[1]["probabilities"])) == (0, 10)
    lines = shuzi("predict", *files, "--csv", tmp_path / "answers.csv").stdout.splitlines()
    assert lines[1].split("  ")[-1] == "no digit"
    assert "%" not in lines[1]
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["digit"] for row in rows] == ["7", ""]
    assert float(rows[1]["confidence"]) == 0


def test_predict_marks_what_is_not_sure(shuzi, tmp_path, mnist):
    """Digits that fade into grain."""
    random = np.random.default_rng(7)
    for number in range(24):
        large = np.asarray(Image.fromarray(mnist.test.images[number]).resize((84, 84)), float)
        page = 200 - large * (1 - number / 26) * 0.6
        grained = np.clip(page + random.normal(0, 18, page.shape), 0, 255).astype(np.uint8)
        Image.fromarray(np.pad(grained, 20, mode="reflect")).save(tmp_path / f"{number:02}.png")
    lines = shuzi("predict", tmp_path).stdout.splitlines()
    answers = json.loads(shuzi("predict", tmp_path, "--json").stdout)["predictions"]
    told = [answer["digit"] is not None and answer["confidence"] < SURE_FROM for answer in answers]
    assert [line.endswith("not sure") for line in lines] == told
    assert set(told) == {False, True}


def test_predict_gives_the_classes_of_all_test_images(shuzi, trained, tmp_path, mnist):
    done = shuzi("predict", trained["run"], "--test", "--csv", tmp_path / "answers.csv")
    assert done.returncode == 0
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["label"]) for row in rows] == mnist.test.labels.tolist()
    right = np.mean([row["label"] == row["digit"] for row in rows])
    assert right == pytest.approx(trained["test_accuracy"])


def test_sample_draws_five_test_images_with_their_answers(shuzi, trained, tmp_path, mnist):
    out = tmp_path / "five.png"
    said = json.loads(shuzi("sample", trained["run"], "--seed", 1, "--out", out, "--json").stdout)
    assert len(set(said["indices"])) == 5
    assert said["labels"] == mnist.test.labels[said["indices"]].tolist()
    answers = library.load(trained["run"]).predict(mnist.test.images[said["indices"]])
    assert said["digits"] == answers.digits.tolist()
    with Image.open(out) as picture:
        assert picture.width > 3 * picture.height


def test_a_changed_file_of_a_run_is_noticed(shuzi, trained, tmp_path):
    import shutil

    run = tmp_path / "changed"
    shutil.copytree(trained["run"], run)
    model = run / "model.onnx"
    content = bytearray(model.read_bytes())
    content[len(content) // 2] ^= 1
    model.write_bytes(content)
    done = shuzi("evaluate", run)
    assert done.returncode == 1
    assert str(model) in done.stderr
    assert "SHA-256" in done.stderr


def test_a_run_may_be_moved(shuzi, trained, tmp_path):
    import shutil

    moved = tmp_path / "elsewhere"
    shutil.copytree(trained["run"], moved)
    said = json.loads(shuzi("evaluate", "elsewhere", "--json", cwd=tmp_path).stdout)
    assert said["test_accuracy"] == trained["test_accuracy"]
    assert Path(said["run"]) == Path("elsewhere")

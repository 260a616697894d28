"""`shuzi explain`."""

import json
from inspect import signature

from PIL import Image

from shuzi.cli import function_of
from shuzi.explaining.pictures import PICTURES


def test_explain_draws_a_picture_of_the_note_s_sample(shuzi, tmp_path):
    done = shuzi("explain", "--only", "maps", "--out", tmp_path / "maps", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["index"], said["label"], said["digit"], said["file"]) == (9487, 1, 1, None)
    assert [figure.rpartition("/")[2] for figure in said["figures"]] == [f"maps-conv_{n}.png" for n in (1, 2, 3)]
    assert said["page"] == str(tmp_path / "maps" / "index.html")


def test_explain_speaks_chinese_of_an_image_file(shuzi, digit_files, tmp_path):
    done = shuzi("explain", "--image", digit_files[0], "--lang", "zh-TW", "--only", "flatten", "--out", tmp_path / "a")
    assert done.returncode == 0, done.stderr
    assert f"{digit_files[0]}：模型的答案是 7，" in done.stdout
    assert f"請用瀏覽器打開 {tmp_path / 'a' / 'index.html'}" in done.stdout
    assert done.stderr == ""
    assert "網路的答案是 7" in (tmp_path / "a" / "index.html").read_text(encoding="utf-8")


def test_explain_looks_into_a_run_and_counts_a_keras_file(shuzi, trained, tmp_path):
    run = trained["run"]
    done = shuzi("explain", run, "--sample", 3, "--only", "orientation", "--only", "filters", "--out", tmp_path / "run")
    assert done.returncode == 0, done.stderr
    assert {file.name for file in (tmp_path / "run").iterdir()} == {"orientation.png", "filters.png", "index.html"}
    done = shuzi("explain", f"{run}/model.keras", "--only", "parameters", "--out", tmp_path / "file", "--json")
    assert done.returncode == 0, done.stderr
    with Image.open(json.loads(done.stdout)["figures"][0]) as image:
        assert image.width == 1000


def test_explain_says_what_is_wrong(shuzi, tmp_path, trained):
    for arguments, words in (
        (["--lang", "de"], "expected en or zh-TW"),
        (["--only", "cats"], f"no picture 'cats'; expected {', '.join(PICTURES)}"),
        (["--sample", "60000"], "expected 0 to 59,999"),
        (["--sample", "1", "--image", "a.png"], "expected one of them"),
        ([f"{trained['run']}/model.keras"], "expected --only parameters"),
    ):
        done = shuzi("explain", *arguments, "--out", tmp_path)
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr


def test_explain_refuses_an_image_without_a_digit_and_says_what_to_do(shuzi, tmp_path):
    Image.new("L", (200, 150), 240).save(tmp_path / "paper.png")
    done = shuzi("explain", "--image", tmp_path / "paper.png", "--out", tmp_path / "pictures")
    assert done.returncode == 1
    assert done.stderr == (
        f"shuzi: no digit is found in {tmp_path / 'paper.png'}; expected an image of one handwritten digit. Crop it to "
        "the digit, or look at one of MNIST's with --sample.\n"
    )
    assert not (tmp_path / "pictures").exists()


def test_the_help_names_every_picture():
    only = signature(function_of("explain")).parameters["only"].default
    assert [name for name in PICTURES if name not in only.help] == []

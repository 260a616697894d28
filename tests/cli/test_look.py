"""`shuzi data`, `show`, `summary` and `doctor`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shuzi.store.model import PRETRAINED

MATRIX = (Path(__file__).parent.parent / "fixtures" / "x_train_9487.txt").read_text()


def test_show_prints_the_matrix_of_the_note(shuzi):
    done = shuzi("show", 9487)
    assert done.returncode == 0
    assert MATRIX.rstrip("\n") in done.stdout
    assert "█" in done.stdout


def test_show_gives_matrix_and_label_as_json(shuzi):
    shown = json.loads(shuzi("show", 9487, "--json").stdout)
    expected = [[int(value) for value in line.split()] for line in MATRIX.splitlines()]
    assert shown["matrix"] == expected
    assert (shown["label"], shown["shape"], shown["one_hot"]) == (1, [28, 28, 1], [0, 1, 0, 0, 0, 0, 0, 0, 0, 0])


def test_show_writes_the_picture_with_dark_ink_on_white(shuzi, tmp_path, mnist):
    assert shuzi("show", 0, "--test", "--out", tmp_path / "seven.png").returncode == 0
    pixels = np.asarray(Image.open(tmp_path / "seven.png"))
    assert np.array_equal(255 - pixels[10::20, 10::20], mnist.test.images[0])


@pytest.mark.parametrize("index", [60000, -1])
def test_show_says_which_images_there_are(shuzi, index):
    done = shuzi("show", "--", index)
    assert done.returncode == 2
    assert "expected 0 to 59,999" in done.stderr


def test_show_says_when_the_picture_cannot_be_written(shuzi, tmp_path):
    done = shuzi("show", 1, "--out", tmp_path / "nowhere" / "a.png")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_summary_is_the_table_of_the_note(shuzi):
    said = json.loads(shuzi("summary", "--json").stdout)
    weighted = {row["name"]: row["parameters"] for row in said["layers"] if row["parameters"]}
    assert list(weighted.values()) == [320, 18_496, 73_856, 230_600, 2_010]
    assert said["parameters"] == 325_282
    shapes = [row["output_shape"] for row in said["layers"] if row["type"] in ("MaxPooling2D", "Flatten", "Dense")]
    assert shapes == [[14, 14, 32], [7, 7, 64], [3, 3, 128], [1152], [200], [10]]


def test_summary_spells_out_the_arithmetic(shuzi):
    said = shuzi("summary").stdout
    for formula in ("(1·3·3 + 1)·32 = 320", "(32·3·3 + 1)·64 = 18,496", "(1,152 + 1)·200 = 230,600"):
        assert formula in said
    assert "each of the 64 filters sees all 32 channels" in said


@pytest.mark.parametrize("file", ["", "model.keras", "architecture.json"])
def test_summary_describes_a_run_and_its_files(shuzi, trained, file):
    said = json.loads(shuzi("summary", Path(trained["run"]) / file, "--json").stdout)
    assert said["parameters"] == 325_282
    assert len(said["layers"]) == 14


def test_data_says_what_mnist_is(shuzi):
    said = json.loads(shuzi("data", "--json").stdout)
    assert (said["train_images"], said["test_images"]) == (60_000, 10_000)
    assert (said["shape"], said["dtype"], said["range"]) == ([28, 28], "uint8", [0, 255])
    assert len(said["sha256"]) == 4


def test_doctor_finds_what_training_needs(shuzi):
    said = json.loads(shuzi("doctor", "--json").stdout)
    assert said["missing"] == []
    assert said["int8_speed"] > 0
    assert said["answers_in"] in ("int8", "float32")
    assert {"shuzi", "keras", "numpy", "onnxruntime"} <= said["versions"].keys()
    assert any("CPU" in device.upper() for device in said["devices"])
    assert any(cache["state"] == "MNIST, verified" for cache in said["caches"])
    assert all(place["free_bytes"] > 0 for place in said["disk"])


def test_doctor_tells_what_is_there_although_the_model_is_damaged_or_cannot_be_run(tmp_path):
    folder = Path(shutil.copytree(PRETRAINED, tmp_path / "pretrained"))
    (folder / "model.onnx").write_bytes(b"no model")
    damaged = f"import shuzi.store.model as kept; from pathlib import Path; kept.PRETRAINED = Path({str(folder)!r})"
    for beside, told in (
        (damaged, "missing    a whole model that comes with shuzi"),
        ("import sys; sys.modules['onnxruntime'] = None", "machine"),
    ):
        program = f"{beside}; import sys; sys.argv = ['shuzi', 'doctor']; from shuzi.cli import main; main()"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert (done.returncode, "answers" in done.stdout) == (0, False), done.stderr
        assert told in done.stdout


def test_doctor_names_a_backend_that_is_not_there(shuzi, tmp_path):
    done = shuzi("doctor", env={**os.environ, "KERAS_BACKEND": "nonesuch"})
    assert done.returncode == 0
    assert "nonesuch: set KERAS_BACKEND to one of tensorflow, jax, torch" in done.stdout


@pytest.mark.parametrize("command", [["--help"], ["show", "9487"], ["summary"], ["predict", "--test"]])
def test_looking_never_imports_tensorflow(command):
    program = (
        "import sys; sys.argv[1:] = sys.argv[1:]\n"
        "from shuzi.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as leaving:\n    assert not leaving.code, leaving.code\n"
        "assert not {'keras', 'tensorflow', 'jax', 'torch'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout

"""`shuzi import` opens the note's own two files of 2018, and says what it found."""

import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from json_names import check_names
from mnist_pages.pages import draw_page
from PIL import Image

import shuzi as package
from shuzi.run.import_model import import_model

FOLDER = Path(__file__).parent.parent / "fixtures" / "old_keras"
NOTE = (FOLDER / "handwriteing_model_cnn.json", FOLDER / "handwriting_weights_cnn.h5")


@pytest.fixture(scope="module")
def imported(shuzi, tmp_path_factory):
    folder = tmp_path_factory.mktemp("imported") / "run"
    done = shuzi("import", *NOTE, "--out", folder, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_notes_files_score_what_they_scored_in_2018(imported):
    measured = json.loads((FOLDER / "handwriting_measured.json").read_text())
    assert imported["test_accuracy"] == pytest.approx(measured["test_accuracy"], abs=1e-4)
    assert imported["parameters"] == 325_282


def test_the_scale_of_the_pixels_is_found(imported):
    assert (imported["imported"]["scale"], imported["imported"]["scale_guessed"]) == ("0-255", True)


def test_the_card_says_which_files_it_was(imported):
    card = package.load(imported["run"]).card
    assert sorted(card.imported["sha256"]) == sorted(path.name for path in NOTE)
    assert card.imported["keras_version"] == "2.2.4"
    assert card.recipe == "imported"


def test_an_imported_run_reads_a_picture(imported, shuzi, mnist, tmp_path):
    Image.fromarray(mnist.test.images[0]).save(tmp_path / "seven.png")
    done = shuzi("predict", imported["run"], tmp_path / "seven.png")
    assert done.stdout.split()[1] == "7"


def test_an_imported_run_reads_a_page(imported, shuzi, mnist, tmp_path):
    page = draw_page("ruled", mnist.test, np.random.default_rng(2))
    Image.fromarray(page.pixels).save(tmp_path / "page.png")
    done = shuzi("read", tmp_path / "page.png", "--model", imported["run"])
    assert done.returncode == 0, done.stderr
    assert tuple(done.stdout.replace("?", "").split()) == page.lines == ("2", "51482", "20838", "88812")


def test_an_imported_run_explains_itself(imported, shuzi, tmp_path):
    done = shuzi("explain", imported["run"], "--sample", 9487, "--only", "filters", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "a 1: the model answers 1" in done.stdout
    assert (tmp_path / "out" / "filters.png").is_file()


@pytest.mark.parametrize("name", ["onnx-int8", "c"])
def test_an_imported_run_is_exported(imported, shuzi, name, tmp_path):
    done = shuzi("export", imported["run"], "--to", name, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["proof"]["test_accuracy"] >= imported["test_accuracy"] - 0.0005


def test_its_json_has_the_names_that_it_had(imported):
    check_names("import", imported)


def test_a_model_of_another_size_is_described_and_not_measured(shuzi, tmp_path):
    done = shuzi("import", FOLDER / "keras-2.2.4-functional-whole.h5", "--out", tmp_path / "run")
    assert done.returncode == 0, done.stderr
    assert "not measured" in done.stdout
    assert shuzi("summary", tmp_path / "run").returncode == 0
    Image.fromarray(np.zeros((28, 28), np.uint8)).save(tmp_path / "digit.png")
    uses = (["evaluate", "RUN"], ["predict", "RUN", "digit.png"], ["read", "digit.png", "--model", "RUN"])
    for use in (*uses, ["explain", "RUN"], ["sample", "RUN"], ["serve", "--no-browser", "--port", 0, "--model", "RUN"]):
        arguments = [
            tmp_path / {"RUN": "run"}.get(word, word) if word in ("RUN", "digit.png") else word for word in use
        ]
        done = shuzi(*arguments, cwd=tmp_path)
        assert done.returncode == 1, use
        assert done.stderr.splitlines() == [one for one in done.stderr.splitlines() if "32×24 pixels" in one], use


def test_a_model_of_other_classes_is_not_taken_for_one_of_digits(tmp_path):
    keras.utils.set_random_seed(1)
    network = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(5)])
    network.save(tmp_path / "five.keras")
    model = import_model(tmp_path / "five.keras", out=tmp_path / "run")
    for use in (model.predict, model.activations, lambda image: package.Reader(model.path).read(image)):
        with pytest.raises(package.ShuziError, match="tells 5 classes apart; digits are 10"):
            use(np.zeros((28, 28)))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's own peak of memory")
def test_an_import_takes_neither_keras_nor_its_memory(tmp_path):
    program = (
        "import pathlib, shuzi, sys; shuzi.import_model(*sys.argv[1:3], out=sys.argv[3]);"
        "assert not {'keras', 'tensorflow', 'jax', 'torch', 'matplotlib'} & sys.modules.keys();"
        "kilobytes = pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0];"
        "assert int(kilobytes) < 300_000, kilobytes"
    )
    command = [sys.executable, "-c", program, *NOTE, tmp_path / "run"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_the_files_of_an_imported_run_are_kerases(imported, mnist):
    model = keras.saving.load_model(Path(imported["run"]) / "model.keras", safe_mode=True)
    pixels = mnist.test.images[:20]
    expected = package.load(imported["run"]).predict(pixels).probabilities
    found = np.asarray(model(pixels[..., None].astype(np.float32)))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)


def test_what_importing_needs_is_named_where_it_is_missing(say_in, tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "shuzi.run.import_model")
    monkeypatch.setitem(sys.modules, "shuzi.exporting.keras_files", None)
    code, _, err = say_in("utf-8", "import", *NOTE, "--out", tmp_path / "run")
    assert code == 1
    assert err.endswith("is not installed; install it: pip install onnx h5py\n")


def test_a_refused_file_ends_with_one_line(shuzi, tmp_path):
    (tmp_path / "model.json").write_text('{"class_name": "Lambda"}')
    done = shuzi("import", tmp_path / "model.json", NOTE[1], "--out", tmp_path / "run")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Lambda" in done.stderr
    assert not (tmp_path / "run").exists()

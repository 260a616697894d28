"""Every format answers in its own runtime as the model does that it was made of."""

import dataclasses
import json
import re
import subprocess
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
import pytest

import shuzi
from shuzi.digits import Split, add_channel
from shuzi.errors import ExportError, MissingDependencyError, UsageError
from shuzi.exporting import FORMATS, find_format
from shuzi.exporting.c import header
from shuzi.exporting.export import EXPORT_CARD, export
from shuzi.exporting.format import ExportInput, Format, require
from shuzi.exporting.int8_steps import int8_steps
from shuzi.exporting.proof import Proof, prove
from shuzi.network.golden import golden_images
from shuzi.run.import_model import import_model
from shuzi.store.trained_network import read_trained_network

COUNT = 300
"""Test images in these tests; `shuzi export` takes all of them, and benchmarks/results has the figures."""


@pytest.fixture(scope="module")
def model():
    return shuzi.load()


@pytest.fixture(scope="module")
def source(model, mnist):
    return ExportInput(model.path, read_trained_network(model.path), mnist.train.images[:50])


@pytest.fixture(scope="module")
def test(mnist):
    return Split(mnist.test.images[:COUNT], mnist.test.labels[:COUNT])


def proved(wanted: Format, folder: Path, test: Split, expected: npt.NDArray[np.float32]) -> Proof:
    return prove(wanted, folder, add_channel(test.images).astype(np.float32), expected, test.labels)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_answers_as_the_model_does(name, source, model, test, tmp_path):
    wanted = find_format(name)
    require(wanted)
    wanted.write(source, tmp_path)
    expected = model.predict(test.images).probabilities
    proof = proved(wanted, tmp_path, test, expected)
    otherwise = 0 if wanted.exact else 1
    assert proof.agreement >= COUNT - otherwise
    before = np.mean(expected.argmax(axis=1) == test.labels)
    assert proof.test_accuracy == pytest.approx(before, abs=otherwise / COUNT + 1e-9)
    assert proof.bytes == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_eight_bits_take_a_quarter_of_the_size(source, tmp_path):
    sizes = []
    for name in ("onnx", "onnx-int8"):
        (tmp_path / name).mkdir()
        find_format(name).write(source, tmp_path / name)
        sizes.append((tmp_path / name / "model.onnx").stat().st_size)
    assert sizes[1] < 0.3 * sizes[0]


def test_an_export_that_answers_otherwise_is_refused(source, test, tmp_path):
    find_format("onnx").write(source, tmp_path)
    other = shuzi.load().predict(test.images).probabilities
    other[7] = np.roll(other[7], 1)
    with pytest.raises(ExportError, match="answers 1 of 300 images otherwise"):
        proved(find_format("onnx"), tmp_path, test, other)


def test_an_export_that_loses_too_much_is_refused(model, source, test, tmp_path):
    """The ranges of the maps taken from blank paper: nothing is left of the digits."""
    find_format("onnx-int8").write(source._replace(calibration=np.zeros((10, 28, 28), np.uint8)), tmp_path)
    with pytest.raises(ExportError, match="expected a loss of at most"):
        proved(find_format("onnx-int8"), tmp_path, test, model.predict(test.images).probabilities)


def test_a_missing_runtime_is_named_with_its_install_line(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(MissingDependencyError, match=r"web needs node \(apt install nodejs\)"):
        export(to="web")


def test_an_unknown_format_is_refused():
    with pytest.raises(UsageError, match="expected one of keras, json-h5"):
        export(to="word")


def test_the_card_travels_along(tmp_path, mnist):
    path, facts = export(to="onnx", out=tmp_path / "exported", card=True)
    assert json.loads((path / EXPORT_CARD).read_text()) == facts
    assert facts["proof"]["agreement"] == 10_000
    assert facts["metrics"] == shuzi.load().card.metrics
    page = (path / "README.md").read_text()
    assert page.startswith("---\nlicense: apache-2.0\n")
    accuracy = shuzi.load().card.metrics["test_accuracy"]
    assert f"{accuracy:.2%}" in page
    assert f"value: {accuracy:.4f}\n---\n" in page


@pytest.mark.parametrize("name", ["**// int main;", "*/ int main;", "\x1b[2J", "a\nb"])
def test_a_runs_name_stays_in_the_comment_of_the_header(name):
    text = header(int8_steps(read_trained_network(shuzi.load().path)), about=name)
    comment = text.split("*/")[0]
    assert "one thread at a time" in comment
    assert "\x1b" not in comment
    assert "a\nb" not in comment


@pytest.fixture(scope="module")
def of_five_classes(tmp_path_factory):
    """A run of a network that tells five things apart in colour, as somebody else might have trained it."""
    folder = tmp_path_factory.mktemp("five")
    keras.utils.set_random_seed(1)
    layers = keras.layers
    parts = [layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(4), layers.Flatten(), layers.Dense(5)]
    keras.Sequential([keras.Input((32, 24, 3)), *parts]).save(folder / "five.keras")
    return import_model(folder / "five.keras", out=folder / "run").path


@pytest.mark.parametrize("name", [name for name in FORMATS if find_format(name).exact])
def test_a_model_that_reads_no_digits_is_proved_on_images_of_its_size(name, of_five_classes, tmp_path):
    path, facts = export(of_five_classes, to=name, out=tmp_path / "out", card=True)
    assert (facts["proof"]["agreement"], facts["proof"]["test_images"]) == (250, 250)
    assert facts["proof"]["test_accuracy"] is None
    assert facts["labels"] == ["0", "1", "2", "3", "4"]
    page = (path / "README.md").read_text()
    assert "accuracy" not in page
    assert "digit" not in page
    assert "license: unknown" in page


@pytest.mark.parametrize("name", [name for name in FORMATS if not find_format(name).exact])
def test_a_format_for_digits_refuses_other_models(name, of_five_classes, tmp_path):
    with pytest.raises(ExportError, match=rf"\(32, 24, 3\) into 5 classes; the format {name} is for"):
        export(of_five_classes, to=name, out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_answers_otherwise_is_refused_without_labels_too(of_five_classes, tmp_path):
    model = shuzi.load(of_five_classes)
    wanted, source = find_format("onnx"), ExportInput(of_five_classes, read_trained_network(of_five_classes), None)
    wanted.write(source, tmp_path)
    pixels = golden_images((32, 24, 3))
    logits = model.classifier.logits_of(pixels)
    logits[3] = -logits[3]
    for kind in (wanted, dataclasses.replace(wanted, exact=False)):  # nothing else would tell how good it is
        with pytest.raises(ExportError, match="answers 1 of 10 images otherwise"):
            prove(kind, tmp_path, pixels, logits)


def test_a_layer_that_eight_bit_steps_do_not_know_is_named(source):
    layers = source.network.architecture.layers
    odd = layers[1].__class__(**{**layers[1].__dict__, "config": {"activation": "tanh"}})
    architecture = source.network.architecture
    changed = architecture.__class__(architecture.name, architecture.input_shape, (layers[0], odd, *layers[2:]))
    with pytest.raises(ExportError, match=r"relu_1 .*tanh"):
        int8_steps(source.network._replace(architecture=changed))


@pytest.fixture(scope="module")
def page(source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    find_format("web").write(source, folder)
    return folder


def test_the_page_names_no_other_place(page):
    for file in page.iterdir():
        assert "//" not in re.sub(r"^ *//.*$| // .*$|\"kernel\".*", "", file.read_text(), flags=re.MULTILINE), file.name


@pytest.mark.parametrize("index", range(10))
def test_the_page_reads_a_digit_drawn_large_and_off_its_place(page, mnist, index, tmp_path):
    """A test image, ten times as large and moved, as somebody might draw it on the page's paper."""
    ink = np.kron(mnist.test.images[index], np.ones((8, 8), np.uint8))
    paper = np.zeros((280, 280), np.uint8)
    paper[40:264, 5:229] = ink
    program = """
        const fs = require("fs"), vm = require("vm");
        for (const name of ["model.js", "digits.js"])
          vm.runInThisContext(fs.readFileSync(`${process.argv[1]}/${name}`, "utf8"));
        const answer = shuzi.probabilities(shuzi.frame(fs.readFileSync(0), 280, 280));
        console.log(answer.indexOf(Math.max(...answer)), shuzi.frame(new Uint8Array(78400), 280, 280));
    """
    done = subprocess.run(["node", "-e", program, str(page)], input=paper.tobytes(), capture_output=True, check=True)
    assert done.stdout.split() == [str(mnist.test.labels[index]).encode(), b"null"]

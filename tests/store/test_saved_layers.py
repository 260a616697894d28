"""The layers of saved models, whatever file they come in."""

import json
import zipfile
from pathlib import Path

import keras
import pytest
from PIL import Image

from shuzi.errors import ArchitectureError, RunError, ShuziError
from shuzi.explaining.arithmetic import layer_table
from shuzi.store.model import PRETRAINED
from shuzi.store.saved_layers import read_architecture
from shuzi.training.networks import build_note_cnn


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The note's network in every file that Keras writes."""
    folder, model = tmp_path_factory.mktemp("files"), build_note_cnn(seed=0)
    model.save(folder / "model.keras")
    model.save_weights(folder / "model.weights.h5")
    (folder / "model.json").write_text(model.to_json())
    model.save(folder / "whole.h5")
    return folder


def test_the_notes_network_is_described_as_keras_builds_it():
    described, built = read_architecture(), build_note_cnn()
    assert [layer.name for layer in described.layers] == [layer.name for layer in built.layers]
    assert [layer.kind for layer in described.layers] == [type(layer).__name__ for layer in built.layers]
    assert [layer.output_shape for layer in described.layers] == [layer.output.shape[1:] for layer in built.layers]
    assert [layer.parameters for layer in described.layers] == [layer.count_params() for layer in built.layers]
    assert described.parameters == 325_282


@pytest.mark.parametrize("name", ["model.keras", "model.json", "whole.h5"])
def test_every_form_is_read(files, name):
    assert layer_table(read_architecture(files / name)) == layer_table(read_architecture())


def test_a_run_is_read():
    assert read_architecture(PRETRAINED).parameters == 325_282


def test_weights_alone_are_refused_with_the_way_out(files):
    with pytest.raises(ArchitectureError, match="weights and no layers"):
        read_architecture(files / "model.weights.h5")


def test_layers_that_are_no_text_are_refused(files, tmp_path):
    damaged = bytearray((files / "whole.h5").read_bytes())
    place = damaged.index(b'"Sequential"')
    damaged[place] = 0xE3
    (tmp_path / "whole.h5").write_bytes(damaged)
    with pytest.raises(ArchitectureError, match=r"whole\.h5 is no saved Keras model"):
        read_architecture(tmp_path / "whole.h5")


@pytest.mark.parametrize("name", ["model.keras", "whole.h5"])
@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_file_that_ends_early_is_refused(files, tmp_path, name, tenths):
    content = (files / name).read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) * tenths // 10])
    with pytest.raises(ArchitectureError, match=name):
        read_architecture(tmp_path / name)


@pytest.mark.parametrize(("place", "value"), [(6, 1), (8, 99), (60, 0xFF)])
def test_a_zip_file_that_cannot_be_unpacked_is_refused(tmp_path, place, value):
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", (PRETRAINED / "architecture.json").read_text())
        archive.writestr("metadata.json", "{}")
        archive.writestr("model.weights.h5", "")
    damaged = bytearray(path.read_bytes())
    damaged[place] = value  # 6: flags, encrypted; 8: method of packing; 60: packed data
    damaged[damaged.index(b"PK\1\2") + place + 2 if place < 10 else place] = value  # and its copy at the end
    path.write_bytes(damaged)
    with pytest.raises(ArchitectureError, match=r"model\.keras(: config\.json is packed| is no \.keras file)"):
        read_architecture(path)


def test_a_description_that_is_too_long_is_refused(tmp_path):
    (tmp_path / "model.json").write_text(" " * (4 * 1024 * 1024 + 1))
    with pytest.raises(ArchitectureError, match="over 4,194,304 bytes"):
        read_architecture(tmp_path / "model.json")


def test_a_run_without_its_layers_is_refused(tmp_path):
    (tmp_path / "card.json").touch()
    with pytest.raises(RunError, match=r"architecture\.json is not there"):
        read_architecture(tmp_path)


def test_what_is_no_model_is_refused_by_name(tmp_path):
    (tmp_path / "text").write_text("hello")
    (tmp_path / "empty").write_text("")
    (tmp_path / "zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "hdf5").write_bytes(b"\x89HDF\r\n\x1a\n" + b"\0" * 50)
    Image.new("L", (2, 2)).save(tmp_path / "png", format="PNG")
    for path in tmp_path.iterdir():
        with pytest.raises(ArchitectureError, match=path.name):
            read_architecture(path)


@pytest.mark.parametrize("path", ["gone", ".", "x" * 300])
def test_a_path_without_a_model_is_refused(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RunError):
        read_architecture(tmp_path / path)


def test_a_network_that_is_no_chain_and_a_layer_that_runs_code_are_refused(tmp_path):
    start = keras.Input((28, 28, 1))
    functional = keras.Model(start, keras.layers.Flatten()(start))
    code = keras.Sequential([start, keras.layers.Lambda(lambda x: x)])
    for model, words in ((functional, "Functional"), (code, "Lambda")):
        path = tmp_path / "model.json"
        path.write_text(model.to_json())
        with pytest.raises(ArchitectureError, match=words):
            read_architecture(path)


@pytest.mark.parametrize(
    ("layer", "change"),
    [
        (1, {"filters": -1}),
        (1, {"filters": "many"}),
        (1, {"kernel_size": [0, 0], "padding": "valid", "strides": [0, 0]}),
        (1, {"kernel_size": [99, 99], "padding": "valid"}),
        (1, {"strides": None}),
        (1, {"groups": 3}),
        (1, {"dilation_rate": [2, 2]}),
        (1, {"data_format": "channels_first"}),
        (3, {"pool_size": [64, 64], "strides": [64, 64]}),
        (0, {"batch_shape": [None, 28, 28]}),
        (0, {"batch_shape": [None, -28, 28, 1]}),
        (0, {"batch_shape": "28"}),
    ],
)
def test_sizes_that_make_no_sense_are_refused(files, tmp_path, layer, change):
    model = json.loads((files / "model.json").read_text())
    model["config"]["layers"][layer]["config"].update(change)
    (tmp_path / "model.json").write_text(json.dumps(model))
    with pytest.raises(ShuziError, match=r"model\.json"):
        read_architecture(tmp_path / "model.json")


@pytest.mark.parametrize("version", ["keras-2.1.6", "keras-2.2.4", "tf-1.12.0", "tf-2.15.1"])
@pytest.mark.parametrize("form", ["{}-sequential.json", "{}-functional.json", "{}-sequential-whole.h5"])
def test_what_old_keras_wrote_is_described(version, form):
    folder = Path(__file__).parent.parent / "fixtures" / "old_keras"
    described = read_architecture(folder / form.format(version))
    assert described.parameters == (412 if "functional" in form else 3006)
    assert described.layers[0].kind == ("ZeroPadding2D" if "functional" in form else "Conv2D")

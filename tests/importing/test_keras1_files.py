"""Files that Keras 1.2.2 wrote with TensorFlow and with Theano answer here as they did there."""

import json
from pathlib import Path

import numpy as np
import pytest

from shuzi.errors import ArchitectureError
from shuzi.exporting.rebuild import rebuild
from shuzi.importing.network import read_network

FOLDER = Path(__file__).parent.parent / "fixtures" / "keras1"
NAMES = [path.name.removesuffix("-expected.json") for path in sorted(FOLDER.glob("*-expected.json"))]
FINE = 1e-6


def images(shape: list[int]) -> np.ndarray:
    """The images of fixed noise that write_fixtures.py used, channels last."""
    pixels = ((np.arange(3 * np.prod(shape)) * 7919 % 251) / 250).reshape((3, *shape)).astype(np.float32)
    if len(shape) == 1:
        return pixels.reshape(3, 28, 28, 1)
    return pixels.transpose(0, 2, 3, 1) if shape[0] == 3 else pixels


def test_both_backends_are_there():
    assert len(NAMES) == 6
    assert {name.rsplit("-", 1)[0] for name in NAMES} == {"keras-1.2.2-tensorflow", "keras-1.2.2-theano"}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_keras_1_answers_as_it_did(name):
    expected = json.loads((FOLDER / f"{name}-expected.json").read_text())
    for files in ((f"{name}.json", f"{name}-weights.h5"), (f"{name}-whole.h5",)):
        network = read_network(*(FOLDER / file for file in files))
        found = np.asarray(rebuild(network.architecture, network.weights)(images(expected["input_shape"])))
        np.testing.assert_allclose(found, expected["outputs"], rtol=0, atol=FINE)
        assert network.keras_version == "1.2.2"


def described(change, folder):
    model = json.loads((FOLDER / "keras-1.2.2-tensorflow-sequential.json").read_text())
    change(model["config"])
    (folder / "model.json").write_text(json.dumps(model))
    return folder / "model.json", FOLDER / "keras-1.2.2-tensorflow-sequential-weights.h5"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda layers: layers[1]["config"].update(mode=2), "mode"),
        (lambda layers: layers[0]["config"].update(filters=4), "filters twice"),
        (lambda layers: layers[0]["config"].pop("nb_row"), "kernel_size"),
        (lambda layers: layers[0]["config"].update(dim_ordering="ft"), "data formats"),
    ],
)
def test_a_setting_that_means_something_else_is_refused(change, words, tmp_path):
    with pytest.raises(ArchitectureError, match=words):
        read_network(*described(change, tmp_path))


def test_weights_of_another_session_of_keras_1_are_matched_by_their_order(tmp_path):
    def renamed(layers):
        for layer in layers:
            name, number = layer["config"]["name"].rsplit("_", 1)
            layer["config"]["name"] = f"{name}_{int(number) + 9}"

    assert len(read_network(*described(renamed, tmp_path)).weights) == 5

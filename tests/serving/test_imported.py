"""Models that shuzi did not train are served like its own, and those that read no digits do no harm."""

import io
import json
from pathlib import Path

import keras
import numpy as np
import pytest
from mnist_pages.pages import draw_page
from PIL import Image

from shuzi.run.import_model import import_model

FOLDER = Path(__file__).parent.parent / "fixtures" / "old_keras"


@pytest.fixture(scope="module")
def with_imported(start, tmp_path_factory):
    """The note's two files of 2018 served, and beside them a model that reads larger pictures in colour."""
    folder = tmp_path_factory.mktemp("imported")
    note = import_model(
        FOLDER / "handwriteing_model_cnn.json", FOLDER / "handwriting_weights_cnn.h5", out=folder / "runs" / "note"
    )
    layers = keras.layers
    keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(4)]).save(folder / "other.keras")
    import_model(folder / "other.keras", out=folder / "runs" / "other")
    return start("--model", note.path, cwd=folder)


def test_the_notes_files_are_served(with_imported, digit):
    model = json.loads(with_imported.ask("GET", "/api/model")[2])
    assert (model["name"], model["recipe"], model["parameters"]) == ("note", "imported", 325_282)
    assert model["scaled"] is False
    answer = with_imported.ask("POST", "/api/predict", digit, content_type="application/octet-stream")
    assert json.loads(answer[2])["predictions"][0]["digit"] == 7


def test_the_notes_files_look_at_a_page(with_imported, mnist):
    page = draw_page("ruled", mnist.test, np.random.default_rng(2))
    stream = io.BytesIO()
    Image.fromarray(page.pixels).save(stream, "PNG")
    status, _, body = with_imported.ask("POST", "/api/look", stream.getvalue(), content_type="image/png")
    assert status == 200, body
    assert tuple(line["text"] for line in json.loads(body)["lines"]) == page.lines


def test_a_model_that_reads_no_digits_is_not_offered_and_says_why(with_imported):
    models = json.loads(with_imported.ask("GET", "/api/models")[2])["models"]
    assert [model["name"] for model in models] == ["note", "shuzi"]
    status, _, body = with_imported.ask("GET", "/api/model?name=other")
    assert status == 422
    assert "reads images of 32×32 pixels with 3 channel(s)" in json.loads(body)["error"]

"""Pictures of any network, in every language, at the size that is promised."""

import html
import re
import warnings

import keras
import numpy as np
import pytest
from PIL import Image

import shuzi
from shuzi.errors import ImageShapeError, OutputError, UsageError
from shuzi.explaining.explain import explain, explain_parameters
from shuzi.explaining.inside import Inside
from shuzi.explaining.pictures import PICTURES
from shuzi.explaining.words import LANGUAGES
from shuzi.run.import_model import import_model
from shuzi.store.saved_layers import read_architecture

QUICK = ("orientation", "pooling", "flatten", "parameters", "filters", "maps")
ALL = [
    "convolution.png",
    "convolution-valid.gif",
    "convolution-same.gif",
    "orientation.png",
    "pooling.png",
    "pooling-survival.png",
    "flatten.png",
    "parameters.png",
    "filters.png",
    "maps-conv_1.png",
    "maps-conv_2.png",
    "maps-conv_3.png",
    "why.png",
    "neighbours.png",
    "index.html",
]


@pytest.fixture(scope="module")
def explained(shipped, mnist, tmp_path_factory):
    training = type(mnist.train)(mnist.train.images[:500], mnist.train.labels[:500])
    digit, label = mnist.train.images[9487], int(mnist.train.labels[9487])
    return explain(shipped, digit, out=tmp_path_factory.mktemp("all") / "new", label=label, training=training)


def test_all_pictures_are_written_in_their_order(explained):
    assert [file.name for file in explained] == ALL
    assert all(file.stat().st_size > 2000 for file in explained)


def test_every_picture_is_a_thousand_pixels_wide(explained):
    for file in explained[:-1]:
        with Image.open(file) as image:
            assert image.width == 1000, file.name
            assert image.height <= 1200, file.name


def test_the_page_shows_every_picture_and_the_answer(explained):
    page = explained[-1].read_text(encoding="utf-8")
    assert re.findall(r'<img src="([^"]+)"', page) == ALL[:-1]
    answer = shuzi.load().predict(shuzi.load_mnist().train.images[9487])
    assert f"answers 1, with a probability of {answer.confidence[0]:.1%}" in page


@pytest.mark.parametrize(("padding", "frames"), [("valid", 40), ("same", 40)])
def test_the_animation_moves_and_rests_at_its_end(explained, padding, frames):
    (file,) = [file for file in explained if file.stem == f"convolution-{padding}"]
    with Image.open(file) as film:
        assert film.n_frames > frames
        first = np.asarray(film.convert("RGB"))
        film.seek(film.n_frames - 1)
        assert film.info["duration"] == 3000
        last = np.asarray(film.convert("RGB"))
        film.seek(film.n_frames // 2)
        middle = np.asarray(film.convert("RGB"))
    assert (first != last).any(axis=2).mean() > 0.01
    for frame in (first, middle, last):
        assert (frame == 255).all(axis=2).mean() > 0.5  # paper stays white
        red, green, blue = np.moveaxis(frame[170:580, 50:450].astype(int), 2, 0)
        grey, window = (red == green) & (green == blue), (red > green) & (green > blue)
        assert (grey | window).all()  # the digit is grey, and nothing but the window has a colour
        assert window.mean() < 0.02


def test_without_digits_to_compare_with_there_are_no_neighbours(shipped, one, tmp_path):
    assert explain(shipped, one, out=tmp_path, only=["neighbours"]) == [tmp_path / "index.html"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("network", ["note", "best"])
def test_any_network_is_drawn_without_a_missing_character(network, language, one, tmp_path, request):
    _, model = request.getfixturevalue(network)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of characters that a font does not have
        files = explain(model, one, out=tmp_path, language=language, only=QUICK)
    stages = 3 if network == "note" else 8
    assert len(files) == 6 + stages + 1


@pytest.mark.parametrize("digit", [np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)])
def test_a_digit_without_a_stroke_is_drawn_too(shipped, digit, tmp_path):
    names = [name for name in PICTURES if name not in ("neighbours", "convolution")]
    assert len(explain(shipped, digit, out=tmp_path, only=names)) > 8


def test_svg_holds_shapes_and_needs_no_font(shipped, one, tmp_path):
    first, _ = explain(shipped, one, out=tmp_path, only=["parameters"], language="zh-TW", form="svg")
    assert first.name == "parameters.svg"
    assert "<text" not in first.read_text(encoding="utf-8")


def test_parameters_need_no_weights(tmp_path):
    assert explain_parameters(read_architecture(), out=tmp_path) == tmp_path / "parameters.png"


def test_a_name_that_is_no_picture_is_refused(shipped, one, tmp_path):
    with pytest.raises(UsageError, match="no picture 'maps2'; expected convolution"):
        explain(shipped, one, out=tmp_path, only=["maps2"])


def test_what_is_no_digit_is_refused_before_anything_is_written(shipped, tmp_path):
    with pytest.raises(ImageShapeError):
        explain(shipped, np.zeros((3, 3), np.uint8), out=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made_is_told(shipped, one, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Name another folder with --out"):
        explain(shipped, one, out=tmp_path / "file" / "in")


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Runs of networks that others might have trained: LeNet's kind, and one without a convolution."""
    keras.utils.set_random_seed(1)
    layers = keras.layers
    lenet = [layers.Conv2D(6, 5, padding="same", activation="relu", use_bias=False), layers.MaxPooling2D(3, 2)]
    lenet += [layers.Dropout(0.2), layers.Conv2D(16, 5, strides=2, activation="relu"), layers.MaxPooling2D(2)]
    lenet += [layers.Flatten(), layers.Dropout(0.5), layers.Dense(20, activation="tanh"), layers.Dropout(0.5)]
    networks = {"lenet": lenet, "dense": [layers.Flatten(), layers.Dense(30, activation="relu")]}
    networks["smooth"] = [layers.Conv2D(4, 3, activation="gelu"), layers.AveragePooling2D(4), layers.Flatten()]
    folder, models = tmp_path_factory.mktemp("imported"), {}
    for name, parts in networks.items():
        model = keras.Sequential([keras.Input((28, 28, 1)), *parts, layers.Dense(10, activation="softmax")])
        model.save(folder / f"{name}.keras")
        models[name] = import_model(folder / f"{name}.keras", out=folder / name, scale="0-1")
    return models


@pytest.mark.parametrize(
    ("name", "stems"),
    [
        ("lenet", "pooling pooling-survival flatten parameters filters maps-conv_1 maps-conv_2 why"),
        ("dense", "flatten parameters why"),
        ("smooth", "flatten parameters why"),
    ],
)
def test_of_an_imported_network_what_fits_is_drawn(imported, name, stems, one, tmp_path):
    files = explain(imported[name], one, out=tmp_path)
    assert [file.stem for file in files[:-1]] == stems.split()


def test_an_imported_network_s_numbers_are_its_own(imported, one):
    """A bias that is not there counts as 0, and a Dropout passes on what it gets."""
    inside = Inside(imported["lenet"], one)
    first, second = inside.stages
    assert not first.bias.any()
    np.testing.assert_array_equal(inside.outputs["dropout_1"], inside.outputs["pool_1"])
    assert second.seen is inside.outputs["dropout_1"]
    for joined in inside.joined:
        np.testing.assert_allclose(joined.seen @ joined.kernel + joined.bias, joined.sums, atol=1e-4)


@pytest.mark.parametrize(
    ("only", "title", "opening"),
    [
        (["parameters", "filters"], "What this network is made of", "All numbers are the network's own."),
        (["filters", "why"], "What the network sees in this digit", "Part 2 says what the answer rests on."),
    ],
)
def test_the_page_is_about_what_it_holds(only, title, opening, shipped, one, tmp_path):
    page = explain(shipped, one, out=tmp_path, only=only)[-1].read_text(encoding="utf-8")
    assert re.findall(r"<(?:title|h1)>(.*?)</(?:title|h1)>", page) == [title, title]
    first = html.unescape(re.findall(r"<p>(.*)</p>", page)[0])
    assert opening in first
    assert ("The network answers 1" in first) == ("why" in only)
    assert re.findall(r"<h2>(\d+)\. ", page) == ["1", "2"]
    assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("only", [["why"], ["convolution", "orientation", "pooling", "flatten", "why"]])
def test_the_reason_refers_only_to_parts_that_are_there(only, shipped, one, tmp_path):
    page = explain(shipped, one, out=tmp_path, only=only)[-1].read_text(encoding="utf-8")
    assert ("filters found pieces of strokes (1, 2)" in page) == (len(only) > 1)

"""`--data` with images in the shapes that people have: looked at, trained on, and measured again as they were read."""

import json

import numpy as np
import pytest
from json_names import check_names
from PIL import Image

from shuzi.store.model import PRETRAINED


@pytest.fixture
def arrays(tmp_path, mnist):
    """Digits that lie on their side in a `.npz`, with a test part of their own."""
    (images, labels), (test_images, test_labels) = mnist
    np.savez(
        tmp_path / "digits.npz",
        train_images=images[:3000].swapaxes(1, 2),
        train_labels=labels[:3000],
        test_images=test_images[:500].swapaxes(1, 2),
        test_labels=test_labels[:500],
    )
    return tmp_path / "digits.npz"


def test_a_run_remembers_how_its_images_were_read(shuzi, arrays, tmp_path):
    done = shuzi("train", "--recipe", "quick", "--data", arrays, "--out", tmp_path / "run", "--json")
    assert done.returncode == 0, done.stderr
    assert f"{arrays} is read as arrays of NumPy, digits.npz, stored transposed and turned upright" in done.stderr
    assert "3,500 images, 500 of them for the test; 0: " in done.stderr
    trained = json.loads(done.stdout)
    assert trained["test_images"] == 500
    measured = json.loads(shuzi("evaluate", tmp_path / "run", "--json").stdout)
    assert (measured["test_images"], measured["test_errors"]) == (500, trained["test_errors"])
    wrong = json.loads(
        shuzi("evaluate", tmp_path / "run", "--data", arrays, "--layout", "npz:upright", "--json").stdout
    )
    assert wrong["test_accuracy"] < measured["test_accuracy"] - 0.3


def test_a_layout_without_images_is_misuse(say_in):
    code, _, err = say_in("utf-8", "evaluate", PRETRAINED, "--layout", "idx")
    assert code == 2
    assert "expected --data FOLDER beside it" in err


@pytest.fixture
def folder(tmp_path, mnist):
    """Twelve images of each digit: a 7 among the fours, a sheet of paper among the twos, and a note."""
    for digit in range(10):
        (tmp_path / "mine" / str(digit)).mkdir(parents=True)
        for index in np.flatnonzero(mnist.train.labels == digit)[:12]:
            Image.fromarray(mnist.train.images[index]).save(tmp_path / "mine" / str(digit) / f"{index:03}.png")
    Image.fromarray(mnist.test.images[0]).save(tmp_path / "mine" / "4" / "seven.png")
    Image.new("L", (90, 90), 240).save(tmp_path / "mine" / "2" / "paper.png")
    (tmp_path / "mine" / "readme.txt").write_text("digits")
    return tmp_path / "mine"


def test_own_images_are_shown_as_a_network_sees_them_with_those_that_look_wrong(say_in, folder, tmp_path):
    code, out, err = say_in("utf-8", "data", folder, "--out", tmp_path / "classes.png")
    assert code == 0
    assert "is read as folders named after their digit (--layout folders)" in out
    assert "  4       13 images" in out
    assert "1 left out, in which no digit is found; 1 passed over" in out
    assert "1 look wrong:" in out
    assert f"{folder / '4' / 'seven.png'}: labelled 4, looks like 7" in out
    assert "2/paper.png" in err
    assert f"passed over, no folder of a digit: {folder / 'readme.txt'}" in err
    with Image.open(tmp_path / "classes.png") as sheet:
        assert min(sheet.size) > 500


def test_the_same_for_a_program(say_in, folder, tmp_path):
    told = json.loads(say_in("utf-8", "data", folder, "--out", tmp_path / "classes.png", "--json")[1])
    assert told["counts"] == [12, 12, 12, 12, 13, 12, 12, 12, 12, 12]
    assert told["left_out"] == [str(folder / "2" / "paper.png")]
    assert [(doubt["label"], doubt["digit"]) for doubt in told["doubts"]] == [(4, 7)]
    check_names("data FOLDER", told)


def test_one_image_with_two_labels_looks_wrong(say_in, folder, tmp_path):
    (folder / "4" / "seven.png").unlink()
    first = sorted((folder / "6").iterdir())[0]
    (folder / "8" / "copy.png").write_bytes(first.read_bytes())
    told = json.loads(say_in("utf-8", "data", folder, "--out", tmp_path / "classes.png", "--json")[1])
    assert [(doubt["label"], doubt["digit"]) for doubt in told["doubts"]] == [(8, 6)]


def test_a_sheet_that_cannot_be_written_is_said(say_in, folder):
    code, _, err = say_in("utf-8", "data", folder, "--out", folder / "gone" / "classes.png")
    assert code == 1
    assert "cannot be written" in err


@pytest.mark.parametrize("arguments", [("--layout", "idx"), (".", "--refresh")])
def test_options_of_the_other_half_of_data_are_misuse(say_in, arguments):
    code, _, err = say_in("utf-8", "data", *arguments)
    assert code == 2
    assert "expected" in err

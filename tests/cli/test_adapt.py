"""`shuzi train --data FOLDER --start pretrained`: the model learns a person's own hand."""

import json

import cv2
import numpy as np
import pytest
from PIL import Image

import shuzi as package


def leaning(images):
    """Digits of somebody who leans very far to the left: 52 degrees."""
    matrix = np.array([[1, 1.3, -1.3 * 28], [0, 1, 0]], np.float32)
    padded = np.pad(images, ((0, 0), (14, 14), (14, 14)))
    return np.stack([cv2.warpAffine(image, matrix, (56, 56)) for image in padded])


@pytest.fixture
def own_folder(tmp_path, mnist):
    """Twenty leaning digits of each kind."""
    for digit in range(10):
        place = tmp_path / "mine" / str(digit)
        place.mkdir(parents=True)
        chosen = np.flatnonzero(mnist.test.labels == digit)[:20]
        for number, image in enumerate(leaning(mnist.test.images[chosen])):
            Image.fromarray(255 - image).resize((112, 112)).save(place / f"{number}.png")
    return tmp_path / "mine"


def test_twenty_digits_of_each_kind_help_and_nothing_is_forgotten(shuzi, own_folder, mnist, tmp_path):
    done = shuzi("train", "--data", own_folder, "--start", "pretrained", "--out", tmp_path / "run", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["recipe"] == "adapt"
    before, after = package.Reader(), package.Reader(tmp_path / "run")
    others = leaning(mnist.test.images[3000:4000])
    labels = mnist.test.labels[3000:4000]
    wrong_before = np.mean(before.predict(others, ink="light").digits != labels)
    wrong_after = np.mean(after.predict(others, ink="light").digits != labels)
    assert wrong_after < 0.5 * wrong_before
    kept = np.mean(after.predict(mnist.test.images).digits == mnist.test.labels)
    assert kept > before.model.card.metrics["test_accuracy"] - 0.004
    assert package.load(tmp_path / "run").card.start["path"] == "pretrained"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--recipe", "adapt"], "--start pretrained"),
        (["--recipe", "quick", "--start", "pretrained"], "--recipe adapt"),
        (["--start", "gone"], "gone is not there"),
    ],
)
def test_a_start_that_makes_no_sense_is_explained(shuzi, tmp_path, arguments, says):
    done = shuzi("train", *arguments, "--out", tmp_path / "run")
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "run").exists()

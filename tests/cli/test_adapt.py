"""`shuzi train --data FOLDER --start pretrained`: the model learns a person's own hand."""

import json

import numpy as np
import pytest
from own_hand import leaning, write_hand

import shuzi as package
from shuzi.finding.single import frame_digits


@pytest.fixture
def own_folder(tmp_path, mnist):
    """Twenty leaning digits of each kind."""
    return write_hand(tmp_path / "mine", mnist, each=20)


def test_twenty_digits_of_each_kind_help_and_nothing_is_forgotten(shuzi, own_folder, mnist, tmp_path):
    done = shuzi("train", "--data", own_folder, "--start", "pretrained", "--out", tmp_path / "run", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["recipe"] == "adapt"
    before, after = package.Reader(), package.Reader(tmp_path / "run")
    # The finder's own opinion belongs to the shipped model alone, so the two models are asked without it.
    images, found, _ = frame_digits(leaning(mnist.test.images[3000:3400]), labelled=True)
    labels = mnist.test.labels[3000:3400][found]
    wrong_before = np.mean(before.model.predict(images[found]).digits != labels)
    wrong_after = np.mean(after.model.predict(images[found]).digits != labels)
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

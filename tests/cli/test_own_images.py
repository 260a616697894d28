"""`--data` with images in the shapes that people have: trained on, and measured again as they were read."""

import json

import numpy as np
import pytest


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


@pytest.mark.parametrize("command", [("train",), ("evaluate", "RUN")])
def test_a_layout_without_images_is_misuse(shuzi, tmp_path, command, trained):
    arguments = [trained["run"] if one == "RUN" else one for one in command]
    done = shuzi(*arguments, "--layout", "idx", cwd=tmp_path)
    assert done.returncode == 2
    assert "expected --data FOLDER beside it" in done.stderr

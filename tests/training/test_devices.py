"""Batches divided among devices: eight parts of this CPU train as one does, and one trains to the bit as before."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import shuzi
from shuzi.network.graph import read_weights

JOB = ("--recipe", "quick", "--epochs", "2", "--seed", "2", "--keep-going")


def run(*arguments: object, parts: int = 8, backend: str = "jax") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shuzi", *map(str, arguments)],
        env={
            **os.environ,
            "KERAS_BACKEND": backend,
            "XLA_FLAGS": f"--xla_force_host_platform_device_count={parts}",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory, few_digits) -> dict[str, Path]:
    """Runs of the same seed: as always, on one device of eight, and divided among eight."""
    folder = tmp_path_factory.mktemp("devices")
    for name, options in {"always": (), "one": ("--devices", 1), "eight": ("--devices", 8)}.items():
        done = run("train", *JOB, "--data", few_digits, *options, "--out", folder / name)
        assert done.returncode == 0, done.stderr
    return {path.name: path for path in folder.iterdir()}


def _weights(path: Path) -> dict[str, np.ndarray]:
    return read_weights((path / "model.onnx").read_bytes())


def test_one_device_gives_the_same_bits(runs):
    always, one = _weights(runs["always"]), _weights(runs["one"])
    assert always.keys() == one.keys()
    assert all(np.array_equal(always[name], one[name]) for name in always)


def test_eight_devices_train_as_one_does(runs):
    # The last batch of an epoch has 76 images, which eight do not share evenly.
    one, eight = (shuzi.load(runs[name]).card for name in ("one", "eight"))
    assert one.data["train_images"] == 476
    assert eight.metrics["test_accuracy"] == pytest.approx(one.metrics["test_accuracy"], abs=0.02)
    assert (one.threads, eight.threads) == ({}, {"devices": 8})
    for first, second in zip(_weights(runs["one"]).values(), _weights(runs["eight"]).values(), strict=True):
        np.testing.assert_allclose(first, second, atol=1e-3)


def test_what_eight_trained_is_made_again_by_eight(runs):
    done = run("verify", runs["eight"])
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("count", "parts", "backend", "says"),
    [
        (8, 2, "jax", "expected at most 2, since JAX finds cpu:0, cpu:1"),
        (0, 2, "jax", "expected 1 or more"),
        (-1, 2, "tensorflow", "expected 1 or more"),
        (2, 2, "tensorflow", "expected KERAS_BACKEND=jax"),
    ],
)
def test_devices_that_are_not_there_are_refused_before_training(tmp_path, count, parts, backend, says):
    done = run("train", *JOB, "--devices", count, "--out", tmp_path / "runs" / "x", parts=parts, backend=backend)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []

"""Batches divided among devices: eight parts of this CPU train as one does, and one trains to the bit as before."""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from several import Said, run_several

import shuzi
from shuzi.network.graph import read_onnx_weights

JOB = ("train", "--recipe", "quick", "--limit", "100", "--epochs", "1", "--seed", "2", "--keep-going")


def parts_of_cpu(count: int) -> dict[str, str]:
    """Return the environment in which JAX finds so many devices."""
    return {"KERAS_BACKEND": "jax", "XLA_FLAGS": f"--xla_force_host_platform_device_count={count}"}


class Runs(NamedTuple):
    """Runs of the same seed: as always, on one device of eight, and divided among eight, which is verified."""

    always: Path
    one: Path
    eight: Path
    verified: Said


@pytest.fixture(scope="module")
def runs(once, few_digits) -> Runs:
    def train(folder: Path) -> None:
        job = (*JOB, "--data", few_digits)
        said = run_several(
            (*job, "--out", folder / "always"),
            (*job, "--devices", 1, "--out", folder / "one"),
            (*job, "--devices", 8, "--out", folder / "eight"),
            ("verify", folder / "eight"),
            **parts_of_cpu(8),
        )
        assert [done.code for done in said[:3]] == [0, 0, 0], said
        (folder / "verified.json").write_text(json.dumps(said[3]))

    folder = once("devices", train)
    verified = Said(*json.loads((folder / "verified.json").read_text()))
    return Runs(folder / "always", folder / "one", folder / "eight", verified)


def _weights(path: Path) -> dict[str, np.ndarray]:
    return read_onnx_weights((path / "model.onnx").read_bytes())


def test_one_device_gives_the_same_bits(runs):
    always, one = _weights(runs.always), _weights(runs.one)
    assert always.keys() == one.keys()
    assert all(np.array_equal(always[name], one[name]) for name in always)


def test_eight_devices_train_as_one_does(runs):
    # Ten batches of ten images, which eight do not share evenly; more steps let roundings grow too far apart.
    one, eight = (shuzi.load(run).card for run in (runs.one, runs.eight))
    assert one.data["train_images"] == 100
    assert eight.metrics["test_accuracy"] == pytest.approx(one.metrics["test_accuracy"], abs=0.02)
    assert (one.threads, eight.threads) == ({}, {"devices": 8})
    for first, second in zip(_weights(runs.one).values(), _weights(runs.eight).values(), strict=True):
        np.testing.assert_allclose(first, second, atol=1e-3)


def test_what_eight_trained_is_made_again_by_eight(runs):
    assert runs.verified.code == 0, runs.verified


def test_devices_that_are_not_there_are_refused_before_training(tmp_path):
    out = ("--out", tmp_path / "runs" / "x")
    refused = [
        *run_several(*((*JOB, "--devices", count, *out) for count in (8, 0)), **parts_of_cpu(2)),
        *run_several(*((*JOB, "--devices", count, *out) for count in (-1, 2)), KERAS_BACKEND="tensorflow"),
    ]
    assert [done.code for done in refused] == [2, 2, 2, 2], refused
    for done, says in zip(
        refused,
        [
            "expected at most 2, since JAX finds cpu:0, cpu:1",
            "expected 1 or more",
            "expected 1 or more",
            "expected KERAS_BACKEND=jax",
        ],
        strict=True,
    ):
        assert says in done.err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []

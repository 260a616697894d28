"""Every backend of Keras that is installed trains the recipes, and opens what another has saved.

TensorFlow and JAX come with the tests; PyTorch is tried where it is installed.
"""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import shuzi

BACKENDS = [name for name in ("tensorflow", "jax", "torch") if importlib.util.find_spec(name)]

JOB = ("--recipe", "quick", "--limit", "2000", "--epochs", "4", "--seed", "2")


def run(backend: str, *arguments: object, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    if arguments[0] == "-m":  # what TensorFlow says of its build, `shuzi` keeps from its user
        assert "WARNING" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def runs(once) -> Path:
    """A run of every backend."""

    def train(folder: Path) -> None:
        for backend in BACKENDS:
            run(backend, "-m", "shuzi", "train", *JOB, "--out", folder / backend)

    return once("backends", train)


def test_two_backends_at_least_are_tried():
    assert {"tensorflow", "jax"} <= set(BACKENDS)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_backend_trains_as_well_as_the_others(runs, backend):
    card = shuzi.load(runs / backend).card
    assert card.backend == backend
    assert card.metrics["test_accuracy"] == pytest.approx(
        shuzi.load(runs / "tensorflow").card.metrics["test_accuracy"], abs=0.03
    )
    assert card.metrics["test_accuracy"] > 0.9


OPEN = """
import sys, numpy as np, keras
images = np.load(sys.argv[1])[..., None].astype("float32")
answers = []
for path in sys.argv[3:]:
    model = keras.models.load_model(path + "/model.keras")
    weights = keras.models.model_from_json(open(path + "/architecture.json").read())
    weights.load_weights(path + "/model.weights.h5")
    answers.append([keras.ops.convert_to_numpy(network(images)) for network in (model, weights)])
np.save(sys.argv[2], answers)
"""


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_backend_opens_what_every_other_saved(runs, backend, mnist, tmp_path):
    images = mnist.test.images[:50]
    np.save(tmp_path / "images.npy", images)
    run(backend, "-c", OPEN, tmp_path / "images.npy", tmp_path / "answers.npy", *(runs / other for other in BACKENDS))
    for other, answers in zip(BACKENDS, np.load(tmp_path / "answers.npy"), strict=True):
        wanted = shuzi.load(runs / other).predict(images).probabilities
        np.testing.assert_allclose(answers, [wanted, wanted], atol=1e-5)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("recipe", ["note", "standard", "best"])
def test_a_backend_takes_steps_of_every_recipe(backend, recipe, tmp_path, few_digits):
    """A step; whether a recipe learns is shown by the benchmarks."""
    # One batch: JAX compiles every size of a batch anew, which takes longer than all else here.
    job = ("--recipe", recipe, "--data", few_digits, "--limit", "50", "--epochs", "1", "--keep-going")
    run(backend, "-m", "shuzi", "train", *job, "--out", tmp_path / "run")
    assert shuzi.load(tmp_path / "run").card.backend == backend


RESUME = """
import dataclasses, json, sys
from shuzi.data.dataset import load_dataset
from shuzi.recipes import find_recipe
from shuzi.training import fit as fitting
from shuzi.training.watcher import Watcher

calls, every = int(sys.argv[1]), int(sys.argv[2])
if calls:  # as on an accelerator
    from shuzi.training.steppers import jax
    jax.jax.default_backend = lambda: "gpu"
    jax._STEPS_A_CALL = calls
dataset = load_dataset(limit=730)
recipe = dataclasses.replace(find_recipe("quick"), epochs=2, precision="float32")
states = []
fitting.SAVE_SECONDS = 0
whole = fitting.fit(recipe, dataset, fitting.Wishes(seed=3), watcher=Watcher(), save=states.append)
def digest(fitted): return [float(array.sum()) for array in fitted.model.get_weights()]
def bits(fitted): return b"".join(array.tobytes() for array in fitted.model.get_weights())
for state in states[::every]:
    again = fitting.fit(recipe, dataset, fitting.Wishes(seed=3), watcher=Watcher(), start=state)
    assert bits(again) == bits(whole), state.journal["steps"]
print(json.dumps({"sums": digest(whole), "steps": [state.journal["steps"] for state in states]}))
"""


@pytest.fixture(scope="module")
def resumed(once) -> Callable[[str, int], dict[str, Any]]:
    """Go on from every 13th step, and say what the whole training came to."""

    def resume(backend: str, calls: int) -> dict[str, Any]:
        def make(folder: Path) -> None:
            (folder / "said.json").write_text(run(backend, "-c", RESUME, calls, 13))

        return json.loads((once(f"resumed-{backend}-{calls}", make) / "said.json").read_text())

    return resume


@pytest.mark.parametrize(("backend", "calls"), [*((name, 0) for name in BACKENDS), ("jax", 4)])
def test_a_backend_goes_on_to_the_same_weights(resumed, backend, calls):
    assert resumed(backend, calls)["steps"][-1] == 38


def test_many_steps_a_call_are_the_same_steps(resumed):
    one, many = resumed("jax", 0), resumed("jax", 4)
    assert one["steps"] == list(range(1, 39))
    # 19 steps an epoch, of which the last has fewer images; looks after every fourth and in the middle. From 9 to 12
    # there is no room for four together.
    assert many["steps"][:7] == [4, 8, 9, 10, 11, 12, 16]
    np.testing.assert_allclose(many["sums"], one["sums"], atol=2e-2)

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
from several import run_several

import shuzi

BACKENDS = [name for name in ("tensorflow", "jax", "torch") if importlib.util.find_spec(name)]

RECIPES = ("note", "standard", "best")

JOB = ("train", "--recipe", "quick", "--limit", "1200", "--epochs", "4", "--seed", "2")


def run(backend: str, program: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def made(once, few_digits) -> Callable[[str], Path]:
    """Runs of a backend: one that learns, and one of every other recipe; whether they learn the benchmarks show."""

    def make(backend: str) -> Path:
        def train(folder: Path) -> None:
            # One batch: JAX compiles every size of a batch anew, which takes longer than all else here.
            step = ("--data", few_digits, "--limit", "50", "--epochs", "1", "--keep-going")
            said = run_several(
                (*JOB, "--out", folder / "quick"),
                *(("train", "--recipe", recipe, *step, "--out", folder / recipe) for recipe in RECIPES),
                KERAS_BACKEND=backend,
            )
            assert [done.code for done in said] == [0] * (1 + len(RECIPES)), said
            assert all("WARNING" not in done.err for done in said), said

        return once(f"backend-{backend}", train)

    return make


def test_two_backends_at_least_are_tried():
    assert {"tensorflow", "jax"} <= set(BACKENDS)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_backend_trains_as_well_as_the_others(made, backend):
    card = shuzi.load(made(backend) / "quick").card
    assert card.backend == backend
    assert card.metrics["test_accuracy"] == pytest.approx(
        shuzi.load(made("tensorflow") / "quick").card.metrics["test_accuracy"], abs=0.03
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
def test_a_backend_opens_what_every_other_saved(made, backend, mnist, tmp_path):
    images = mnist.test.images[:50]
    np.save(tmp_path / "images.npy", images)
    runs = [made(other) / "quick" for other in BACKENDS]
    run(backend, OPEN, tmp_path / "images.npy", tmp_path / "answers.npy", *runs)
    for path, answers in zip(runs, np.load(tmp_path / "answers.npy"), strict=True):
        wanted = shuzi.load(path).predict(images).probabilities
        np.testing.assert_allclose(answers, [wanted, wanted], atol=1e-5)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_backend_takes_steps_of_every_recipe(made, backend, recipe):
    assert shuzi.load(made(backend) / recipe).card.backend == backend


RESUME = """
import dataclasses, json, sys
from shuzi.data.dataset import load_dataset
from shuzi.recipes import find_recipe
from shuzi.training import fit as fitting
from shuzi.training.watcher import Watcher

calls = int(sys.argv[1])
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
for state in states[3::18]:
    again = fitting.fit(recipe, dataset, fitting.Wishes(seed=3), watcher=Watcher(), start=state)
    assert bits(again) == bits(whole), state.journal["steps"]
print(json.dumps({"sums": digest(whole), "steps": [state.journal["steps"] for state in states]}))
"""


@pytest.fixture(scope="module")
def resumed(once) -> Callable[[str, int], dict[str, Any]]:
    """Go on from the 4th state and the 22nd, where there are as many, and say what the whole training came to."""

    def resume(backend: str, calls: int) -> dict[str, Any]:
        def make(folder: Path) -> None:
            (folder / "said.json").write_text(run(backend, RESUME, calls))

        return json.loads((once(f"resumed-{backend}-{calls}", make) / "said.json").read_text())

    return resume


@pytest.mark.parametrize(("backend", "calls"), [*((name, 0) for name in BACKENDS), ("jax", 4)])
def test_a_backend_goes_on_to_the_same_weights(resumed, backend, calls):
    assert resumed(backend, calls)["steps"][-1] == 38


def test_many_steps_a_call_are_the_same_steps(resumed):
    one, many = resumed("jax", 0), resumed("jax", 4)
    assert one["steps"] == list(range(1, 39))
    # 19 steps an epoch, of which the last has fewer images; looks after every fourth and in the middle. From 9 to 12
    # there is no room for four together: these are taken one after the other, in one call.
    assert many["steps"][:7] == [4, 8, 9, 12, 16, 18, 19]
    np.testing.assert_allclose(many["sums"], one["sums"], atol=2e-2)

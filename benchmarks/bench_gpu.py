"""The note's network on a GPU: its 12 epochs at batch 100, and the time to 99 %, after compilation.

    KERAS_BACKEND=jax python benchmarks/bench_gpu.py

Runs on a CPU as well, only slower; the result names the device. Each figure is the median of three runs in one process,
after a first one that compiles.
"""

import dataclasses
import statistics
import time
from pathlib import Path

import numpy as np

from shuzi.data.dataset import load_dataset
from shuzi.digits import add_channel
from shuzi.machine import describe_machine, versions
from shuzi.recipes import Recipe, find_recipe
from shuzi.training.backend import devices
from shuzi.training.fit import Fit, Wishes, fit
from shuzi.training.watcher import Watcher

ROUNDS = 3


def accuracy(fitted: Fit) -> float:
    test = load_dataset().test
    answers = fitted.model.predict(add_channel(test.images).astype(np.float32), batch_size=500, verbose=0)
    return float(np.mean(answers.argmax(axis=1) == test.labels))


def measure(recipe: Recipe) -> tuple[float, float]:
    """Return the median seconds and accuracy of a recipe, on all of MNIST."""
    dataset = load_dataset()
    runs = [fit(recipe, dataset, Wishes(seed=seed, keep_going=True), watcher=Watcher()) for seed in range(ROUNDS + 1)]
    return statistics.median(run.seconds for run in runs[1:]), statistics.median(accuracy(run) for run in runs[1:])


def main() -> None:
    quick = find_recipe("quick")
    recipes = {
        "the note's 12 epochs, batch 100": find_recipe("note"),
        "`quick`": quick,
        "`quick` for one epoch, batch 250": dataclasses.replace(quick, epochs=1, batch_size=250, learning_rate=0.2),
    }
    rows = [f"| {name} | {s:.2f} | {a:.2%} |" for name, (s, a) in ((n, measure(r)) for n, r in recipes.items())]
    today, machine = time.strftime("%Y-%m-%d"), describe_machine()
    text = f"""# On {", ".join(devices())}, {today}

{machine["processor"]}, {machine["cores"]} cores; {", ".join(f"{k} {v}" for k, v in versions("keras", "jax").items())}.
Made by `python benchmarks/bench_gpu.py`; medians of {ROUNDS} after a first run that compiles.

| what | training, s | test accuracy |
|---|---|---|
{chr(10).join(rows)}
"""
    (Path(__file__).parent / "results" / f"{today}-gpu.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

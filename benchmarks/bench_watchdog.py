"""Fifty healthy starts, which must raise no alarm, and ten sick ones, which must.

    python benchmarks/bench_watchdog.py

Healthy: seeds of `quick` on all of MNIST, and the first epoch of `standard` and `best` on fewer images. Sick: the
note's saturated softmax, learning rates far off, labels shuffled or of one class, values that are not finite.
"""

import dataclasses
import math
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from shuzi.data.dataset import Dataset, load_dataset
from shuzi.digits import Split
from shuzi.machine import describe_machine
from shuzi.recipes import Recipe, find_recipe
from shuzi.training.diagnosis import NotLearning
from shuzi.training.fit import Wishes, fit
from shuzi.training.watcher import Watcher


def verdict(recipe: Recipe, dataset: Dataset, seed: int) -> str:
    try:
        fit(dataclasses.replace(recipe, restarts=0), dataset, Wishes(seed=seed), watcher=Watcher())
    except NotLearning as error:
        return error.diagnosis.name
    return "learns"


def healthy() -> Iterator[tuple[str, Recipe, Dataset, int]]:
    whole, part = load_dataset(), load_dataset(limit=12_000)
    for seed in range(100, 130):
        yield "quick", find_recipe("quick"), whole, seed
    for seed in range(100, 115):
        yield "standard, 12,000 images", dataclasses.replace(find_recipe("standard"), epochs=2), part, seed
    for seed in range(100, 105):
        yield "best, 12,000 images", dataclasses.replace(find_recipe("best"), epochs=1), part, seed


def sick() -> Iterator[tuple[str, Recipe, Dataset, int]]:
    part = load_dataset(limit=12_000)
    quick = dataclasses.replace(find_recipe("quick"), epochs=1)
    standard = dataclasses.replace(find_recipe("standard"), epochs=2)  # 120 steps: before 100 nothing is said
    note = dataclasses.replace(find_recipe("note"), epochs=1)
    random = np.random.default_rng(0)

    def labelled(labels: np.ndarray) -> Dataset:
        return dataclasses.replace(part, train=Split(part.train.images, labels))

    shuffled = labelled(random.permutation(part.train.labels))
    yield "note, seed 0", note, part, 0
    yield "note, seed 1", note, part, 1
    yield "learning rate 100 times too high", dataclasses.replace(quick, learning_rate=5.0), part, 0
    yield "learning rate 20 times too high", dataclasses.replace(quick, learning_rate=1.0), part, 0
    yield "learning rate a millionth", dataclasses.replace(quick, learning_rate=1e-6), part, 0
    yield "standard, learning rate a millionth", dataclasses.replace(standard, learning_rate=1e-7), part, 0
    yield "labels shuffled", quick, shuffled, 0
    yield "standard, labels shuffled", standard, shuffled, 0
    yield "labels of one class", quick, labelled(np.full_like(part.train.labels, 3)), 0
    yield "pixels that are not finite", dataclasses.replace(quick, input_scale=math.nan), part, 0


def main() -> None:
    rows, alarms, caught = [], 0, 0
    for name, recipe, dataset, seed in healthy():
        said = verdict(recipe, dataset, seed)
        alarms += said != "learns"
        print(name, seed, said, flush=True)
        if said != "learns":
            rows.append(f"| {name}, seed {seed} | false alarm: {said} |")
    for name, recipe, dataset, seed in sick():
        said = verdict(recipe, dataset, seed)
        caught += said != "learns"
        print(name, said, flush=True)
        rows.append(f"| {name} | {said} |")
    machine = describe_machine()
    text = f"""# Healthy and sick starts, {time.strftime("%Y-%m-%d")}

{machine["processor"]}, {machine["cores"]} cores. Made by `python benchmarks/bench_watchdog.py`:
{alarms} false alarms in 50 healthy starts (30 of `quick` on all of MNIST, 15 of `standard` and 5 of `best` on 12,000
images), {caught} of 10 sick starts noticed within the first 150 steps, or the first epoch.

| start | said |
|---|---|
{chr(10).join(rows)}
"""
    (Path(__file__).parent / "results" / f"{time.strftime('%Y-%m-%d')}-watchdog.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

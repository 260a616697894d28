"""Accuracy and time of a recipe over several seeds, between epochs of stock Keras running the note as written.

    python benchmarks/bench_recipes.py quick 10

Each seed trains on all of MNIST, and stock Keras in a process of its own. The recipes' numbers are chosen on validation
images; the test set is only reported.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from shuzi.data.dataset import load_dataset
from shuzi.digits import add_channel
from shuzi.machine import describe_machine, versions
from shuzi.recipes import find_recipe
from shuzi.training.fit import Wishes, fit
from shuzi.training.watcher import Watcher

NOTE_EPOCHS = 12


def stock_keras_epoch() -> float:
    """Seconds of the second epoch of the note's network with the note's own calls; the first gets warm."""
    command = [sys.executable, str(Path(__file__).parent / "contenders.py"), "keras-note", "2", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[1])["seconds"])


def main(recipe: str, seeds: int) -> None:
    dataset = load_dataset()
    test = add_channel(dataset.test.images).astype(np.float32)
    accuracies, seconds, stock = [], [], []
    for seed in range(seeds):
        if seed % max(1, seeds // 3) == 0:
            stock.append(stock_keras_epoch())
        fitted = fit(find_recipe(recipe), dataset, Wishes(seed=seed), watcher=Watcher())
        answers = fitted.model.predict(test, batch_size=500, verbose=0).argmax(axis=1)
        accuracies.append(float(np.mean(answers == dataset.test.labels)))
        seconds.append(fitted.seconds)
        print(f"seed {seed}: {accuracies[-1]:.2%} in {seconds[-1]:.1f} s", flush=True)
    note = NOTE_EPOCHS * statistics.median(stock)
    today, machine, known = time.strftime("%Y-%m-%d"), describe_machine(), versions("keras", "tensorflow-cpu")
    text = f"""# {recipe}, {seeds} seeds, {today}

{machine["processor"]}, {machine["cores"]} cores; {", ".join(f"{k} {v}" for k, v in known.items())}.
Made by `python benchmarks/bench_recipes.py {recipe} {seeds}`; trained on all 60,000 images, {fitted.precision}.

| | |
|---|---|
| test accuracy, mean | {statistics.mean(accuracies):.2%} |
| worst, best | {min(accuracies):.2%}, {max(accuracies):.2%} |
| standard deviation | {statistics.pstdev(accuracies):.2%} |
| training, median | {statistics.median(seconds):.1f} s ({min(seconds):.1f} to {max(seconds):.1f}) |
| stock Keras, the note's 12 epochs ({len(stock)} epochs measured in between) | {note:.0f} s |
| ratio | 1/{note / statistics.median(seconds):.1f} |

By seed: {", ".join(f"{value:.2%}" for value in accuracies)}.
"""
    (Path(__file__).parent / "results" / f"{today}-recipe-{recipe}.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""Accuracy and time of a recipe over several seeds, between epochs of stock Keras running the note as written.

    python benchmarks/bench_recipes.py quick 10

Each seed trains on all of MNIST. The recipes' numbers are chosen on validation images; the test set is only reported.
"""

import statistics
import sys
import time
from pathlib import Path

import keras
import numpy as np

from shuzi.data.dataset import Dataset, load_dataset
from shuzi.digits import add_channel, one_hot
from shuzi.machine import describe_machine, versions
from shuzi.model import build_note_cnn
from shuzi.recipes import find_recipe
from shuzi.training.fit import fit
from shuzi.training.watcher import Watcher

NOTE_EPOCHS = 12


def stock_keras_epoch(dataset: Dataset) -> float:
    """Seconds of an epoch of the note's network with the note's own calls, after one to get warm."""
    model = build_note_cnn()
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.05), metrics=["accuracy"])
    images, labels = add_channel(dataset.train.images.astype(np.float32)), one_hot(dataset.train.labels)
    model.fit(images[:5000], labels[:5000], batch_size=100, verbose=0)
    began = time.perf_counter()
    model.fit(images, labels, batch_size=100, verbose=0)
    return time.perf_counter() - began


def main(recipe: str, seeds: int) -> None:
    dataset = load_dataset()
    test = add_channel(dataset.test.images).astype(np.float32)
    accuracies, seconds, stock = [], [], []
    for seed in range(seeds):
        if seed % max(1, seeds // 3) == 0:
            stock.append(stock_keras_epoch(dataset))
        fitted = fit(find_recipe(recipe), dataset, seed=seed, watcher=Watcher())
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

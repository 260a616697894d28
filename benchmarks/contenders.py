"""What is timed in bench_training.py: each in a process of its own, so that none changes the others' settings.

    python benchmarks/contenders.py NAME EPOCHS SEED

prints a line of JSON for every epoch (seconds of training alone, test accuracy after it, and for shuzi how many of the
seconds the network waited for its images), and a last one with the peak memory. The test set is only reported; nothing
is chosen by it.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from shuzi.data.mnist import load_mnist
from shuzi.run.contenders import PEERS, Classify, keras_epochs, share_right

Epoch = tuple[float, float, float | None]
"""Seconds, test accuracy, and seconds of waiting for images where that is known."""


def keras_note(epochs: int, seed: int) -> Iterator[Epoch]:
    """The study note as written, in today's Keras: raw pixels, mean squared error, plain descent, batches of 100."""
    import keras

    keras.utils.set_random_seed(seed)
    layers: list[keras.Layer] = [keras.Input((28, 28, 1))]
    for filters in (32, 64, 128):
        layers += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu"), keras.layers.MaxPooling2D()]
    layers += [keras.layers.Flatten(), keras.layers.Dense(200, activation="relu")]
    model = keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.05), metrics=["accuracy"])
    return _measured(keras_epochs(model, load_mnist().train, epochs, scale=1.0, batch_size=100))


def _measured(epochs: Iterator[tuple[float, Classify]]) -> Iterator[Epoch]:
    test = load_mnist().test
    for seconds, answer in epochs:
        yield seconds, share_right(answer, test), None


def shuzi(recipe: str, epochs: int, seed: int) -> Iterator[Epoch]:
    """A recipe of shuzi from its first step to its last; `note` and `plain`, this many epochs.

    `plain` is `standard` on images as they are, to see what changing them costs.
    """
    import dataclasses

    from shuzi.data.dataset import load_dataset
    from shuzi.recipes import find_recipe
    from shuzi.store.history import EpochResult
    from shuzi.training import fit as fitting
    from shuzi.training.batches import Batch, Batches
    from shuzi.training.watcher import Watcher

    waiting = [0.0]

    class TimedBatches(Batches):
        def between(self, first: int, last: int) -> Iterator[Batch]:
            batches = super().between(first, last)
            while True:
                began = time.perf_counter()
                batch = next(batches, None)
                waiting[0] += time.perf_counter() - began
                if batch is None:
                    return
                yield batch

    fitting.Batches = TimedBatches  # type: ignore[misc]
    told: list[Epoch] = []

    class Listener(Watcher):
        def on_epoch(self, result: EpochResult) -> None:
            told.append((result.seconds, result.validation_accuracy or 0.0, waiting[0]))
            waiting[0] = 0.0

    dataset = load_dataset()
    # Measured on the test images after each epoch, as the others are; the recipe takes no notice.
    dataset = dataclasses.replace(dataset, validation=dataset.test)
    chosen = find_recipe("standard" if recipe == "plain" else recipe)
    if recipe == "plain":
        chosen = dataclasses.replace(chosen, augmentation=None)
    if recipe in ("note", "plain"):
        chosen = dataclasses.replace(chosen, epochs=epochs)
    fitting.fit(chosen, dataset, fitting.Wishes(seed=seed, keep_going=True), watcher=Listener())
    return iter(told)


def main(name: str, epochs: int, seed: int) -> None:
    if name == "keras-note":
        told = keras_note(epochs, seed)
    elif name in PEERS:
        told = _measured(PEERS[name].train(load_mnist().train, seed, epochs))
    else:
        told = shuzi(name.split("-")[1], epochs, seed)
    for seconds, accuracy, waited in told:
        print(json.dumps({"seconds": seconds, "accuracy": accuracy, "waited": waited}), flush=True)
    print(json.dumps({"peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

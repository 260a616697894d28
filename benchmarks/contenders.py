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

import numpy as np

from shuzi.data.mnist import load_mnist
from shuzi.digits import Split

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
    return _keras_epochs(model, epochs, scale=1.0, batch_size=100)


def keras_convnet(epochs: int, seed: int) -> Iterator[Epoch]:
    """The kind of network that Keras's own introduction trains: two convolutions, dropout, Adam, batches of 128."""
    import keras

    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return _keras_epochs(model, epochs, scale=1 / 255, batch_size=128)


def _keras_epochs(model: "keras.Model", epochs: int, *, scale: float, batch_size: int) -> Iterator[Epoch]:  # noqa: F821
    train, test = load_mnist()
    images, labels = train.images[..., None].astype(np.float32) * scale, np.eye(10, dtype=np.float32)[train.labels]
    asked = test.images[..., None].astype(np.float32) * scale
    for _ in range(epochs):
        began = time.perf_counter()
        model.fit(images, labels, batch_size=batch_size, verbose=0)
        seconds = time.perf_counter() - began
        yield seconds, _share_right(model.predict(asked, batch_size=500, verbose=0), test), None


def torch_example(epochs: int, seed: int) -> Iterator[Epoch]:
    """The kind of network that PyTorch's MNIST example trains: two convolutions, dropout, Adadelta, batches of 64."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    layers = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25)]
    layers += [nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)]
    model = nn.Sequential(*layers)
    train, test = load_mnist()

    def tensor(split: Split) -> torch.Tensor:
        return (torch.tensor(split.images, dtype=torch.float32)[:, None] / 255 - 0.1307) / 0.3081

    data = torch.utils.data.TensorDataset(tensor(train), torch.tensor(train.labels, dtype=torch.int64))
    loader = torch.utils.data.DataLoader(data, batch_size=64, shuffle=True)
    optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.7)
    asked = tensor(test)
    for _ in range(epochs):
        began = time.perf_counter()
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()
        schedule.step()
        seconds = time.perf_counter() - began
        model.eval()
        with torch.no_grad():
            answers = torch.cat([model(piece) for piece in asked.split(500)])
        yield seconds, _share_right(answers.numpy(), test), None


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

    measuring, waiting = [0.0], [0.0]
    validate = fitting.validate

    def timed(*arguments: object) -> tuple[float, float]:
        began = time.perf_counter()
        result = validate(*arguments)  # type: ignore[arg-type]
        measuring[0] += time.perf_counter() - began
        return result

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

    fitting.validate = timed  # type: ignore[assignment]
    fitting.Batches = TimedBatches  # type: ignore[misc]
    told: list[Epoch] = []

    class Listener(Watcher):
        def on_epoch(self, result: EpochResult) -> None:
            told.append((result.seconds - measuring[0], result.validation_accuracy or 0.0, waiting[0]))
            measuring[0] = waiting[0] = 0.0

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


def _share_right(outputs: np.ndarray, test: Split) -> float:
    return float(np.mean(outputs.argmax(axis=1) == test.labels))


def main(name: str, epochs: int, seed: int) -> None:
    peers = {"keras-note": keras_note, "keras-convnet": keras_convnet, "torch-example": torch_example}
    epochs_of = peers[name](epochs, seed) if name in peers else shuzi(name.split("-")[1], epochs, seed)
    for seconds, accuracy, waited in epochs_of:
        print(json.dumps({"seconds": seconds, "accuracy": accuracy, "waited": waited}), flush=True)
    print(json.dumps({"peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

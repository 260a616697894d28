"""Who trains against the clock in `shuzi bench --train`: shuzi's recipes, and others as their own pages write them.

    python -m shuzi.run.contenders NAME SEED [EPOCHS]

prints a line of JSON for every epoch (`seconds` of training alone, `validation_accuracy` after it), and a last one with
the `test_accuracy`. Each contender has a process of its own, so that none changes the others' settings.
"""

import dataclasses
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from shuzi.digits import Images, Split
from shuzi.errors import ShuziError
from shuzi.run.request import VALIDATION_IMAGES

if TYPE_CHECKING:
    import keras

    from shuzi.data.dataset import Dataset

Classify = Callable[[Images], Any]
"""Takes images, uint8 (n, 28, 28), and gives an output for each class, (n, 10)."""


class Peer(NamedTuple):
    """Somebody else's training."""

    needs: str
    """The package that it runs on."""
    epochs: int
    """Of its own example."""
    train: Callable[[Split, int, int], Iterator[tuple[float, Classify]]]
    """Called with training images, seed and epochs; gives each epoch's seconds, and the network to ask."""


def keras_convnet(train: Split, seed: int, epochs: int) -> Iterator[tuple[float, Classify]]:
    """The network of Keras's own example: two convolutions, dropout, Adam, batches of 128, 15 epochs."""
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
    return keras_epochs(model, train, epochs, scale=1 / 255, batch_size=128)


def keras_epochs(
    model: "keras.Model", train: Split, epochs: int, *, scale: float, batch_size: int
) -> Iterator[tuple[float, Classify]]:
    """Train a compiled network of Keras with its own `fit`, epoch by epoch.

    Args:
        model: the network.
        train: images and labels.
        epochs: how many.
        scale: that pixels of 0 to 255 are multiplied by.
        batch_size: images a step.
    """
    images = train.images[..., None].astype(np.float32) * scale  # (n, 28, 28, 1)
    labels = np.eye(10, dtype=np.float32)[train.labels]  # (n, 10)

    def classify(asked: Images) -> Any:
        return model.predict(asked[..., None].astype(np.float32) * scale, batch_size=500, verbose=0)  # (n, 10)

    for _ in range(epochs):
        began = time.perf_counter()
        model.fit(images, labels, batch_size=batch_size, verbose=0)
        yield time.perf_counter() - began, classify


def torch_example(train: Split, seed: int, epochs: int) -> Iterator[tuple[float, Classify]]:
    """The network of PyTorch's MNIST example: two convolutions, dropout, Adadelta, batches of 64, 14 epochs."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    layers = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25)]
    layers += [nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)]
    model = nn.Sequential(*layers)

    def tensor(images: Images) -> Any:
        return (torch.tensor(images, dtype=torch.float32)[:, None] / 255 - 0.1307) / 0.3081  # (n, 1, 28, 28)

    def classify(asked: Images) -> Any:
        model.eval()
        with torch.no_grad():
            return torch.cat([model(piece) for piece in tensor(asked).split(500)]).numpy()  # (n, 10)

    data = torch.utils.data.TensorDataset(tensor(train.images), torch.tensor(train.labels, dtype=torch.int64))
    loader = torch.utils.data.DataLoader(data, batch_size=64, shuffle=True)
    optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.7)
    for _ in range(epochs):
        began = time.perf_counter()
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()
        schedule.step()
        yield time.perf_counter() - began, classify


PEERS = {
    "keras": Peer("keras", 15, keras_convnet),
    "torch": Peer("torch", 14, torch_example),
}


def share_right(classify: Classify, split: Split) -> float:
    """Return the share of images whose largest output is the right one, 0 to 1."""
    return float(np.mean(np.asarray(classify(split.images)).argmax(axis=1) == split.labels))


def _run(name: str, seed: int, epochs: float | None) -> float:
    """Train, tell of every epoch, and return the accuracy on the test images."""
    from shuzi.data.dataset import load_dataset

    dataset = load_dataset(validation_images=VALIDATION_IMAGES)
    if name in PEERS:
        return _peer(PEERS[name], dataset, seed, epochs)
    from shuzi.digits import add_channel
    from shuzi.recipes import find_recipe
    from shuzi.store.history import EpochResult
    from shuzi.training.fit import Wishes, fit
    from shuzi.training.watcher import Watcher

    class Teller(Watcher):
        def on_epoch(self, result: EpochResult) -> None:
            _tell(result.seconds, result.validation_accuracy or 0.0)

    recipe = find_recipe(name)
    if epochs is not None:
        recipe = dataclasses.replace(recipe, epochs=epochs)
    model = fit(recipe, dataset, Wishes(seed=seed), watcher=Teller()).model
    return share_right(lambda asked: model.predict(add_channel(asked), batch_size=500, verbose=0), dataset.test)


def _peer(peer: Peer, dataset: "Dataset", seed: int, epochs: float | None) -> float:
    asked = dataset.validation or dataset.test  # the first, as so many images were asked for
    for seconds, classify in peer.train(dataset.train, seed, math.ceil(epochs or peer.epochs)):
        _tell(seconds, share_right(classify, asked))
    return share_right(classify, dataset.test)


def _tell(seconds: float, accuracy: float) -> None:
    _say({"seconds": seconds, "validation_accuracy": accuracy})


def _say(facts: dict[str, float]) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main(name: str, seed: str, epochs: str = "") -> None:
    """Train one contender; what it refuses or cannot learn is the last line of standard error."""
    try:
        accuracy = _run(name, int(seed), float(epochs) if epochs else None)
    except ShuziError as error:
        sys.exit(str(error))
    _say({"test_accuracy": accuracy})


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Train the close-up on views in stock, for so many minutes, from a checkpoint where there is one."""

import json
import math
import os
import time
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from closeup.network import build_closeup
from closeup.stock import load_stock
from closeup.views import NONE, Views
from shuzi.finding.closeup import standardized

RATE, DECAY, CLIP = 2e-3, 2e-2, 5.0
"""Highest learning rate, weight decay, and the gradient's largest norm, about as for the finder."""

WARM_UP = 0.03
"""Share of the time in which the rate rises; it falls along a cosine afterwards, to nothing."""

KEPT = 0.999
"""Of the averaged weights at every step: they are what is shipped."""

SMOOTHING = 0.02
"""Of the labels: a few drawn digits cannot be read, and a few marks look like digits."""

_SAVED_EVERY, _STOCK_EVERY = 120.0, 180.0
"""Seconds: the stock may still be growing."""


class Settings(NamedTuple):
    """What decides a training."""

    minutes: float
    batch: int
    seed: int


class Trainer:
    """A network with its optimizer, its averaged weights and how long it has trained."""

    def __init__(self, settings: Settings, work: Path) -> None:
        self.settings, self._work, self._file = settings, work, work / "closeup.npz"
        self.model = build_closeup()
        self._optimizer = keras.optimizers.AdamW(RATE, weight_decay=DECAY, global_clipnorm=CLIP)
        self._optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
        self._optimizer.build(self.model.trainable_variables)
        self._random = np.random.default_rng([settings.seed, 1])
        self.steps, self.seconds = 0, 0.0
        self.history: list[dict[str, float]] = []
        self._average = [tf.Variable(np.array(value)) for value in self.model.get_weights()]
        if self._file.exists():
            self._load()
        self._step = tf.function(self._one_step)

    @property
    def progress(self) -> float:
        """Share of the training that is done."""
        return self.seconds / (60 * self.settings.minutes)

    def run(self, validation: Views, *, look_every: float) -> None:
        """Train to the end; look at validation every so many seconds, and say what was seen."""
        stock = load_stock(self._work)
        saved = looked = renewed = time.monotonic()
        losses: list[float] = []
        while self.progress < 1:
            start = time.monotonic()
            chosen = self._random.integers(0, len(stock.labels), self.settings.batch)
            views = seen_anew(stock.pixels[chosen], self._random)
            self._optimizer.learning_rate.assign(self._rate())
            kept = min(KEPT, (1 + self.steps) / (10 + self.steps))
            labels = tf.constant(stock.labels[chosen].astype(np.int32))
            losses.append(float(self._step(tf.constant(views), labels, tf.constant(kept, tf.float32))))
            self.steps += 1
            now = time.monotonic()
            self.seconds += now - start
            if now - looked > look_every or self.progress >= 1:
                row = {"minutes": self.seconds / 60, "steps": float(self.steps), "stock": float(len(stock.labels))}
                row |= {"loss": float(np.mean(losses))} | self._right(validation)
                self.history.append(row)
                print(json.dumps({name: round(value, 4) for name, value in row.items()}), flush=True)
                losses, looked = [], time.monotonic()
            if now - saved > _SAVED_EVERY or self.progress >= 1:
                self.save()
                saved = time.monotonic()
            if now - renewed > _STOCK_EVERY:
                stock, renewed = load_stock(self._work), time.monotonic()

    def averaged(self) -> list[npt.NDArray[np.float32]]:
        """Return the averaged weights, in the order of the network's own."""
        return [value.numpy() for value in self._average]

    def _right(self, validation: Views) -> dict[str, float]:
        """Return which share of digits is read right, and of all views is told from nothing, or taken for a digit."""
        own = self.model.get_weights()
        self.model.set_weights(self.averaged())
        views = standardized(validation.pixels.astype(np.float32) / 255)[..., None]
        logits = np.concatenate([
            self.model(tf.constant(views[start : start + 256]), training=False).numpy()
            for start in range(0, len(views), 256)
        ])  # fmt: skip
        self.model.set_weights(own)
        digit, answer = validation.labels != NONE, logits.argmax(axis=1)
        return {
            "right": float((logits[:, :NONE].argmax(axis=1) == validation.labels)[digit].mean()),
            "missed": float((answer == NONE)[digit].mean()),
            "false": float((answer != NONE)[~digit].mean()),
        }

    def _rate(self) -> float:
        if self.progress < WARM_UP:
            return RATE * max(0.02, self.progress / WARM_UP)
        return RATE * 0.5 * (1 + math.cos(math.pi * min(1.0, (self.progress - WARM_UP) / (1 - WARM_UP))))

    def _one_step(self, views: Any, labels: Any, kept: Any) -> Any:
        with tf.GradientTape() as tape:
            logits = self.model(views, training=True)
            targets = tf.one_hot(labels, NONE + 1) * (1 - SMOOTHING) + SMOOTHING / (NONE + 1)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(targets, logits))
        gradients = tape.gradient(loss, self.model.trainable_variables)
        self._optimizer.apply_gradients(zip(gradients, self.model.trainable_variables, strict=True))
        for mean, weight in zip(self._average, self.model.weights, strict=True):
            mean.assign(kept * mean + (1 - kept) * weight)
        return loss

    def save(self) -> None:
        """Write a checkpoint, whole or not at all."""
        arrays = {f"weight_{k}": value for k, value in enumerate(self.model.get_weights())}
        arrays |= {f"average_{k}": value for k, value in enumerate(self.averaged())}
        arrays |= {f"optimizer_{k}": np.asarray(value) for k, value in enumerate(self._optimizer.variables)}
        arrays["state"] = np.frombuffer(
            json.dumps({"steps": self.steps, "seconds": self.seconds, "history": self.history}).encode(), np.uint8
        )
        beside = self._file.with_suffix(f".{os.getpid()}.npz")
        np.savez(beside, **arrays)
        beside.replace(self._file)

    def _load(self) -> None:
        data = np.load(self._file)
        self.model.set_weights(_numbered(data, "weight"))
        for variable, value in zip(self._average, _numbered(data, "average"), strict=True):
            variable.assign(value)
        for variable, value in zip(self._optimizer.variables, _numbered(data, "optimizer"), strict=True):
            variable.assign(value)
        state = json.loads(data["state"].tobytes())
        self.steps, self.seconds, self.history = state["steps"], state["seconds"], state["history"]


def seen_anew(pixels: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return views in another light, float32 (n, 40, 40, 1), standardized: inverted, with other gamma or noise."""
    grey = pixels.astype(np.float32) / 255
    count = len(grey)
    inverted = random.random(count) < 0.3
    grey[inverted] = 1 - grey[inverted]
    gamma = np.where(random.random(count) < 0.3, np.exp(random.normal(0, 0.3, count)), 1).astype(np.float32)
    grey = grey ** gamma[:, None, None]
    noise = np.where(random.random(count) < 0.3, random.uniform(0, 0.03, count), 0).astype(np.float32)
    grey += noise[:, None, None] * random.standard_normal(grey.shape, np.float32)
    return standardized(grey)[..., None]


def _numbered(data: Any, name: str) -> list[npt.NDArray[Any]]:
    count = sum(key.startswith(f"{name}_") for key in data.files)
    return [data[f"{name}_{k}"] for k in range(count)]

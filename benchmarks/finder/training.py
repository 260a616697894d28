"""Train the finder on drawn crops, for so many minutes, from a checkpoint where there is one."""

import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from finder.losses import finder_loss
from finder.network import build_finder
from finder.onnx_file import start_from
from finder.pool import Pool

RATE = 2.5e-3
"""Highest learning rate (a prototype in PyTorch)."""

WARM_UP = 0.03
"""Share of the time in which the rate rises to it; it falls along a cosine afterwards, to nothing."""

DECAY, CLIP = 1e-2, 5.0
"""Weight decay, and the gradient's largest norm (a prototype in PyTorch)."""

KEPT = 0.998
"""Of the averaged weights at every step: they are what is shipped."""

_SAVED_EVERY = 120.0
"""Seconds."""


class Settings(NamedTuple):
    """What decides a training."""

    minutes: float
    batch: int
    rate: float = RATE
    start: Path | None = None
    """An ONNX file of the finder's, to start from its weights."""


class Trainer:
    """A network with its optimizer, its averaged weights and how long it has trained."""

    def __init__(self, settings: Settings, work: Path) -> None:
        self.settings, self._file = settings, work / "checkpoint.npz"
        self.model = build_finder()
        self._optimizer = keras.optimizers.AdamW(settings.rate, weight_decay=DECAY, global_clipnorm=CLIP)
        self._optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
        self._optimizer.build(self.model.trainable_variables)
        self.steps, self.seconds = 0, 0.0
        self.history: list[dict[str, float]] = []
        if settings.start is not None and not self._file.exists():
            start_from(self.model, settings.start)
        self.average = [np.array(value) for value in self.model.get_weights()]
        if self._file.exists():
            self._load()
        self._average = [tf.Variable(value) for value in self.average]
        self._step = tf.function(self._one_step)

    @property
    def progress(self) -> float:
        """Share of the training that is done."""
        return self.seconds / (60 * self.settings.minutes)

    def run(self, pool: Pool, *, look: Callable[["Trainer"], dict[str, float]], look_every: float) -> None:
        """Train to the end; look at validation every so many seconds, and say what was seen."""
        saved = looked = time.monotonic()
        sums: dict[str, float] = {}
        counted = 0
        while self.progress < 1:
            start = time.monotonic()
            batch = pool.take(self.settings.batch)
            self._optimizer.learning_rate.assign(self._rate())
            parts = self._step(
                *(tf.constant(part) for part in batch),
                tf.constant(min(KEPT, (1 + self.steps) / (10 + self.steps)), tf.float32),
            )
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + float(value)
            self.steps, counted = self.steps + 1, counted + 1
            now = time.monotonic()
            self.seconds += now - start
            if now - looked > look_every or self.progress >= 1:
                row = {"minutes": self.seconds / 60, "steps": float(self.steps), "drawn": float(pool.drawn)}
                row |= {name: value / counted for name, value in sums.items()} | look(self)
                self.history.append(row)
                print(json.dumps({name: round(value, 4) for name, value in row.items()}), flush=True)
                sums, counted, looked = {}, 0, time.monotonic()
            if now - saved > _SAVED_EVERY or self.progress >= 1:
                self.save()
                saved = time.monotonic()

    def averaged(self) -> list[npt.NDArray[np.float32]]:
        """Return the averaged weights, in the order of the network's own."""
        return [value.numpy() for value in self._average]

    def _rate(self) -> float:
        if self.progress < WARM_UP:
            return self.settings.rate * max(0.02, self.progress / WARM_UP)
        return self.settings.rate * 0.5 * (1 + math.cos(math.pi * min(1.0, (self.progress - WARM_UP) / (1 - WARM_UP))))

    def _one_step(self, pages: Any, targets: Any, ink: Any, kept: Any) -> dict[str, Any]:
        with tf.GradientTape() as tape:
            loss, parts = finder_loss(self.model(pages, training=True), targets, ink)
        gradients = tape.gradient(loss, self.model.trainable_variables)
        self._optimizer.apply_gradients(zip(gradients, self.model.trainable_variables, strict=True))
        for mean, weight in zip(self._average, self.model.weights, strict=True):
            mean.assign(kept * mean + (1 - kept) * weight)
        return {"loss": loss, **parts}

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
        self.average = _numbered(data, "average")
        for variable, value in zip(self._optimizer.variables, _numbered(data, "optimizer"), strict=True):
            variable.assign(value)
        state = json.loads(data["state"].tobytes())
        self.steps, self.seconds, self.history = state["steps"], state["seconds"], state["history"]


def _numbered(data: Any, name: str = "average") -> list[npt.NDArray[Any]]:
    count = sum(key.startswith(f"{name}_") for key in data.files)
    return [data[f"{name}_{k}"] for k in range(count)]

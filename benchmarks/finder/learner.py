"""What every training here does alike: Muon and AdamW, averaged weights, a falling rate, checkpoints."""

import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from shuzi.training.steppers.stepper import moved_by_muon

MUON, MOMENTUM = 5.0, 0.95
"""Muon's rate over AdamW's, and its momentum: of 700 steps of the finder from chance, AdamW alone ended at a loss of
4.46, with Muon at four times its rate at 3.72, ten times 3.30, twenty 3.38; five times, AdamW's rate doubled,
3.23. From weights that know much already, five times and not doubled was taken (2026-11-29-finder.md)."""


class Habits(NamedTuple):
    """How a network learns."""

    minutes: float
    """Of training, interruptions left out."""
    rate: float
    """Highest learning rate."""
    warm_up: float
    """Share of the time in which the rate rises to it; it falls along a cosine afterwards, to nothing."""
    decay: float
    """Weight decay; biases and normalisation have none."""
    clip: float
    """The gradient's largest norm."""
    kept: float
    """Of the averaged weights at every step: they are what is shipped."""


class Learner:
    """A network with its optimizer, its averaged weights and how long it has trained."""

    def __init__(self, model: keras.Model, habits: Habits, file: Path, loss: Callable[..., dict[str, Any]]) -> None:
        """Go on from a checkpoint, where there is one.

        Args:
            model: starts with the weights that it has.
            habits: of learning.
            file: the checkpoint, `.npz`.
            loss: called with the model and a batch's tensors; its `loss` is brought down, the rest is told.
        """
        self.model, self.habits, self._file, self._loss = model, habits, file, loss
        norms = {layer.name for layer in model.layers}
        # Muon moves the kernels behind which a normalisation evens out their length; AdamW all other weights.
        self._by_muon = [layer.kernel for layer in model.layers if f"{layer.name}_norm" in norms]
        muons = {id(kernel) for kernel in self._by_muon}
        self._by_adamw = [weight for weight in model.trainable_variables if id(weight) not in muons]
        self._velocities = [tf.Variable(tf.zeros(kernel.shape)) for kernel in self._by_muon]
        self._optimizer = keras.optimizers.AdamW(habits.rate, weight_decay=habits.decay, global_clipnorm=habits.clip)
        self._optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
        self._optimizer.build(self._by_adamw)
        self.steps, self.seconds = 0, 0.0
        self.history: list[dict[str, float]] = []
        self._average = [tf.Variable(np.array(value)) for value in model.get_weights()]
        if file.exists():
            self._load()
        self._step = tf.function(self._one_step)

    @property
    def progress(self) -> float:
        """Share of the training that is done."""
        return self.seconds / (60 * self.habits.minutes)

    def learn(self, *batch: npt.NDArray[Any]) -> dict[str, float]:
        """Take one step, and return the parts of the loss."""
        self._optimizer.learning_rate.assign(self._rate())
        kept = tf.constant(min(self.habits.kept, (1 + self.steps) / (10 + self.steps)), tf.float32)
        parts = self._step(kept, *(tf.constant(part) for part in batch))
        self.steps += 1
        return {name: float(value) for name, value in parts.items()}

    def averaged(self) -> list[npt.NDArray[np.float32]]:
        """Return the averaged weights, in the order of the network's own."""
        return [value.numpy() for value in self._average]

    def with_averaged(self, look: Callable[[], dict[str, float]]) -> dict[str, float]:
        """Return what `look` says while the network has its averaged weights."""
        own = self.model.get_weights()
        self.model.set_weights(self.averaged())
        try:
            return look()
        finally:
            self.model.set_weights(own)

    def save(self) -> None:
        """Write a checkpoint, whole or not at all."""
        arrays = {f"weight_{k}": value for k, value in enumerate(self.model.get_weights())}
        arrays |= {f"average_{k}": value for k, value in enumerate(self.averaged())}
        arrays |= {f"optimizer_{k}": np.asarray(value) for k, value in enumerate(self._optimizer.variables)}
        arrays |= {f"velocity_{k}": value.numpy() for k, value in enumerate(self._velocities)}
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
        for variable, value in zip(self._velocities, _numbered(data, "velocity"), strict=True):
            variable.assign(value)
        state = json.loads(data["state"].tobytes())
        self.steps, self.seconds, self.history = state["steps"], state["seconds"], state["history"]

    def _rate(self) -> float:
        rate, warm_up = self.habits.rate, self.habits.warm_up
        if self.progress < warm_up:
            return rate * max(0.02, self.progress / warm_up)
        return rate * 0.5 * (1 + math.cos(math.pi * min(1.0, (self.progress - warm_up) / (1 - warm_up))))

    def _one_step(self, kept: Any, *batch: Any) -> dict[str, Any]:
        with tf.GradientTape() as tape:
            parts = self._loss(self.model, *batch)
        of_muon, of_adamw = tape.gradient(parts["loss"], (self._by_muon, self._by_adamw))
        self._optimizer.apply_gradients(zip(of_adamw, self._by_adamw, strict=True))
        rate = MUON * self._optimizer.learning_rate
        for kernel, velocity, gradient in zip(self._by_muon, self._velocities, of_muon, strict=True):
            moved, gathered = moved_by_muon(kernel, velocity, gradient, rate=rate, momentum=MOMENTUM)
            kernel.assign(moved)
            velocity.assign(gathered)
        for mean, weight in zip(self._average, self.model.weights, strict=True):
            mean.assign(kept * mean + (1 - kept) * weight)
        return parts


def _numbered(data: Any, name: str) -> list[npt.NDArray[Any]]:
    count = sum(key.startswith(f"{name}_") for key in data.files)
    return [data[f"{name}_{k}"] for k in range(count)]

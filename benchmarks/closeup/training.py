"""Train the close-up on views in stock, for so many minutes, from a checkpoint where there is one."""

import json
import time
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from finder.learner import Habits, Learner
from finder.onnx_file import settle_norms, start_from

from closeup.network import build_closeup
from closeup.stock import load_stock
from closeup.views import NONE, Views
from shuzi.finding.network import standardized

RATE, DECAY, CLIP = 2e-3, 2e-2, 5.0
"""Highest learning rate, weight decay, and the gradient's largest norm, about as for the finder."""

WARM_UP = 0.03
"""Share of the time in which the rate rises."""

KEPT = 0.999
"""Of the averaged weights at every step."""

SMOOTHING = 0.02
"""Of the labels: a few drawn digits cannot be read, and a few marks look like digits."""

PRINT_WEIGHT = 0.5
"""Of the loss on print beside that on which digit it is."""

_TURN, _GROWTH, _SHEAR, _SHIFT = 5.0, 0.06, 0.08, 1.0
"""Spread of how a view is turned in degrees, enlarged, leaned, and moved in pixels, each time it is seen."""

_SETTLING = 2000
"""Views by which the normalisation of given weights is settled."""

_SAVED_EVERY, _STOCK_EVERY = 120.0, 180.0
"""Seconds: the stock may still be growing."""


class Settings(NamedTuple):
    """What decides a training."""

    minutes: float
    batch: int
    seed: int
    rate: float
    start: Path | None
    """An ONNX file of the close-up whose weights are the first; chance without it."""


class Trainer(Learner):
    """The close-up, learning."""

    def __init__(self, settings: Settings, work: Path) -> None:
        self.settings, self._work = settings, work
        self._random = np.random.default_rng([settings.seed, 1])
        habits = Habits(settings.minutes, settings.rate, WARM_UP, DECAY, CLIP, KEPT)
        model = build_closeup()
        if settings.start:
            start_from(model, settings.start)
            settle_norms(model, some_views(work, count=_SETTLING, seed=settings.seed))
        super().__init__(model, habits, work / "closeup.npz", _loss)

    def run(self, validation: Views, *, look_every: float) -> None:
        """Train to the end; look at validation every so many seconds, and say what was seen."""
        stock = load_stock(self._work)
        saved = looked = renewed = time.monotonic()
        losses: list[float] = []
        while self.progress < 1:
            start = time.monotonic()
            chosen = self._random.integers(0, len(stock.labels), self.settings.batch)
            views = seen_anew(stock.pixels[chosen], self._random)
            losses.append(
                self.learn(views, stock.labels[chosen].astype(np.int32), stock.printed[chosen].astype(np.float32))[
                    "loss"
                ]
            )
            now = time.monotonic()
            self.seconds += now - start
            if now - looked > look_every or self.progress >= 1:
                row = {"minutes": self.seconds / 60, "steps": float(self.steps), "stock": float(len(stock.labels))}
                row |= {"loss": float(np.mean(losses))} | self.with_averaged(lambda: _right(self.model, validation))
                self.history.append(row)
                print(json.dumps({name: round(value, 4) for name, value in row.items()}), flush=True)
                losses, looked = [], time.monotonic()
            if now - saved > _SAVED_EVERY or self.progress >= 1:
                self.save()
                saved = time.monotonic()
            if now - renewed > _STOCK_EVERY:
                stock, renewed = load_stock(self._work), time.monotonic()


def _loss(model: keras.Model, views: Any, labels: Any, printed: Any) -> dict[str, Any]:
    logits = model(views, training=True)
    targets = tf.one_hot(labels, NONE + 1) * (1 - SMOOTHING) + SMOOTHING / (NONE + 1)
    digit = tf.cast(labels != NONE, tf.float32)
    which = tf.nn.softmax_cross_entropy_with_logits(targets, logits[:, : NONE + 1])
    in_print = tf.nn.sigmoid_cross_entropy_with_logits(printed, logits[:, NONE + 1])
    return {"loss": tf.reduce_mean(which + PRINT_WEIGHT * digit * in_print)}


def _right(model: keras.Model, validation: Views) -> dict[str, float]:
    """Return shares: of digits read right, taken for none, told rightly from print; of others taken for a digit."""
    views = standardized(validation.pixels.astype(np.float32) / 255)[..., None]
    logits = np.concatenate([
        model(tf.constant(views[start : start + 256]), training=False).numpy() for start in range(0, len(views), 256)
    ])  # fmt: skip
    digit, answer = validation.labels != NONE, logits[:, : NONE + 1].argmax(axis=1)
    return {
        "right": float((logits[:, :NONE].argmax(axis=1) == validation.labels)[digit].mean()),
        "missed": float((answer == NONE)[digit].mean()),
        "false": float((answer != NONE)[~digit].mean()),
        "print": float(((logits[:, NONE + 1] > 0) == validation.printed)[digit].mean()),
    }


def some_views(work: Path, *, count: int, seed: int) -> npt.NDArray[np.float32]:
    """Return the first views in stock as the trainer sees them."""
    return seen_anew(load_stock(work, share=0).pixels[:count], np.random.default_rng(seed))


def seen_anew(pixels: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return views moved a little and in another light, float32 (n, 40, 40, 1), standardized."""
    grey = np.stack([_moved(view, random) for view in pixels]).astype(np.float32) / 255
    count = len(grey)
    inverted = random.random(count) < 0.3
    grey[inverted] = 1 - grey[inverted]
    gamma = np.where(random.random(count) < 0.3, np.exp(random.normal(0, 0.3, count)), 1).astype(np.float32)
    grey = grey ** gamma[:, None, None]
    noise = np.where(random.random(count) < 0.3, random.uniform(0, 0.03, count), 0).astype(np.float32)
    grey += noise[:, None, None] * random.standard_normal(grey.shape, np.float32)
    return standardized(grey)[..., None]


def _moved(view: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.uint8]:
    turn, growth, shear, right, down = random.standard_normal(5) * (np.radians(_TURN), _GROWTH, _SHEAR, _SHIFT, _SHIFT)
    matrix = np.exp(growth) * np.array([[np.cos(turn), shear - np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.full(2, (len(view) - 1) / 2)
    warp = np.column_stack([matrix, middle - matrix @ middle + (right, down)])
    moved = cv2.warpAffine(view, warp, view.shape, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)

"""Train the finder on drawn crops, for so many minutes, from a checkpoint where there is one."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np

from finder.learner import Habits, Learner
from finder.losses import finder_loss
from finder.network import build_finder
from finder.onnx_file import settle_norms, start_from
from finder.pool import Pool, Sources, some_crops

RATE = 2.5e-3
"""Highest learning rate, of AdamW (a prototype in PyTorch)."""

WARM_UP = 0.03
"""Share of the time in which the rate rises."""

DECAY, CLIP = 1e-2, 5.0
"""Weight decay, and the gradient's largest norm (a prototype in PyTorch)."""

KEPT = 0.998
"""Of the averaged weights at every step."""

_SETTLING = 64
"""Crops by which the normalisation of given weights is settled."""

_SAVED_EVERY = 120.0
"""Seconds."""


class Settings(NamedTuple):
    """What decides a training."""

    minutes: float
    batch: int
    rate: float = RATE
    start: Path | None = None
    """An ONNX file of the finder's, to start from its weights."""


class Trainer(Learner):
    """The finder, learning."""

    def __init__(self, settings: Settings, sources: Sources) -> None:
        self.settings = settings
        model, file = build_finder(), sources.work / "checkpoint.npz"
        if settings.start is not None and not file.exists():
            start_from(model, settings.start)
            settle_norms(model, np.stack(some_crops(sources, count=_SETTLING, seed=0))[..., None])
        super().__init__(model, Habits(settings.minutes, settings.rate, WARM_UP, DECAY, CLIP, KEPT), file, _loss)

    def run(self, pool: Pool, *, look: Callable[[], dict[str, float]], look_every: float) -> None:
        """Train to the end; look at validation every so many seconds, and say what was seen."""
        saved = looked = time.monotonic()
        sums: dict[str, float] = {}
        counted = 0
        while self.progress < 1:
            start = time.monotonic()
            for name, value in self.learn(*pool.take(self.settings.batch)).items():
                sums[name] = sums.get(name, 0.0) + value
            counted += 1
            now = time.monotonic()
            self.seconds += now - start
            if now - looked > look_every or self.progress >= 1:
                row = {"minutes": self.seconds / 60, "steps": float(self.steps), "drawn": float(pool.drawn)}
                row |= {name: value / counted for name, value in sums.items()} | self.with_averaged(look)
                self.history.append(row)
                print(json.dumps({name: round(value, 4) for name, value in row.items()}), flush=True)
                sums, counted, looked = {}, 0, time.monotonic()
            if now - saved > _SAVED_EVERY or self.progress >= 1:
                self.save()
                saved = time.monotonic()


def _loss(model: keras.Model, pages: Any, targets: Any, ink: Any) -> dict[str, Any]:
    loss, parts = finder_loss(model(pages, training=True), targets, ink)
    return {"loss": loss, **parts}

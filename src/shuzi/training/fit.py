"""Train the note's network by a recipe."""

import dataclasses
import logging
import time
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from shuzi.data.dataset import Dataset
from shuzi.digits import one_hot
from shuzi.model import build_note_cnn
from shuzi.recipes import Recipe
from shuzi.training.batches import Batches, scaled
from shuzi.training.diagnosis import BROKEN_DATA, ONE_CLASS, Diagnosis, NotLearning
from shuzi.training.examination import Examiner
from shuzi.training.folding import fold
from shuzi.training.interruption import Interruption
from shuzi.training.precision import fastest_precision
from shuzi.training.schedule import WarmUpAndFall
from shuzi.training.teller import Teller, TracePoint
from shuzi.training.watchdog import Watchdog
from shuzi.training.watcher import EpochResult, Watcher

logger = logging.getLogger("shuzi")


@dataclass(frozen=True)
class Fit:
    """What training gave."""

    model: keras.Model
    """The note's network with trained float32 weights; it takes pixels from 0 to 255."""
    history: tuple[EpochResult, ...]
    """The finished epochs."""
    trace: tuple[TracePoint, ...]
    """Loss and accuracy between the epochs' ends, for the curves."""
    steps: int
    """Steps done, over all epochs."""
    seconds: float
    """From before the first step until after the last; loading and evaluating are not in it."""
    precision: str
    """Keras's name of the precision that was computed in."""
    interrupted: bool
    """Ctrl-C stopped it before its last step."""
    restarts: int
    """How often it was begun again with another seed, because it did not learn."""
    diagnosis: Diagnosis | None
    """What is wrong with it, where it was kept going all the same."""


def fit(recipe: Recipe, dataset: Dataset, *, seed: int, watcher: Watcher, keep_going: bool = False) -> Fit:
    """Train the note's network; the same seed on the same machine gives the same weights.

    A training that does not learn is begun again with another seed as often as the recipe says.

    Args:
        recipe: decides everything but the seed and the images.
        dataset: what to train on; its test images are not touched.
        seed: of starting weights, order and augmentation.
        watcher: hears of every step and epoch.
        keep_going: train on although it does not learn.
    Raises:
        NotLearning: it does not learn, and has been begun again often enough.
    """
    restarts = 0
    while True:
        try:
            fitted = _fit_once(recipe, dataset, seed=_seed(seed, restarts), watcher=watcher, keep_going=keep_going)
            return dataclasses.replace(fitted, restarts=restarts)
        except NotLearning as error:
            if restarts == recipe.restarts or error.diagnosis in (BROKEN_DATA, ONE_CLASS):
                raise
            restarts += 1
            logger.warning("%s", f"{error} Starting again with another seed ({restarts} of {recipe.restarts}).")


def _seed(seed: int, restarts: int) -> int:
    """Return the seed itself, and for each restart another one that follows from it."""
    return seed if restarts == 0 else int(np.random.SeedSequence([seed, restarts]).generate_state(1)[0])


def _fit_once(recipe: Recipe, dataset: Dataset, *, seed: int, watcher: Watcher, keep_going: bool) -> Fit:
    precision = fastest_precision() if recipe.precision == "auto" else recipe.precision
    batches = Batches(dataset.train, recipe, seed=seed)
    model = build_note_cnn(seed=seed, batch_norm=recipe.batch_norm, precision=precision)
    model.compile(
        optimizer=_optimizer(recipe, recipe.epochs * len(batches)),
        loss=_loss(recipe),
        metrics=["accuracy"],
        # On a CPU TensorFlow's compiler makes the convolutions 1.5 to 2 times slower.
        jit_compile=False if keras.backend.backend() == "tensorflow" else "auto",
    )
    with Interruption() as interruption:
        teller = Teller(recipe, batches, watcher, interruption)
        examiner = Examiner(model, dataset.train, recipe)
        watchdog = Watchdog(teller, examiner, early=recipe.restarts > 0, keep_going=keep_going)
        began = time.perf_counter()
        model.fit(
            batches,
            epochs=recipe.epochs,
            verbose=0,
            shuffle=False,  # Keras would shuffle the batches by a generator that no seed of ours reaches
            callbacks=[teller, watchdog],
            validation_data=_validation(dataset, recipe),
            validation_batch_size=500,
        )
        seconds = time.perf_counter() - began
    return Fit(
        model=fold(model, input_scale=recipe.input_scale),
        history=tuple(teller.history),
        trace=tuple(teller.trace),
        steps=teller.steps,
        seconds=seconds,
        precision=precision,
        interrupted=teller.steps < recipe.epochs * len(batches),
        restarts=0,
        diagnosis=watchdog.diagnosis,
    )


def _optimizer(recipe: Recipe, steps: int) -> keras.Optimizer:
    rate: float | WarmUpAndFall = recipe.learning_rate
    if recipe.warm_up is not None:
        rate = WarmUpAndFall(recipe.learning_rate, steps=steps, warm_up=recipe.warm_up)
    return keras.optimizers.SGD(rate, momentum=recipe.momentum, nesterov=recipe.momentum > 0)


def _loss(recipe: Recipe) -> keras.Loss:
    if recipe.loss == "mse":
        return keras.losses.MeanSquaredError()
    return keras.losses.CategoricalCrossentropy(label_smoothing=recipe.label_smoothing)


def _validation(dataset: Dataset, recipe: Recipe) -> tuple[Any, Any] | None:
    if dataset.validation is None:
        return None
    return scaled(dataset.validation.images, recipe), one_hot(dataset.validation.labels)

"""One run: data, training, export, evaluation and a folder with all of it."""

import dataclasses
import datetime
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from shuzi.data.dataset import Dataset, load_dataset
from shuzi.data.download import Progress, no_progress
from shuzi.digits import Probabilities, Split, predictions_from
from shuzi.errors import TrainingError, TrainingInterrupted, UsageError
from shuzi.evaluation.curves import CurvePoint, draw_curves
from shuzi.evaluation.figures import draw_confusion, draw_mistakes, draw_samples, save_figure
from shuzi.evaluation.report import Report, evaluate
from shuzi.exporting.onnx import export_onnx
from shuzi.exporting.parity import prove_parity
from shuzi.machine import describe_machine, versions
from shuzi.reading.classifier import Classifier
from shuzi.reading.model import Model, load
from shuzi.recipes import Recipe, find_recipe
from shuzi.store.card import Card
from shuzi.store.folder import (
    ARCHITECTURE,
    MODEL_KERAS,
    MODEL_ONNX,
    WEIGHTS,
    default_run_path,
    finish_run,
    writing_run,
)
from shuzi.store.history import HISTORY, write_history
from shuzi.store.report_page import report_page
from shuzi.training.fit import Fit, fit
from shuzi.training.watcher import Watcher

LARGEST_SEED = 2**32 - 1


def train(  # noqa: PLR0913 - each is an option of `shuzi train`
    recipe: str | Recipe = "standard",
    *,
    seed: int = 0,
    epochs: int | None = None,
    limit: int | None = None,
    validation_images: int = 0,
    data: str | Path | None = None,
    out: str | Path | None = None,
    keep_going: bool = False,
    watcher: Watcher | None = None,
    progress: Progress = no_progress,
) -> Model:
    """Train a network, write its run's folder and return the trained model.

    Args:
        recipe: `note`, `quick`, `standard`, or a `shuzi.Recipe` of your own.
        seed: decides starting weights, order and augmentation; 0 to 4,294,967,295.
        epochs: train this many instead of the recipe's.
        limit: train on this many images only.
        validation_images: set this many training images apart and measure on them after each epoch.
        data: a folder with folders named 0 to 9 of images, a fifth of which is kept for the test; None is MNIST.
        out: the run's folder, which must be new or empty; None is `runs/RECIPE-DATE-TIME`.
        keep_going: train on, and write the run, although the network does not learn.
        watcher: hears of every step and epoch.
        progress: told how far a download of MNIST is.
    Raises:
        UsageError: an argument makes no sense.
        DataError: the images cannot be had.
        OutputError: the folder cannot be written.
        TrainingError: the network does not learn; the message says why and what helps.
        TrainingInterrupted: Ctrl-C came before the first epoch was done.
    """
    chosen = find_recipe(recipe) if isinstance(recipe, str) else recipe
    if epochs is not None:
        chosen = dataclasses.replace(chosen, epochs=epochs)
    _check(chosen, seed)
    watcher = watcher or Watcher()
    path = default_run_path(chosen.name) if out is None else Path(out)
    with writing_run(path) as folder:
        dataset = load_dataset(
            None if data is None else Path(data),
            validation_images=validation_images,
            limit=limit,
            progress=progress,
        )
        fitted = fit(chosen, dataset, seed=seed, watcher=watcher, keep_going=keep_going)
        if fitted.interrupted and not fitted.history:
            raise TrainingInterrupted(
                f"stopped in the first epoch after {fitted.steps:,} steps; no epoch was finished, so nothing was kept."
            )
        watcher.on_trained()
        report, difference = _write_model(folder, fitted, dataset, chosen)
        if not keep_going:
            _refuse_guessing(report, fitted)
        card = _card(chosen, seed, limit, dataset, fitted)
        card = dataclasses.replace(card, metrics=report.to_json(), keras_onnx_difference=difference)
        (folder / "report.md").write_text(report_page(card, report, path.name), encoding="utf-8")
        finish_run(folder, card)
    return load(path)


def _check(recipe: Recipe, seed: int) -> None:
    if recipe.epochs < 1:
        raise UsageError(f"the number of epochs is {recipe.epochs}; expected a whole number of at least 1.")
    if not 0 <= seed <= LARGEST_SEED:
        raise UsageError(f"the seed is {seed}; expected a whole number from 0 to {LARGEST_SEED:,}.")


def _refuse_guessing(report: Report, fitted: Fit) -> None:
    """Refuse a model that is no better than always giving the same answer.

    Raises:
        TrainingInterrupted: it is not, and Ctrl-C stopped it early.
        TrainingError: it is not.
    """
    constant = max(result.images for result in report.classes) / report.images
    if report.accuracy <= constant and fitted.interrupted:
        raise TrainingInterrupted(
            f"stopped after {fitted.steps:,} steps, when the model still guessed; nothing was kept."
        )
    if report.accuracy <= constant:
        raise TrainingError(
            f"after {fitted.steps:,} steps the model is right on {report.accuracy:.1%} of the test images, one that "
            f"always gives the same answer on {constant:.1%}; it is not kept. Train on more images or for more "
            "epochs, or keep it all the same with --keep-going."
        )


def _write_model(folder: Path, fitted: Fit, dataset: Dataset, recipe: Recipe) -> tuple[Report, float]:
    """Write the model's files, then measure what was written; return that and the two runtimes' difference."""
    model = fitted.model
    model.save(folder / MODEL_KERAS)
    (folder / ARCHITECTURE).write_text(model.to_json(indent=2) + "\n", encoding="utf-8")
    model.save_weights(folder / WEIGHTS)
    export_onnx(model, folder / MODEL_ONNX)
    exported = Classifier(folder / MODEL_ONNX)
    difference = prove_parity(model, exported, dataset.test.images)
    probabilities = exported.probabilities(dataset.test.images)
    report = evaluate(dataset.test.labels, probabilities, loss=recipe.loss)
    write_history(folder / HISTORY, fitted.history)
    _draw(folder, fitted, dataset.test, probabilities, report)
    return report, difference


def _draw(folder: Path, fitted: Fit, test: Split, probabilities: Probabilities, report: Report) -> None:
    predictions = predictions_from(probabilities)
    curves = draw_curves(_points(fitted), _validation_points(fitted), test_accuracy=report.accuracy)
    save_figure(curves, folder / "curves.png")
    save_figure(draw_confusion(report), folder / "confusion.png")
    save_figure(draw_mistakes(test.images, test.labels, predictions), folder / "mistakes.png")
    # The same five for every run, so that runs can be compared.
    five = np.random.default_rng(0).choice(len(test.labels), size=min(5, len(test.labels)), replace=False)
    few = predictions_from(probabilities[five])
    save_figure(draw_samples(test.images[five], test.labels[five], few), folder / "samples.png")


def _points(fitted: Fit) -> Sequence[CurvePoint]:
    return [CurvePoint(*point) for point in fitted.trace]


def _validation_points(fitted: Fit) -> Sequence[CurvePoint]:
    return [
        CurvePoint(result.epoch, result.validation_loss, result.validation_accuracy)
        for result in fitted.history
        if result.validation_loss is not None and result.validation_accuracy is not None
    ]


def _card(recipe: Recipe, seed: int, limit: int | None, dataset: Dataset, fitted: Fit) -> Card:
    return Card(
        recipe=recipe.name,
        recipe_values=dataclasses.asdict(recipe),
        seed=seed,
        parameters=fitted.model.count_params(),
        data=dataset.describe(),
        limit=limit,
        epochs_done=len(fitted.history),
        steps_done=fitted.steps,
        interrupted=fitted.interrupted,
        restarts=fitted.restarts,
        diagnosis=None if fitted.diagnosis is None else fitted.diagnosis._asdict(),
        train_seconds=round(fitted.seconds, 3),
        dtype_policy=fitted.precision,
        backend=keras.backend.backend(),
        keras_onnx_difference=0.0,
        metrics={},
        versions=versions("shuzi", "keras", "tensorflow", "tensorflow-cpu", "jax", "torch", "numpy", "onnxruntime"),
        machine=describe_machine(),
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )

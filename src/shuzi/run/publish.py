"""Write a trained network as a run: the model's files, what it scores, pictures and the card."""

import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from shuzi.classes import Classes
from shuzi.data.dataset import Dataset
from shuzi.digits import Predictions, Split, predictions_from
from shuzi.errors import TrainingError, TrainingInterrupted
from shuzi.evaluation.figures import draw_confusion, draw_curves, draw_mistakes, draw_samples, save_figure
from shuzi.evaluation.report import Report, evaluate
from shuzi.exporting.parity import prove_parity
from shuzi.machine import describe_machine, utc_now, versions
from shuzi.network.classifier import Classifier
from shuzi.network.golden import golden_logits
from shuzi.network.onnx_writer import export_onnx
from shuzi.recipes import Recipe, recipe_from_json
from shuzi.store.card import Card
from shuzi.store.folder import ARCHITECTURE, MEMBERS, MODEL_KERAS, MODEL_ONNX, WEIGHTS, finish_run
from shuzi.store.history import HISTORY, SNAPSHOTS, write_history, write_snapshots
from shuzi.store.model import Model
from shuzi.store.report_page import report_page
from shuzi.store.training_folder import Plan
from shuzi.training.backend import threads
from shuzi.training.fit import Fit
from shuzi.words import refusal

PACKAGES = ("shuzi", "keras", "tensorflow", "tensorflow-cpu", "jax", "torch", "numpy", "onnxruntime")
"""What has a part in a run."""

_CURVES = "curves.png"

_GUESSED, _GUESSING = "refused.guessed_still", "refused.guessing"


def publish(  # noqa: PLR0913 - all that a run consists of
    folder: Path,
    plan: Plan,
    fitted: Fit,
    dataset: Dataset,
    *,
    name: Path,
    language: str,
    members: Sequence[Model] = (),
) -> None:
    """Write every file of the run, the card last.

    Args:
        folder: where to.
        plan: what was asked for.
        fitted: what training gave.
        dataset: what it was trained on and is tested with.
        name: the run's folder, as the user knows it.
        language: of `report.md` and the pictures, a code of `shuzi.words.LANGUAGES`.
        members: of a committee, whose curves and moments are those of its first member.
    Raises:
        TrainingError: the model is no better than one that always gives the same answer.
        TrainingInterrupted: so it is, because Ctrl-C stopped it early.
    """
    recipe = recipe_from_json(plan.recipe)
    classifier = write_network(folder, fitted.model, dataset.classes)
    difference = prove_parity(fitted.model, classifier, dataset.test.images)
    predictions = predictions_from(classifier.probabilities(dataset.test.images), classes=dataset.classes)
    report = evaluate(dataset.test.labels, predictions.probabilities, loss=recipe.loss, names=dataset.classes)
    if members:
        for file in (HISTORY, SNAPSHOTS, _CURVES):
            shutil.copyfile(members[0].path / file, folder / file)
    else:
        write_history(folder / HISTORY, fitted.history)
        write_snapshots(folder / SNAPSHOTS, fitted.snapshots)
        _draw_curves(folder, fitted, report, language=language)
    _draw(folder, dataset.test, predictions, report, language=language)
    # A few images of a few digits cannot tell whether a model that was trained before still guesses.
    if not plan.keep_going and plan.start is None:
        _refuse_guessing(report, fitted, name)
    card = dataclasses.replace(
        _card(plan, recipe, dataset, fitted, report),
        keras_onnx_difference=difference,
        golden_logits=golden_logits(classifier),
        members=[_member_json(member) for member in members] or None,
    )
    page = report_page(card, report, name.name, language)
    (folder / "report.md").write_text(page, encoding="utf-8", errors="backslashreplace")  # of a folder's name
    finish_run(folder, card)


def _refuse_guessing(report: Report, fitted: Fit, name: Path) -> None:
    constant = max(result.images for result in report.classes) / report.images
    if report.accuracy <= constant and fitted.interrupted:
        where: dict[str, Any] = {"steps": fitted.steps, "run": name}
        raise TrainingInterrupted(refusal(_GUESSED, **where), text=_GUESSED, **where)
    if report.accuracy <= constant:
        facts: dict[str, Any] = {"steps": fitted.steps, "accuracy": report.accuracy, "constant": constant}
        raise TrainingError(refusal(_GUESSING, **facts), text=_GUESSING, **facts)


def write_network(folder: Path, network: keras.Model, classes: Classes = None) -> Classifier:
    """Write a network's files, for Keras and for ONNX Runtime, the latter with the names of classes of one's own."""
    network.save(folder / MODEL_KERAS)
    (folder / ARCHITECTURE).write_text(network.to_json(indent=2) + "\n", encoding="utf-8")
    network.save_weights(folder / WEIGHTS)
    export_onnx(network, folder / MODEL_ONNX, classes=classes)
    return Classifier(folder / MODEL_ONNX)


def _member_json(member: Model) -> dict[str, Any]:
    return {
        "seed": member.card.seed,
        "test_accuracy": member.card.metrics["test_accuracy"],
        "run": f"{MEMBERS}/{member.path.name}",
        "sha256": member.card.files[MODEL_ONNX],
    }


def _draw_curves(folder: Path, fitted: Fit, report: Report, *, language: str) -> None:
    validation = [result.validation for result in fitted.history if result.validation is not None]
    curves = draw_curves(fitted.trace, validation, test_accuracy=report.accuracy, language=language)
    save_figure(curves, folder / _CURVES)


def _draw(folder: Path, test: Split, predictions: Predictions, report: Report, *, language: str) -> None:
    """Draw the confusion matrix, the worst mistakes, and a few answers."""
    save_figure(draw_confusion(report, language=language), folder / "confusion.png")
    save_figure(draw_mistakes(test.images, test.labels, predictions, language=language), folder / "mistakes.png")
    # The same five for every run, so that runs can be compared.
    five = np.random.default_rng(0).choice(len(test.labels), size=min(5, len(test.labels)), replace=False)  # (≤ 5,)
    answers = predictions_from(predictions.probabilities[five], classes=predictions.classes)  # of (≤ 5, classes)
    save_figure(draw_samples(test.images[five], test.labels[five], answers, language=language), folder / "samples.png")


def _card(plan: Plan, recipe: Recipe, dataset: Dataset, fitted: Fit, report: Report) -> Card:
    return Card(
        recipe=recipe.name,
        recipe_values=plan.recipe,
        seed=plan.seed,
        start=plan.start,
        parameters=fitted.model.count_params(),
        data=dataset.describe(),
        limit=plan.limit,
        epochs_done=round(fitted.epochs, 3),
        steps_done=fitted.steps,
        interrupted=fitted.interrupted,
        restarts=fitted.restarts,
        diagnosis=None if fitted.diagnosis is None else fitted.diagnosis._asdict(),
        target=plan.target,
        target_reached=fitted.target_reached,
        train_seconds=round(fitted.seconds, 3),
        dtype_policy=fitted.precision,
        backend=keras.backend.backend(),
        threads=threads(plan.devices),
        keras_onnx_difference=0.0,
        metrics=report.to_json(),
        versions=versions(*PACKAGES),
        machine=describe_machine(),
        created=utc_now(),
        classes=None if dataset.classes is None else list(dataset.classes),
    )

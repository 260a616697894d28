"""One run: data, training, and a folder with all of it."""

import contextlib
import dataclasses
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras

from shuzi.data.dataset import Dataset, load_dataset
from shuzi.data.download import Progress, no_progress
from shuzi.errors import DataError, RunError, ShuziError, TrainingError, TrainingInterrupted
from shuzi.machine import versions
from shuzi.recipes import Recipe, find_recipe, recipe_from_json
from shuzi.run.publish import PACKAGES, publish
from shuzi.run.request import VALIDATION_IMAGES, Request, check_recipe, check_request
from shuzi.store.folder import MODEL_ONNX, default_run_path
from shuzi.store.model import PRETRAINED, START_PRETRAINED, Model, load
from shuzi.store.training_folder import Plan, TrainingFolder
from shuzi.training.backend import check_devices
from shuzi.training.fit import Wishes, fit
from shuzi.training.folding import StartWeights
from shuzi.training.watcher import Watcher
from shuzi.words import refusal, words

logger = logging.getLogger("shuzi")


def train(  # noqa: PLR0913 - each is an option of `shuzi train`
    recipe: str | Recipe = "standard",
    *,
    seed: int = 0,
    epochs: float | None = None,
    limit: int | None = None,
    validation_images: int = 0,
    target: float | None = None,
    data: str | Path | None = None,
    layout: str | None = None,
    start: str | Path | None = None,
    out: str | Path | None = None,
    keep_going: bool = False,
    devices: int = 1,
    language: str = "en",
    watcher: Watcher | None = None,
    progress: Progress = no_progress,
) -> Model:
    """Train a network, write its run's folder and return the trained model.

    While it trains, the folder holds checkpoints; if it is stopped, however rudely, `resume` goes on from there.
    TensorFlow is set to run each operation on one thread, for the whole process, unless it was in use before.

    Args:
        recipe: `note`, `quick`, `standard`, `best`, or a `shuzi.Recipe` of your own.
        seed: decides starting weights, order and augmentation; 0 to 4,294,967,295.
        epochs: train this many instead of the recipe's.
        limit: train on this many images only.
        validation_images: set this many training images apart and measure on them after each epoch.
        target: stop once this percentage of the validation images comes out right; sets 5,000 of them apart unless
            `validation_images` says otherwise. The test images have no part in it.
        data: labelled images in any layout that `shuzi data` knows; about a fifth is kept for the test, unless they
            say themselves which are. None is MNIST. Where `start` is given, some of the ten digits may be missing.
            Without it, folders that are named otherwise than digits are classes of your own, 2 to 100 of them.
        layout: of `data`, such as `folders`, `idx:transposed` or `classes`; None is a guess.
        start: a run's folder to go on from, or `pretrained` for the model that comes with shuzi; goes with the recipe
            `adapt`. None starts from random weights.
        out: the run's folder, which must be new or empty; None is `runs/RECIPE-DATE-TIME`.
        keep_going: train on, and write the run, although the network does not learn.
        devices: divide each batch among so many, such as GPUs; JAX alone can. 1 leaves everything as it is.
        language: of `report.md` and the pictures: `en` or `zh-TW`.
        watcher: hears of every step and epoch.
        progress: told how far a download of MNIST is.
    Raises:
        UsageError: an argument makes no sense.
        DataError: the images cannot be had.
        OutputError: the folder cannot be written.
        TrainingError: the network does not learn; the message says why and what helps.
        TrainingInterrupted: Ctrl-C came before the first epoch was done.
    Example:
        >>> import shuzi
        >>> model = shuzi.train("quick", data="mine", epochs=4, out="runs/mine")
        >>> model
        <shuzi.Model runs/mine: quick, test accuracy ...%>
    """
    chosen = find_recipe(recipe) if isinstance(recipe, str) else recipe
    if epochs is not None:
        chosen = dataclasses.replace(chosen, epochs=epochs)
    if target is not None and validation_images == 0:
        validation_images = VALIDATION_IMAGES
    source, wanted_folder = (None if path is None else Path(path) for path in (data, out))
    request = Request(seed, limit, validation_images, target, source, layout, start, wanted_folder, devices)
    began = check_request(chosen, request)
    words(language)  # refuses one that is not there, before hours of training
    check_devices(devices)
    folder = TrainingFolder.begin(wanted_folder or default_run_path(chosen.name))
    with _leaving_in_order(folder, fresh=True):
        dataset = load_dataset(
            source,
            layout=layout,
            validation_images=validation_images,
            limit=limit,
            every_class=chosen.rehearsal == 0,
            progress=progress,
        )
        check_recipe(chosen, dataset.classes)
        plan = Plan(
            recipe=dataclasses.asdict(chosen),
            seed=seed,
            limit=limit,
            validation_images=validation_images,
            data=None if source is None else str(source.absolute()),
            digests=dataset.digests,
            keep_going=keep_going,
            target=target,
            backend=keras.backend.backend(),
            versions=versions(*PACKAGES),
            start=began,
            layout=dataset.layout,
            devices=devices,
        )
        folder.write_plan(plan)
        return carry_out(plan, dataset, folder, watcher or Watcher(), language=language)


def resume(
    path: str | Path, *, language: str = "en", watcher: Watcher | None = None, progress: Progress = no_progress
) -> Model:
    """Go on with a training that was stopped; on the same machine the result is the same as if it had not been.

    Args:
        path: the run's folder.
        language: of `report.md` and the pictures: `en` or `zh-TW`.
        watcher: hears of every step and epoch.
        progress: told how far a download of MNIST is.
    Raises:
        RunError: the folder holds no training that could be gone on with.
        DataError: the images cannot be had, or are not the ones that training began with.
        OutputError: the folder cannot be written, or another process trains in it.
        TrainingError: the network does not learn.
        TrainingInterrupted: Ctrl-C came before the first epoch was done.
    Example:
        >>> import shuzi
        >>> model = shuzi.resume("runs/stopped")  # doctest: +SKIP
    """
    words(language)
    folder, plan = TrainingFolder.reopen(Path(path))
    with _leaving_in_order(folder, fresh=False):
        _compare_versions(plan)
        source = None if plan.data is None else Path(plan.data)
        dataset = load_dataset(
            source,
            layout=plan.layout,
            validation_images=plan.validation_images,
            limit=plan.limit,
            every_class=plan.start is None,
            progress=progress,
        )
        if dataset.digests != plan.digests:
            raise DataError(
                f"{dataset.name} has changed since the training in {path} began; it cannot be gone on with. "
                "Train anew, or bring the same images back."
            )
        return carry_out(plan, dataset, folder, watcher or Watcher(), language=language)


def _compare_versions(plan: Plan) -> None:
    now = {"backend": keras.backend.backend(), **versions(*PACKAGES)}
    then = {"backend": plan.backend, **plan.versions}
    changed = [
        f"{name} {then.get(name)} → {now.get(name)}"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]
    if changed:
        logger.warning(
            "%s", f"since training began this has changed: {', '.join(changed)}; the weights may differ by it"
        )


def carry_out(plan: Plan, dataset: Dataset, folder: TrainingFolder, watcher: Watcher, *, language: str = "en") -> Model:
    """Train as planned, from the folder's latest checkpoint where there is one, and write the run there."""
    watcher.on_folder(folder.path)
    target = None if plan.target is None else plan.target / 100
    start = None if plan.start is None else start_weights(plan.start)
    wishes = Wishes(seed=plan.seed, keep_going=plan.keep_going, target=target, start=start, devices=plan.devices)
    fitted = fit(
        recipe_from_json(plan.recipe), dataset, wishes, watcher=watcher, save=folder.save, start=folder.latest()
    )
    if fitted.interrupted and not fitted.history:
        text = "refused.first_epoch"
        where: dict[str, Any] = {"steps": fitted.steps, "run": folder.path}
        raise TrainingInterrupted(refusal(text, **where), text=text, **where)
    watcher.on_trained()
    with folder.publishing(keep_checkpoints=fitted.interrupted) as new:
        publish(new, plan, fitted, dataset, name=folder.path, language=language)
    folder.close()
    return load(folder.path)


@contextlib.contextmanager
def _leaving_in_order(folder: TrainingFolder, *, fresh: bool) -> Iterator[None]:
    """Remove the folder if nothing can come of the training; else leave it so that it can be gone on with."""
    try:
        yield
    except BaseException as error:
        hopeless = isinstance(error, TrainingError) and not isinstance(error, TrainingInterrupted)
        if not folder.has_plan or (hopeless and not folder.has_card) or (fresh and isinstance(error, DataError)):
            folder.discard()
        else:
            folder.close()
            if not isinstance(error, ShuziError):
                logger.warning("the training so far is kept; go on with: shuzi train --resume %s", folder.path)
        raise


def start_weights(start: dict[str, str]) -> StartWeights:
    """Return the weights of the model that `read_start` described.

    Raises:
        RunError: it is gone, or is another one by now.
    """
    model = load(PRETRAINED if start["path"] == START_PRETRAINED else start["path"])
    if model.card.files[MODEL_ONNX] != start["sha256"]:
        raise RunError(
            f"the model {start['path']} that training began from is another one by now; bring the old one back."
        )
    return model.weights()

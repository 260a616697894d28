"""One run: data, training, and a folder with all of it."""

import dataclasses
from pathlib import Path

import keras

from shuzi.data.dataset import load_dataset
from shuzi.data.download import Progress, no_progress
from shuzi.errors import DataError
from shuzi.machine import versions
from shuzi.recipes import RECIPES, Recipe, find_recipe, suited
from shuzi.run.carry_out import compare_versions, leaving_in_order
from shuzi.run.committee import Elsewhere, carry_out_plan, check_members
from shuzi.run.publish import PACKAGES
from shuzi.run.request import VALIDATION_IMAGES, Request, check_recipe, check_request, holds_before
from shuzi.store.folder import default_run_path
from shuzi.store.model import Model
from shuzi.store.training_folder import Plan, TrainingFolder
from shuzi.training.backend import check_devices
from shuzi.training.watcher import Watcher
from shuzi.words import words


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
    elsewhere: Elsewhere | None = None,
) -> Model:
    """Train a network, write its run's folder and return the trained model.

    While it trains, the folder holds checkpoints; if it is stopped, however rudely, `resume` goes on from there.
    TensorFlow is set to run each operation on one thread, for the whole process, unless it was in use before.

    Args:
        recipe: `note`, `quick`, `standard`, `best`, `committee`, or a `shuzi.Recipe` of your own. `standard` sees
            fewer than some 15,000 images more often, `quick` fewer than some 48,000, and few in smaller batches; your
            own is taken to the letter.
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
        elsewhere: trains a committee's members in another way than one after the other here, such as on other
            machines; it is given their folder and their plans.
    Raises:
        UsageError: an argument makes no sense.
        DataError: the images cannot be had.
        OutputError: the folder cannot be written.
        TrainingError: the network does not learn; the message says why and what helps.
        TrainingInterrupted: Ctrl-C came before the first epoch was done.
    Example:
        >>> import shuzi
        >>> model = shuzi.train("quick", data="mine", out="runs/mine")
        >>> model
        <shuzi.Model runs/mine: quick, test accuracy ...%>
    """
    chosen = find_recipe(recipe) if isinstance(recipe, str) else recipe
    of_table = RECIPES.get(chosen.name) == chosen
    if epochs is not None:
        chosen = dataclasses.replace(chosen, epochs=epochs)
    if target is not None and validation_images == 0:
        validation_images = VALIDATION_IMAGES
    source, wanted_folder = (None if path is None else Path(path) for path in (data, out))
    request = Request(seed, limit, validation_images, target, source, layout, start, wanted_folder, devices)
    began = check_request(chosen, request)
    words(language)  # refuses one that is not there, before hours of training
    check_devices(devices)
    folder = TrainingFolder.begin(wanted_folder or default_run_path(chosen.name), but=holds_before(chosen))
    with leaving_in_order(folder, fresh=True):
        dataset = load_dataset(
            source,
            layout=layout,
            validation_images=validation_images,
            limit=limit,
            every_class=chosen.rehearsal == 0,
            progress=progress,
        )
        check_recipe(chosen, dataset.classes)
        if of_table:
            fitting = suited(find_recipe(chosen.name), len(dataset.train.labels))
            chosen = fitting if epochs is None else dataclasses.replace(fitting, epochs=epochs)
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
        check_members(plan, dataset, folder.path)
        folder.write_plan(plan)
        return carry_out_plan(plan, dataset, folder, watcher or Watcher(), language=language, elsewhere=elsewhere)


def resume(
    path: str | Path,
    *,
    language: str = "en",
    watcher: Watcher | None = None,
    progress: Progress = no_progress,
    elsewhere: Elsewhere | None = None,
) -> Model:
    """Go on with a training that was stopped; on the same machine the result is the same as if it had not been.

    Args:
        path: the run's folder.
        language: of `report.md` and the pictures: `en` or `zh-TW`.
        watcher: hears of every step and epoch.
        progress: told how far a download of MNIST is.
        elsewhere: as `train` takes it.
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
    with leaving_in_order(folder, fresh=False):
        compare_versions(plan)
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
        return carry_out_plan(plan, dataset, folder, watcher or Watcher(), language=language, elsewhere=elsewhere)

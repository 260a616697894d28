"""One training in its folder: carried out as planned, published, and left so that it can be gone on with."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import keras

from shuzi.data.dataset import Dataset
from shuzi.errors import DataError, RunError, ShuziError, TrainingError, TrainingInterrupted
from shuzi.machine import versions
from shuzi.recipes import recipe_from_json
from shuzi.run.publish import PACKAGES, publish
from shuzi.store.folder import MODEL_ONNX
from shuzi.store.model import PRETRAINED, START_PRETRAINED, Model, load
from shuzi.store.training_folder import Plan, TrainingFolder
from shuzi.training.fit import Wishes, fit
from shuzi.training.folding import StartWeights
from shuzi.training.watcher import Watcher
from shuzi.words import refusal

logger = logging.getLogger("shuzi")


def compare_versions(plan: Plan) -> None:
    """Warn of everything that is otherwise than when the training began and could change its last bits."""
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
def leaving_in_order(folder: TrainingFolder, *, fresh: bool, of_committee: bool = False) -> Iterator[None]:
    """Remove the folder if nothing can come of the training; else leave it so that it can be gone on with.

    Args:
        folder: of the training.
        fresh: it is begun here, so that images which cannot be had are the end of it.
        of_committee: the training is a member's, so that the committee names the way on.
    """
    try:
        yield
    except BaseException as error:
        hopeless = isinstance(error, TrainingError) and not isinstance(error, TrainingInterrupted)
        if not folder.has_plan or (hopeless and not folder.has_card) or (fresh and isinstance(error, DataError)):
            folder.discard()
        else:
            folder.close()
            if not isinstance(error, ShuziError) and not of_committee:
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

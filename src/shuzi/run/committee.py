"""A committee: several networks trained from as many seeds, and one network that answers with the mean of their logits.

Each member is a run of its own in the folder `members`, the same to the bit as if it had been trained alone.
"""

import contextlib
import dataclasses
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras

from shuzi.data.dataset import Dataset
from shuzi.errors import ArchitectureError, TrainingError, TrainingInterrupted, UsageError
from shuzi.exporting.rebuild import rebuild
from shuzi.network.architecture import MOST_PARAMETERS
from shuzi.network.committee import join
from shuzi.recipes import recipe_from_json, recipe_of_member
from shuzi.run.carry_out import carry_out, compare_versions, leaving_in_order
from shuzi.run.publish import publish
from shuzi.store.card import Card
from shuzi.store.folder import CARD, MEMBERS, PLAN
from shuzi.store.model import Model, load
from shuzi.store.trained_network import TrainedNetwork, read_trained_network
from shuzi.store.training_folder import Plan, TrainingFolder, read_plan
from shuzi.training.backend import prepare_backend
from shuzi.training.fit import Fit
from shuzi.training.networks import build_network
from shuzi.training.watcher import MemberPlace, Watcher
from shuzi.words import refusal

logger = logging.getLogger("shuzi")

Elsewhere = Callable[[Path, Sequence[Plan]], None]
"""Trains the runs of these plans as the folders `seed-N` of a folder."""

_SAYS_NOTHING = ("name", "summary", "members")
"""Of a recipe's values those that decide no weight of a member."""


def member_plans(plan: Plan) -> list[Plan]:
    """Return the plan of each member of a committee; none of a plan of a single network."""
    recipe = recipe_from_json(plan.recipe)
    if recipe.members == 1:
        return []
    values = dataclasses.asdict(recipe_of_member(recipe))
    return [
        dataclasses.replace(plan, recipe=values, seed=seed) for seed in range(plan.seed, plan.seed + recipe.members)
    ]


def member_folder(run: Path, seed: int) -> Path:
    """Return where in a committee's run the member of a seed is."""
    return run / MEMBERS / f"seed-{seed}"


def check_members(plan: Plan, dataset: Dataset, run: Path) -> None:
    """See to it that the members can be joined, and that those that are there already are the ones that are planned.

    Raises:
        UsageError: they would be too large together, or one there was trained in another way.
        RunError: one there is damaged.
    """
    plans = member_plans(plan)
    if plans:
        prepare_backend()  # before the first network is built
        network = build_network(recipe_from_json(plan.recipe).network, num_classes=dataset.num_classes)
        parameters = len(plans) * network.count_params()
        if parameters > MOST_PARAMETERS:
            raise UsageError(
                f"{len(plans)} networks for {dataset.num_classes} classes hold {parameters:,} parameters; shuzi opens "
                f"up to {MOST_PARAMETERS:,}. Train fewer members, or --recipe best."
            )
    for member in plans:
        path = member_folder(run, member.seed)
        if (path / PLAN).is_file():
            _compare(path, member, _of_plan(read_plan(path)))
        elif (path / CARD).is_file():
            _compare(path, member, _of_card(load(path).card))


def _compare(path: Path, plan: Plan, recorded: dict[str, Any]) -> None:
    differing = [name for name, value in _of_plan(plan).items() if recorded[name] != value]
    if differing:
        raise UsageError(
            f"{path} holds another training than the one of this member: it has another "
            f"{', another '.join(differing)}. Move it away, or train the committee as it was trained."
        )


def _of_plan(plan: Plan) -> dict[str, Any]:
    settings = {"seed": plan.seed, "limit": plan.limit, "data": plan.digests, "target": plan.target}
    return _of_recipe(plan.recipe) | settings | {"number of validation images": plan.validation_images, "end": True}


def _of_card(card: Card) -> dict[str, Any]:
    settings = {"seed": card.seed, "limit": card.limit, "data": card.data["sha256"], "target": card.target}
    validation = card.data["validation_images"]
    ended = not card.interrupted and card.imported is None
    return _of_recipe(card.recipe_values) | settings | {"number of validation images": validation, "end": ended}


def _of_recipe(values: dict[str, Any]) -> dict[str, Any]:
    whole = dataclasses.asdict(recipe_from_json(values))  # cards of before have fewer values
    return {name: value for name, value in whole.items() if name not in _SAYS_NOTHING}


def carry_out_plan(  # noqa: PLR0913 - as `carry_out`
    plan: Plan,
    dataset: Dataset,
    folder: TrainingFolder,
    watcher: Watcher,
    *,
    language: str = "en",
    elsewhere: Elsewhere | None = None,
) -> Model:
    """Train as planned; of a committee the members that are not trained yet, then join all and write its run.

    Raises:
        UsageError: as `check_members`.
        TrainingInterrupted: Ctrl-C; what is trained is kept, and can be gone on with.
        TrainingError: a member does not learn; nothing of it is kept.
    """
    plans = member_plans(plan)
    if not plans:
        return carry_out(plan, dataset, folder, watcher, language=language)
    check_members(plan, dataset, folder.path)
    if elsewhere is not None:
        elsewhere(
            folder.path / MEMBERS,
            [member_plan for member_plan in plans if not _is_done(member_folder(folder.path, member_plan.seed))],
        )
    members: list[Model] = []
    for number, member_plan in enumerate(plans, 1):
        place = MemberPlace(number, len(plans), member_plan.seed)
        watcher.on_member(place)
        members.append(_member(member_plan, dataset, folder, watcher, place=place, language=language))
        watcher.on_member(place._replace(accuracy=members[-1].card.metrics["test_accuracy"]))
    watcher.on_trained()
    network = join_members([member.path for member in members])
    with folder.publishing(keep_checkpoints=False) as new:
        fitted = _together(rebuild(*network), members)
        publish(new, plan, fitted, dataset, name=folder.path, language=language, members=members)
    folder.close()
    return load(folder.path)


def join_members(runs: Sequence[Path]) -> TrainedNetwork:
    """Return one network whose logits are the mean of these runs' logits; it follows from their weights to the bit.

    Args:
        runs: folders whose digests were checked.
    Raises:
        ArchitectureError: they hold networks that cannot be joined.
    """
    networks = [read_trained_network(run) for run in runs]
    for run, network in zip(runs, networks, strict=True):
        if _shapes(network) != _shapes(networks[0]):
            raise ArchitectureError(f"{run} holds another network than {runs[0]}; expected members of one kind.")
    return TrainedNetwork(*join(networks[0].architecture, [network.weights for network in networks]))


def _shapes(network: TrainedNetwork) -> list[tuple[Any, ...]]:
    layers = network.architecture.layers
    return [(layer.name, layer.kind, layer.input_shape, layer.output_shape) for layer in layers]


def _is_done(path: Path) -> bool:
    return (path / CARD).is_file() and not (path / PLAN).is_file()


def _member(  # noqa: PLR0913 - as `carry_out`
    plan: Plan, dataset: Dataset, committee: TrainingFolder, watcher: Watcher, *, place: MemberPlace, language: str
) -> Model:
    path = member_folder(committee.path, plan.seed)
    if _is_done(path):
        return load(path)
    try:
        model = _train(plan, dataset, path, watcher, language=language)
        if not model.card.interrupted:
            return model
    except TrainingInterrupted:
        pass
    except TrainingError:
        with contextlib.suppress(OSError):
            path.parent.rmdir()  # of the first member, as nothing is kept of it
        if path.parent.exists():
            logger.warning("the members before are kept in %s; a committee that is begun there takes them", path.parent)
        raise
    text = "refused.committee_stopped"
    where: dict[str, Any] = {"number": place.number, "members": place.members, "run": committee.path}
    raise TrainingInterrupted(refusal(text, **where), text=text, **where)


def _train(plan: Plan, dataset: Dataset, path: Path, watcher: Watcher, *, language: str) -> Model:
    begun = (path / PLAN).is_file()
    if begun:
        folder, plan = TrainingFolder.reopen(path)
        compare_versions(plan)
    else:
        for leftover in path.glob("*.tmp"):  # of a process that was killed as it began
            leftover.unlink()
        folder = TrainingFolder.begin(path)
    with leaving_in_order(folder, fresh=not begun, of_committee=True):
        if not begun:
            folder.write_plan(plan)
        return carry_out(plan, dataset, folder, watcher, language=language)


def _together(network: keras.Model, members: Sequence[Model]) -> Fit:
    """Return the members' trainings as one; curves and moments are each member's own."""
    cards = [member.card for member in members]
    return Fit(
        model=network,
        history=(),
        trace=(),
        snapshots=(),
        steps=sum(card.steps_done for card in cards),
        epochs=cards[0].epochs_done,
        seconds=sum(card.train_seconds for card in cards),
        precision=cards[0].dtype_policy,
        interrupted=False,
        restarts=sum(card.restarts for card in cards),
        diagnosis=None,
        target_reached=None,
    )

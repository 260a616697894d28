"""Make a run again from its card alone, and compare the weights."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from shuzi.data.dataset import load_dataset
from shuzi.data.download import Progress, no_progress
from shuzi.errors import DataError
from shuzi.machine import describe_machine, versions
from shuzi.network.graph import OnnxWeights, read_onnx_weights
from shuzi.network.onnx_writer import export_onnx, write_onnx
from shuzi.recipes import recipe_from_json
from shuzi.run.carry_out import start_weights
from shuzi.run.committee import join_members
from shuzi.run.publish import PACKAGES
from shuzi.store.card import Card
from shuzi.store.folder import MODEL_ONNX, read_trained
from shuzi.store.model import PRETRAINED
from shuzi.training.backend import devices, threads
from shuzi.training.fit import Wishes, fit
from shuzi.training.watcher import MemberPlace, Watcher


@dataclass(frozen=True)
class Verification:
    """How a run came out the second time."""

    path: Path
    card: Card
    same: bool
    """Every weight is the same to the bit; of a committee those of every member, and those that follow from them."""
    largest_difference: float
    """Of any weight, as a share of the largest weight of its array."""
    changed: dict[str, tuple[Any, Any]]
    """What was otherwise when the run was made and could change the last bits: then, and now."""
    seconds: float
    """That training took this time."""
    members: "tuple[Verification, ...]" = ()
    """Of a committee, as far as its weights follow from those of its members; otherwise none was trained again."""


def verify(
    path: str | Path | None = None, *, watcher: Watcher | None = None, progress: Progress = no_progress
) -> Verification:
    """Train again as a run's card says, and compare the weights with those in the run.

    Args:
        path: the run's folder; None is the model that comes with shuzi.
        watcher: hears of every step and epoch.
        progress: told how far a download of MNIST is.
    Raises:
        RunError: the folder is no run, or a file in it is missing or changed.
        DataError: the images cannot be had, or are not the ones that the run was trained on.
        TrainingError: the network does not learn this time.
    Example:
        >>> import shuzi
        >>> shuzi.verify("runs/mine").same
        True
    """
    folder = PRETRAINED if path is None else Path(path)
    card = read_trained(folder)
    if card.members is not None:
        return _verify_committee(folder, card, watcher, progress)
    source = None if card.data["name"] == "mnist" else Path(card.data["name"])
    dataset = load_dataset(
        source,
        layout=card.data.get("layout"),
        validation_images=card.data["validation_images"],
        limit=card.limit,
        every_class=card.start is None,
        progress=progress,
    )
    if dataset.digests != card.data["sha256"]:
        raise DataError(f"{dataset.name} has changed since {folder} was trained; bring the same images back.")
    start = None if card.start is None else start_weights(card.start)
    wishes = Wishes(
        start=start,
        seed=card.seed,
        keep_going=card.diagnosis is not None,
        last_step=card.steps_done,
        devices=_devices(card),
    )
    fitted = fit(recipe_from_json(card.recipe_values), dataset, wishes, watcher=watcher or Watcher())
    now = _weights_of(lambda file: export_onnx(fitted.model, file))
    then = read_onnx_weights((folder / MODEL_ONNX).read_bytes())
    return Verification(
        path=folder,
        card=card,
        same=_same(then, now),
        largest_difference=_largest(then, now),
        changed=_changed(card, fitted.precision),
        seconds=fitted.seconds,
    )


def _verify_committee(folder: Path, card: Card, watcher: Watcher | None, progress: Progress) -> Verification:
    """Join the members' weights again, and if they are those of the committee train every member again."""
    runs = [folder / str(member["run"]) for member in card.members or []]
    for run in runs:
        read_trained(run)
    now = _weights_of(lambda file: write_onnx(*join_members(runs), file))
    then = read_onnx_weights((folder / MODEL_ONNX).read_bytes())
    members: list[Verification] = []
    if _same(then, now):
        for number, run in enumerate(runs, 1):
            if watcher is not None:
                watcher.on_member(MemberPlace(number, len(runs), card.seed + number - 1))
            members.append(verify(run, watcher=watcher, progress=progress))
    return Verification(
        path=folder,
        card=card,
        same=_same(then, now) and all(member.same for member in members),
        largest_difference=max([_largest(then, now), *(member.largest_difference for member in members)]),
        changed={name: pair for member in members for name, pair in member.changed.items()},
        seconds=sum(member.seconds for member in members),
        members=tuple(members),
    )


def _weights_of(write: Callable[[Path], None]) -> OnnxWeights:
    with tempfile.TemporaryDirectory() as place:
        write(Path(place) / MODEL_ONNX)
        return read_onnx_weights((Path(place) / MODEL_ONNX).read_bytes())


def _same(then: OnnxWeights, now: OnnxWeights) -> bool:
    return then.keys() == now.keys() and all(np.array_equal(then[name], now[name]) for name in then)


def _largest(then: OnnxWeights, now: OnnxWeights) -> float:
    return max((_difference(then[name], now[name]) for name in then if name in now), default=0.0)


def _devices(card: Card) -> int:
    """Return among how many devices its batches were divided, or 1 where the backend cannot do so now."""
    count: object = card.threads.get("devices", 1)
    if keras.backend.backend() == "jax" and isinstance(count, int) and 1 <= count <= len(devices()):
        return count
    return 1


def _difference(then: np.ndarray, now: np.ndarray) -> float:
    if then.shape != now.shape:
        return float("inf")
    largest = float(np.abs(then).max()) or 1.0
    return float(np.abs(then.astype(np.float64) - now).max()) / largest


def _changed(card: Card, precision: str) -> dict[str, tuple[Any, Any]]:
    machine, installed = describe_machine(), versions(*PACKAGES)
    pairs: dict[str, tuple[Any, Any]] = {
        "processor": (card.machine.get("processor"), machine["processor"]),
        "cores": (card.machine.get("cores"), machine["cores"]),
        "backend": (card.backend, keras.backend.backend()),
        "dtype_policy": (card.dtype_policy, precision),
        "threads": (card.threads, threads(_devices(card))),
    }
    names = sorted({*card.versions, *installed} - {"onnxruntime"})
    pairs |= {name: (card.versions.get(name), installed.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

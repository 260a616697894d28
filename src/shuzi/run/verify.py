"""Make a run again from its card alone, and compare the weights."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from shuzi.data.dataset import load_dataset
from shuzi.data.download import Progress, no_progress
from shuzi.errors import DataError
from shuzi.machine import describe_machine, versions
from shuzi.network.graph import read_weights
from shuzi.network.onnx_writer import export_onnx
from shuzi.recipes import recipe_from_json
from shuzi.run.publish import PACKAGES
from shuzi.run.train import start_weights
from shuzi.store.card import Card
from shuzi.store.folder import MODEL_ONNX, read_trained
from shuzi.store.model import PRETRAINED
from shuzi.training.backend import devices, threads
from shuzi.training.fit import Wishes, fit
from shuzi.training.watcher import Watcher


@dataclass(frozen=True)
class Verification:
    """How a run came out the second time."""

    path: Path
    card: Card
    same: bool
    """Every weight is the same to the bit."""
    largest_difference: float
    """Of any weight, as a share of the largest weight of its array."""
    changed: dict[str, tuple[Any, Any]]
    """What was otherwise when the run was made and could change the last bits: then, and now."""
    seconds: float
    """That training took this time."""


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
    with tempfile.TemporaryDirectory() as place:
        export_onnx(fitted.model, Path(place) / MODEL_ONNX)
        now = read_weights((Path(place) / MODEL_ONNX).read_bytes())
    then = read_weights((folder / MODEL_ONNX).read_bytes())
    same = then.keys() == now.keys() and all(np.array_equal(then[name], now[name]) for name in then)
    return Verification(
        path=folder,
        card=card,
        same=same,
        largest_difference=max((_difference(then[name], now[name]) for name in then if name in now), default=0.0),
        changed=_changed(card, fitted.precision),
        seconds=fitted.seconds,
    )


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

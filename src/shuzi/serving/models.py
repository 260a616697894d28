"""The models that a server can use: the one it was started with, and the runs beside it."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.classes import Classes, told_classes
from shuzi.digits import IMAGE_SIZE, Probabilities
from shuzi.errors import RunError
from shuzi.explaining.arithmetic import layer_table
from shuzi.finding.single import is_framed
from shuzi.network.architecture import Architecture, kernel_settings
from shuzi.serving.batching import Batcher, Pixels
from shuzi.serving.metrics import Metrics
from shuzi.serving.refusals import Refusal
from shuzi.serving.settings import Settings
from shuzi.store.card import Card
from shuzi.store.folder import CARD, read_card
from shuzi.store.model import PRETRAINED, SERVED_PRETRAINED, Model, load, looked_into, no_digits
from shuzi.store.saved_layers import read_architecture

_MOST_LOADED = 4
"""Beside the one that was named at the start; each takes a few megabytes. Set by hand."""


class ServedModel:
    """A model with its card, its worker, and its weights for the page."""

    def __init__(self, name: str, path: Path, settings: Settings, metrics: Metrics) -> None:
        """Read the run and answer once, so that the first client does not wait.

        Raises:
            RunError: the folder is no run, a file in it is missing or changed, or it tells other classes apart.
            ImageShapeError: it was imported, and reads images of another size.
        """
        self.name = name
        self.path = path
        # The event loop has the other core. One thread takes 60 % of the processor time an image that two take.
        model = load(path, threads=1)
        if model.classes is None:
            model.require_digits()
        self.card: Card = model.card
        self.classes: Classes = model.classes
        """The names of classes of one's own; None where it reads digits."""
        inside = _shown(model)
        self.member: str | None = None if inside is model else inside.path.relative_to(path).as_posix()
        """Which member of a committee the page computes and shows; None of other models."""
        self.architecture: Architecture = read_architecture(inside.path)
        classifier = model.classifier
        classifier.logits_and_probabilities(np.zeros((1, 28, 28), np.uint8))
        self._classifier = classifier
        self.batcher = Batcher(self._answer, settings.limits, metrics)
        self._weights = inside.classifier.weights()

    def _answer(self, images: Pixels) -> tuple[npt.NDArray[np.float32], Probabilities, npt.NDArray[np.bool_]]:
        """Run in the worker: for many clients' images at once, telling those that are framed costs next to nothing."""
        framed = is_framed(images.reshape(-1, IMAGE_SIZE, IMAGE_SIZE).astype(np.uint8, copy=False))  # (n,)
        return *self._classifier.logits_and_probabilities(images), framed

    def require_digits(self) -> None:
        """Refuse a model of classes of one's own where digits are wanted.

        Raises:
            Refusal: 409, it is one.
        """
        if self.classes is not None:
            values = {"model": self.name, "classes": told_classes(self.classes)}
            raise Refusal(409, no_digits(self.name, self.classes), code="no_digits", values=values)

    def layers(self) -> list[dict[str, Any]]:
        """Return one row per layer, as `shuzi summary --json` does, with what a program needs to compute it."""
        rows = zip(layer_table(self.architecture), self.architecture.layers, strict=True)
        return [row | kernel_settings(layer) for row, layer in rows]

    def weights_index(self) -> list[dict[str, Any]]:
        """Return name, shape and first byte of every array in `weights_bytes`."""
        index, offset = [], 0
        for name, array in self._weights.items():
            index.append({"name": name, "shape": list(array.shape), "offset": offset})
            offset += array.nbytes
        return index

    def weights_bytes(self) -> bytes:
        """Return all kernels and biases, little-endian float32, one after the other."""
        return b"".join(array.tobytes() for array in self._weights.values())


def _shown(model: Model) -> Model:
    """Return the model that the page computes: a committee's first member if it is there."""
    try:
        return looked_into(model, threads=1)
    except RunError:
        return model


class Models:
    """Finds models by name; a name that comes in a request is compared and never made into a path."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        """Load the model to serve.

        Raises:
            RunError: its folder is no run, or a file in it is missing or changed.
        """
        self._settings = settings
        self._metrics = metrics
        path = PRETRAINED if settings.model is None else settings.model
        name = SERVED_PRETRAINED if settings.model is None else path.resolve().name
        self.default = ServedModel(name, path, settings, metrics)
        self._loaded: OrderedDict[str, ServedModel] = OrderedDict()
        self._lock = asyncio.Lock()

    async def find(self, name: str | None) -> ServedModel:
        """Return a model, loading it if need be; None is the one the server was started with.

        Raises:
            Refusal: 404, there is none of that name.
            RunError: its folder is damaged.
        """
        if name is None or name == self.default.name:
            return self.default
        async with self._lock:
            if name in self._loaded:
                self._loaded.move_to_end(name)
                return self._loaded[name]
            path = dict(self._paths()).get(name)
            if path is None:
                raise Refusal(
                    404,
                    f"there is no model named {name[:80]!r}; GET /api/models lists them.",
                    code="no_such_model",
                    values={"name": name[:80]},
                )
            model = await asyncio.to_thread(ServedModel, name, path, self._settings, self._metrics)
            self._loaded[name] = model
            if len(self._loaded) > _MOST_LOADED:
                self._loaded.popitem(last=False)[1].batcher.close()
            return model

    def cards(self) -> Iterator[tuple[str, Path, Card]]:
        """Yield name, folder and card of every model: the one that is served, then the newest.

        Damaged ones, and imported ones that read no digits, are left out.
        """
        yield self.default.name, self.default.path, self.default.card
        entries = []
        for name, path in self._paths():
            try:
                card = read_card(path)
            except RunError:
                continue
            if card.metrics:
                entries.append((name, path, card))
        yield from sorted(entries, key=lambda entry: entry[2].created, reverse=True)

    def loaded(self) -> list[ServedModel]:
        """Return those that are in use: the one that is served, then the others."""
        return [self.default, *self._loaded.values()]

    def close(self) -> None:
        """Let all workers go."""
        for model in self.loaded():
            model.batcher.close()

    def _paths(self) -> Iterator[tuple[str, Path]]:
        if self.default.name != SERVED_PRETRAINED:
            yield SERVED_PRETRAINED, PRETRAINED
        try:
            folders = sorted(self._settings.runs.iterdir())
        except OSError:
            return
        for path in folders:
            if path.name not in (self.default.name, SERVED_PRETRAINED) and (path / CARD).is_file():
                yield path.name, path

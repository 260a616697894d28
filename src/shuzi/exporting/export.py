"""Export a run: write another format, prove it on the test images, and let the card travel with it."""

import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from shuzi.classes import names_of
from shuzi.data.download import Progress, no_progress
from shuzi.data.mnist import load_mnist
from shuzi.digits import IMAGE_SHAPE, INPUT_SHAPE, Images, Split, add_channel
from shuzi.errors import DataError, ExportError, ShuziError
from shuzi.exporting import FORMATS, find_format
from shuzi.exporting.format import ExportInput, Format, missing, require
from shuzi.exporting.model_card import model_card, public_card
from shuzi.exporting.proof import Proof, prove
from shuzi.machine import utc_now, versions
from shuzi.network.golden import golden_images
from shuzi.store.folder import SUMS, new_folder, sha256
from shuzi.store.model import Model, load
from shuzi.store.printable import as_utf8
from shuzi.store.run_images import images_of_run
from shuzi.store.trained_network import read_trained_network

EXPORT_CARD = "export.json"

LABELS = "labels.txt"
"""The names of classes of one's own, a line each in the order of the outputs, as most programs take them."""

CALIBRATION_IMAGES = 500
"""Training images that set the ranges of 8-bit maps. Set by hand; other numbers were not compared."""

_NOISE_IMAGES = 240
"""Beside the ten drawn digits, for models that read no digits; set by hand, for 250 together."""

_PREPROCESSING = (
    "float32 of shape (n, {height}, {width}, {channels}), pixels 0 (paper) to 255 (ink), not scaled; digits framed "
    "as MNIST's, the ink in 20×20 pixels centred by mass"
)
_PREPROCESSING_OF_SIGNS = _PREPROCESSING.replace("digits framed as MNIST's", "signs framed as MNIST's digits are")
_OTHER_PREPROCESSING = "float32 of shape (n, {height}, {width}, {channels}), pixels 0 to 255, not scaled"


class Exported(NamedTuple):
    """A run in another format."""

    path: Path
    facts: dict[str, Any]
    """What `export.json` holds."""


def export(
    run: str | Path | None = None,
    *,
    to: str,
    out: str | Path | None = None,
    card: bool = False,
    progress: Progress = no_progress,
) -> Exported:
    """Write a run in another format, after proving in that format's runtime that it answers as the run does.

    Args:
        run: the run's folder; None is the model that comes with shuzi.
        to: one of `FORMATS`.
        out: the folder to write, which must be new or empty; None is `exports/RUN-FORMAT`.
        card: write a model card for model hubs, `README.md`, as well; `hub` always has one.
        progress: told how far a download of MNIST is.
    Raises:
        UsageError: there is no such format.
        MissingDependencyError: its runtime is not installed.
        RunError: the folder is no run, or a file in it is missing or changed.
        ExportError: the network holds what the format does not know, or the export does not answer as it should.
        OutputError: the folder is there already, or cannot be written.
    Example:
        >>> import shuzi
        >>> shuzi.export(to="onnx", out="exported").facts["proof"]["agreement"]
        10000
    """
    wanted = find_format(to)
    require(wanted)
    model = load(run)
    folder = Path("exports") / f"{model.path.name}-{to}" if out is None else Path(out)
    with new_folder(folder) as new:
        facts = _write(new, wanted, model, _images_for(model, progress))
        if card or wanted.with_card:
            text = as_utf8(model_card(public_card(model.card), model.path.name, facts))
            (new / "README.md").write_text(text, encoding="utf-8")
        _write_sums(new)
    return Exported(folder, facts)


def _write_sums(folder: Path) -> None:
    """Write `SHA256SUMS` with a line for every file in a folder, as `sha256sum -c` and `shasum -a 256 -c` read it."""
    lines = [f"{sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def bench(run: str | Path | None = None, *, progress: Progress = no_progress) -> list[dict[str, Any]]:
    """Return size, accuracy and speed of a run in every format, a row each; a format that cannot be had says why.

    Args:
        run: the run's folder; None is the model that comes with shuzi.
        progress: told how far a download of MNIST is.
    Raises:
        RunError: the folder is no run, or a file in it is missing or changed.
    """
    model = load(run)
    images, rows = _images_for(model, progress), []
    for name in FORMATS:
        try:
            wanted = find_format(name)
        except ImportError as error:
            rows.append({"to": name, "missing": f"{error.name} (pip install {error.name})", "proof": None})
            continue
        lacking = missing(wanted)
        if lacking:
            rows.append({"to": name, "missing": ", ".join(lacking), "proof": None})
            continue
        with tempfile.TemporaryDirectory() as place:
            try:
                rows.append({"to": name, "missing": None, "proof": _write(Path(place), wanted, model, images)["proof"]})
            except ShuziError as error:
                rows.append({"to": name, "missing": str(error), "proof": None})
    return rows


class _Images(NamedTuple):
    """What an export may look at, and what it is measured on."""

    train: Images
    test: Split | None
    """None where the images of a model of classes of one's own are gone."""
    gone: str = ""
    """Why."""


def _images_for(model: Model, progress: Progress) -> _Images:
    if model.classes is None:
        mnist = load_mnist(progress=progress)
        return _Images(mnist.train.images, mnist.test)
    try:
        run_images = images_of_run(model.card)
    except DataError as error:
        return _Images(np.zeros((0, *IMAGE_SHAPE), np.uint8), None, str(error))
    spread = np.random.default_rng(0).permutation(len(run_images.train.images))  # (n,); they lie class by class
    return _Images(run_images.train.images[spread], run_images.test)


def _write(folder: Path, wanted: Format, model: Model, images: _Images) -> dict[str, Any]:
    """Write the format's files and the card into a folder; return what the card holds."""
    network = read_trained_network(model.path)
    if images.test is None and not wanted.exact:
        raise ExportError(
            f"the format {wanted.name} rounds weights, so that it is measured on the images that the model was trained "
            f"with: {images.gone} Or export to onnx."
        )
    wanted.write(ExportInput(model.path, network, images.train[:CALIBRATION_IMAGES], model.classes), folder)
    proof = _proof(wanted, folder, model, images)
    if model.classes is not None:
        (folder / LABELS).write_text("\n".join(model.classes) + "\n", encoding="utf-8")
    files = {path.name: sha256(path) for path in sorted(folder.iterdir())}
    height, width, channels = network.architecture.input_shape
    count = network.architecture.layers[-1].output_shape[-1]
    words = _OTHER_PREPROCESSING if proof.test_accuracy is None else _PREPROCESSING
    if model.classes is not None:
        words = _PREPROCESSING_OF_SIGNS
    facts = {
        "to": wanted.name,
        "labels": list(model.classes or map(str, range(count))),
        "preprocessing": words.format(height=height, width=width, channels=channels),
        "recipe": model.card.recipe,
        "recipe_values": model.card.recipe_values,
        "seed": model.card.seed,
        "data": public_card(model.card).data,
        "metrics": model.card.metrics,
        "imported": model.card.imported,
        "licence": "Apache-2.0" if model.card.imported is None else None,
        "proof": proof.to_json(),
        "files": files,
        "versions": versions("shuzi", *(name for name, _ in wanted.packages), "onnxruntime", "numpy"),
        "created": utc_now(),
    }
    text = as_utf8(json.dumps(facts, indent=2, ensure_ascii=False)) + "\n"
    (folder / EXPORT_CARD).write_text(text, encoding="utf-8")
    return facts


def _proof(wanted: Format, folder: Path, model: Model, images: _Images) -> Proof:
    """Return how the exported files answer: digits, or signs, or, if the model reads none, images of its own size."""
    shape, classes = model.classifier.input_shape, model.classifier.num_classes
    if images.test is not None and (shape, classes) == (INPUT_SHAPE, len(names_of(model.classes))):
        pixels = add_channel(images.test.images).astype(np.float32)  # (n, 28, 28, 1)
        expected = model.predict(images.test.images, exact=True).probabilities  # (n, classes)
        return prove(wanted, folder, pixels, expected, images.test.labels)
    noise = np.random.default_rng(0).integers(0, 256, (_NOISE_IMAGES, *shape)).astype(np.float32)
    pixels = np.concatenate([golden_images(shape), noise])  # (250, height, width, channels)
    return prove(wanted, folder, pixels, model.classifier.logits_of(pixels))

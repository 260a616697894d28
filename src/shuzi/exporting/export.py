"""Export a run: write another format, prove it on the test images, and let the card travel with it."""

import datetime
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from shuzi.data.download import Progress, no_progress
from shuzi.data.mnist import Mnist, load_mnist
from shuzi.digits import INPUT_SHAPE, NUM_CLASSES
from shuzi.errors import OutputError, ShuziError
from shuzi.exporting import FORMATS, find_format
from shuzi.exporting.format import Format, Source, missing, require
from shuzi.exporting.model_card import model_card
from shuzi.exporting.proof import prove
from shuzi.exporting.trained_network import read_trained_network
from shuzi.machine import versions
from shuzi.reading.model import Model, load

CARD = "export.json"

CALIBRATION_IMAGES = 500
"""Training images that set the ranges of 8-bit maps. A round number; other numbers were not compared."""

_PREPROCESSING = (
    "float32 of shape (n, {height}, {width}, {channels}), pixels 0 (paper) to 255 (ink), not scaled; digits framed "
    "as MNIST's, the ink in 20×20 pixels centred by mass"
)


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
        card: write a model card for model hubs, `README.md`, as well.
        progress: told how far a download of MNIST is.
    Raises:
        UsageError: there is no such format.
        MissingDependencyError: its runtime is not installed.
        RunError: the folder is no run, or a file in it is missing or changed.
        ExportError: the network holds what the format does not know, or the export does not answer as it should.
        OutputError: the folder is there already, or cannot be written.
    """
    wanted = find_format(to)
    require(wanted)
    model = load(run)
    folder = Path("exports") / f"{model.path.name}-{to}" if out is None else Path(out)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(f"{folder} is there already; expected a new or empty folder. Name another with --out.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
            new = Path(place) / folder.name
            new.mkdir()
            facts = _write(new, wanted, model, load_mnist(progress=progress))
            if card:
                (new / "README.md").write_text(model_card(model.card, model.path.name, facts), encoding="utf-8")
            new.replace(folder)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written ({error.strerror or error}). Name another folder with --out."
        ) from None
    return Exported(folder, facts)


def bench(run: str | Path | None = None, *, progress: Progress = no_progress) -> list[dict[str, Any]]:
    """Return size, accuracy and speed of a run in every format, a row each; a format that cannot be had says why.

    Args:
        run: the run's folder; None is the model that comes with shuzi.
        progress: told how far a download of MNIST is.
    Raises:
        RunError: the folder is no run, or a file in it is missing or changed.
    """
    model, mnist = load(run), load_mnist(progress=progress)
    rows = []
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
                rows.append({"to": name, "missing": None, "proof": _write(Path(place), wanted, model, mnist)["proof"]})
            except ShuziError as error:
                rows.append({"to": name, "missing": str(error), "proof": None})
    return rows


def _write(folder: Path, wanted: Format, model: Model, mnist: Mnist) -> dict[str, Any]:
    """Write the format's files and the card into a folder; return what the card holds."""
    network = read_trained_network(model.path)
    wanted.write(Source(model.path, network, mnist.train.images[:CALIBRATION_IMAGES]), folder)
    height, width, channels = network.architecture.input_shape
    proof = None
    if network.architecture.input_shape == INPUT_SHAPE and network.architecture.layers[-1].output_shape == (
        NUM_CLASSES,
    ):
        expected = model.predict(mnist.test.images).digits
        proof = prove(wanted, folder, mnist.test, expected).to_json()
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    facts = {
        "to": wanted.name,
        "labels": [str(digit) for digit in range(network.architecture.layers[-1].output_shape[-1])],
        "preprocessing": _PREPROCESSING.format(height=height, width=width, channels=channels),
        "recipe": model.card.recipe,
        "recipe_values": model.card.recipe_values,
        "seed": model.card.seed,
        "data": model.card.data,
        "metrics": model.card.metrics,
        "imported": model.card.imported,
        "licence": "Apache-2.0",
        "proof": proof,
        "files": files,
        "versions": versions("shuzi", *(name for name, _ in wanted.packages), "onnxruntime", "numpy"),
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    (folder / CARD).write_text(text, encoding="utf-8")
    return facts

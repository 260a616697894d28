"""Make a run of a model that somebody else trained, from Keras's files of any version since 1.0."""

import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from shuzi.data.canonical import CANONICAL_FILES
from shuzi.data.download import Progress, no_progress
from shuzi.data.mnist import load_mnist
from shuzi.digits import INPUT_SHAPE, NUM_CLASSES, Split, softmax
from shuzi.errors import ModelFileError, UsageError
from shuzi.evaluation.metrics import cross_entropy, mean_squared_error
from shuzi.evaluation.report import Report, evaluate
from shuzi.exporting.keras_files import write_keras_files
from shuzi.importing.ending import rise
from shuzi.importing.folding import fold_layers
from shuzi.importing.network import Network, read_network, rescaled
from shuzi.machine import describe_machine, utc_now, versions
from shuzi.network.classifier import Classifier
from shuzi.network.golden import golden_logits
from shuzi.network.layout import Array
from shuzi.network.onnx_writer import write_onnx
from shuzi.store.card import Card
from shuzi.store.folder import MODEL_ONNX, default_run_path, finish_run, new_folder
from shuzi.store.model import Model, load
from shuzi.store.printable import as_utf8, printable

SCALES = {"0-255": (1.0, 0.0), "0-1": (1 / 255, 0.0), "standard": (1 / (255 * 0.3081), -0.1307 / 0.3081)}
"""What a network may expect of pixels, as (factor, offset) of pixels from 0 to 255.

`standard` is what tutorials do with MNIST: subtract the mean of its training pixels, divide by their deviation.
"""

LOOKED_AT = 2000
"""Training images that a scale is guessed by: the last, which `validation_split` keeps from learning. Set by hand."""

_AS_GOOD_AS_NONE = 0.01
"""Nats, set by hand. Pixels from 0 to 255 make a network for 0 to 1 about 255 times as sure; where it then makes no
mistake, its loss is 0 and tells nothing. A scale with a loss below this makes no mistakes either, and is as sure as it
learned to be.
"""

_FITS_BELOW = 0.045
"""A mean squared error of ten scores, half of what the same answer to every image leaves, 0.09. Set by hand."""


class PixelScale(NamedTuple):
    """Which scale a network is given, and how that was found."""

    name: str
    guessed: bool
    loss: str | None
    """What the guess compares: `cross_entropy`, or `mse` of scores from 0 to 1; None if nothing was guessed."""
    losses: dict[str, float]
    """Of the images looked at, by scale; empty if nothing was guessed."""
    accuracies: dict[str, float]
    """Share of the images looked at that came out right, by scale; empty if nothing was guessed."""


def guess_scale(network: Network, train: Split) -> PixelScale:
    """Return the scale at which a network has the lowest loss on the last of MNIST's training images.

    Outputs behind a softmax are probabilities, and cross-entropy tells how good they are. Others may be logits, or, as
    squared error and sigmoid teach, a score from 0 to 1 for every digit, of which a softmax would make probabilities
    that are all alike. If they are near 1 for the right digit and near 0 for the others at any scale, they are scores.
    """
    images, labels = train.images[-LOOKED_AT:], train.labels[-LOOKED_AT:]  # (2000, 28, 28), (2000,)
    logits = _logits(network, images[..., np.newaxis].astype(np.float32))  # each (2000, 10), of (2000, 28, 28, 1)
    loss, losses = "cross_entropy", {name: cross_entropy(labels, softmax(scores)) for name, scores in logits.items()}
    if network.softmax_added:
        errors = {name: mean_squared_error(labels, _outputs(scores, network)) for name, scores in logits.items()}
        if min(errors.values()) < _FITS_BELOW:
            loss, losses = "mse", errors
    accuracies = {name: float((scores.argmax(axis=1) == labels).mean()) for name, scores in logits.items()}
    name = lowest(losses) if loss == "cross_entropy" else min(losses, key=losses.__getitem__)
    return PixelScale(name, guessed=True, loss=loss, losses=losses, accuracies=accuracies)


def _logits(network: Network, pixels: Array) -> dict[str, Array]:
    """Return the logits at every scale, (n, 10) each, of pixels (n, 28, 28, 1)."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "model.onnx"
        write_onnx(network.architecture, network.weights, file)
        classifier = Classifier(file)
    return {
        name: classifier.logits_of((pixels * factor + offset).astype(np.float32))
        for name, (factor, offset) in SCALES.items()
    }


def lowest(losses: dict[str, float]) -> str:
    """Return the scale of the lowest cross-entropy, or the next one if the lowest says nothing."""
    best, second_best = sorted(losses, key=losses.__getitem__)[:2]
    return second_best if best == "0-255" and losses[second_best] < _AS_GOOD_AS_NONE else best


def _outputs(logits: Array, network: Network) -> Array:
    """Return what the file's own network gives: behind the activations that a softmax took the place of."""
    for activation in network.left_out:
        logits = rise(logits, activation.function, activation.config)
    return logits


def import_model(
    model: str | Path,
    weights: str | Path | None = None,
    *,
    out: str | Path | None = None,
    scale: str | None = None,
    progress: Progress = no_progress,
) -> Model:
    """Make a run's folder of a Keras model's files, and return the model.

    Nothing in the files is run: layers are read into shuzi's own list, counted, and built from that.

    Args:
        model: a whole model (`.keras`, or `.h5` of `model.save`), or the JSON of `model.to_json()`.
        weights: what `save_weights` wrote, if `model` is JSON.
        out: the run's folder, which must be new or empty; None is `runs/imported-DATE-TIME`.
        scale: what the network expects of pixels, one of `SCALES`; None guesses it by some of MNIST's training images,
            or takes pixels as they are if the network does not read MNIST's.
        progress: told how far a download of MNIST is.
    Raises:
        ModelFileError: a file that cannot be read, or that is not safe to read.
        ArchitectureError: layers that are not known, do not fit or are too large.
        UsageError: there is no such scale.
        OutputError: the folder is there already, or cannot be written.
    Example:
        >>> import shuzi
        >>> model = shuzi.import_model("runs/mine/model.keras", scale="0-255", out="runs/imported")
        >>> model.card.parameters
        325282
    """
    if scale is not None and scale not in SCALES:
        raise UsageError(f"there is no scale {scale!r}; expected one of {', '.join(SCALES)}.")
    network = read_network(Path(model), None if weights is None else Path(weights))
    folder = default_run_path("imported") if out is None else Path(out)
    with new_folder(folder) as new:
        _write(new, network, scale, progress)
    return load(folder)


def _write(folder: Path, network: Network, scale: str | None, progress: Progress) -> None:
    architecture = network.architecture
    shapes = (architecture.input_shape, architecture.layers[-1].output_shape)
    reads_digits = shapes == (INPUT_SHAPE, (NUM_CLASSES,))
    mnist = load_mnist(progress=progress) if reads_digits else None
    chosen = _scale(network, scale, None if mnist is None else mnist.train)
    factor, offset = SCALES[chosen.name]
    if chosen.name != "0-255":
        network = rescaled(network, factor, offset)
    network = fold_layers(network)
    write_keras_files(network.architecture, network.weights, folder)
    write_onnx(network.architecture, network.weights, folder / MODEL_ONNX)
    classifier = Classifier(folder / MODEL_ONNX)
    golden = golden_logits(classifier)
    if not np.isfinite(golden).all():
        raise ModelFileError(
            f"{' and '.join(network.files)}: the network answers with NaN or infinite numbers; its weights are damaged."
        )
    report = None
    if mnist is not None:
        report = evaluate(mnist.test.labels, classifier.probabilities(mnist.test.images), loss="cross_entropy")
    card = _card(network, chosen, report, golden)
    (folder / "report.md").write_text(as_utf8(_page(card, report)), encoding="utf-8")
    finish_run(folder, card)


def _scale(network: Network, asked: str | None, train: Split | None) -> PixelScale:
    if asked is None and train is not None:
        return guess_scale(network, train)
    return PixelScale(asked or "0-255", guessed=False, loss=None, losses={}, accuracies={})


def _card(network: Network, scale: PixelScale, report: Report | None, golden: list[list[float]]) -> Card:
    counts = ("train_images", "validation_images", "left_out_images")
    digests = {} if report is None else {file.name: file.sha256 for file in CANONICAL_FILES}
    test_images = 0 if report is None else report.images
    return Card(
        recipe="imported",
        recipe_values={"name": "imported", "loss": "cross_entropy", "epochs": 0, "batch_size": 0},
        seed=0,
        parameters=network.architecture.parameters,
        data={"name": "mnist", "sha256": digests, **dict.fromkeys(counts, 0), "test_images": test_images},
        limit=None,
        epochs_done=0,
        steps_done=0,
        interrupted=False,
        restarts=0,
        diagnosis=None,
        target=None,
        target_reached=None,
        train_seconds=0.0,
        dtype_policy="float32",
        backend="onnxruntime",
        threads={},
        keras_onnx_difference=None,
        metrics={} if report is None else report.to_json(),
        versions=versions("shuzi", "numpy", "onnx", "onnxruntime", "h5py"),
        machine=describe_machine(),
        created=utc_now(),
        golden_logits=golden,
        imported={
            "sha256": {printable(name): digest for name, digest in network.files.items()},
            "keras_version": network.keras_version,
            "scale": scale.name,
            "scale_guessed": scale.guessed,
            "scale_loss": scale.loss,
            "scale_losses": scale.losses,
            "scale_accuracies": scale.accuracies,
            "softmax_added": network.softmax_added,
            "left_out": [activation.function for activation in network.left_out],
            "passed_over": list(network.passed_over),
        },
    )


def _page(card: Card, report: Report | None) -> str:
    imported = card.imported or {}
    files = "\n".join(f"- `{name}`, SHA-256 `{digest}`" for name, digest in imported["sha256"].items())
    measured = (
        "It does not read MNIST's digits (28×28 pixels, ten classes), so it was not measured."
        if report is None
        else f"On MNIST's {report.images:,} test images it is right on {report.accuracy:.2%}."
    )
    return f"""# Imported model

A network of {card.parameters:,} parameters that shuzi did not train; it was read from

{files}

Pixels reach it as `{imported["scale"]}` ({"guessed" if imported["scale_guessed"] else "as asked"}). {measured}
"""

"""Make a run of a model that somebody else trained, from Keras's files of any version since 1.0."""

from pathlib import Path

import numpy as np

from shuzi.data.canonical import CANONICAL_FILES
from shuzi.data.download import Progress, no_progress
from shuzi.data.mnist import load_mnist
from shuzi.digits import INPUT_SHAPE, NUM_CLASSES, Split
from shuzi.errors import ModelFileError, UsageError
from shuzi.evaluation.report import Report, evaluate
from shuzi.exporting.keras_files import write_keras_files
from shuzi.importing.folding import fold
from shuzi.importing.network import Network, read_network, rescaled
from shuzi.machine import describe_machine, utc_now, versions
from shuzi.network.classifier import Classifier
from shuzi.network.golden import golden_logits
from shuzi.network.onnx_writer import write_onnx
from shuzi.run.pixel_scale import SCALES, PixelScale, guess_scale
from shuzi.store.card import Card
from shuzi.store.folder import MODEL_ONNX, default_run_path, finish_run, new_folder
from shuzi.store.model import Model, load
from shuzi.store.text import as_utf8, printable


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
    network = fold(network)
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

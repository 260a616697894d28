"""What an imported network expects of pixels: told by how well MNIST's digits suit it at each scale."""

import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import Split
from shuzi.evaluation.metrics import cross_entropy, mean_squared_error
from shuzi.importing.ending import rise
from shuzi.importing.network import Network
from shuzi.network.classifier import Classifier
from shuzi.network.onnx_writer import write_onnx

SCALES = {"0-255": (1.0, 0.0), "0-1": (1 / 255, 0.0), "standard": (1 / (255 * 0.3081), -0.1307 / 0.3081)}
"""What a network may expect of pixels, as (factor, offset) of pixels from 0 to 255.

`standard` is what tutorials do with MNIST: subtract the mean of its training pixels, divide by their deviation.
"""

LOOKED_AT = 2000
"""Training images that a scale is guessed by: the last, which `validation_split` keeps from learning."""

# Pixels from 0 to 255 make a network for 0 to 1 about 255 times as sure. Where it then makes no mistake, its loss is 0
# and tells nothing; a scale with a loss below this makes no mistakes either, and is as sure as it learned to be.
_AS_GOOD_AS_NONE = 0.01

_FITS_BELOW = 0.045
"""A mean squared error of ten scores that leaves less than half of what the same answer to every image leaves, 0.09."""

Floats = npt.NDArray[np.float32]


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
    images, labels = train.images[-LOOKED_AT:], train.labels[-LOOKED_AT:]
    logits = _logits(network, images[..., np.newaxis].astype(np.float32))
    loss, losses = "cross_entropy", {name: cross_entropy(labels, _softmax(scores)) for name, scores in logits.items()}
    if network.softmax_added:
        errors = {name: mean_squared_error(labels, _outputs(scores, network)) for name, scores in logits.items()}
        if min(errors.values()) < _FITS_BELOW:
            loss, losses = "mse", errors
    accuracies = {name: float((scores.argmax(axis=1) == labels).mean()) for name, scores in logits.items()}
    name = lowest(losses) if loss == "cross_entropy" else min(losses, key=losses.__getitem__)
    return PixelScale(name, guessed=True, loss=loss, losses=losses, accuracies=accuracies)


def _logits(network: Network, pixels: Floats) -> dict[str, Floats]:
    """Return the logits at every scale."""
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
    first, second = sorted(losses, key=losses.__getitem__)[:2]
    return second if first == "0-255" and losses[second] < _AS_GOOD_AS_NONE else first


def _outputs(logits: Floats, network: Network) -> Floats:
    """Return what the file's own network gives: behind the activations that a softmax took the place of."""
    for one in network.left_out:
        logits = rise(logits, one.function, one.config)
    return logits


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)

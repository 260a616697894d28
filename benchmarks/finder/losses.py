"""How far the finder's answer is from what it should say."""

import keras
from keras import ops

from finder.targets import COUNTS, HEAT, HEIGHT, LABEL, PRINTED, WIDTH, X

_INK = 3.0
"""Ink covers a tenth of a page; so much more each inked pixel counts."""


def finder_loss(answer: dict, target, ink):
    """Return the whole loss and its parts: centre, digit, box, printed, ink.

    Args:
        answer: of the network, both maps as logits.
        target: float32 (n, rows, columns, 8), see `finder.targets`.
        ink: float32 (n, height, width, 1), 0 to 1.
    """
    places = answer["places"]
    heat, counts = target[..., HEAT], target[..., COUNTS]
    near = ops.cast(target[..., LABEL] >= 0, "float32") * counts
    weight = near * ops.maximum(heat, 0.2)
    whole = ops.sum(weight) + 1
    parts = {
        "centre": _focal(places[..., 0], heat, counts),
        "digit": ops.sum(weight * _cross_entropy(places[..., 1:11], target[..., LABEL])) / whole,
        "box": ops.sum(weight[..., None] * _smooth(places[..., 11:15] - target[..., X : HEIGHT + 1])) / whole,
        "printed": ops.sum(weight * _binary(places[..., 15], target[..., PRINTED])) / whole,
        "ink": ops.mean(_binary(answer["ink"], ink) * (1 + (_INK - 1) * ink)),
    }
    assert WIDTH == X + 2
    shares = {"centre": 1.0, "digit": 1.0, "box": 1.0, "printed": 0.5, "ink": 1.5}
    return sum(shares[name] * value for name, value in parts.items()), parts


def _focal(logits, heat, counts):
    """The penalty-reduced focal loss of CenterNet (arXiv 1904.07850, equation 1; alpha 2, beta 4)."""
    sure, unsure = -ops.softplus(-logits), -ops.softplus(logits)
    chance = ops.sigmoid(logits)
    centre = ops.cast(heat >= 0.9995, "float32") * counts
    right = -ops.sum(centre * (1 - chance) ** 2 * sure)
    wrong = -ops.sum((counts - centre) * (1 - heat) ** 4 * chance**2 * unsure)
    return (right + wrong) / (ops.sum(centre) + 1)


def _cross_entropy(logits, label):
    label = ops.maximum(ops.cast(label, "int32"), 0)
    return keras.losses.sparse_categorical_crossentropy(label, logits, from_logits=True)


def _binary(logits, target):
    return ops.softplus(logits) - target * logits


def _smooth(difference):
    """Smooth L1 with its bend at 0.2 of a place."""
    size = ops.abs(difference)
    return ops.where(size < 0.2, size**2 * 2.5, size - 0.1)

"""Pixels that were stored transposed, as EMNIST's, are turned upright: told by which way their labels fit."""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shuzi.data.own.framing import frame_pixels
from shuzi.digits import Labels
from shuzi.network.classifier import Classifier

_MODEL = Path(__file__).parent.parent.parent / "pretrained" / "model.onnx"
"""The model that comes with shuzi."""

_OF_EACH = 50
"""Images of each digit are looked at, at most; set by hand."""

_CLEARLY = 0.2
"""By so much more must be read right transposed; of MNIST's first 500 test images 99 % are upright, 12 % transposed.
Set by hand."""


def which_way(pixels: npt.NDArray[np.uint8], labels: Labels, *, transposed: bool | None = None) -> tuple[bool, float]:
    """Return whether images must be transposed to stand upright, and the share that the model then reads as labelled.

    Args:
        pixels: uint8 (n, height, width).
        labels: uint8 (n,); those of 0 to 9 count.
        transposed: what somebody said; None is a guess.
    """
    places = np.concatenate([np.flatnonzero(labels == digit)[:_OF_EACH] for digit in range(10)])  # (≤ 500,)
    shown, meant = pixels[places], labels[places]  # (≤ 500, height, width), (≤ 500,)
    if transposed is not None:
        return transposed, _agreement(shown.swapaxes(1, 2) if transposed else shown, meant)
    as_stored, turned = _agreement(shown, meant), _agreement(shown.swapaxes(1, 2), meant)
    better = turned > as_stored + _CLEARLY
    return better, turned if better else as_stored


def _agreement(pixels: npt.NDArray[np.uint8], labels: Labels) -> float:
    """Return the share, 0 to 1, that the model reads as labelled, of uint8 (n, height, width) and (n,)."""
    framed = frame_pixels(pixels)
    if not framed.found.any():
        return 0.0
    answers = _model().probabilities(framed.images[framed.found]).argmax(axis=1)  # (found,)
    return float(np.mean(answers == labels[framed.found]))


@cache
def _model() -> Classifier:
    return Classifier(_MODEL)

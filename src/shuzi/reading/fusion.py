"""Fuse what the finder says of a digit with what the 28×28 model says of it, and say how likely the answer is right."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import Probabilities
from shuzi.finding.detection import Detection

FINDER_WEIGHT, CLOSEUP_WEIGHT, MODEL_WEIGHT = 0.2, 1.0, 0.1
"""Of the three opinions' log probabilities, where the shipped model reads: written digits are likeliest so.

Learned, as are those of `REAL_FROM`: benchmarks/fit_fusion.py; benchmarks/results/2026-11-29-fusion-2.md.
"""

ALONE_WEIGHT = 1.0
"""Of the model's, where it is a learner's own: then it alone says which digit it is, as it is, unsharpened."""

REAL_FROM, REAL_BY = 1.58, 0.57
"""A detection is a digit with a probability whose logit is the first, and the second times the logit of its chance.

Learned with the weights above.
"""

_CERTAIN = 1e-4
"""No chance is taken to be surer than so, as in `shuzi.finding.find`; set by hand."""

SURE_FROM = 0.97
"""Answers at least this confident are sure.

Of such answers on drawn pages by held-out hands 17 of 4,805 were wrong: 0.4 %, with 95 % probability 0.22 to 0.57 %.
Record: benchmarks/results/2026-11-30-reading.md
"""


class Opinion(NamedTuple):
    """What is thought of n detections."""

    probabilities: Probabilities
    """float32 (n, 10), of the ten digits, given that it is one."""
    real: npt.NDArray[np.float32]
    """float32 (n,), that it is a digit at all."""


def fuse(logits: npt.NDArray[np.float32], detections: Sequence[Detection | None], *, shipped: bool) -> Opinion:
    """Return the fused opinion.

    Args:
        logits: of the model, float32 (n, 10).
        detections: of the finder; None where an image was framed already, and the model alone is asked.
        shipped: whether the model is the one that comes with shuzi, for which the weights were learned.
    """
    model = log_softmax(logits)  # (n, 10)
    mixed, real = model.copy(), np.ones(len(model), np.float32)  # (n, 10), (n,)
    numbers = [number for number, detection in enumerate(detections) if detection is not None]
    if numbers:
        detected = [detection for detection in detections if detection is not None]
        finder, closeup = opinions_of(detected)  # (detections, 10) each
        if shipped:
            mixed[numbers] = FINDER_WEIGHT * finder + CLOSEUP_WEIGHT * closeup + MODEL_WEIGHT * model[numbers]
        else:
            mixed[numbers] = ALONE_WEIGHT * model[numbers]
        chance = np.clip(np.array([detection.chance for detection in detected], np.float32), _CERTAIN, 1 - _CERTAIN)
        real[numbers] = 1 / (1 + np.exp(-(REAL_FROM + REAL_BY * np.log(chance / (1 - chance)))))
    return Opinion(np.exp(log_softmax(mixed)), real)


def opinions_of(detections: Sequence[Detection]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return what the finder's looks, and its close-ups, say of which digit is there: log probabilities (n, 10)."""
    looks = np.array([detection.logits for detection in detections], np.float32)  # (n, 10)
    closeups = np.array(
        [detection.logits if detection.close is None else detection.close[:-1] for detection in detections], np.float32
    )
    return log_softmax(looks), log_softmax(closeups)


def log_softmax(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return log probabilities, float32 (n, classes)."""
    lower = logits - logits.max(axis=1, keepdims=True)  # (n, classes) - (n, 1)
    return np.asarray(lower - np.log(np.exp(lower).sum(axis=1, keepdims=True)), np.float32)  # (n, classes) - (n, 1)

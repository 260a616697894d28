"""Ten drawn digits that a model must answer as it did when its card was written.

Digests notice changed files; this notices a file that was put in with a digest of its own, and a runtime that computes
something else. The digits are drawn here, as on a pocket calculator, so that nothing has to be fetched or kept.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shuzi.errors import RunError
from shuzi.network.classifier import Classifier

# Top, upper left, upper right, middle, lower left, lower right, bottom.
_SEGMENTS = (
    "1110111",
    "0010010",
    "1011101",
    "1011011",
    "0111010",
    "1101011",
    "1101111",
    "1010010",
    "1111111",
    "1111011",
)

# Runtimes add up products in other orders on other processors; what was seen is below 1e-5 of the largest logit.
_ROUNDING = 1e-3


def golden_images(input_shape: tuple[int, int, int]) -> npt.NDArray[np.float32]:
    """Return the ten digits, float32 (10, height, width, channels), 0 (paper) or 255 (ink).

    Args:
        input_shape: (height, width, channels); at least 8 × 8.
    """
    height, width, channels = input_shape
    thick = max(1, height // 10)
    top, left = height // 6, width // 4
    bottom, right, middle = height - top, width - left, height // 2
    places = (
        (slice(top, top + thick), slice(left, right)),
        (slice(top, middle), slice(left, left + thick)),
        (slice(top, middle), slice(right - thick, right)),
        (slice(middle - thick // 2, middle - thick // 2 + thick), slice(left, right)),
        (slice(middle, bottom), slice(left, left + thick)),
        (slice(middle, bottom), slice(right - thick, right)),
        (slice(bottom - thick, bottom), slice(left, right)),
    )
    images = np.zeros((10, height, width), np.float32)  # (10, height, width)
    for image, lit in zip(images, _SEGMENTS, strict=True):
        for place, on in zip(places, lit, strict=True):
            if on == "1":
                image[place] = 255
    return np.repeat(images[..., np.newaxis], channels, axis=3)  # (10, height, width, channels)


def golden_logits(classifier: Classifier) -> list[list[float]]:
    """Return what a model says of the ten digits: logits, a row for each."""
    logits = classifier.logits_of(golden_images(classifier.input_shape))  # (10, classes)
    return [[round(float(value), 5) for value in row] for row in logits]


def check_golden(classifier: Classifier, expected: Sequence[Sequence[float]] | None, *, source: str) -> None:
    """Refuse a model that does not say of the ten digits what its card says, or nothing that is a number.

    Args:
        expected: the card's logits; None of a card of before, which has none.
        source: the model's file, for error messages.
    Raises:
        RunError: the logits are not finite, or differ by more than rounding explains.
    """
    logits = classifier.logits_of(golden_images(classifier.input_shape))  # (10, classes)
    if not np.isfinite(logits).all():
        raise RunError(f"{source} answers ten known digits with NaN or infinite numbers. Do not use this run.")
    if expected is None:
        return
    try:
        wanted = np.asarray(expected, np.float64)  # (10, classes)
    except (ValueError, TypeError):
        wanted = np.empty(0)
    if wanted.shape != logits.shape or not (np.abs(logits - wanted) <= _ROUNDING * max(1, np.abs(wanted).max())).all():
        raise RunError(
            f"{source} does not answer ten known digits as its card says; it is another model, or computed wrongly "
            "here. Copy the run again, or make it again."
        )

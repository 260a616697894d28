"""A detection: a box in which a digit may be; and when two detections mean one digit."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_NEAR = 0.25
"""Of two boxes' widths and heights: so near are the middles of two detections that mean one digit; set by hand."""

_WITHIN = 0.65
"""Of the smaller box: two digits share less, even where they touch and lean; set by hand."""

_NARROWEST = 0.4
"""Heights: a 1 counts as no narrower, since looks do not agree on its middle to a few pixels.

Set by hand; benchmarks/finder/targets.py has the same for the targets of training.
"""


class Detection(NamedTuple):
    """Where a digit is, in pixels of the page, and what the finder says of it."""

    x: float
    """Of its middle."""
    y: float
    width: float
    height: float
    chance: float
    """That a digit is there, 0 to 1, by all looks that can see it, and by a close-up once it is taken."""
    logits: npt.NDArray[np.float32]
    """float32 (10,): of the ten digits, by all looks that see it."""
    printed: float
    """How likely it is print, 0 to 1."""
    look: int
    """Number of the look that sees it best."""
    close: npt.NDArray[np.float32] | None = None
    """float32 (11,): logits of the ten digits, and of none, by a close-up; None before one is taken."""

    @property
    def size(self) -> float:
        """The longer side of its box, in pixels of the page."""
        return max(self.width, self.height)


def chance_key(detection: Detection) -> float:
    """Return the detection's chance, to sort by."""
    return detection.chance


def certainty_of(detection: Detection) -> float:
    """Return the probability of the likeliest of the ten digits, given that it is one."""
    return float(1 / np.exp(detection.logits - detection.logits.max()).sum())


def boxes_of(detections: Sequence[Detection]) -> npt.NDArray[np.float32]:
    """Return the detections' middles and sizes, float32 (n, 4): x, y, width, height."""
    return np.array([detection[:4] for detection in detections], np.float32).reshape(-1, 4)  # of none (0,) → (0, 4)


def same_pairs(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Return which pairs of boxes mean one digit, (m, n): their middles are nearer than those of two that touch can be.

    Args:
        first: float32 (m, 4), as `boxes_of` gives them.
        second: float32 (n, 4).
    """
    first_x, first_y, first_width, first_height = first.T[:, :, None]  # (m, 1) each
    second_x, second_y, second_width, second_height = second.T  # (n,) each
    widths = np.maximum(first_width, _NARROWEST * first_height) + np.maximum(
        second_width, _NARROWEST * second_height
    )  # (m, n)
    across = np.abs(first_x - second_x) < _NEAR * widths  # (m, n)
    return np.asarray(across & (np.abs(first_y - second_y) < _NEAR * (first_height + second_height)))


def without_parts(detections: list[Detection]) -> list[Detection]:
    """Return the detections without those that lie within a likelier one: looks that saw one digit in two ways."""
    kept: list[Detection] = []
    for detection in sorted(detections, key=chance_key, reverse=True):
        if not any(_shared(detection, likelier) > _WITHIN for likelier in kept):
            kept.append(detection)
    return kept


def _shared(first: Detection, second: Detection) -> float:
    """Return how much of the smaller box two detections share, 0 to 1."""
    across = (first.width + second.width) / 2 - abs(first.x - second.x)
    down = (first.height + second.height) / 2 - abs(first.y - second.y)
    across, down = min(across, first.width, second.width), min(down, first.height, second.height)
    smaller = min(first.width * first.height, second.width * second.height)
    return max(across, 0.0) * max(down, 0.0) / smaller

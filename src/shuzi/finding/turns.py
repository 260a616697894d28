"""Notice that a page lies on its side, or on its head, when no camera has written that down."""

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.finding.find import Finding, find_digits
from shuzi.finding.network import Finder

_SKETCH = 768
"""Pixels of the longer side of the page that is turned."""

_CERTAIN = 0.8
"""A page whose digits are so certain on average is not turned."""

_FEWEST = 3.0
"""Digits' worth of certainty that a turned page must show; less says nothing about a page."""

_MARGIN = 1.35
"""A turn must show so many times the certainty of the page as it is; else there is no clear winner."""


def quarter_turns(pixels: npt.NDArray[np.uint8], finding: Finding, finder: Finder) -> int:
    """Return how many quarter turns, counter-clockwise, bring a page upright, 0 to 3; 0 without a clear winner.

    The four compete by what the finder sees: the chance of each digit times how certain it is which.

    Args:
        pixels: uint8, shape (height, width, 3).
        finding: of the page as it is.
        finder: the network.
    """
    certain = _certainties(finding)
    if len(certain) and certain.mean() >= _CERTAIN:
        return 0
    factor = min(1.0, _SKETCH / max(pixels.shape[:2]))
    size = max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor))
    sketch = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    seen = [_certainties(find_digits(np.rot90(sketch, turns), finder)).sum() for turns in (1, 2, 3)]
    best = int(np.argmax(seen))
    return best + 1 if seen[best] >= max(_FEWEST, _MARGIN * certain.sum()) else 0


def _certainties(finding: Finding) -> npt.NDArray[np.float64]:
    if not finding.places:
        return np.zeros(0)
    logits = np.array([place.logits for place in finding.places], np.float64)
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(np.array([place.chance for place in finding.places]) * shares.max(axis=1) / shares.sum(axis=1))

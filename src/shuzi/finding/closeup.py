"""A close-up of each place that looks at the page point to: which digit it is, or none, and whether it is print."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES
from shuzi.finding.looks import Grey
from shuzi.network.onnx_runtime import open_shipped

CLOSEUP = Path(__file__).parent.parent / "pretrained" / "closeup.onnx"
"""The network that comes with shuzi; `benchmarks/ship_closeup.py` makes it."""

SIDE = 40
"""Pixels of a view's height and width."""

DIGIT = 26
"""Pixels that the longer side of a place's box takes in its view; the rest is what stands around it."""

_BESIDE = ((0.03, 0.0), (-0.03, 0.0), (0.0, 0.03), (0.0, -0.03))
"""Of a place's size: views of it are taken so far to the right and down, and their logits averaged.

The finder's middle is not exact. On drawn pages one mistake in forty fewer (2026-11-29-closeup.md).
"""

_FAINTEST = 0.03
"""Added to a view's deviation, so that empty paper stays empty."""

_AT_ONCE = 128
"""Places: all those of a page full of grain would take gigabytes."""

_EMPTY = 0.5 / 255
"""Deviation of brightness: less than half a level of grey is nothing at all."""

_NOTHING = np.where(np.arange(NUM_CLASSES + 2) == NUM_CLASSES, 10, 0).astype(np.float32)

_LEAST_SIZE = 4.0
"""Pixels of the page: no place is taken for smaller."""

Views = npt.NDArray[np.float32]
"""float32, shape (n, 40, 40)."""


class Spot(NamedTuple):
    """The middle of a place and the longer side of its box, in pixels of the page."""

    x: float
    y: float
    size: float


class CloseUp:
    """The network on ONNX Runtime; it can be used from several threads."""

    def __init__(self, path: Path = CLOSEUP, *, threads: int | None = None) -> None:
        """Load it.

        Args:
            path: of the ONNX file.
            threads: that it runs on; None is one for each core.
        Raises:
            RunError: it is not there, or ONNX Runtime refuses it.
        """
        self._session = open_shipped(path, threads=threads)

    def logits(self, grey: Grey, spots: Sequence[Spot]) -> npt.NDArray[np.float32]:
        """Return what the network says of some places, float32 (n, 12): of the ten digits, of none, and of print.

        The first eleven exclude each other; the last is asked of digits alone.

        Args:
            grey: the page, as `shuzi.finding.looks.grey_of` gives it.
            spots: the places.
        """
        if not spots:
            return np.zeros((0, NUM_CLASSES + 2), np.float32)
        parts = [self._logits(grey, spots[start : start + _AT_ONCE]) for start in range(0, len(spots), _AT_ONCE)]
        return np.concatenate(parts)

    def _logits(self, grey: Grey, spots: Sequence[Spot]) -> npt.NDArray[np.float32]:
        around = [Spot(x + right * size, y + down * size, size) for x, y, size in spots for right, down in _BESIDE]
        views = np.stack([view_of(grey, spot) for spot in around])  # (n * 4, 40, 40)
        logits = np.asarray(self._session.run(["logits"], {"views": standardized(views)[:, None]})[0], np.float32)
        # The network was shown no view without anything in it, so that what it says of one means nothing.
        logits[views.std(axis=(1, 2)) < _EMPTY] = _NOTHING
        return np.asarray(logits.reshape(len(spots), len(_BESIDE), -1).mean(axis=1), np.float32)


def view_of(grey: Grey, spot: Spot) -> Grey:
    """Return one place and what stands around it, float32 (40, 40); beyond the page its edge goes on."""
    size = max(_LEAST_SIZE, spot.size) * SIDE / DIGIT
    wide = max(2, round(size))
    part = cv2.getRectSubPix(grey, (wide, wide), (spot.x - 0.5, spot.y - 0.5))
    way = cv2.INTER_AREA if wide > SIDE else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (SIDE, SIDE), interpolation=way), np.float32)


def standardized(views: Views) -> Views:
    """Return each view less its mean, over its deviation."""
    less = views - views.mean(axis=(1, 2), keepdims=True)
    return np.asarray(less / (less.std(axis=(1, 2), keepdims=True) + _FAINTEST), np.float32)

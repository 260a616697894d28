"""The finder's networks: one looks at a whole page for digits and for ink, two look closely at one place each."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES
from shuzi.finding.looks import Grey
from shuzi.machine import cores
from shuzi.network.onnx_runtime import open_shipped

_PRETRAINED = Path(__file__).parent.parent / "pretrained"

CLOSEUP, EARLIER = _PRETRAINED / "closeup.onnx", _PRETRAINED / "closeup-earlier.onnx"
"""The close-ups' networks, of two trainings on pages drawn differently (`benchmarks/ship_closeup.py` makes one).

On one view by held-out hands the right answer costs them 0.385 nats together, each alone 0.402 and 0.422
(2026-11-29-closeup-2.md). Each sees every other view of a place, so that two compute no more than one.
"""

SIDE = 40
"""Pixels of a view's height and width; set by hand."""

DIGIT = 26
"""Pixels that the longer side of a place's box takes in its view, set by hand; the rest is what stands around it."""

_BESIDE = ((0.03, 0.0), (-0.03, 0.0), (0.0, 0.03), (0.0, -0.03))
"""Of a place's size: views of it are taken so far to the right and down, and their logits averaged.

The finder's middle is not exact. On drawn pages one mistake in forty fewer (2026-11-29-closeup.md).
"""

_FAINTEST = 0.03
"""Added to a view's deviation, so that empty paper stays empty; set by hand."""

_AT_ONCE = 128
"""Places: all those of a page full of grain would take gigabytes; set by hand."""

_EMPTY = 0.5 / 255
"""Deviation of brightness: less than half a level of grey is nothing at all."""

# Set by hand: logits of a view that shows nothing, by which it is no digit with a probability of 0.9995.
_NOTHING = np.where(np.arange(NUM_CLASSES + 2) == NUM_CLASSES, 10, 0).astype(np.float32)

_LEAST_SIZE = 4.0
"""Pixels of the page: no place is taken for smaller; set by hand."""

Views = npt.NDArray[np.float32]
"""float32, shape (n, 40, 40)."""

FINDER = _PRETRAINED / "finder.onnx"
"""The finder's network that comes with shuzi; `benchmarks/ship_finder.py` makes it."""

STRIDE = 4
"""Pixels of a look from one place to the next, as the network is built."""

USUAL = 32.0
"""Pixels: sizes are learned as logarithms of their ratio to this (benchmarks/finder)."""


class Spot(NamedTuple):
    """The middle of a place and the longer side of its box, in pixels of the page."""

    x: float
    y: float
    size: float


class CloseUp:
    """The networks on ONNX Runtime; they can be used from several threads."""

    def __init__(self, paths: Sequence[Path] = (CLOSEUP, EARLIER), *, threads: int | None = None) -> None:
        """Load them.

        Args:
            paths: of the ONNX files, one, two or four, so that each network sees an equal share of a place's views.
            threads: that it runs on; None is one for each core.
        Raises:
            RunError: it is not there, or ONNX Runtime refuses it.
        """
        self._sessions = [open_shipped(path, threads=threads) for path in paths]

    def logits(self, grey: Grey, spots: Sequence[Spot]) -> npt.NDArray[np.float32]:
        """Return what the networks say of some places, float32 (n, 12): of the ten digits, of none, and of print.

        The first eleven exclude each other; the last is asked of digits alone.

        Args:
            grey: the page, as `shuzi.finding.looks.grey_of` gives it.
            spots: the places.
        """
        if not spots:
            return np.zeros((0, NUM_CLASSES + 2), np.float32)
        parts = [self._logits(grey, spots[start : start + _AT_ONCE]) for start in range(0, len(spots), _AT_ONCE)]
        return np.concatenate(parts)  # (n, 12)

    def _logits(self, grey: Grey, spots: Sequence[Spot]) -> npt.NDArray[np.float32]:
        around = [Spot(x + right * size, y + down * size, size) for x, y, size in spots for right, down in _BESIDE]
        views = np.stack([view_of(grey, spot) for spot in around])  # (n * 4, 40, 40)
        shown, count = standardized(views)[:, None], len(self._sessions)  # (n * 4, 1, 40, 40)
        logits = np.empty((len(views), NUM_CLASSES + 2), np.float32)  # (n * 4, 12)
        for number, session in enumerate(self._sessions):
            # (n * 4 / networks, 12): of two networks each sees every other view
            logits[number::count] = session.run(["logits"], {"views": shown[number::count]})[0]
        # The networks were shown no view without anything in it, so that what they say of one means nothing.
        logits[views.std(axis=(1, 2)) < _EMPTY] = _NOTHING  # (n * 4,) of bool
        return np.asarray(logits.reshape(len(spots), len(_BESIDE), -1).mean(axis=1), np.float32)  # (n, 4, 12) → (n, 12)


def view_of(grey: Grey, spot: Spot) -> Grey:
    """Return one place and what stands around it, float32 (40, 40); beyond the page its edge goes on."""
    size = max(_LEAST_SIZE, spot.size) * SIDE / DIGIT
    wide = max(2, round(size))
    part = cv2.getRectSubPix(grey, (wide, wide), (spot.x - 0.5, spot.y - 0.5))  # (wide, wide)
    way = cv2.INTER_AREA if wide > SIDE else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (SIDE, SIDE), interpolation=way), np.float32)


def standardized(views: Views) -> Views:
    """Return each view less its mean, over its deviation."""
    less = views - views.mean(axis=(1, 2), keepdims=True)  # (n, 40, 40) - (n, 1, 1)
    return np.asarray(less / (less.std(axis=(1, 2), keepdims=True) + _FAINTEST), np.float32)  # (n, 40, 40) / (n, 1, 1)


class FinderOutput(NamedTuple):
    """What the network says of one look."""

    places: npt.NDArray[np.float32]
    """float32, shape (16, rows, columns), logits: centre, ten digits, offset x and y, log width and height, printed."""
    ink: npt.NDArray[np.float32]
    """float32, shape (height, width), 0 to 1: how likely each pixel is ink of writing."""


class Finder:
    """The network on ONNX Runtime; it can be used from several threads."""

    def __init__(self, path: Path = FINDER, *, threads: int | None = None) -> None:
        """Load it.

        Args:
            path: of the ONNX file.
            threads: that it runs on; None is one for each core.
        Raises:
            RunError: it is not there, or ONNX Runtime refuses it.
        """
        self._session, self._path, self._threads = open_shipped(path, threads=threads), path, threads

    @cached_property
    def closeup(self) -> CloseUp:
        """The networks that judge the places that this one names; loaded when they are first asked for."""
        return CloseUp(threads=self._threads)

    @cached_property
    def each(self) -> "Finder":
        """The same networks on one thread: a small picture gains nothing by more, many side by side do."""
        return self if self._threads == 1 else Finder(self._path, threads=1)

    @property
    def threads(self) -> int:
        """On how many a look is taken."""
        return self._threads or cores()

    def answer(self, look: Grey) -> FinderOutput:
        """Return what the network says of a look.

        Args:
            look: float32, shape (height, width), both multiples of 32; as `shuzi.finding.looks.evened` gives it.
        """
        # (1, 1, height, width) → places (1, 16, height / 4, width / 4), ink (1, 1, height, width)
        places, ink = self._session.run(["places", "inked"], {"page": look[None, None]})
        return FinderOutput(places[0], ink[0, 0])

"""The finder: a small network that says of every place of a page whether a digit's centre lies there, and of ink."""

from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.finding.closeup import CloseUp
from shuzi.finding.looks import Grey
from shuzi.machine import cores
from shuzi.network.onnx_runtime import open_shipped

FINDER = Path(__file__).parent.parent / "pretrained" / "finder.onnx"
"""The network that comes with shuzi; `benchmarks/ship_finder.py` makes it."""

STRIDE = 4
"""Pixels of a look from one place to the next."""

USUAL = 32.0
"""Pixels: sizes are learned as logarithms of their ratio to this."""


class Answer(NamedTuple):
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
        self._session, self._threads = open_shipped(path, threads=threads), threads

    @cached_property
    def closeup(self) -> CloseUp:
        """The networks that judge the places that this one names; loaded when they are first asked for."""
        return CloseUp(threads=self._threads)

    @cached_property
    def each(self) -> "Finder":
        """The same networks on one thread: a small picture gains nothing by more, many side by side do."""
        return self if self._threads == 1 else Finder(threads=1)

    @property
    def threads(self) -> int:
        """On how many a look is taken."""
        return self._threads or cores()

    def answer(self, look: Grey) -> Answer:
        """Return what the network says of a look.

        Args:
            look: float32, shape (height, width), both multiples of 32; as `shuzi.finding.looks.evened` gives it.
        """
        places, ink = self._session.run(["places", "inked"], {"page": look[None, None]})
        return Answer(places[0], ink[0, 0])

"""The finder: a small network that says of every place of a page whether a digit's centre lies there, and of ink."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.errors import RunError
from shuzi.finding.looks import Grey
from shuzi.onnx_runtime import start_session

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
        try:
            self._session = start_session(path.read_bytes(), threads=threads)
        except OSError as error:
            raise RunError(f"{path} cannot be read ({error.strerror}). Install shuzi again.") from None
        except Exception as error:  # noqa: BLE001 - ONNX Runtime's own errors share no base class
            raise RunError(f"{path} cannot be used as a model ({error}). Install shuzi again.") from None

    def answer(self, look: Grey) -> Answer:
        """Return what the network says of a look.

        Args:
            look: float32, shape (height, width), both multiples of 32; as `shuzi.finding.looks.evened` gives it.
        """
        places, ink = self._session.run(["places", "inked"], {"page": look[None, None]})
        return Answer(places[0], ink[0, 0])

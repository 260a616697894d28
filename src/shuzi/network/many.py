"""Many images at once: parts of them side by side, each on one thread, in 8 bits where the processor is faster so.

Threads that share each layer of one batch wait for each other after every layer. Record of both:
benchmarks/results/2026-11-29-classifier-8-bits.md
"""

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.digits import INPUT_SHAPE
from shuzi.network.graph import INPUT

EIGHT_BITS = Path(__file__).parent.parent / "pretrained" / "model-8-bits.onnx"
"""The model that comes with shuzi, in 8 bits; `benchmarks/ship_model.py` makes it."""

MANY = 1000
"""From so many images on, starting and measuring two more sessions (50 ms) pays; no page or picture asks so many.
Set by hand."""

_PART = 50
"""Images: of 25, 50, 100 and 250 the fastest by a little; what the first layer gives for them fits the cache."""

_FASTER = 1.3
"""Times as fast that 8 bits have to be; processors that multiply them well (VNNI) give 2.5. Set by hand."""

_ROUNDS, _TIMED = 3, 20
"""Times that each is timed, and images each time; set by hand."""


class Many:
    """Runs many images through one network, which it has in float32 and perhaps in 8 bits."""

    def __init__(self, exact: Any, in_8_bits: Any = None, *, workers: int, part: int = _PART) -> None:
        """Take the sessions.

        Args:
            exact: a session of the network in float32, on one thread.
            in_8_bits: one of the same network that takes its pixels as uint8, on one thread; None where there is none.
            workers: how many threads work side by side.
            part: images at once at most, of a network with very large maps.
        """
        self._exact, self._in_8_bits = exact, in_8_bits
        self._workers, self._part = workers, min(part, _PART)

    def run(self, names: list[str], pixels: npt.NDArray[Any], *, exact: bool) -> list[npt.NDArray[np.float32]]:
        """Return the outputs of those names, each float32 (n, classes).

        Args:
            pixels: shape (n, 28, 28, 1), 0 (paper) to 255 (ink); fractions are answered in float32.
            exact: whether to answer in float32 in any case.
        """
        session = self._exact
        if not exact and self.answers_in == "int8":
            whole = pixels.astype(np.uint8, copy=False)
            if whole is pixels or np.array_equal(whole, pixels):
                session, pixels = self._in_8_bits, whole
        dtype = np.uint8 if session is self._in_8_bits else np.float32

        def part(start: int) -> Sequence[npt.NDArray[np.float32]]:
            batch = pixels[start : start + self._part].astype(dtype, copy=False)  # (≤ 50, 28, 28, 1)
            return session.run(names, {INPUT: batch})  # type: ignore[no-any-return]

        with ThreadPoolExecutor(self._workers) as pool:
            parts = list(pool.map(part, range(0, len(pixels), self._part)))
        return [np.concatenate(outputs) for outputs in zip(*parts, strict=True)]  # each (n, …)

    @cached_property
    def speed_in_8_bits(self) -> float:
        """How many times as fast the network in 8 bits is on one thread here; 0 where there is none.

        The shortest times of this thread alone count, by turns, since others may use the processor meanwhile.
        """
        if self._in_8_bits is None:
            return 0.0
        pixels = np.zeros((_TIMED, *INPUT_SHAPE), np.uint8)  # (20, 28, 28, 1)
        shown = ((self._exact, {INPUT: pixels.astype(np.float32)}), (self._in_8_bits, {INPUT: pixels}))
        seconds = [[_seconds(session, inputs) for session, inputs in shown] for _ in range(_ROUNDS)]  # (3, 2)
        exact, in_8_bits = np.min(seconds, axis=0)  # (2,)
        return float(exact / in_8_bits)

    @property
    def answers_in(self) -> str:
        """`int8` or `float32`."""
        return "int8" if self.speed_in_8_bits >= _FASTER else "float32"


# Windows counts what a thread uses in steps of 16 ms.
_clock = time.perf_counter if os.name == "nt" else time.thread_time


def _seconds(session: Any, inputs: dict[str, Any]) -> float:
    start = _clock()
    session.run(None, inputs)
    return _clock() - start

"""What is kept of a network at the end of every epoch, so that its training can be seen from inside later."""

from typing import Any, NamedTuple

BINS = 20
"""Of the largest probability, from 0 to 1."""


class Snapshot(NamedTuple):
    """A network at one moment of its training."""

    epoch: float
    """Epochs done; 0 is before the first step."""
    recall: list[float | None]
    """Of each digit, the share that is right, 0 to 1; None where there are no images of it."""
    sureness: list[int]
    """How many images have their largest probability in each of `BINS` equal parts of 0 to 1."""
    filters: list[Any]
    """The first convolution's kernel, (height, width, channels, filters), as nested lists."""

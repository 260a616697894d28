"""Notice that a page lies on its side, or on its head, when no camera has written that down."""

from collections.abc import Sequence

import numpy as np

from shuzi.imaging.marks import Mark
from shuzi.reading.judge import Judge

_LOOKED_AT = 40
"""Marks; the largest ones."""

_FEWEST = 3
"""Fewer marks say nothing about a page."""

_UPRIGHT = 0.55
"""A page whose marks look like digits to this degree is not turned. Half of the digits look like others when they are
turned, so that a page that stands upright is far above it."""

_TURNED = 0.7
"""So much must they look like digits after turning."""


def quarter_turns(marks: Sequence[Mark], judge: Judge) -> int:
    """Return how many quarter turns, counter-clockwise, bring the page upright; 0 to 3.

    Args:
        marks: of the page as it is.
        judge: tells how much each looks like a digit.
    """
    sizes = np.array([max(mark.height, mark.width) for mark in marks], float)
    if not len(sizes):
        return 0
    typical = float(np.sort(sizes)[int(0.8 * len(sizes))])
    some = [mark for mark, size in zip(marks, sizes, strict=True) if 0.4 * typical < size < 2 * typical][:_LOOKED_AT]
    upright = _likeness(some, judge, 0)
    if upright >= _UPRIGHT or len(some) < _FEWEST:
        return 0
    turned = [_likeness(some, judge, turns) for turns in (1, 2, 3)]
    best = int(np.argmax(turned))
    return best + 1 if turned[best] >= _TURNED else 0


def _likeness(marks: Sequence[Mark], judge: Judge, turns: int) -> float:
    turned = [Mark(0, 0, np.ascontiguousarray(np.rot90(mark.mask, turns)), mark.darkness) for mark in marks]
    return float(np.mean([kind.digit for kind in judge.kinds(turned)])) if turned else 0.0

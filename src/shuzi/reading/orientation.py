"""Notice that a page lies on its side, or on its head, when no camera has written that down."""

from collections.abc import Sequence

import cv2
import numpy as np

from shuzi.imaging.marks import Mark
from shuzi.reading.judge import Judge

_LOOKED_AT = 40
"""Marks; the largest ones."""

_FEWEST = 3
"""Fewer marks say nothing about a page."""

_SPECK = 0.1
"""Of the largest mark's ink: smaller ones are not counted."""

_UPRIGHT = 0.95
"""A page whose marks look like digits to this degree is not turned."""

_MARGIN = 0.1
"""After turning they must look like digits so much more. Half of the digits look like others on their heads.

Of 78 upright pages, drawn ones and photos, the largest gain from turning by half was 0.05; 63 % of the same pages
on their heads gain more than 0.1.
"""

_BAR = 0.35
"""Marks whose shorter side is a smaller share of the longer one tell nothing."""

_TURNED = 0.7
"""So much must they look like digits after turning."""


def quarter_turns(marks: Sequence[Mark], judge: Judge) -> int:
    """Return how many quarter turns, counter-clockwise, bring the page upright; 0 to 3.

    Args:
        marks: of the page as it is.
        judge: tells how much each looks like a digit.
    """
    some = sorted((mark for mark in marks if not _is_bar(mark)), key=lambda mark: -_ink(mark))[:_LOOKED_AT]
    some = [mark for mark in some if _ink(mark) >= _SPECK * _ink(some[0])]
    if len(some) < _FEWEST:
        return 0
    upright = _likeness(some, judge, 0)
    if upright >= _UPRIGHT:
        return 0
    turned = [_likeness(some, judge, turns) for turns in (1, 2, 3)]
    best = int(np.argmax(turned))
    return best + 1 if turned[best] >= max(_TURNED, upright + _MARGIN) else 0


def _likeness(marks: Sequence[Mark], judge: Judge, turns: int) -> float:
    """Return which share of the ink looks like digits after some quarter turns, 0 to 1."""
    if turns:
        turned = [Mark(0, 0, np.ascontiguousarray(np.rot90(mark.mask, turns)), mark.darkness) for mark in marks]
    else:
        turned = list(marks)
    return float(np.average([kind.digit for kind in judge.kinds(turned)], weights=[_ink(mark) for mark in marks]))


def _ink(mark: Mark) -> int:
    return int(cv2.countNonZero(mark.mask))


def _is_bar(mark: Mark) -> bool:
    """Whether it would be a one in any direction, and so tells nothing."""
    return min(mark.height, mark.width) < _BAR * max(mark.height, mark.width)

"""Whether a page's other marks speak for digits: an O among letters is no zero."""

from collections.abc import Sequence

import numpy as np

from shuzi.imaging.marks import Mark

_AMONG_DIGITS = 0.5
"""Share of a page's large marks: where fewer are digits, what looks like one may be an O, a J or half a %.

On labelled photos no page had a share below 0.6, with letters between numbers drawn pages had 0.7 and more, and pages
of nothing but letters and signs 0 to 0.33.
"""

_LARGE = 0.5
"""Of the writing's height: such marks are counted."""


def trust_in_company(digits: Sequence[Mark], marks: Sequence[Mark], height: float) -> float:
    """Return how far the look of a digit is to be trusted on its page, 0 to 1.

    Args:
        digits: that were found.
        marks: all of the page that could hold writing.
        height: of the writing, in pixels.
    """
    boxes = np.array([(mark.top, mark.bottom, mark.left, mark.right) for mark in digits], float).reshape(-1, 4)
    top, bottom, left, right = boxes.T
    large = [mark.middle for mark in marks if max(mark.height, mark.width) >= _LARGE * height]
    rows, columns = np.array(large, float).reshape(-1, 2).T[..., None]
    held = (top <= rows) & (rows <= bottom) & (left <= columns) & (columns <= right)
    others = int((~held.any(axis=1)).sum())
    return min(1.0, len(digits) / max(1, len(digits) + others) / _AMONG_DIGITS)

"""What stands around a mark says whether it is a digit: digits stand in lines, and on one page are about as large.

How far a line and its surroundings reach was set by hand; which features to keep was chosen, and their weights were
learned, on drawn crops by held-out hands: benchmarks/results/2026-11-28-fusion.md.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shuzi.finding.detection import Detection, boxes_of

_APART = 0.3
"""Sizes of the larger of two marks: middles that are nearer belong to one mark, or to rivals for it; set by hand."""

_IN_LINE, _SIDEWAYS, _AS_LARGE = 1.8, 0.5, 1.8
"""Of neighbours in a line: how far apart and how much higher at most, in sizes, and how many times as large.

Set by hand, as all reaches here.
"""

_AROUND, _ABOUT_AS_LARGE = 5.0, 1.5
"""Of marks around: how far apart at most, in sizes, and how many times as large; set by hand."""

_RIVAL, _RIVAL_AS_LARGE = 0.6, 3.0
"""Of rivals for one mark, likewise; set by hand."""

_MOST_IN_LINE, _MOST_AROUND, _MOST_UNLIKE = 2.0, 6.0, 2.0
"""More neighbours, more marks around, and a larger ratio of sizes (as a logarithm) say no more; set by hand."""

FEATURES = 6
"""Columns of `context_of`; chosen on drawn crops: benchmarks/results/2026-11-28-fusion.md."""


def context_of(detections: Sequence[Detection], chances: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return what is said of each detection by all others.

    Args:
        detections: n candidates of one page.
        chances: of each that it is a digit, 0 to 1, judged by itself; (n,).
    Returns:
        float64 (n, 6): digits beside it in a line; marks there that are none; digits around it; marks around it that
        are none; the likeliest other reading of the same mark; and by which ratio, as a logarithm, its size differs
        from that of the page's digits. Digits are counted by their chance, and marks by what that lacks to 1.
    """
    if not detections:
        return np.zeros((0, FEATURES))
    boxes = boxes_of(detections).astype(float)  # (n, 4)
    size = boxes[:, 2:].max(axis=1)  # (n,)
    larger = np.maximum(size[:, None], size)  # (n, n)
    ratio = larger / np.minimum(size[:, None], size)  # (n, n)
    across, down = ((boxes[:, None, axis] - boxes[:, axis]) / larger for axis in (0, 1))  # (n, n) each
    apart = np.hypot(across, down)  # (n, n)
    # in_line, around and rivals: (n, n), whether the column's detection is one of the row's
    in_line = (apart > _APART) & (apart < _IN_LINE) & (np.abs(down) < _SIDEWAYS) & (ratio < _AS_LARGE)
    around = (apart > _APART) & (apart < _AROUND) & (ratio < _ABOUT_AS_LARGE)
    rivals = (apart <= _RIVAL) & (ratio < _RIVAL_AS_LARGE) & ~np.eye(len(detections), dtype=bool)
    weights = chances**4  # (n,): a page without a likely digit is as large as its likeliest mark
    usual = weights @ np.log(size) / weights.sum()  # (n,) @ (n,)
    # Each (n, n) @ (n,) or a maximum over the columns: (n,), together (n, 6)
    return np.column_stack([
        np.minimum(in_line @ chances, _MOST_IN_LINE),
        np.minimum(in_line @ (1 - chances), _MOST_IN_LINE),
        np.minimum(around @ chances, _MOST_AROUND),
        np.minimum(around @ (1 - chances), _MOST_AROUND),
        (rivals * chances).max(axis=1),
        np.minimum(np.abs(np.log(size) - usual), _MOST_UNLIKE),
    ])  # fmt: skip

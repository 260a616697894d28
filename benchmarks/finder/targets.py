"""What the finder should say of a crop, place by place."""

import numpy as np
import numpy.typing as npt
from drawn_pages.crop import Crop
from drawn_pages.writing import SIZE

from finder.network import STRIDE, USUAL

CELLS = SIZE // STRIDE

HEAT, COUNTS, LABEL, X, Y, WIDTH, HEIGHT, PRINTED = range(8)
"""A place's numbers: how near a centre; whether it counts; the digit or -1; offsets; log sizes; printed."""

_SPREAD = 0.13
"""Deviation of a centre's bump, in heights and widths of a digit (a prototype in PyTorch)."""

_LEAST = 0.6
"""Places: bumps are no narrower."""

_NEAR = 0.2
"""Heights and widths: so near a centre a place must know its digit and how large it is."""


def target_of(crop: Crop) -> npt.NDArray[np.float16]:
    """Return float16 (CELLS, CELLS, 8)."""
    target = np.zeros((CELLS, CELLS, 8), np.float32)
    target[..., COUNTS] = 1
    target[..., LABEL] = -1
    for left, top, right, bottom in crop.ignored / STRIDE:
        target[max(0, int(top)) : max(0, int(bottom) + 1), max(0, int(left)) : max(0, int(right) + 1), COUNTS] = 0
    rows, columns = np.arange(CELLS, dtype=np.float32)[:, None] + 0.5, np.arange(CELLS, dtype=np.float32) + 0.5
    nearest = np.full((CELLS, CELLS), np.inf, np.float32)
    for label, x, y, width, height, printed in crop.places:
        column, row = x / STRIDE, y / STRIDE
        wide, tall = max(width, 0.4 * height) / STRIDE, max(height, 0.4 * width) / STRIDE
        across = ((columns - column) / max(_LEAST, _SPREAD * wide)) ** 2
        down = ((rows - row) / max(_LEAST, _SPREAD * tall)) ** 2
        np.maximum(target[..., HEAT], np.exp(-(across + down) / 2), out=target[..., HEAT])
        away = ((columns - column) / max(0.8, _NEAR * wide)) ** 2 + ((rows - row) / max(0.8, _NEAR * tall)) ** 2
        own = (away < 1) & (away < nearest)
        nearest[own] = away[own]
        target[own, LABEL] = label
        target[own, X] = np.broadcast_to(column - columns, own.shape)[own]
        target[own, Y] = np.broadcast_to(row - rows, own.shape)[own]
        target[own, WIDTH] = np.log(max(width, 2) / USUAL)
        target[own, HEIGHT] = np.log(max(height, 2) / USUAL)
        target[own, PRINTED] = printed
    for _, x, y, *_ in crop.places:  # each centre's own place is certain, and always counts
        row, column = min(CELLS - 1, int(y / STRIDE)), min(CELLS - 1, int(x / STRIDE))
        target[row, column, HEAT] = 1
        if target[row, column, LABEL] >= 0:
            target[row, column, COUNTS] = 1
    return target.astype(np.float16)

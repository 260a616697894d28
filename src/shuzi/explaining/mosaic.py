"""Many small maps side by side in one image, which is drawn a hundred times faster than one by one."""

import numpy as np
import numpy.typing as npt


def mosaic(
    maps: npt.NDArray[np.float32], *, columns: int, gap: int
) -> np.ma.MaskedArray[tuple[int, int], np.dtype[np.float32]]:
    """Return the maps in rows of `columns`; what belongs to no map is masked.

    Args:
        maps: shape (height, width, count).
        columns: maps in a row.
        gap: pixels between two maps, and around all of them.
    Returns:
        shape (rows·(height + gap) + gap, columns·(width + gap) + gap).
    """
    height, width, count = maps.shape
    rows = -(-count // columns)
    shape = (rows * (height + gap) + gap, columns * (width + gap) + gap)
    picture = np.ma.masked_array(np.zeros(shape, np.float32), mask=True)
    for number in range(count):
        top, left = corner(number, (height, width), columns=columns, gap=gap)
        picture[top : top + height, left : left + width] = maps[..., number]
    return picture


def corner(number: int, size: tuple[int, int], *, columns: int, gap: int) -> tuple[int, int]:
    """Return the row and column of the top-left pixel of one map in the mosaic."""
    row, column = divmod(number, columns)
    return row * (size[0] + gap) + gap, column * (size[1] + gap) + gap

"""Strokes out of images of digits: thinned to their middle line, so that any pen can write them again."""

import cv2
import numpy as np
import numpy.typing as npt

Strokes = list[npt.NDArray[np.float32]]
"""Lines of points, float32 (n, 2), x to the right and y downwards."""

_ENLARGED = 3
"""Thinned at this many times its size, an image keeps small loops and smooth bends."""


def thin(inked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the middle lines of many shapes at once.

    Args:
        inked: shape (n, height, width); the outermost pixels are paper.
    Source: Zhang and Suen, A fast parallel algorithm for thinning digital patterns, 1984.
    """
    shapes = inked.copy()
    busy = np.arange(len(shapes))
    while len(busy):
        before = shapes[busy].sum(axis=(1, 2))
        for first in (True, False):
            shapes[busy] &= ~_removable(shapes[busy], first=first)
        busy = busy[shapes[busy].sum(axis=(1, 2)) < before]
    return shapes


def _removable(shapes: npt.NDArray[np.bool_], *, first: bool) -> npt.NDArray[np.bool_]:
    around = np.pad(shapes, ((0, 0), (1, 1), (1, 1)))
    height, width = shapes.shape[1:]
    ways = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))
    near = [around[:, row : row + height, column : column + width] for row, column in ways]
    neighbours = np.add.reduce([part.astype(np.uint8) for part in near])
    changes = np.add.reduce([(~near[k] & near[(k + 1) % 8]).astype(np.uint8) for k in range(8)])
    north, east, south, west = near[0], near[2], near[4], near[6]
    if first:
        sides = ~(north & east & south) & ~(east & south & west)
    else:
        sides = ~(north & east & west) & ~(north & south & west)
    return np.asarray(shapes & (neighbours >= 2) & (neighbours <= 6) & (changes == 1) & sides)


def strokes_of(images: npt.NDArray[np.uint8]) -> list[Strokes]:
    """Return the strokes of images of one digit each, uint8 (n, 28, 28), in pixels of theirs."""
    size = _ENLARGED * images.shape[1]
    large = np.stack([cv2.resize(image, (size, size), interpolation=cv2.INTER_CUBIC) for image in images])
    large = np.stack([cv2.GaussianBlur(image, (0, 0), 1.2) for image in large])
    inked = large > 110
    inked[:, [0, -1]] = False
    inked[:, :, [0, -1]] = False
    return [_joined(line) for line in thin(inked)]


def _joined(line: npt.NDArray[np.bool_]) -> Strokes:
    """Return a middle line as paths from end to end, each along neighbours that no path has joined yet."""
    left: dict[tuple[int, int], list[tuple[int, int]]] = {}
    known = {(int(row), int(column)) for row, column in np.argwhere(line)}
    for row, column in known:
        left[row, column] = [
            (row + down, column + right)
            for down, right in _AROUND
            if (row + down, column + right) in known
            and not (down and right and ((row, column + right) in known or (row + down, column) in known))
        ]
    paths: Strokes = []
    for start in sorted(known, key=lambda place: len(left[place])):
        while left[start] or (len(known) == 1 and not paths):
            path = [start]
            while left[path[-1]]:
                following = left[path[-1]].pop()
                left[following].remove(path[-1])
                path.append(following)
            paths.append(np.array([*path, path[-1]], np.float32)[:, ::-1] / _ENLARGED)
    return paths


_AROUND = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))

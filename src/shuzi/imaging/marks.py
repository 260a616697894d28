"""Marks: pieces of ink that hang together, and what is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.imaging.framing import Mask, frame
from shuzi.imaging.ink import Ink

_SMALLEST = 1 / 200
"""Of the page's longer side; smaller marks are specks."""

_LARGEST = 0.95
"""Of the page's height or width: what is larger is an edge, a shadow or a frame."""

_CROPPED = 100
"""Pictures up to this many pixels may be cropped to a digit."""

_LEANS = 0.4
"""Of a mark's side."""

_MOST = 3000
"""Marks looked at on one page, the largest first; ten times what anybody writes on a sheet."""


@dataclass(frozen=True, eq=False)
class Mark:
    """A piece of ink, or several that are read as one."""

    left: int
    top: int
    mask: Mask
    """Its ink alone, cropped to it; uint8, 0 or 255."""
    darkness: float
    """Of its ink on average, 0 to 255, where the page's light is even."""

    @cached_property
    def framed(self) -> npt.NDArray[np.uint8]:
        """The mark in a frame like MNIST's; uint8 (28, 28)."""
        return frame(self.mask)

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.mask.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.mask.shape[0])

    @property
    def right(self) -> int:
        """The first column behind it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Of its box: (row, column)."""
        return self.top + self.height / 2, self.left + self.width / 2


def find_marks(mask: Mask, ink: Ink) -> list[Mark]:
    """Return the marks on a page, from left to right; specks are left out, and what is as large as the page.

    Args:
        mask: where ink is, 0 or 255.
        ink: how dark it is, of the same shape.
    """
    _, numbers, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height, width = mask.shape
    smallest = max(3.0, _SMALLEST * max(height, width))
    wide, high = boxes[1:, cv2.CC_STAT_WIDTH], boxes[1:, cv2.CC_STAT_HEIGHT]
    fits = (np.maximum(wide, high) >= smallest) & (high <= _LARGEST * height) & (wide <= _LARGEST * width)
    if max(height, width) <= _CROPPED:
        fits = np.maximum(wide, high) >= smallest
    chosen = np.flatnonzero(fits) + 1
    chosen = chosen[np.argsort(-boxes[chosen, cv2.CC_STAT_AREA])][:_MOST]
    marks = []
    for number in chosen:
        left, top, wide_, high_ = (int(value) for value in boxes[number, :4])
        place = slice(top, top + high_), slice(left, left + wide_)
        own = numbers[place] == number
        if _lies_on_edge(own, left, top, mask.shape):
            continue
        marks.append(Mark(left, top, own * np.uint8(255), float(ink[place][own].mean())))
    return sorted(marks, key=lambda mark: mark.left)


def _lies_on_edge(own: npt.NDArray[np.bool_], left: int, top: int, shape: tuple[int, ...]) -> bool:
    """Return whether a mark leans on an edge of the page with half of its side: the desk below, or a torn rim.

    The page of a single small digit may be cropped to it, so that it is judged all the same.
    """
    height, width = own.shape
    if max(shape) <= _CROPPED:
        return False
    shares = [
        own[:, 0].mean() if left == 0 else 0,
        own[:, -1].mean() if left + width == shape[1] else 0,
        own[0].mean() if top == 0 else 0,
        own[-1].mean() if top + height == shape[0] else 0,
    ]
    return max(shares) >= _LEANS


def together(marks: Sequence[Mark]) -> Mark:
    """Return the marks as one."""
    if len(marks) == 1:
        return marks[0]
    left, top = min(mark.left for mark in marks), min(mark.top for mark in marks)
    right, bottom = max(mark.right for mark in marks), max(mark.bottom for mark in marks)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    for mark in marks:
        place = mask[mark.top - top : mark.bottom - top, mark.left - left : mark.right - left]
        np.maximum(place, mark.mask, out=place)
    sizes = [cv2.countNonZero(mark.mask) for mark in marks]
    darkness = float(np.average([mark.darkness for mark in marks], weights=sizes))
    return Mark(left, top, mask, darkness)


def cut(mark: Mark, column: float, slant: float) -> tuple[Mark | None, Mark | None]:
    """Return what lies left and right of a slanted line through a mark; None where that is nothing.

    Args:
        mark: what to cut.
        column: where the line crosses the middle row, from the mark's left edge.
        slant: columns that the line moves to the right for every row up.
    """
    rows = np.arange(mark.height)[:, None] - mark.height / 2
    left = np.arange(mark.width)[None, :] < column - slant * rows
    return _cropped(mark, np.where(left, mark.mask, 0)), _cropped(mark, np.where(left, 0, mark.mask))


def _cropped(mark: Mark, mask: Mask) -> Mark | None:
    left, top, width, height = cv2.boundingRect(np.asarray(mask, np.uint8))
    if not width:
        return None
    inside = np.asarray(mask[top : top + height, left : left + width], np.uint8)
    return Mark(mark.left + left, mark.top + top, inside, mark.darkness)

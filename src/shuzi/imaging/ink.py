"""Tell ink from paper, on a page whose light is even."""

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.imaging.framing import Mask

Ink = npt.NDArray[np.uint8]
"""uint8, shape (height, width): 0 is paper, 255 is ink that lets no light through."""

SHARE = 0.42
"""A point is ink if it is this share as dark as the darkest ink near it; what is left of an erased stroke is less."""

_NEAR = 1 / 30
"""Of the page's longer side: how far "near" reaches."""

_FAINTEST = 12
"""Of 255; paper shows through to that much even where nothing is written."""

_NOISES = 5.0
"""Ink is darker than the paper by this many times the paper's own unevenness."""


def find_ink(ink: Ink, *, share: float = SHARE) -> Mask:
    """Return where ink is.

    Args:
        ink: a page with even light.
        share: of the darkest ink near it, 0 to 1; a point that is paler is no ink. With 0 all counts that stands out
            from the paper.
    Returns:
        uint8, as the page: 0 is paper, 255 is ink.
    """
    smooth = cv2.GaussianBlur(ink, (3, 3), 0)
    paper, faintest = _paper_and_faintest(smooth)
    if share == 0:
        return np.asarray((smooth > faintest) * np.uint8(255), np.uint8)
    darkest, (height, width) = _darkest_near(smooth)
    limit = np.maximum(paper + share * (darkest - paper), faintest)
    # Enlarged as whole numbers: a point is darker than 10.6 if it is darker than 10.
    enlarged = cv2.resize(np.rint(limit - 0.5).astype(np.uint8), (width, height))[: ink.shape[0], : ink.shape[1]]
    return np.asarray(cv2.compare(smooth, np.ascontiguousarray(enlarged), cv2.CMP_GT), np.uint8)


def faintest_ink(ink: Ink) -> float:
    """Return how dark a point of a page must be at the least to stand out from its paper, 0 to 255."""
    return _paper_and_faintest(cv2.GaussianBlur(ink, (3, 3), 0))[1]


def _paper_and_faintest(smooth: Ink) -> tuple[float, float]:
    paper, noise = _paper(smooth)
    return paper, max(_FAINTEST, paper + _NOISES * noise)


def _paper(ink: Ink) -> tuple[float, float]:
    """Return how dark the paper is, and how much that differs from point to point (a standard deviation)."""
    some = ink[:: max(1, ink.shape[0] // 400), :: max(1, ink.shape[1] // 400)]
    middle = float(np.median(some))
    below = some[some <= middle].astype(np.float64)
    return middle, float(np.sqrt(np.mean((below - middle) ** 2))) if len(below) else 0.0


def _darkest_near(ink: Ink) -> tuple[npt.NDArray[np.float32], tuple[int, int]]:
    """Return how dark the darkest ink near each point is, on a coarse grid, and the height and width it stands for."""
    reach = max(3, round(max(ink.shape) * _NEAR)) | 1
    step = max(1, reach // 8)
    height, width = ink.shape
    rows, columns = -(-height // step), -(-width // step)
    padded = np.pad(ink, ((0, rows * step - height), (0, columns * step - width)))
    small = padded.reshape(rows, step, columns, step).max(axis=(1, 3))
    size = max(3, reach // step) | 1
    dark = cv2.dilate(small, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(dark, (0, 0), size / 4), np.float32), (rows * step, columns * step)

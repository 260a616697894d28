"""A sheet on a desk as a phone photographs it: askew, turned, in bad light, through a lens, as JPEG."""

import cv2
import numpy as np
import numpy.typing as npt
from drawn_pages.paper import desk
from drawn_pages.photo import photo_of

_LONGEST = (1300, 2400)
"""Pixels on the longer side of a photo."""


def photographed(page: npt.NDArray[np.uint8], random: np.random.Generator, *, digit: float) -> npt.NDArray[np.uint8]:
    """Return the photo, uint8 (height, width, 3).

    Args:
        page: the sheet.
        random: where all draws come from.
        digit: height of its digits in pixels, of which no photo leaves too little to read.
    """
    longest = random.uniform(*_LONGEST)
    factor = longest / max(page.shape[:2]) * random.uniform(0.72, 0.92)
    tall, wide = (round(side * longest / max(page.shape[:2])) for side in page.shape[:2])
    seen = _on_desk(page, random, (tall, wide), factor)
    turned = np.rot90(seen, int(random.choice(4, p=(0.7, 0.1, 0.1, 0.1))))
    return photo_of(np.ascontiguousarray(turned), random, height=digit * factor, whole=False)


def _on_desk(
    page: npt.NDArray[np.uint8], random: np.random.Generator, shape: tuple[int, int], factor: float
) -> npt.NDArray[np.float32]:
    """Return the sheet in perspective on a desk, float32 (height, width, 3), 0 to 1."""
    tall, wide = page.shape[:2]
    corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    angle = np.radians(random.normal(0, 4))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    sides = np.array([wide, tall])
    placed = (corners - sides / 2) @ turn.T * factor + random.normal(0, 0.02, (4, 2)) * sides * factor
    placed = (placed + np.array(shape[::-1]) / 2).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, placed)
    size = shape[::-1]
    small = cv2.GaussianBlur(page, (0, 0), 0.4 / factor) if factor < 0.9 else page
    sheet = cv2.warpPerspective(small, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE) / 255.0
    inside = cv2.warpPerspective(np.ones((tall, wide), np.float32), matrix, size, flags=cv2.INTER_LINEAR)[..., None]
    around = desk(random, shape)[..., None] * random.uniform(0.5, 1, 3)
    return np.asarray(np.clip(sheet * inside + around * (1 - inside), 0, 1), np.float32)

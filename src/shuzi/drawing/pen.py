"""A pen: lines through points, as a hand would draw them."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.imaging.framing import stroke_width

_BETWEEN = 8
"""A smooth line has this many corners from one of its points to the next."""

_THINNER = 0.25
"""Strokes are made thinner by at most this share on every side; beyond that their thin places would break."""

_SUBPIXELS = 4
"""Bits of a pixel's fraction that OpenCV's lines take."""

Points = npt.NDArray[np.float64]
"""float64, shape (n, 2): x and y."""


def smooth(points: Points) -> Points:
    """Return many points on a smooth line through the given ones.

    Source: Catmull and Rom, A Class of Local Interpolating Splines, 1974; the uniform kind.
    """
    before, after = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    known = np.concatenate([[before], points, [after]])  # (n + 2, 2)
    t = np.linspace(0, 1, _BETWEEN, endpoint=False)[:, None, None]  # (8, 1, 1)
    a, b, c, d = known[:-3], known[1:-2], known[2:-1], known[3:]  # each (n - 1, 2)
    # (8, n - 1, 2): for each piece between two points, eight places
    line = (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3) / 2
    return np.concatenate([line.transpose(1, 0, 2).reshape(-1, 2), points[-1:]])


def draw(lines: Sequence[Points], size: tuple[int, int], width: float) -> npt.NDArray[np.uint8]:
    """Return an image of the lines.

    Args:
        lines: in pixels; (0, 0) is the middle of the top-left one.
        size: height and width of the image.
        width: of the pen, in pixels.
    Returns:
        uint8 of this size; 0 is paper, 255 is ink.
    """
    image = np.zeros(size, np.uint8)
    corners = [np.rint(line * 2**_SUBPIXELS).astype(np.int32) for line in lines]
    cv2.polylines(image, corners, isClosed=False, color=255, thickness=max(1, round(width)),
                  lineType=cv2.LINE_AA, shift=_SUBPIXELS)  # fmt: skip
    return image


def with_pen(shape: npt.NDArray[np.uint8], pen: float) -> npt.NDArray[np.float32]:
    """Return a shape as a pen of another width would have drawn it, with soft edges and a margin.

    Args:
        shape: uint8, shape (height, width); grey where it was blown up from fewer pixels.
        pen: width that strokes are to have, in pixels.
    Returns:
        float32, 12 pixels higher and wider; how much ink covers each point, 0 to 1.
    """
    ink = np.pad((shape > 110).astype(np.uint8), 6)  # (height + 12, width + 12)
    inside, outside = cv2.distanceTransform(ink, cv2.DIST_L2, 5), cv2.distanceTransform(1 - ink, cv2.DIST_L2, 5)
    found = stroke_width(ink * 255)
    thinner = min((found - pen) / 2, _THINNER * found)
    return np.asarray(np.clip(inside - outside - thinner + 0.5, 0, 1), np.float32)

"""Bring each digit that was found into the frame that MNIST's digits have, out of the ink that the finder saw."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SHAPE, Images
from shuzi.finding.find import Finding, Place, boxes_of
from shuzi.imaging.framing import frame

_BESIDE = 0.15
"""Of a digit's height: its ink is looked for so far outside of its box."""

_INK_FROM = 0.25
"""What is less likely ink is paper."""


def frames_of(finding: Finding, places: Sequence[Place] | None = None) -> Images:
    """Return the digits as MNIST holds them, uint8 (n, 28, 28); one without ink is all 0.

    Ink that lies nearer to another digit's middle, in its own widths and heights, is that one's.

    Args:
        finding: of the page.
        places: those wanted; None is all.
    """
    wanted = finding.places if places is None else places
    images = np.zeros((len(wanted), *IMAGE_SHAPE), np.uint8)
    boxes = boxes_of(finding.places)
    for number, place in enumerate(wanted):
        images[number] = frame(ink_of(finding, place, boxes))
    return images


def ink_of(finding: Finding, place: Place, boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Return one digit's ink at the size of its look; uint8, 255 is ink, not cropped to it.

    Args:
        finding: of the page.
        place: the digit.
        boxes: float32 (n, 4), middle x and y, width and height of all digits of the page, in its pixels.
    """
    look = finding.looks[place.look]
    margin = _BESIDE * max(place.height, place.width)
    rows, columns = look.answer.ink.shape
    left = max(0, int((place.x - place.width / 2 - margin) * look.factor))
    top = max(0, int((place.y - place.height / 2 - margin) * look.factor))
    right = min(columns, int((place.x + place.width / 2 + margin) * look.factor) + 2)
    bottom = min(rows, int((place.y + place.height / 2 + margin) * look.factor) + 2)
    ink = look.answer.ink[top:bottom, left:right]
    x = (np.arange(left, right, dtype=np.float32) + 0.5) / look.factor
    y = ((np.arange(top, bottom, dtype=np.float32) + 0.5) / look.factor)[:, None]
    own = np.maximum(np.abs(x - place.x) / place.width, np.abs(y - place.y) / place.height)
    kept = ink > _INK_FROM
    reach = (boxes[:, 2:] + (place.width, place.height)) / 2 + 2 * margin
    near = (np.abs(boxes[:, 0] - place.x) < reach[:, 0]) & (np.abs(boxes[:, 1] - place.y) < reach[:, 1])
    for other_x, other_y, width, height in boxes[near]:
        if (other_x, other_y) != (np.float32(place.x), np.float32(place.y)):
            kept &= own <= np.maximum(np.abs(x - other_x) / width, np.abs(y - other_y) / height)
    return np.asarray(np.where(kept, ink, 0) * 255, np.uint8)

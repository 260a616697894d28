"""Bring each digit that was found into the frame that MNIST's digits have, out of the ink that the finder saw."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SHAPE, Images
from shuzi.finding.detection import Detection, boxes_of
from shuzi.finding.find import Finding
from shuzi.finding.seen import INK_FROM
from shuzi.imaging.framing import frame

_BESIDE = 0.15
"""Of a digit's size: its ink is looked for so far outside of its box; set by hand."""


class Frames(NamedTuple):
    """Digits out of a page."""

    images: Images
    """uint8 (n, 28, 28), as MNIST holds digits; one without ink is all 0."""
    boxes: npt.NDArray[np.float32]
    """float32 (n, 4): left, top, width and height of each digit's ink, in pixels of the page."""


def frames_of(finding: Finding, detections: Sequence[Detection] | None = None) -> Frames:
    """Return the digits in MNIST's frame, and where exactly their ink lies.

    Ink that lies nearer to another digit's middle, in its own widths and heights, is that one's.

    Args:
        finding: of the page.
        detections: those wanted; None is all.
    """
    wanted = finding.detections if detections is None else detections
    images = np.zeros((len(wanted), *IMAGE_SHAPE), np.uint8)  # (wanted, 28, 28)
    boxes = np.zeros((len(wanted), 4), np.float32)  # (wanted, 4)
    middles = boxes_of(finding.detections)  # (n, 4)
    for number, detection in enumerate(wanted):
        ink, left, top = _ink_of(finding, detection, middles)  # ink: (rows, columns)
        images[number] = frame(ink)
        x, y, width, height = cv2.boundingRect((ink > 127).astype(np.uint8))
        box = detection.x - detection.width / 2, detection.y - detection.height / 2, detection.width, detection.height
        if width:
            factor, around = finding.looks[detection.look].factor, finding.looks[detection.look].margin
            box = (left + x) / factor - around, (top + y) / factor - around, width / factor, height / factor
        boxes[number] = box
    return Frames(images, boxes)


def _ink_of(
    finding: Finding, detection: Detection, boxes: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.uint8], int, int]:
    """Return one digit's ink at the size of its look, uint8, 255 is ink, and where its left and top lie there."""
    look = finding.looks[detection.look]
    margin = _BESIDE * detection.size
    middle_x, middle_y = detection.x + look.margin, detection.y + look.margin
    rows, columns = look.output.ink.shape
    left = max(0, int((middle_x - detection.width / 2 - margin) * look.factor))
    top = max(0, int((middle_y - detection.height / 2 - margin) * look.factor))
    right = min(columns, int((middle_x + detection.width / 2 + margin) * look.factor) + 2)
    bottom = min(rows, int((middle_y + detection.height / 2 + margin) * look.factor) + 2)
    ink = look.output.ink[top:bottom, left:right]  # (rows, columns)
    x = (np.arange(left, right, dtype=np.float32) + 0.5) / look.factor - look.margin  # (columns,)
    y = ((np.arange(top, bottom, dtype=np.float32) + 0.5) / look.factor - look.margin)[:, None]  # (rows, 1)
    # distance: (rows, columns), in the digit's own widths and heights
    distance = np.maximum(np.abs(x - detection.x) / detection.width, np.abs(y - detection.y) / detection.height)
    kept = ink > INK_FROM  # (rows, columns)
    reach = (boxes[:, 2:] + (detection.width, detection.height)) / 2 + 2 * margin  # (n, 2)
    # near: (n,), the digits whose boxes may reach into this one's
    near = (np.abs(boxes[:, 0] - detection.x) < reach[:, 0]) & (np.abs(boxes[:, 1] - detection.y) < reach[:, 1])
    for neighbour_x, neighbour_y, width, height in boxes[near]:
        if (neighbour_x, neighbour_y) != (np.float32(detection.x), np.float32(detection.y)):
            kept &= distance <= np.maximum(np.abs(x - neighbour_x) / width, np.abs(y - neighbour_y) / height)
    return np.asarray(np.where(kept, ink, 0) * 255, np.uint8), left, top

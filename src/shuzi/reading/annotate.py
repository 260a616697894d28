"""Draw on a page what was read there, and how its pixels became digits, step by step."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SIZE, Images
from shuzi.finding.detection import Detection
from shuzi.finding.network import STRIDE
from shuzi.finding.seen import Look, chance_of
from shuzi.imaging.resize import resized
from shuzi.reading.page import Digit
from shuzi.reading.trace import Trace

Picture = npt.NDArray[np.uint8]
"""uint8, shape (height, width, 3), red, green and blue."""

# Blue and orange are told apart by everybody, and an unsure box is dashed as well.
_SURE, _UNSURE = (20, 90, 170), (190, 80, 0)

_SMALLEST_TEXT = 0.4
"""Of OpenCV's font, whose capitals are then 9 pixels high."""

_SMALLEST_PAGE = 800
"""Smaller pages are blown up to this many pixels, so that the numbers beside the boxes can be read; set by hand."""

_STEP_NAMES = ("1-page", "2-looks", "3-ink", "4-lines", "5-frames", "6-answers")

_BESIDE = 3
"""Looks stand side by side in rows of so many."""

_LOOK_SIDE = 400
"""Looks are drawn with this many pixels on their longer side, so that they can be compared."""


def annotate(trace: Trace) -> Picture:
    """Return the page with a box around every digit, the digit and its confidence in percent."""
    factor = max(1.0, _SMALLEST_PAGE / max(trace.pixels.shape[:2]))
    page = resized(trace.pixels, factor, cv2.INTER_CUBIC).copy()
    digits = [digit for line in trace.page.all_lines for digit in line.digits]
    for digit, detection in zip(digits, _in_order(trace), strict=True):
        _draw_box(page, digit, _corners(detection, factor))
    return page


def steps(trace: Trace) -> dict[str, Picture]:
    """Return the pictures that lead from a photo to its digits, by name, in their order."""
    lines = trace.pixels.copy()
    for number, line in enumerate(trace.lines):
        detections = [trace.finding.detections[k] for k in line]
        corners = np.array([_corners(detection, 1.0) for detection in detections])  # (n, 4) left, top, right, bottom
        colour = _SURE if number % 2 else _UNSURE
        top_left, bottom_right = corners[:, :2].min(axis=0), corners[:, 2:].max(axis=0)  # (2,) each, x and y
        cv2.rectangle(lines, top_left.tolist(), bottom_right.tolist(), colour, 2)
        # middles: (n, 2), x and y
        middles = np.array([(round(detection.x), round(detection.y)) for detection in detections], np.int32)
        cv2.polylines(lines, [middles], isClosed=False, color=colour, thickness=2, lineType=cv2.LINE_AA)
    order = [number for line in trace.lines for number in line]
    pictures = (trace.pixels, _heat(trace), _ink(trace), lines, _sheet(trace.frames[order]), annotate(trace))
    return dict(zip(_STEP_NAMES, pictures, strict=True))


def _in_order(trace: Trace) -> list[Detection]:
    return [trace.finding.detections[number] for line in trace.lines for number in line]


def _corners(detection: Detection, factor: float) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a digit's box with a little room."""
    half = detection.width / 2, detection.height / 2
    left, top = round((detection.x - half[0]) * factor) - 3, round((detection.y - half[1]) * factor) - 3
    return left, top, round((detection.x + half[0]) * factor) + 3, round((detection.y + half[1]) * factor) + 3


def _heat(trace: Trace) -> Picture:
    """Return all looks, the coarsest first, the chance that a digit's middle lies at a place in red over the page."""
    height, width = trace.finding.shape
    # page: (small height, small width, 3), the longer side 400
    page = resized(trace.pixels, _LOOK_SIDE / max(height, width), cv2.INTER_AREA).astype(np.float32)
    size = page.shape[1::-1]  # width, height
    pictures: list[Picture] = []
    for look in trace.finding.looks:
        rows, columns = max(1, round(height * look.factor)), max(1, round(width * look.factor))
        centres = cv2.resize(look.output.places[0], None, fx=STRIDE, fy=STRIDE)  # (look height, look width), logits
        chance = chance_of(_inside(centres, look, (rows, columns)))  # (rows, columns)
        heat = cv2.resize(chance, size, interpolation=cv2.INTER_AREA)[..., None]  # (small height, small width, 1)
        picture = (0.6 * page + 100) * (1 - heat) + np.array([200, 0, 0]) * heat  # (small height, small width, 3)
        picture = np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))
        note = f"{columns} x {rows}"
        cv2.putText(picture, note, (6, size[1] - 8), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
        framed = cv2.copyMakeBorder(picture, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(255, 255, 255))
        pictures.append(np.asarray(framed, np.uint8))
    blank = np.full(pictures[0].shape, 255, np.uint8)
    while len(pictures) > _BESIDE and len(pictures) % _BESIDE:
        pictures.append(blank)
    # strips: (framed height, looks in a row · framed width, 3) each
    strips = [np.hstack(pictures[start : start + _BESIDE]) for start in range(0, len(pictures), _BESIDE)]
    return np.asarray(np.vstack(strips), np.uint8)


def _ink(trace: Trace) -> Picture:
    """Return the ink of writing as the closest look saw it, dark on white."""
    closest = trace.finding.looks[-1]
    height, width = trace.finding.shape
    rows, columns = max(1, round(height * closest.factor)), max(1, round(width * closest.factor))
    paper = 255 * (1 - _inside(closest.output.ink, closest, (rows, columns)))  # (rows, columns)
    return _grey(paper.astype(np.uint8))  # (rows, columns, 3)


def _inside(seen: npt.NDArray[np.float32], look: Look, shape: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Return what a look saw of the page itself, without the paper that was added around it."""
    start = round(look.margin * look.factor)
    return seen[start : start + shape[0], start : start + shape[1]]  # (rows, columns)


def write_picture(picture: Picture, path: Path) -> None:
    """Write a picture as PNG.

    Raises:
        OSError: the file cannot be written.
    """
    _, content = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    path.write_bytes(content.tobytes())


def _draw_box(page: Picture, digit: Digit, box: tuple[int, int, int, int]) -> None:
    colour = _SURE if digit.sure else _UNSURE
    thick = max(1, round(max(page.shape[:2]) / 800))
    if digit.sure:
        cv2.rectangle(page, box[:2], box[2:], colour, thick, cv2.LINE_AA)
    else:
        _dashed(page, box, colour, thick)
    _label(page, f"{digit.digit} {digit.confidence:.0%}", box, colour)


def _label(page: Picture, text: str, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
    """Write above the box, or below it where there is no room, as wide as the box if that can be read."""
    left, top, right, bottom = box
    font = cv2.FONT_HERSHEY_SIMPLEX
    (wide, _), _ = cv2.getTextSize(text, font, 1, 1)
    size = min(1.4, max(_SMALLEST_TEXT, (right - left) / wide))
    (wide, high), _ = cv2.getTextSize(text, font, size, 1)
    foot = top - 4 if top - 4 - high > 0 else bottom + high + 4
    start = max(0, min(left, page.shape[1] - wide))
    for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, 1), (-1, 1), (1, -1)):
        cv2.putText(page, text, (start + x, foot + y), font, size, (255, 255, 255), 1, cv2.LINE_AA)
    cv2.putText(page, text, (start, foot), font, size, colour, 1, cv2.LINE_AA)


def _dashed(page: Picture, box: tuple[int, int, int, int], colour: tuple[int, int, int], thick: int) -> None:
    left, top, right, bottom = box
    for x in range(left, right, 10):
        for y in (top, bottom):
            cv2.line(page, (x, y), (min(x + 5, right), y), colour, thick)
    for y in range(top, bottom, 10):
        for x in (left, right):
            cv2.line(page, (x, y), (x, min(y + 5, bottom)), colour, thick)


def _grey(image: npt.NDArray[np.uint8]) -> Picture:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_GRAY2RGB), np.uint8)


def _sheet(frames: Images) -> Picture:
    """Return the framed digits side by side, ten a row, each pixel large enough to be seen."""
    if not len(frames):
        return np.full((IMAGE_SIZE * 4, IMAGE_SIZE * 4, 3), 255, np.uint8)
    images = 255 - frames  # (n, 28, 28)
    blank = np.full((-len(images) % 10, IMAGE_SIZE, IMAGE_SIZE), 255, np.uint8)  # up to a multiple of ten
    # cells: (10·rows, 29, 29), each with a line to its right and below it
    cells = np.pad(np.concatenate([images, blank]), ((0, 0), (0, 1), (0, 1)), constant_values=190)
    rows = [np.concatenate(list(cells[start : start + 10]), axis=1) for start in range(0, len(cells), 10)]  # (29, 290)
    sheet = np.concatenate(rows)  # (29·rows, 290)
    return _grey(np.repeat(np.repeat(sheet, 4, 0), 4, 1))  # (116·rows, 1160, 3)

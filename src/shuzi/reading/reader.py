"""Read digits: from a photo of a page, or from images that hold one digit each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES, Predictions
from shuzi.imaging.framing import Mask
from shuzi.imaging.image_file import open_raster
from shuzi.imaging.ink import Ink, find_ink
from shuzi.imaging.light import InkKind, even_light
from shuzi.imaging.marks import find_marks
from shuzi.imaging.raster import Raster
from shuzi.imaging.rules import without_rules
from shuzi.imaging.single import frame_digits
from shuzi.reading.classifier import Classifier
from shuzi.reading.finding import Found, find_digits
from shuzi.reading.judge import Judge
from shuzi.reading.model import PRETRAINED, load
from shuzi.reading.orientation import quarter_turns
from shuzi.reading.page import Alternative, Box, Digit, Line, Page

LONGEST = 1600
"""A page is looked at with this many pixels on its longer side, or as many as it has."""

_HARDLY_SMALLER = 0.6
"""Reduced to this share or more, every pixel of a page has a part in the result of linear interpolation."""

_SMALL_WRITING = 30
"""Pixels: where digits are smaller, the page is looked at once more, twice as large."""

_SMALL_PICTURE = 200
"""Pixels of the longer side: pictures of up to this size hold no page."""

JUDGE = PRETRAINED / "judge.onnx"

SURE_FROM = 0.97
"""At most one in two hundred answers at least this confident is wrong.

Chosen on drawn pages: 98 % of the digits are sure then, and 0.14 % of those wrong; of drawn letters and scribbles 0.1 %
get so confident an answer. Record: benchmarks/results/2026-11-25-reading-sure.md
"""

_CLOSE = 0.1
"""Other readings at least this confident are told."""


class Reader:
    """Reads digits with a trained model; it can be used from several threads."""

    def __init__(self, model: str | Path | None = None, *, threads: int | None = None) -> None:
        """Load the model.

        Args:
            model: a run's folder; None is the model that comes with shuzi.
            threads: that a network runs on; None is one for each core.
        Raises:
            RunError: the folder is no run, or a file in it is missing or changed.
        """
        self.model = load(model, threads=threads)
        self.model.require_digits()
        self._judge = Classifier(JUDGE, threads=threads)

    def read(self, source: Any, *, ink: InkKind = "auto") -> Page:
        """Return the digits on a page, line by line.

        Args:
            source: a file's path, its bytes, a Pillow image, or an array as `shuzi.imaging.image_file` takes it.
            ink: whether it is darker or lighter than its ground; `auto` finds out.
        Raises:
            ImageError: it cannot be read as an image; the message says why.
        """
        return self.look(source, ink=ink).page

    def look(self, source: Any, *, ink: InkKind = "auto") -> "Look":
        """Return the page with everything that was seen on the way to it; otherwise as `read`."""
        raster = open_raster(source, longest=LONGEST)
        name = _name(source)
        look = self._look(_resized(raster.pixels, LONGEST), raster, ink, name)
        if 0 < look.writing < _SMALL_WRITING and max(look.pixels.shape[:2]) > _SMALL_PICTURE:
            closer = min(2 * LONGEST, 2 * max(look.pixels.shape[:2]))
            if max(raster.pixels.shape[:2]) < min(closer, raster.width, raster.height):
                raster = open_raster(source, longest=closer)
            look = self._look(_resized(raster.pixels, closer, enlarge=True), raster, ink, name)
        return look

    def _look(self, pixels: npt.NDArray[np.uint8], raster: Raster, ink: InkKind, name: str | None) -> "Look":
        darkness = even_light(pixels, ink)
        mask = find_ink(darkness)
        cleared = without_rules(mask, find_ink(darkness, share=0), darkness)
        marks = find_marks(cleared, darkness)
        judge = Judge(self.model.classifier, self._judge)
        turns = quarter_turns(marks, judge)
        if turns:
            turned = (np.ascontiguousarray(np.rot90(array, turns)) for array in (pixels, darkness, mask, cleared))
            pixels, darkness, mask, cleared = turned
            marks = find_marks(cleared, darkness)
        lines = find_digits(marks, darkness, judge)
        width, height = (raster.width, raster.height) if turns % 2 == 0 else (raster.height, raster.width)
        scale = width / pixels.shape[1]
        page = Page(width, height, tuple(_line(line, scale) for line in lines), file=name)
        return Look(page, pixels, darkness, mask, cleared, lines)

    def predict(self, images: Any, *, ink: InkKind = "auto") -> Predictions:
        """Return the digit, the probabilities and the confidence for every image; each holds one digit.

        Args:
            images: an array (n, height, width), with a channel axis or without, or a list of images of any sizes:
                arrays, Pillow images, paths or bytes.
            ink: whether it is darker or lighter than its ground; `auto` finds out for each image.
        Raises:
            ImageError: an image cannot be read, or an array has the wrong shape or type.
        """
        return self.model.predict(frame_digits(images, ink))


@dataclass(frozen=True)
class Look:
    """A page, and what was seen on the way to it; all arrays are upright and of one height and width."""

    page: Page
    pixels: npt.NDArray[np.uint8]
    """uint8, shape (height, width, 3)."""
    darkness: Ink
    mask: Mask
    """All ink; 0 or 255."""
    cleared: Mask
    """Ink without printed lines."""
    lines: list[list[Found]]

    @property
    def writing(self) -> float:
        """Median height of the digits, in pixels of these arrays; 0 without any."""
        heights = [found.mark.height for line in self.lines for found in line]
        return float(np.median(heights)) if heights else 0.0


def _resized(pixels: npt.NDArray[np.uint8], longest: int, *, enlarge: bool = False) -> npt.NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    factor = longest / max(height, width)
    if factor == 1 or (factor > 1 and not enlarge):
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    # Averaging over areas takes six times as long, and shows only where pixels would be left out.
    way = cv2.INTER_AREA if factor < _HARDLY_SMALLER else cv2.INTER_LINEAR if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)


def _line(found: list[Found], scale: float) -> Line:
    return Line(tuple(_digit(one, scale) for one in found))


def _digit(found: Found, scale: float) -> Digit:
    probabilities = found.probabilities[:NUM_CLASSES]
    order = np.argsort(-probabilities)
    best, confidence = int(order[0]), float(probabilities[order[0]])
    mark = found.mark
    box = Box(*(round(scale * value) for value in (mark.left, mark.top, mark.width, mark.height)))
    others = tuple(Alternative(int(k), float(probabilities[k])) for k in order[1:] if probabilities[k] >= _CLOSE)
    return Digit(best, confidence, confidence >= SURE_FROM, box, others)


def _name(source: Any) -> str | None:
    return str(source) if isinstance(source, str | Path) else None

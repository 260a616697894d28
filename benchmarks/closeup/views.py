"""Views of what the finder detects on drawn crops, each with the digit that is there, or none."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from drawn_pages.crop import Crop, draw_crop
from drawn_pages.glyphs import Fonts
from drawn_pages.hands import Hands

from shuzi.digits import NUM_CLASSES
from shuzi.finding.detection import Detection
from shuzi.finding.network import SIDE, Finder, Spot, view_of
from shuzi.finding.seen import look_once

NONE = NUM_CLASSES
"""The label of a detection where no digit is."""

_FROM = 0.12
"""So likely a centre is a detection that is judged; the reader judges from a little more."""

_HITS, _MISSES = 0.3, 0.5
"""Widths and heights of the longer side: nearer than the first is the digit, farther than the second is none."""

_ALIKE = 1.6
"""Ratio of sizes up to which a detection means a digit."""

PRINTED = 5
"""Column of a crop's places."""

_TAKES = 2
"""Views of each detection, each shaken anew: drawing costs far more."""

_UNSEEN = 0.5
"""Share of the digits that the finder does not name which are shown all the same."""


class Views(NamedTuple):
    """Views in rows."""

    pixels: npt.NDArray[np.uint8]
    """uint8 (n, 40, 40), brightness."""
    labels: npt.NDArray[np.uint8]
    """uint8 (n,): the digit, or `NONE`."""
    printed: npt.NDArray[np.bool_]
    """bool (n,): whether a digit is print."""


def views_of(crop: Crop, finder: Finder, random: np.random.Generator) -> Views:
    """Return the views of one crop."""
    grey = crop.pixels.astype(np.float32) / 255
    spots, labels, printed = [], [], []
    named: set[int] = set()
    for detection, label, which in named_detections(crop, finder):
        spots.append(Spot(detection.x, detection.y, detection.size))
        labels.append(label)
        printed.append(which >= 0 and bool(crop.places[which, PRINTED]))
        named.add(which)
    for number, (label, x, y, width, height, in_print) in enumerate(crop.places):
        if number not in named and random.random() < _UNSEEN:
            spots.append(Spot(float(x), float(y), float(max(width, height))))
            labels.append(int(label))
            printed.append(bool(in_print))
    views = [view_of(grey, _shaken(spot, random)) for spot in spots for _ in range(_TAKES)]
    pixels = np.clip(np.array(views, np.float32).reshape(-1, SIDE, SIDE) * 255, 0, 255).astype(np.uint8)
    return Views(pixels, np.repeat(np.array(labels, np.uint8), _TAKES), np.repeat(np.array(printed, bool), _TAKES))


def named_detections(crop: Crop, finder: Finder) -> list[tuple[Detection, int, int]]:
    """Return what the finder detects on a crop, each with its label and its digit's number there, or -1."""
    named = []
    for detection in look_once(crop.pixels.astype(np.float32) / 255, 1.0, finder).detections:
        if detection.chance >= _FROM and not _ignored(detection, crop):
            label, which = _label(detection, crop)
            if label is not None:
                named.append((detection, label, which))
    return named


def draw_views(hands: Hands, fonts: Fonts, finder: Finder, random: np.random.Generator) -> Iterator[Views]:
    """Yield the views of one drawn crop after another, without end."""
    while True:
        yield views_of(draw_crop(hands, fonts, random), finder, random)


def _label(detection: Detection, crop: Crop) -> tuple[int | None, int]:
    """Return the digit that a detection means, or `NONE`, and its number in the crop; None where nobody can say."""
    near = NONE, -1
    for number, (label, x, y, width, height, _) in enumerate(crop.places):
        size = max(width, height)
        away = max(abs(detection.x - x), abs(detection.y - y)) / size
        ratio = max(detection.size / size, size / detection.size)
        if away < _HITS * (0.6 if ratio > _ALIKE else 1):
            return (int(label), number) if ratio <= _ALIKE else (NONE, -1)
        if away < _MISSES:
            near = -1, -1
    return (None, -1) if near[0] < 0 else near


def _ignored(detection: Detection, crop: Crop) -> bool:
    return any(
        left - 3 < detection.x < right + 3 and top - 3 < detection.y < bottom + 3
        for left, top, right, bottom in crop.ignored
    )


def _shaken(spot: Spot, random: np.random.Generator) -> Spot:
    """Return the place a little beside itself, as another look would name it."""
    x, y = random.normal(0, 0.03 * spot.size, 2)
    return Spot(spot.x + x, spot.y + y, spot.size * float(np.exp(random.normal(0, 0.08))))

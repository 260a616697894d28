"""Digits of real people as strokes, sorted by writer, so that any pen can write them on any page."""

import os
import pickle
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from drawn_pages.thinning import Strokes, strokes_of
from shuzi.digits import NUM_CLASSES, Split
from shuzi.drawing import WAYS, points_of, smooth

FOR_TRAINING, FOR_VALIDATION = 50_000, 2_000
"""Of MNIST's images: all that the training part has, and as many of the rest as validation pages need."""


class Glyph(NamedTuple):
    """One digit: its strokes end to end, brought to a height of 1 with its middle at 0, 0."""

    label: int
    points: npt.NDArray[np.float32]
    """float32, shape (n, 2): x to the right, y downwards."""
    starts: npt.NDArray[np.int32]
    """First point of each stroke, and the end of the last."""


class Hands(NamedTuple):
    """Writers' digits, for training pages or for validation pages: never the same people in both."""

    pen: list[list[list[Glyph]]]
    """Written on a tablet: by writer, by digit."""
    thinned: list[list[Glyph]]
    """MNIST's, by digit: each image may be another writer's."""


def load_hands(strokes: Path, mnist: Split, work: Path, *, validation: bool) -> Hands:
    """Return the hands of one part.

    Args:
        strokes: `pendigits.npz`; its part 0 (30 writers) is for training pages, part 1 (14 others) for validation.
        mnist: MNIST's training images; the first 50,000 are for training pages, the last 10,000 for validation.
        work: where thinned digits are kept for the next time; thinning takes some minutes.
        validation: which part.
    """
    part = slice(50_000, 50_000 + FOR_VALIDATION) if validation else slice(0, FOR_TRAINING)
    kept = work / f"thinned-{part.start}-{part.stop}.pickle"
    if not kept.exists():
        lines: list[Strokes] = []
        for start in range(part.start, part.stop, 500):
            lines += strokes_of(mnist.images[start : min(start + 500, part.stop)])
        thinned: list[list[Glyph]] = [[] for _ in range(NUM_CLASSES)]
        for label, strokes_found in zip(mnist.labels[part], lines, strict=True):
            if strokes_found:
                thinned[label].append(glyph_of(int(label), strokes_found))
        work.mkdir(parents=True, exist_ok=True)
        whole = kept.with_suffix(f".{os.getpid()}")
        whole.write_bytes(pickle.dumps(thinned))
        whole.replace(kept)
    return Hands(tablet_hands(strokes, part=int(validation)), pickle.loads(kept.read_bytes()))


def tablet_hands(path: Path, *, part: int) -> list[list[list[Glyph]]]:
    """Return the digits of the tablet's writers of one part, by writer, by digit."""
    data = np.load(path)
    points, stroke_start, digit_start = data["points"], data["stroke_start"], data["digit_start"]
    stroke_ends = np.append(stroke_start[1:], len(points))
    digit_ends = np.append(digit_start[1:], len(stroke_start))
    writers: dict[int, list[list[Glyph]]] = {}
    for place in np.flatnonzero(data["part"] == part):
        lines = [
            points[stroke_start[k] : stroke_ends[k]].astype(np.float32)
            for k in range(digit_start[place], digit_ends[place])
        ]
        label = int(data["label"][place])
        digits = writers.setdefault(int(data["writer"][place]), [[] for _ in range(NUM_CLASSES)])
        digits[label].append(glyph_of(label, lines))
    return [digits for digits in writers.values() if all(digits)]


def glyph_of(label: int, lines: list[npt.NDArray[np.float32]]) -> Glyph:
    """Return strokes brought to a height of 1; what lies flat, to a width of 1."""
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    size = max(high[1] - low[1], 0.35 * (high[0] - low[0]), 1e-3)
    starts = np.cumsum([0, *map(len, lines)]).astype(np.int32)
    return Glyph(label, ((points - (low + high) / 2) / size).astype(np.float32), starts)


def template_glyph(label: int, random: np.random.Generator) -> Glyph:
    """Return a digit by one of the ways that handwriting manuals teach, in an unsteady hand."""
    ways = WAYS[label]
    way = ways[int(random.integers(len(ways)))]
    width, unsteady = random.uniform(0.45, 0.95), random.uniform(0.01, 0.05)
    lines = []
    for kind, points in map(points_of, way):
        placed = points + random.normal(0, unsteady, points.shape)
        if kind == "curve":
            placed = smooth(placed)
        lines.append((placed * (width, 1)).astype(np.float32))
    return glyph_of(label, lines)

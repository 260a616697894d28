"""Answers written into a form by hand: true to its checks, with digits that no training saw."""

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from drawn_forms.blank import Blank
from shuzi.digits import Split

_FIRST = 50_000
"""Of MNIST's training images the last 10,000 are for validation: neither finder nor reader was trained on them."""

_INKS = ((25, 45, 140), (20, 20, 24), (70, 70, 74))
"""Red, green and blue of blue ink, black ink, and pencil."""


def fill(blank: Blank, mnist: Split, random: np.random.Generator) -> tuple[npt.NDArray[np.uint8], dict[str, str]]:
    """Return the sheet with every field filled in, uint8 (height, width, 3), and the answers by field."""
    answers: dict[str, str] = {}
    for field in sorted(blank.fields, key=lambda field: isinstance(field.get("check"), dict)):
        answers[str(field["name"])] = _answer(field, answers, random)
    page = blank.pixels.copy()
    ink = np.array(_INKS[int(random.integers(len(_INKS)))], np.float32)
    pen = _Pen(ink, random.uniform(0.5, 0.68), random.uniform(0.0, 0.04))
    for field in blank.fields:
        _write(page, field, answers[str(field["name"])], pen, (mnist, random))
    return page, answers


def _answer(field: dict[str, Any], answers: dict[str, str], random: np.random.Generator) -> str:
    check = field.get("check")
    if isinstance(check, dict):
        return str(sum(int(answers[name]) for name in check["sum"]))
    if "allowed" in field:
        return str(random.choice(field["allowed"]))
    if "range" in field:
        number = str(random.integers(field["range"][0], field["range"][1] + 1))
        return number.zfill(field["digits"]) if isinstance(field["digits"], int) else number
    digits = [int(digit) for digit in random.integers(0, 10, field["digits"] - 1)]
    if check == "isbn13":
        digits[:3] = [9, 7, 8]
        return "".join(map(str, digits)) + str(-sum(d * (1, 3)[k % 2] for k, d in enumerate(digits)) % 10)
    doubled = [d * 2 - 9 * (d > 4) if k % 2 == 0 else d for k, d in enumerate(reversed(digits))]
    return "".join(map(str, digits)) + str(-sum(doubled) % 10)


class _Pen(NamedTuple):
    """How one person writes on one sheet."""

    ink: npt.NDArray[np.float32]
    """Red, green and blue, 0 to 255."""
    share: float
    """Height of a digit, in heights of its field."""
    spread: float


def _write(
    page: npt.NDArray[np.uint8], field: dict[str, Any], text: str, pen: _Pen, makings: tuple[Split, np.random.Generator]
) -> None:
    (ink, share, spread), (mnist, random) = pen, makings
    x, y, width, height = field["box"]
    in_cells = isinstance(field["digits"], int) and field["digits"] > 1
    cell = width / field["digits"] if in_cells else 0.78 * share * height
    left = x + (0 if in_cells else random.uniform(0.1, 0.5) * max(0.0, width - cell * len(text)))
    for place, digit in enumerate(text):
        tall = height * share * np.exp(random.normal(0, spread + 0.03))
        cover = _digit(int(digit), round(tall), mnist, random)
        middle_x = left + (place + 0.5) * cell + random.normal(0, 0.03) * height
        middle_y = y + height * (0.5 + random.normal(0, 0.04))
        _stamp(page, cover, round(middle_x - cover.shape[1] / 2), round(middle_y - cover.shape[0] / 2), ink)


def _digit(digit: int, tall: int, mnist: Split, random: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return how much ink covers each pixel of a digit so many pixels high, 0 to 1."""
    known = np.flatnonzero(mnist.labels[_FIRST:] == digit) + _FIRST
    image = mnist.images[int(random.choice(known))]
    left, top, width, height = cv2.boundingRect((image > 60).astype(np.uint8))
    if width > height:  # lies flat
        tall = max(8, round(tall * height / width))
    size = max(3, round(width * tall / height)), tall
    grey = cv2.resize(image[top : top + height, left : left + width], size, interpolation=cv2.INTER_CUBIC)
    cover = cv2.GaussianBlur(np.pad(grey, 3).astype(np.float32), (0, 0), 0.03 * tall)
    return np.asarray(np.clip((cover - 60) / 80, 0, 1), np.float32)


def _stamp(page: npt.NDArray[np.uint8], cover: npt.NDArray[np.float32], left: int, top: int,
           ink: npt.NDArray[np.float32]) -> None:  # fmt: skip
    under = page[top : top + cover.shape[0], left : left + cover.shape[1]]
    share = cover[: under.shape[0], : under.shape[1], None]
    under[:] = np.minimum(under, under * (1 - share) + ink * share).astype(np.uint8)

"""What is seen on the way to a page, for whoever shows it or goes on from there."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import Images
from shuzi.finding.find import Finding
from shuzi.reading.fusion import Opinion
from shuzi.reading.page import Digit, Page


class Seen(NamedTuple):
    """The digits of a page that lies as it should, before anything is decided about them."""

    boxes: npt.NDArray[np.float32]
    """float32 (n, 4): left, top, width and height of each digit's ink, in pixels of the page."""
    opinion: Opinion
    printed: npt.NDArray[np.float64]
    """float64 (n,): how likely each is print."""
    frames: Images
    """uint8 (n, 28, 28): every digit as the model saw it."""


@dataclass(frozen=True)
class Trace:
    """A page, and what was seen on the way to it."""

    page: Page
    pixels: npt.NDArray[np.uint8]
    """uint8, shape (height, width, 3); upright."""
    finding: Finding
    """The looks, and where the digits are in these pixels."""
    frames: Images
    """uint8 (n, 28, 28): every digit of `finding.detections` as the model saw it."""
    lines: list[list[int]]
    """The numbers of the detections in every line."""


class Doubted(NamedTuple):
    """Marks that were taken for no digit, and what they would be if they were."""

    digits: tuple[Digit, ...]
    frames: Images
    """uint8 (n, 28, 28): each as the model saw it."""

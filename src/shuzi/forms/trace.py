"""A filled sheet with what was seen on the way to its answers, for a person who looks it over."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shuzi.digits import Images
from shuzi.forms.align import Points
from shuzi.forms.sheet import FilledSheet
from shuzi.reading.page import Box


@dataclass(frozen=True)
class FieldSeen:
    """What was seen of one field."""

    box: Box
    """As the form tells it."""
    corners: Points
    """float32 (4, 2): x and y of top left, top right, bottom right, bottom left, in pixels of the upright photo."""
    digits: tuple[int, ...]
    """The likeliest digit of every mark in it that may be one, from left to right."""
    real: npt.NDArray[np.float32]
    """float32 (n,): how likely each is a digit at all."""
    frames: Images
    """uint8 (n, 28, 28): each as the model saw it."""


@dataclass(frozen=True)
class SheetTrace:
    """A filled sheet, brought onto the form."""

    sheet: FilledSheet
    pixels: npt.NDArray[np.uint8]
    """uint8 (height, width, 3): the sheet as the form's example page lies."""
    factor: float
    """Pixels of it for one in which the form tells its boxes."""
    fields: tuple[FieldSeen, ...]
    """In the order of the form's."""
    width: int
    """Of the upright photo as stored, in pixels."""
    height: int
    pages: int | None
    """How many the file has; None of an image."""

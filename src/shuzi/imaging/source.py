"""An image that is decoded, or can be, in pieces: what every format gives."""

from collections.abc import Callable
from typing import NamedTuple

from PIL import Image

from shuzi.imaging.orientation import UPRIGHT

Strip = Callable[[int, int], Image.Image]
"""Gives the rows from the first number to below the second as an image, full width, in a mode of 8 bits or less."""


class Source(NamedTuple):
    """Pixels in the order of the file."""

    strip: Strip
    width: int
    height: int
    orientation: int = UPRIGHT
    reduced: int = 1
    """Stored pixels per pixel of the strips: JPEG decodes smaller at once."""
    bytes_held: int = 0
    """Memory that the decoded image takes, beside its strips."""

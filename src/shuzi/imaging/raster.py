"""Upright RGB pixels, no finer than asked for."""

from math import isqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from shuzi.imaging.orientation import as_stored, lies_on_its_side
from shuzi.imaging.source import PixelSource

_PIXELS_AT_ONCE = 500_000
"""Of a strip; set by hand: with its copies it takes a few megabytes."""

_MOST_REDUCED = 64
"""By so much at most an image is made smaller at once; set by hand: 50 megapixels are then some 110 a side."""

_MEMORY = 280_000_000
"""Bytes of the decoded image and of the raster that is made of it, which with the rest stay below 300 MB."""

_CLEAR, _LIGHT = 127, 127
"""Of 255, half each: clearer pixels are not seen; lighter ones could vanish on white. Set by hand."""


class Raster(NamedTuple):
    """An image as a person sees it."""

    pixels: npt.NDArray[np.uint8]
    """uint8, shape (height, width, 3); RGB, upright, what is clear in it on white, or on black if all else is light."""
    width: int
    """Of the upright image as stored, in pixels, before it was reduced."""
    height: int
    """Of the upright image as stored, in pixels, before it was reduced."""

    @property
    def scale(self) -> float:
        """Stored pixels per pixel of the raster; a whole number."""
        # The last pixel of a row may stand for fewer, so that this division alone is not exact.
        return float(-(-max(self.width, self.height) // max(self.pixels.shape[:2])))


def reduction(width: int, height: int, longest: int) -> int:
    """Return the largest whole number by which the image may be reduced and still have `longest` pixels."""
    side = max(width, height)
    # The root keeps `Raster.scale` exact where hardly a pixel is left.
    return max(1, min(side // longest, isqrt(side), _MOST_REDUCED))


def raster_of(source: PixelSource, *, longest: int) -> Raster:
    """Return the pixels of a source, strip by strip, so that no second copy of the whole is ever made.

    One that would take more than 300 MB beside the decoded image comes by half whatever `longest` says; that takes
    more than 40 megapixels in colour.
    """
    by = max(1, reduction(source.width, source.height, longest) // source.reduced)
    columns, rows = (-(-side // source.reduced) for side in (source.width, source.height))
    if by == 1 and source.bytes_held + 3 * columns * rows > _MEMORY:
        by = 2
    shape = (-(-rows // by), -(-columns // by), 3)
    on_side = lies_on_its_side(source.orientation)
    pixels = np.empty((shape[1], shape[0], 3) if on_side else shape, np.uint8)
    place = as_stored(pixels, source.orientation)  # (rows, columns, 3), as in the file
    step = max(1, _PIXELS_AT_ONCE // (columns * by)) * by
    ground = _ground(source, rows, step)
    for top in range(0, rows, step):
        strip = _on_ground(source.strip(top, min(top + step, rows)), ground)
        piece = np.asarray(strip.reduce(by) if by > 1 else strip)  # (rows, columns) or (rows, columns, 3)
        # Grey is written to all three channels.
        # (rows, columns, 3), or of grey (rows, columns, 1)
        place[top // by : top // by + len(piece)] = piece if piece.ndim == 3 else piece[:, :, np.newaxis]
    if on_side:
        return Raster(pixels, source.height, source.width)
    return Raster(pixels, source.width, source.height)


def _ground(source: PixelSource, rows: int, step: int) -> str:
    """Return what clear pixels are laid on: white, but black where all that is to be seen is light ink."""
    darkest = 255
    for top in range(0, rows, step):
        strip = source.strip(top, min(top + step, rows))
        if not strip.has_transparency_data and strip.mode != "La":
            return "white"
        grey, alpha = (np.asarray(band) for band in _with_alpha(strip).convert("LA").split())
        seen = grey[alpha > _CLEAR]
        darkest = min(darkest, int(seen.min(initial=255)))
    return "black" if darkest > _LIGHT else "white"


def _on_ground(strip: Image.Image, ground: str) -> Image.Image:
    if strip.has_transparency_data or strip.mode == "La":
        strip = Image.alpha_composite(Image.new("RGBA", strip.size, ground), _with_alpha(strip))
    if strip.mode in ("1", "L"):
        return strip.convert("L")
    return strip.convert("RGB")


def _with_alpha(strip: Image.Image) -> Image.Image:
    return (strip.convert("LA") if strip.mode == "La" else strip).convert("RGBA")

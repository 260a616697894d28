"""Images that Pillow has decoded, in whatever mode."""

import numpy as np
from PIL import Image

from shuzi.imaging.depth import eight_bits, white_of
from shuzi.imaging.source import Strip

_ROWS_AT_ONCE = 256

_SMALL_PIXELS = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2}


def bytes_held(image: Image.Image) -> int:
    """Return how much memory Pillow keeps the pixels in: of one to four channels, always four bytes a pixel."""
    return image.width * image.height * _SMALL_PIXELS.get(image.mode, 4)


def decoded_strips(image: Image.Image) -> Strip:
    """Return the image's strips; 16 bits, 32 bits and fractions come scaled to 8 bits.

    Raises:
        Refused: an image of fractions or 32 bits holds numbers that mean no brightness.
    """
    if not (image.mode.startswith("I") or image.mode == "F"):
        return lambda top, bottom: image.crop((0, top, image.width, bottom))
    white = _white(image)
    clear = image.info.get("transparency")

    def strip(top: int, bottom: int) -> Image.Image:
        numbers = np.asarray(image.crop((0, top, image.width, bottom)))
        grey = eight_bits(numbers, white)
        if isinstance(clear, int):
            grey[numbers == clear] = 255  # one shade of grey may stand for "nothing", which counts as white
        return Image.fromarray(grey)

    return strip


def _white(image: Image.Image) -> float:
    # Pillow's own extrema pass over NaN, and the whole as an array would be one copy too many.
    pieces = (
        np.asarray(image.crop((0, top, image.width, min(top + _ROWS_AT_ONCE, image.height))))
        for top in range(0, image.height, _ROWS_AT_ONCE)
    )
    extremes = np.array([(piece.min(), piece.max()) for piece in pieces], np.float64)
    # Mode "I" has 32 bits, but files with 16 bits are all that is ever read into it.
    dtype = np.dtype(np.float32 if image.mode == "F" else np.uint16)
    return white_of(dtype, float(extremes[:, 0].min()), float(extremes[:, 1].max()))

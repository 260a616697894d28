"""NumPy arrays as images."""

from PIL import Image

from shuzi.imaging.depth import Numbers, eight_bits, white_of
from shuzi.imaging.limits import check_dimensions
from shuzi.imaging.refusal import Refused
from shuzi.imaging.source import Source

_SHAPES = "(height, width), (height, width, 1), (height, width, 3) or (height, width, 4)"


def array_source(array: Numbers) -> Source:
    """Return an array as a source of pixels.

    Args:
        array: numbers as `white_of` takes them, shape (height, width) or (height, width, 1) grey, (height, width, 3)
            RGB, (height, width, 4) RGB and alpha.
    Raises:
        Refused: wrong shape, type or range; no pixels, or too many.
    """
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (1, 3, 4)):
        raise Refused(f"has the shape {array.shape}; expected {_SHAPES}.")
    height, width = array.shape[:2]
    check_dimensions(width, height)
    if array.dtype.kind in "buif":
        white = white_of(array.dtype, float(array.min()), float(array.max()))
    else:
        white = white_of(array.dtype, 0, 0)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]

    def strip(top: int, bottom: int) -> Image.Image:
        return Image.fromarray(eight_bits(array[top:bottom], white))

    return Source(strip, width, height)

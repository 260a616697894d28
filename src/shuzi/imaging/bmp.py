"""BMP."""

import io

from PIL import BmpImagePlugin

from shuzi.imaging.decoded import bytes_held, decoded_strips
from shuzi.imaging.limits import check_dimensions
from shuzi.imaging.source import Source


def bmp_source(content: bytes) -> Source:
    """Return the decoded image.

    Raises:
        Refused: too many pixels.
        Exception: whatever Pillow raises on a damaged file.
    """
    image = BmpImagePlugin.BmpImageFile(io.BytesIO(content))
    check_dimensions(*image.size)
    image.load()
    return Source(decoded_strips(image), *image.size, bytes_held=bytes_held(image))

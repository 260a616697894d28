"""BMP."""

import io

from PIL import BmpImagePlugin

from shuzi.imaging.limits import Refused, check_dimensions
from shuzi.imaging.source import PixelSource, bytes_held, decoded_strips

_RUN_LENGTHS = (BmpImagePlugin.BmpImageFile.COMPRESSIONS["RLE8"], BmpImagePlugin.BmpImageFile.COMPRESSIONS["RLE4"])
_MOST_PACKED_BYTES = 2_000_000
"""Of a packed BMP: Pillow takes 0.3 s a megabyte, so that one takes 0.6 s at most; set by hand."""


def bmp_source(content: bytes) -> PixelSource:
    """Return the decoded image.

    Raises:
        Refused: too many pixels, or packed, which takes Pillow 0.3 s a megabyte, and not small.
        Exception: whatever Pillow raises on a damaged file.
    """
    image = BmpImagePlugin.BmpImageFile(io.BytesIO(content))
    check_dimensions(*image.size)
    if image.info.get("compression") in _RUN_LENGTHS and len(content) > _MOST_PACKED_BYTES:
        raise Refused(
            f"is a packed BMP of {len(content) / 1e6:.1f} MB, which takes long to unpack; expected "
            f"{_MOST_PACKED_BYTES // 1_000_000} MB at most. Save it as PNG."
        )
    image.load()
    return PixelSource(decoded_strips(image), *image.size, bytes_held=len(content) + bytes_held(image))

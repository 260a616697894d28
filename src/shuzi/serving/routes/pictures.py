"""Pictures as they stand in JSON."""

import base64
import io

import numpy as np
import numpy.typing as npt
from PIL import Image

_QUALITY = 85
"""Of JPEG."""


def base64_of(pixels: npt.NDArray[np.uint8]) -> str:
    """Return the bytes of an array, row by row, in base64."""
    return base64.b64encode(pixels.tobytes()).decode()


def jpeg_of(pixels: npt.NDArray[np.uint8]) -> str:
    """Return a picture as JPEG, in base64.

    Args:
        pixels: uint8 (height, width, 3), RGB.
    """
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=_QUALITY)
    return base64.b64encode(stream.getvalue()).decode()

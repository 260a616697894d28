"""One image file that holds one digit, 28×28 pixels, as MNIST stores it."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from shuzi.digits import IMAGE_SHAPE, IMAGE_SIZE
from shuzi.errors import ImageShapeError
from shuzi.imaging.image_file import open_raster


def read_digit_image(path: Path) -> npt.NDArray[np.uint8]:
    """Return the digit in an image file as MNIST stores it.

    Transparent pixels count as white. Where the outermost pixels are light on average, the image shows dark ink on
    light paper and is inverted, since MNIST stores ink as the high value and keeps a border of paper.

    Returns:
        uint8, shape (28, 28); 0 is paper, 255 is ink.
    Raises:
        ImageError: the file is not there or is no image in a known format.
        ImageShapeError: the image is not 28×28.
    """
    raster = open_raster(path, longest=IMAGE_SIZE)
    if (raster.width, raster.height) != IMAGE_SHAPE:
        raise ImageShapeError(
            f"{path} has {raster.width}×{raster.height} pixels; expected 28×28. "
            "Crop it to the digit and resize it to 28×28 first."
        )
    pixels = np.asarray(Image.fromarray(raster.pixels).convert("L"))
    border = np.concatenate([pixels[0], pixels[-1], pixels[1:-1, 0], pixels[1:-1, -1]])
    return 255 - pixels if border.mean() > 127.5 else pixels

"""One image file that holds one digit, 28×28 pixels, as MNIST stores it."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from shuzi.digits import IMAGE_SHAPE
from shuzi.errors import ImageError, ImageShapeError

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")
"""Formats that are read, told by the file's content and not by its name."""


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
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.size != IMAGE_SHAPE:
                raise ImageShapeError(
                    f"{path} has {image.width}×{image.height} pixels; expected 28×28. "
                    "Crop it to the digit and resize it to 28×28 first."
                )
            pixels = _grey(image)
    except ImageError:
        raise
    except FileNotFoundError:
        raise ImageError(f"{path} is not there; expected an image of 28×28 pixels. Check the path.") from None
    except IsADirectoryError:
        raise ImageError(f"{path} is a folder; expected an image file. Name the files in it.") from None
    except UnidentifiedImageError:
        raise ImageError(
            f"{path} is no image that shuzi reads; expected {', '.join(FORMATS)}. Save it as PNG."
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ImageError(f"{path} cannot be read as an image ({error}). Save it as PNG again.") from None
    border = np.concatenate([pixels[0], pixels[-1], pixels[1:-1, 0], pixels[1:-1, -1]])
    return 255 - pixels if border.mean() > 127.5 else pixels


def _grey(image: Image.Image) -> npt.NDArray[np.uint8]:
    if image.mode.startswith("I") or image.mode == "F":
        # Pillow clips these to 255; 16-bit images are scaled instead.
        deep = np.asarray(image, dtype=np.float64)
        if image.mode == "F" or deep.min() < 0 or deep.max() > 65535:
            raise ValueError(f"its pixels are of type {image.mode}, not whole numbers of 8 or 16 bits")
        return np.rint(deep / 257).astype(np.uint8)
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return np.asarray(image.convert("L"))

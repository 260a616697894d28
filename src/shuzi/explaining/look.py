"""One digit as a table of numbers, as text drawn with block characters, and as a picture."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from shuzi.digits import IMAGE_SHAPE, INPUT_SHAPE
from shuzi.errors import ImageShapeError

_SHADES = " ░▒▓█"

DigitImage = npt.NDArray[np.uint8]
"""uint8, shape (28, 28) or (28, 28, 1); 0 is paper, 255 is ink."""


def matrix_text(digit: DigitImage) -> str:
    """Return the pixels as 28 lines of 28 numbers, each three characters wide.

    Raises:
        ImageShapeError: the array is no image of 28×28.
    Example:
        >>> import shuzi
        >>> shuzi.matrix_text(shuzi.load_mnist().test.images[0]).splitlines()[7][24:48]
        ' 84 185 159 151  60  36 '
    """
    return "\n".join(" ".join(f"{value:3d}" for value in row) for row in checked(digit).tolist())


def blocks_text(digit: DigitImage) -> str:
    """Return the digit drawn with block characters, 28 lines of 56; darker characters are more ink.

    Raises:
        ImageShapeError: the array is no image of 28×28.
    Example:
        >>> import shuzi
        >>> print(shuzi.blocks_text(shuzi.load_mnist().test.images[0]).splitlines()[7].strip())
        ▒▒▓▓▓▓▓▓░░░░
    """
    # Ink of 1 is already a faint dot, so that nothing that is there looks like paper.
    shades = np.ceil(checked(digit) / 255 * (len(_SHADES) - 1)).astype(int)
    return "\n".join("".join(_SHADES[shade] * 2 for shade in row) for row in shades.tolist())


def picture(digit: DigitImage, *, scale: int = 20) -> Image.Image:
    """Return the digit as a picture, dark ink on white paper, as the colour map `Greys` shows it.

    Args:
        digit: the image.
        scale: pixels of the picture for each pixel of the digit, along each axis.
    Raises:
        ImageShapeError: the array is no image of 28×28.
    Example:
        >>> import shuzi
        >>> shuzi.picture(shuzi.load_mnist().test.images[0], scale=10).size
        (280, 280)
    """
    image = Image.fromarray(255 - checked(digit))
    return image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)


def checked(digit: npt.ArrayLike) -> DigitImage:
    """Return the digit, shape (28, 28).

    Raises:
        ImageShapeError: the array is no image of 28×28.
    """
    array = np.asarray(digit)
    if array.shape not in (IMAGE_SHAPE, INPUT_SHAPE) or array.dtype != np.uint8:
        raise ImageShapeError(
            f"got an array of shape {array.shape} and type {array.dtype}; expected uint8 of shape (28, 28). "
            "Pass one image, as MNIST stores it."
        )
    return array.reshape(IMAGE_SHAPE)  # (28, 28)

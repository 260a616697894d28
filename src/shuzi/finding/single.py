"""Find the one digit of an image, and frame it as MNIST's digits are."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import Images, has_ink
from shuzi.imaging import single


class Framed(NamedTuple):
    """The digits of n images."""

    images: Images
    """uint8, shape (n, 28, 28); all 0 where none is found."""
    found: npt.NDArray[np.bool_]
    """bool, shape (n,)."""


def frame_digits(images: Any) -> Framed:
    """Return the digit of each image, if it holds one.

    Args:
        images: an array (n, height, width), (n, height, width, 1) or (n, height, width, 3), or a list of images of
            any sizes: arrays, Pillow images, paths or bytes.
    Raises:
        ImageShapeError: an array of another shape, or no image.
        ImageError: an image cannot be read.
    """
    framed = single.frame_digits(images, "auto")
    return Framed(framed, has_ink(framed))


def frame_digit(image: Any) -> tuple[npt.NDArray[np.uint8], bool]:
    """Return one digit as MNIST holds it, uint8 (28, 28), and whether there is one; else as `frame_digits`."""
    images, found = frame_digits([image])
    return images[0], bool(found[0])

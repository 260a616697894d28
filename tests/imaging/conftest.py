"""A picture, and files made of it."""

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image


@pytest.fixture(scope="session")
def page(mnist) -> np.ndarray:
    """Dark ink on light paper, uint8, shape (56, 84): an MNIST digit, twice its size and off the middle."""
    paper = np.full((56, 84), 255, np.uint8)
    paper[:, 10:66] = 255 - cv2.resize(mnist.test.images[0], (56, 56), interpolation=cv2.INTER_CUBIC)
    return paper


@pytest.fixture(scope="session")
def encode() -> Callable[..., bytes]:
    """Return a file's bytes: `encode(image or array, "PNG", **what Pillow's `save` takes)`."""

    def file(image, kind: str, **options) -> bytes:
        stream = io.BytesIO()
        (Image.fromarray(image) if isinstance(image, np.ndarray) else image).save(stream, kind, **options)
        return stream.getvalue()

    return file

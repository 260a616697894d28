"""A folder of labelled digits as somebody writes who leans far to the left: 52 degrees."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from shuzi.data.mnist import Mnist


def leaning(images):
    """Return images of 56×56, uint8, 255 is ink."""
    matrix = np.array([[1, 1.3, -1.3 * 28], [0, 1, 0]], np.float32)
    padded = np.pad(images, ((0, 0), (14, 14), (14, 14)))
    return np.stack([cv2.warpAffine(image, matrix, (56, 56)) for image in padded])


def write_hand(folder: Path, mnist: Mnist, *, each: int) -> Path:
    """Write so many of each digit, dark on light."""
    for digit in range(10):
        place = folder / str(digit)
        place.mkdir(parents=True)
        chosen = np.flatnonzero(mnist.test.labels == digit)[:each]
        for number, image in enumerate(leaning(mnist.test.images[chosen])):
            Image.fromarray(255 - image).save(place / f"{number}.png")
    return folder

"""A finder, and pages that the tests draw."""

import cv2
import numpy as np
import pytest

from shuzi.finding.network import Finder


@pytest.fixture(scope="session")
def finder() -> Finder:
    return Finder()


@pytest.fixture
def inked(mnist):
    """A function that writes MNIST's test digits on paper: text, left and top of each with its height in pixels."""

    def write(shape, *digits, paper=235, ink=30):
        page = np.full((*shape, 3), paper, np.float32)
        for label, left, top, height in digits:
            image = mnist.test.images[int(np.flatnonzero(mnist.test.labels == label)[3])]
            x, y, wide, high = cv2.boundingRect((image > 60).astype(np.uint8))
            size = max(2, round(wide * height / high)), height
            cover = cv2.resize(image[y : y + high, x : x + wide], size, interpolation=cv2.INTER_CUBIC) / 255
            part = page[top : top + size[1], left : left + size[0]]
            part[:] = part * (1 - cover[..., None]) + ink * cover[..., None]
        return np.clip(page, 0, 255).astype(np.uint8)

    return write

"""Writes text on paper of the tests' own."""

import cv2
import numpy as np
import pytest

from shuzi.reading.reader import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture
def written(mnist):
    """A function that writes MNIST's test digits in lines on white paper."""

    def write(*lines: str, height: int = 60, gap: int = 30, shape: tuple[int, int] = (600, 900)) -> np.ndarray:
        paper = np.full((*shape, 3), 235, np.uint8)
        for number, line in enumerate(lines):
            left, top = 60, 50 + number * 2 * height
            for place, text in enumerate(line):
                index = int(np.flatnonzero(mnist.test.labels == int(text))[3 * place + number])
                ink = mnist.test.images[index]
                x, y, wide, high = cv2.boundingRect((ink > 60).astype(np.uint8))
                size = max(2, round(wide * height / high)), height
                digit = cv2.resize(ink[y : y + high, x : x + wide], size, interpolation=cv2.INTER_CUBIC)
                place_ = paper[top : top + height, left : left + size[0]]
                np.minimum(place_, (235 - 0.8 * digit[..., None]).astype(np.uint8), out=place_)
                left += size[0] + gap
        return paper

    return write

"""What lies between a sheet and the pixels of a file: lens, movement, few pixels, noise, contrast, JPEG, scanners."""

import cv2
import numpy as np
import numpy.typing as npt

from drawn_pages.paper import Grey
from drawn_pages.writing import SIZE

_READABLE = 8.0
"""Pixels: so high a digit must be for a person to read it."""


def photographed(
    light: Grey, random: np.random.Generator, *, screen: bool, ink: float, smallest: float
) -> npt.NDArray[np.uint8]:
    """Return the sheet as a file would hold it, uint8 (SIZE, SIZE).

    Args:
        light: the brightness of each point.
        random: where all draws come from.
        ink: how dark writing is where it covers all, 0 to 1: faint ink gets no fainter, and a scanner keeps it.
        smallest: height of the smallest digit in pixels; it is never reduced so far that nobody could read it.
        screen: whether it was drawn on a screen: then hardly anything lies between.
    """
    image = light
    if not screen:
        image = _seen(image, random, ink)
    if random.random() < (0.3 if screen else 0.33):
        image = _few_pixels(image, random, smallest)
    if random.random() < 0.35:
        image = np.clip(image, 0, 1) ** np.float32(np.exp(random.normal(0, 0.4)))
    if not screen and random.random() < 0.15:  # little contrast
        share = np.float32(random.uniform(min(1.0, 0.1 / ink), 1))
        image = image * share + np.float32(random.uniform(0, 1 - share))
    if not screen and random.random() < 0.04:
        image = _scanned(image, random, ink)
    pixels = np.clip(image * 255, 0, 255).astype(np.uint8)
    if random.random() < (0.2 if screen else 0.5):
        quality = int(random.integers(20, 96))
        _, stored = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        pixels = np.asarray(cv2.imdecode(stored, cv2.IMREAD_GRAYSCALE), np.uint8)
    return pixels


def _seen(image: Grey, random: np.random.Generator, ink: float) -> Grey:
    if random.random() < 0.75:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), float(random.uniform(0.25, 1.1))), np.float32)
    if random.random() < 0.06:  # the camera moved
        length = int(random.integers(2, 6))
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, int(random.integers(length))), (length - 1, int(random.integers(length))), 1)
        kernel = kernel if random.random() < 0.5 else np.ascontiguousarray(kernel.T)
        image = np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE), np.float32)
    strength = np.float32(np.exp(random.uniform(np.log(0.002), np.log(min(0.05, 0.15 * ink)))))
    return image + strength * random.standard_normal((SIZE, SIZE), np.float32)


def _few_pixels(image: Grey, random: np.random.Generator, smallest: float) -> Grey:
    """Return the image as if it had been small and was enlarged."""
    size = max(24, round(SIZE * random.uniform(min(0.9, max(0.3, _READABLE / smallest)), 0.95)))
    small = cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)
    way = (cv2.INTER_CUBIC, cv2.INTER_LINEAR, cv2.INTER_NEAREST)[int(random.choice(3, p=(0.5, 0.4, 0.1)))]
    return np.asarray(cv2.resize(small, (SIZE, SIZE), interpolation=way), np.float32)


def _scanned(image: Grey, random: np.random.Generator, ink: float) -> Grey:
    """Return the image in black and white."""
    away = cv2.blur(image, (31, 31), borderType=cv2.BORDER_REPLICATE) - image
    return np.asarray(away < random.uniform(0.15, 0.5) * ink * float(image.mean()), np.float32)

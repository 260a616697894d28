"""Change training images as different hands would have written them, a whole batch at once."""

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SIZE, Images
from shuzi.recipes import Augmentation

_PADDED = IMAGE_SIZE + 2
"""Every image gets a border of paper, so that no sample mixes two neighbours of the stack."""

_STACK = 1000
"""Images in one stack; OpenCV takes no more than 32,766 rows."""


def augment(images: Images, augmentation: Augmentation, random: np.random.Generator) -> Images:
    """Return the images, each turned, slanted, stretched and shifted at random.

    Args:
        images: uint8, shape (n, 28, 28).
        augmentation: how far.
        random: where the draws come from; the same state gives the same images.
    Returns:
        uint8, shape (n, 28, 28), sampled bilinearly; what comes in from outside is paper.
    """
    stacks = [images[start : start + _STACK] for start in range(0, len(images), _STACK)]
    return np.concatenate([_augment_stack(stack, augmentation, random) for stack in stacks])


def _augment_stack(images: Images, augmentation: Augmentation, random: np.random.Generator) -> Images:
    count = len(images)
    matrices = _source_matrices(count, augmentation, random)
    shifts = random.uniform(-augmentation.shift, augmentation.shift, (count, 2, 1)).astype(np.float32)
    middle = (IMAGE_SIZE - 1) / 2
    rows, columns = np.mgrid[:IMAGE_SIZE, :IMAGE_SIZE].astype(np.float32).reshape(2, -1) - middle
    grid = np.stack([rows, columns])  # (2, 784), from the middle of the image
    places = matrices @ grid + middle - shifts
    np.clip(places, -1, IMAGE_SIZE, out=places)
    # OpenCV samples one tall stack of images in a single call; 30 rows a piece.
    places[:, 0] += 1 + _PADDED * np.arange(count, dtype=np.float32)[:, None]
    places[:, 1] += 1
    stack = np.pad(images, ((0, 0), (1, 1), (1, 1))).reshape(-1, _PADDED)
    shape = (count * IMAGE_SIZE, IMAGE_SIZE)
    return _remap(stack, places[:, 1].reshape(shape), places[:, 0].reshape(shape)).reshape(images.shape)


def _remap(
    stack: npt.NDArray[np.uint8], columns: npt.NDArray[np.float32], rows: npt.NDArray[np.float32]
) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.remap(stack, columns, rows, cv2.INTER_LINEAR), dtype=np.uint8)


def _source_matrices(count: int, augmentation: Augmentation, random: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return, for every image, the matrix from a place in the new image to its place in the old one."""
    angles = np.radians(random.uniform(-augmentation.degrees, augmentation.degrees, count))
    shears = random.uniform(-augmentation.shear, augmentation.shear, count)
    stretches = 1 + random.uniform(-augmentation.stretch, augmentation.stretch, (count, 2, 1))
    cosine, sine = np.cos(angles), np.sin(angles)
    turn = np.stack([cosine, -sine, sine, cosine], axis=1).reshape(count, 2, 2)
    slant = np.stack([np.ones(count), np.zeros(count), shears, np.ones(count)], axis=1).reshape(count, 2, 2)
    return np.asarray((turn @ slant) / stretches, dtype=np.float32)

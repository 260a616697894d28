"""Change training images as different hands would have written them, a whole batch at once."""

import cv2
import numpy as np
import numpy.typing as npt

from shuzi.digits import IMAGE_SIZE, Images
from shuzi.recipes import Augmentation

_PADDED = IMAGE_SIZE + 2
"""Every image gets a border of paper, so that no sample mixes two neighbours of the stack."""

_STACK = 1000
"""Images in one stack, of 30 rows each; OpenCV takes no more than 32,766 rows."""

_KNOTS = 5
"""The paper is bent at 5 × 5 points, evenly spread over the image; set by hand."""

# A pixel and its four neighbours: strokes become a pixel wider on every side.
_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)

# OpenCV would start a thread for every core, and they would take turns with those that train.
cv2.setNumThreads(1)


def augment(images: Images, augmentation: Augmentation, random: np.random.Generator) -> Images:
    """Return the images, each written thicker or thinner, turned, slanted, stretched, shifted and bent at random.

    Args:
        images: uint8, shape (n, 28, 28).
        augmentation: how far.
        random: where the draws come from; the same state gives the same images.
    Returns:
        uint8, shape (n, 28, 28), sampled bilinearly; what comes in from outside is paper.
    Source: bending by smooth random displacements is Simard, Steinkraus and Platt's (Best Practices for
        Convolutional Neural Networks Applied to Visual Document Analysis, ICDAR 2003).
    """
    stacks = [images[start : start + _STACK] for start in range(0, len(images), _STACK)]
    return np.concatenate([_augment_stack(stack, augmentation, random) for stack in stacks])  # (n, 28, 28)


def _augment_stack(images: Images, augmentation: Augmentation, random: np.random.Generator) -> Images:
    count = len(images)
    # A place in the old image is a sum of the new one's row, its column, one, and the bumps of `_bumps`.
    shares = np.zeros((count, 2, 3 + _KNOTS**2), np.float32)  # (n, 2, 28): of the old row, and of the old column
    shares[:, :, :2] = _source_matrices(count, augmentation, random)  # (n, 2, 2)
    middle = (IMAGE_SIZE - 1) / 2
    shifts = random.uniform(-augmentation.shift, augmentation.shift, (count, 2, 1))  # (n, 2, 1)
    shares[:, :, 2:3] = middle - shifts  # (n, 2, 1)
    if augmentation.bend:
        shares[:, :, 3:] = random.normal(0, augmentation.bend, (count, 2, _KNOTS**2))  # (n, 2, 25)
    # One small product an image, not a large one for all: for that OpenBLAS would wake a thread for every core, which
    # then spins in the way of the network; an epoch of `standard` took 21 s instead of 12.
    places = np.matmul(shares, _BASIS)  # (n, 2, 28) @ (28, 784) → (n, 2, 784): row and column of every pixel
    np.clip(places, -1, IMAGE_SIZE, out=places)
    # OpenCV samples one tall stack of images in a single call; 30 rows a piece.
    places[:, 0] += 1 + _PADDED * np.arange(count, dtype=np.float32)[:, None]  # (n, 784) += (n, 1)
    places[:, 1] += 1
    stack = np.pad(images, ((0, 0), (1, 1), (1, 1))).reshape(-1, _PADDED)  # (n · 30, 30)
    if augmentation.thickness:
        stack = _thicker_or_thinner(stack, random.uniform(-augmentation.thickness, augmentation.thickness, count))
    rows, columns = places.swapaxes(0, 1).reshape(2, count * IMAGE_SIZE, IMAGE_SIZE)  # each (n · 28, 28)
    sampled = cv2.remap(stack, columns, rows, cv2.INTER_LINEAR)  # (n · 28, 28)
    return np.asarray(sampled, np.uint8).reshape(images.shape)  # (n, 28, 28)


def _thicker_or_thinner(stack: npt.NDArray[np.uint8], amounts: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Return the stack, each image mixed with one whose strokes are a pixel wider or narrower on every side.

    Args:
        stack: images with their borders, one below the other, (n · 30, 30).
        amounts: of the mixture, (n,): 1 is all wider, -1 all narrower, 0 the image as it is.
    """
    images = stack.reshape(len(amounts), _PADDED, _PADDED)  # (n, 30, 30)
    wider = cv2.dilate(stack, _CROSS).reshape(images.shape)  # (n, 30, 30)
    narrower = cv2.erode(stack, _CROSS).reshape(images.shape)  # (n, 30, 30)
    changed = np.where((amounts > 0)[:, None, None], wider, narrower)  # (n, 30, 30)
    # 255 · 256 is the most that comes up, and fits.
    weights = np.rint(np.abs(amounts) * 256).astype(np.uint16)[:, None, None]  # (n, 1, 1)
    mixed = ((images * (256 - weights) + changed * weights) >> 8).astype(np.uint8)  # (n, 30, 30)
    inside = np.zeros_like(images)  # (n, 30, 30)
    inside[:, 1:-1, 1:-1] = mixed[:, 1:-1, 1:-1]  # (n, 28, 28): borders stay paper
    return inside.reshape(stack.shape)  # (n · 30, 30)


def _source_matrices(count: int, augmentation: Augmentation, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return the matrices from a place in the new image to its place in the old one, (n, 2, 2)."""
    angles = np.radians(random.uniform(-augmentation.degrees, augmentation.degrees, count))  # (n,)
    shears = random.uniform(-augmentation.shear, augmentation.shear, count)  # (n,)
    stretches = 1 + random.uniform(-augmentation.stretch, augmentation.stretch, (count, 2, 1))  # (n, 2, 1)
    cosine, sine, ones, zeros = np.cos(angles), np.sin(angles), np.ones(count), np.zeros(count)  # (n,) each
    turn = np.stack([cosine, -sine, sine, cosine], axis=1).reshape(count, 2, 2)  # (n, 4) → (n, 2, 2)
    slant = np.stack([ones, zeros, shears, ones], axis=1).reshape(count, 2, 2)  # (n, 4) → (n, 2, 2)
    return np.asarray((turn @ slant) / stretches)  # (n, 2, 2) / (n, 2, 1)


def _bumps() -> npt.NDArray[np.float32]:
    """Return a smooth bump over the image for every knot, float32 (25, 784); each is 1 at its knot."""
    single = np.eye(_KNOTS**2, dtype=np.float32).reshape(-1, _KNOTS, _KNOTS)  # (25, 5, 5)
    sizes = (IMAGE_SIZE, IMAGE_SIZE)
    return np.stack([cv2.resize(knot, sizes, interpolation=cv2.INTER_CUBIC).ravel() for knot in single])  # (25, 784)


def _basis() -> npt.NDArray[np.float32]:
    """Return rows and columns, counted from the middle of the image, ones, and the bumps; float32 (28, 784)."""
    places = np.mgrid[:IMAGE_SIZE, :IMAGE_SIZE].astype(np.float32).reshape(2, -1)  # (2, 28, 28) → (2, 784)
    rows, columns = places - (IMAGE_SIZE - 1) / 2  # (784,) each
    return np.concatenate([np.stack([rows, columns, np.ones_like(rows)]), _bumps()])  # (3, 784), (25, 784)


_BASIS = _basis()

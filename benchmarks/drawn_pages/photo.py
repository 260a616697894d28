"""What lies between a coloured page and the pixels of a photo, never so much that nobody could read it."""

import cv2
import numpy as np
import numpy.typing as npt

from drawn_pages.paper import desk, lit

Colour = npt.NDArray[np.float32]
"""float32, shape (height, width, 3), red, green and blue, 0 to 1; or (3,) where one colour fits all."""

_SMALL = 14
"""Pixels: an image of fewer pixels leaves no digit smaller than this."""


def photo_of(page: Colour, random: np.random.Generator, *, height: float, whole: bool) -> npt.NDArray[np.uint8]:
    """Return a page as a photo or a scan shows it.

    Args:
        page: float32, shape (height, width, 3), 0 to 1.
        random: where all draws come from.
        height: of its smallest digits, in pixels.
        whole: whether there is space around the writing: then the camera may stand askew and see the desk.
    Returns:
        uint8, of the page's shape.
    """
    scanned = random.random() < 0.2
    if whole and not scanned and random.random() < 0.7:
        page = _askew(page, random)
    if not scanned:
        warmth, brightness = random.normal(0, 0.025), random.uniform(0.85, 1.04)
        cast = np.array([1 + warmth, 1, 1 - warmth], np.float32) * np.float32(brightness)
        page = page * (lit(np.ones(page.shape[:2], np.float32), random)[..., None] * cast)
    page = _through_lens(page, random, height)
    if random.random() < 0.1 and height > 1.5 * _SMALL:
        page = _few_pixels(page, random, _SMALL / height)
    page = page + _noise(random, page.shape)
    pixels = np.clip(page * 255, 0, 255).astype(np.uint8)
    bent = (np.arange(256) / 255) ** np.exp(random.normal(0, 0.2))
    pixels = cv2.LUT(pixels, np.rint(bent * 255).astype(np.uint8))
    if scanned and random.random() < 0.25:
        return _black_and_white(pixels)
    quality = int(random.integers(60 if height < 20 else 30, 96))
    return as_jpeg(pixels, quality)


def as_jpeg(pixels: npt.NDArray[np.uint8], quality: int) -> npt.NDArray[np.uint8]:
    """Return what is left of red, green and blue after storing them as JPEG."""
    _, stored = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.cvtColor(cv2.imdecode(stored, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), np.uint8)


def _askew(page: Colour, random: np.random.Generator) -> Colour:
    """Return the page as seen from the side, perhaps with the desk around it."""
    tall, wide = page.shape[:2]
    corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    around = random.random() < 0.4
    shift = random.uniform(0.0, 0.07, (4, 2)) if around else random.uniform(-0.025, 0.0, (4, 2))
    seen = (corners + inwards * shift * (wide, tall)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    warped = cv2.warpPerspective(page, matrix, (wide, tall), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if not around:
        return np.asarray(warped, np.float32)
    inside = np.zeros((tall, wide), np.uint8)
    cv2.fillConvexPoly(inside, np.rint(seen * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    share = cv2.GaussianBlur(inside, (0, 0), float(random.uniform(0.5, 2))).astype(np.float32)[..., None] / 255
    beside = desk(random, (tall, wide))[..., None] * random.uniform(0.5, 1, 3).astype(np.float32)
    return np.asarray(warped * share + beside * (1 - share), np.float32)


def _through_lens(page: Colour, random: np.random.Generator, height: float) -> Colour:
    """Return the page blurred, by at most a sixteenth of a digit's height."""
    spread = random.uniform(0.25, max(0.4, min(0.03 * height, 3.0)))
    page = np.asarray(cv2.GaussianBlur(page, (0, 0), float(spread)), np.float32)
    if random.random() < 0.06 and height > 20:  # the camera moved
        length = max(2, round(random.uniform(0.04, 0.1) * min(height, 80)))
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, int(random.integers(length))), (length - 1, int(random.integers(length))), 1)
        page = np.asarray(cv2.filter2D(page, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE), np.float32)
    return page


def _few_pixels(page: Colour, random: np.random.Generator, least: float) -> Colour:
    """Return the page as if it had been small and was enlarged."""
    tall, wide = page.shape[:2]
    share = random.uniform(least, 0.9)
    small = cv2.resize(page, (max(1, round(wide * share)), max(1, round(tall * share))), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (wide, tall), interpolation=cv2.INTER_CUBIC), np.float32)


def _noise(random: np.random.Generator, shape: tuple[int, ...]) -> Colour:
    """Return a sensor's noise; it repeats after 512 pixels, since drawing more takes a second a large photo."""
    strength = np.float32(np.exp(random.uniform(np.log(0.002), np.log(0.025))))
    tall, wide = shape[:2]
    block = strength * random.standard_normal((min(tall, 512), min(wide, 512), 3), np.float32)
    return np.tile(block, (-(-tall // 512), -(-wide // 512), 1))[:tall, :wide]


def _black_and_white(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return what a scanner makes of the page that keeps two colours."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    _, black = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.repeat(black[..., None], 3, axis=2)

"""Paper, light and camera: what lies between ink and an image file."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Cover = npt.NDArray[np.float32]
"""float32, shape (height, width): how much ink covers each point, 0 to 1."""


class Paper(NamedTuple):
    """What a page is written on."""

    kind: str
    """As in `mnist_pages.pages.KINDS`."""
    rows: Sequence[float]
    """That its lines stand on."""
    height: float
    """Of its digits, in pixels."""


def photographed(cover: Cover, paper: Paper, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return the page as an image: texture, printed lines, shadow, perspective, blur, noise and JPEG.

    Returns:
        uint8, shape (height, width, 3), red, green and blue.
    """
    shape = cover.shape
    ground = random.uniform(0.75, 0.97) + random.normal(0, 0.02, 3)
    light = np.ones((*shape, 3), np.float32) * np.clip(ground, 0, 1).astype(np.float32)
    light += _texture(shape, random)[..., None]
    for line, colour, strength in _printed(shape, paper, random):
        light *= 1 - strength * line[..., None] * (1 - np.asarray(colour, np.float32))
    strength = random.uniform(0.25, 0.45) if paper.kind == "pencil" else random.uniform(0.65, 0.95)
    ink = np.asarray(random.choice([[0.1, 0.1, 0.1], [0.1, 0.15, 0.5], [0.25, 0.25, 0.28]]), np.float32)
    light = light * (1 - strength * cover[..., None] * (1 - ink))
    light *= _shadow(shape, deep=paper.kind in ("shadow", "tiny"), random=random)[..., None]
    image = _seen(light, random)
    if paper.kind == "dark":
        image = 1 - image
    image = cv2.GaussianBlur(image, (0, 0), float(random.uniform(0.3, 0.9)))
    image += random.normal(0, random.uniform(0.003, 0.015), image.shape).astype(np.float32)
    pixels = np.clip(image * 255, 0, 255).astype(np.uint8)
    _, stored = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(60, 96))])
    return np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR), np.uint8)


def _texture(shape: tuple[int, int], random: np.random.Generator) -> Cover:
    """Return the unevenness of paper, coarse and fine."""
    found = np.zeros(shape, np.float32)
    for cell, strength in ((2, 0.006), (16, 0.008)):
        size = shape[1] // cell + 2, shape[0] // cell + 2
        noise = random.normal(0, strength, size[::-1]).astype(np.float32)
        found += cv2.resize(noise, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return found


def _printed(
    shape: tuple[int, int], paper: Paper, random: np.random.Generator
) -> list[tuple[Cover, tuple[float, float, float], float]]:
    """Return the printed lines: where, in which colour, how strong."""
    lines = np.zeros(shape, np.float32)
    thickness = int(random.integers(1, 3))
    if paper.kind == "ruled":
        step = paper.rows[1] - paper.rows[0] if len(paper.rows) > 1 else 1.8 * paper.height
        for row in np.arange(paper.rows[0] % step, shape[0], step):
            cv2.line(lines, (0, int(row)), (shape[1], int(row)), 1, thickness, cv2.LINE_AA)
    elif paper.kind == "squared":
        step = paper.height * random.uniform(0.6, 1.3)
        for row in np.arange(step, shape[0], step):
            cv2.line(lines, (0, int(row)), (shape[1], int(row)), 1, 1, cv2.LINE_AA)
        for column in np.arange(step, shape[1], step):
            cv2.line(lines, (int(column), 0), (int(column), shape[0]), 1, 1, cv2.LINE_AA)
    elif paper.kind == "boxes":
        for row in paper.rows:
            top, bottom = int(row - 1.35 * paper.height), int(row + 0.3 * paper.height)
            left, right = int(0.03 * shape[1]), int(0.97 * shape[1])
            cv2.rectangle(lines, (left, top), (right, bottom), 1, thickness, cv2.LINE_AA)
    else:
        return []
    colour = ((0.35, 0.55, 0.9), (0.9, 0.5, 0.5), (0.3, 0.3, 0.3))[random.integers(3)]
    return [(lines, colour, float(random.uniform(0.35, 0.8)))]


def _shadow(shape: tuple[int, int], *, deep: bool, random: np.random.Generator) -> Cover:
    """Return the light on the page: brighter to one side, with the edge of a shadow across it."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    rows, columns = rows / shape[0] - 0.5, columns / shape[1] - 0.5
    angle = random.uniform(0, 2 * np.pi)
    slope = random.uniform(0.1, 0.5) if deep else random.uniform(0, 0.15)
    light = 1 - slope * (0.5 + rows * np.sin(angle) + columns * np.cos(angle))
    if deep:
        angle = random.uniform(0, 2 * np.pi)
        away = rows * np.sin(angle) + columns * np.cos(angle) - random.uniform(-0.2, 0.2)
        light *= 1 - random.uniform(0.2, 0.5) / (1 + np.exp(-away / random.uniform(0.005, 0.05)))
    return np.asarray(light, np.float32)


def _seen(light: npt.NDArray[np.float32], random: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return the page as a camera held not quite straight sees it."""
    height, width = light.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + random.normal(0, 0.008, (4, 2)).astype(np.float32) * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return np.asarray(cv2.warpPerspective(light, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.float32)

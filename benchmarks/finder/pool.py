"""Drawn crops in stock: processes draw, and the trainer takes each crop a few times, every time in another light."""

import multiprocessing
import os
import time
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from drawn_pages.crop import draw_crop
from drawn_pages.glyphs import load_fonts
from drawn_pages.hands import load_hands
from drawn_pages.writing import SIZE

import shuzi
from finder.targets import CELLS, target_of
from shuzi.finding.looks import evened

TAKEN = 3.0
"""Times that each crop is trained on, on average.

Drawing one takes 19 ms of one thread, training on it once 7 ms of two (AMD EPYC with bfloat16, 2026-11-29).
"""


class Sources(NamedTuple):
    """Where strokes and fonts lie, and where what is made of them is kept."""

    strokes: Path
    fonts: Path
    work: Path


class Batch(NamedTuple):
    """What the trainer sees."""

    pages: npt.NDArray[np.float32]
    targets: npt.NDArray[np.float32]
    ink: npt.NDArray[np.float32]


class Pool:
    """A stock of crops that processes renew while the trainer takes from it."""

    def __init__(self, sources: Sources, *, capacity: int, workers: int, seed: int) -> None:
        self._capacity, self._random = capacity, np.random.default_rng([seed, 0])
        shapes = ((capacity, SIZE, SIZE), (capacity, SIZE, SIZE), (capacity, CELLS, CELLS, 8))
        sizes = [int(np.prod(shape)) * wide for shape, wide in zip(shapes, (1, 1, 2), strict=True)]
        self._memory = [SharedMemory(create=True, size=size) for size in sizes]
        self._arrays = _views(self._memory, capacity)
        context = multiprocessing.get_context("spawn")
        self._drawn, self._taken = context.Value("q", 0), context.Value("q", 0)
        names = [memory.name for memory in self._memory]
        self._workers = [
            context.Process(
                target=_draw, args=(sources, names, capacity, (seed, worker), self._drawn, self._taken), daemon=True
            )
            for worker in range(workers)
        ]
        for worker in self._workers:
            worker.start()

    def take(self, count: int) -> Batch:
        """Return some crops by chance; waits until a tenth of the stock is drawn."""
        while self._drawn.value < min(self._capacity, max(count, self._capacity // 10)):
            time.sleep(0.1)
            if not any(worker.is_alive() for worker in self._workers):
                raise RuntimeError("all processes that draw crops have ended; their errors stand above.")
        known = min(self._drawn.value, self._capacity)
        chosen = self._random.integers(0, known, count)
        with self._taken.get_lock():
            self._taken.value += count
        pixels, ink, targets = self._arrays
        pages = np.stack([evened(relit(pixels[k], self._random)) for k in chosen])[..., None]
        return Batch(pages, targets[chosen].astype(np.float32), ink[chosen].astype(np.float32)[..., None] / 255)

    @property
    def drawn(self) -> int:
        """How many crops were drawn so far."""
        return int(self._drawn.value)

    def close(self) -> None:
        """End the processes and give the memory back."""
        for worker in self._workers:
            worker.terminate()
            worker.join()
        del self._arrays
        for memory in self._memory:
            memory.close()
            memory.unlink()


def some_crops(sources: Sources, *, count: int, seed: int) -> list[npt.NDArray[np.float32]]:
    """Return crops as the trainer sees them, each float32 (height, width), drawn here and now."""
    random = np.random.default_rng(seed)
    hands = load_hands(sources.strokes, shuzi.load_mnist().train, sources.work, validation=False)
    fonts = load_fonts(sources.fonts, validation=False)
    return [evened(relit(draw_crop(hands, fonts, random).pixels, random)) for _ in range(count)]


def relit(pixels: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return a crop in another light: inverted, darker, with more noise or less contrast; 0 to 1."""
    grey = pixels.astype(np.float32) / 255
    if random.random() < 0.2:
        grey = 1 - grey
    if random.random() < 0.4:
        grey = grey ** np.float32(np.exp(random.normal(0, 0.25)))
    if random.random() < 0.4:
        grey = grey * np.float32(random.uniform(0.5, 1)) + np.float32(random.uniform(0, 0.2))
    if random.random() < 0.3:
        grey = grey + np.float32(random.uniform(0, 0.02)) * random.standard_normal(grey.shape, np.float32)
    return grey


def _views(memory: list[SharedMemory], capacity: int) -> tuple[npt.NDArray[Any], ...]:
    return (
        np.ndarray((capacity, SIZE, SIZE), np.uint8, memory[0].buf),
        np.ndarray((capacity, SIZE, SIZE), np.uint8, memory[1].buf),
        np.ndarray((capacity, CELLS, CELLS, 8), np.float16, memory[2].buf),
    )


def _draw(sources: Sources, names: list[str], capacity: int, seed: tuple[int, int], *counts: Any) -> None:
    cv2.setNumThreads(1)
    drawn, taken = counts
    random = np.random.default_rng([*seed, 1 + int(time.time())])  # after a stop, other crops than before
    memory = [SharedMemory(name) for name in names]
    pixels, ink, targets = _views(memory, capacity)
    mnist = shuzi.load_mnist().train
    hands = load_hands(sources.strokes, mnist, sources.work, validation=False)
    fonts = load_fonts(sources.fonts, validation=False)
    parent = os.getppid()
    while os.getppid() == parent:  # a trainer that was killed leaves nobody to draw for
        if drawn.value > capacity + taken.value / TAKEN:
            time.sleep(0.02)
            continue
        crop = draw_crop(hands, fonts, random)
        target = target_of(crop)
        with drawn.get_lock():
            place = drawn.value % capacity
            pixels[place], ink[place], targets[place] = crop.pixels, crop.ink, target
            drawn.value += 1

"""A stock of views on disk, drawn by processes beside each other; drawing goes on where it was stopped."""

import multiprocessing
import os
import time
from pathlib import Path

import cv2
import numpy as np
from drawn_pages.glyphs import load_fonts
from drawn_pages.hands import load_hands
from finder.pool import Sources

import shuzi
from closeup.views import Views, draw_views
from shuzi.finding.network import FINDER, Finder

A_FILE = 4000
"""Views in a file."""


def draw_stock(sources: Sources, *, count: int, workers: int, seed: int) -> None:
    """Draw views until there are `count` of them in `sources.work`."""
    files = [sources.work / f"views-{number:04d}.npz" for number in range(-(-count // A_FILE))]
    context = multiprocessing.get_context("spawn")
    running = [
        context.Process(target=_draw, args=(sources, files[worker::workers], (seed, worker)))
        for worker in range(workers)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join()
        if process.exitcode:
            raise RuntimeError("a process that draws views has ended; its error stands above.")


def load_stock(work: Path, *, share: float = 1.0) -> Views:
    """Return the views that were drawn, or the first of them."""
    files = sorted(work.glob("views-*.npz"))
    parts = [np.load(file) for file in files[: max(1, round(share * len(files)))]]
    return Views(*(np.concatenate([part[name] for part in parts]) for name in Views._fields))


def drawn(sources: Sources, *, count: int, seed: int, validation: bool) -> Views:
    """Return views drawn here and now."""
    random = np.random.default_rng(seed)
    hands = load_hands(sources.strokes, shuzi.load_mnist().train, sources.work, validation=validation)
    fonts = load_fonts(sources.fonts, validation=validation)
    parts: list[Views] = []
    for views in draw_views(hands, fonts, Finder(FINDER, threads=1), random):
        parts.append(views)
        if sum(len(part.labels) for part in parts) >= count:
            break
    whole = Views(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
    return Views(*(array[:count] for array in whole))


def _draw(sources: Sources, files: list[Path], seed: tuple[int, int]) -> None:
    cv2.setNumThreads(1)
    for number, file in enumerate(files):
        if file.exists():
            continue
        own = int(np.random.SeedSequence([*seed, number, int(time.time())]).generate_state(1)[0])
        views = drawn(sources, count=A_FILE, seed=own, validation=False)
        beside = file.with_suffix(f".{os.getpid()}.npz.part")
        with beside.open("wb") as stream:
            np.savez(stream, **views._asdict())
        beside.replace(file)

"""How well places are found on drawn crops by hands, fonts and papers that training never sees."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from drawn_pages.crop import KINDS, Crop, draw_crop
from drawn_pages.glyphs import Fonts
from drawn_pages.hands import Hands

from finder.network import STRIDE, USUAL
from shuzi.finding.looks import evened

_FROM = 0.35
"""A place this likely a centre counts as a find here (a prototype in PyTorch)."""


class Crops(NamedTuple):
    """Crops in a row, and what they look like to the network."""

    crops: list[Crop]
    pages: npt.NDArray[np.float32]


def draw_crops(hands: Hands, fonts: Fonts, *, each: int, seed: int) -> Crops:
    """Return so many crops of each kind."""
    random = np.random.default_rng(seed)
    crops = [draw_crop(hands, fonts, random, kind) for kind in KINDS for _ in range(each)]
    return Crops(crops, np.stack([evened(crop.pixels.astype(np.float32) / 255) for crop in crops])[..., None])


def found_on(crops: Crops, answer: dict[str, npt.NDArray[np.float32]]) -> dict[str, float]:
    """Return shares: of digits found, of finds that are none, of found digits read right, and of ink missed."""
    figures: dict[str, float] = {}
    whole = np.zeros(4)
    for kind in KINDS:
        counts = sum(
            (_counted(crop, places) for crop, places in zip(crops.crops, answer["places"], strict=True)
             if crop.kind == kind), np.zeros(4),
        )  # fmt: skip
        whole += counts
        if counts[0]:
            figures[f"right_{kind}"] = counts[3] / counts[0]
        figures[f"false_{kind}"] = counts[2]
    figures |= {"found": whole[1] / whole[0], "right": whole[3] / whole[0], "false": whole[2] / whole[0]}
    ink = np.stack([crop.ink for crop in crops.crops]) > 127
    seen = answer["ink"][..., 0] > 0
    figures["ink_overlap"] = float((ink & seen).sum() / max(1, (ink | seen).sum()))
    return {name: float(value) for name, value in figures.items()}


def _counted(crop: Crop, places: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return how many digits there are, are found, are found where there is none, and are read right."""
    finds = peaks(places, _FROM)
    free, found, right = set(range(len(finds))), 0, 0
    for label, x, y, width, height, _ in crop.places:
        near = [
            k for k in free
            if abs(finds[k][0] - x) < max(4, 0.5 * width) and abs(finds[k][1] - y) < max(4, 0.4 * height)
        ]  # fmt: skip
        if near:
            best = max(near, key=lambda k: finds[k][5])
            free.discard(best)
            found, right = found + 1, right + (finds[best][4] == label)
    wrong = sum(
        not any(a - 3 < finds[k][0] < c + 3 and b - 3 < finds[k][1] < d + 3 for a, b, c, d in crop.ignored)
        for k in free
    )
    return np.array([len(crop.places), found, wrong, right], np.float64)


def peaks(places: npt.NDArray[np.float32], least: float) -> list[tuple[float, ...]]:
    """Return x, y, width, height, digit, chance of every place that is likelier than its neighbours."""
    chance = 1 / (1 + np.exp(-places[..., 0]))
    around = np.pad(chance, 1)
    height, width = chance.shape
    highest = np.max([around[r : r + height, c : c + width] for r in range(3) for c in range(3)], axis=0)
    finds: list[Any] = []
    for row, column in np.argwhere((chance == highest) & (chance > least)):
        numbers = places[row, column]
        finds.append((
            (column + 0.5 + numbers[11]) * STRIDE, (row + 0.5 + numbers[12]) * STRIDE,
            float(USUAL * np.exp(numbers[13])), float(USUAL * np.exp(numbers[14])),
            int(numbers[1:11].argmax()), float(chance[row, column]),
        ))  # fmt: skip
    return finds

"""Look at a page coarsely, then closer, until its writing is large enough to read; say where its digits are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.finding.looks import Grey, grey_of, look_at
from shuzi.finding.network import STRIDE, USUAL, Answer, Finder

SIDES = (96, 192, 384, 768, 1536, 3072)
"""Pixels of the longer side of each look; each is twice as close as the one before."""

_ENLARGED = 4.0
"""No look enlarges the page more, but for the first."""

_LEAST = 0.1
"""What is less likely a digit's centre is not even weighed; a look that misses a digit has said this of it."""

FOUND_FROM = 0.35
"""So likely must a place be a digit's centre, by all looks that can see it."""

READABLE = (12.0, 84.0)
"""Pixels: a look speaks of digits of such heights only; others are left to closer or coarser looks.

Rows of training have heights from 15 to 62, single digits up to 186.
"""

_TALL_ENOUGH = 30.0
"""Pixels: where most of what a look shows is this tall, a closer look shows nothing new."""


_NEAR = 0.25
"""Of two boxes' widths and heights: so near are the middles of two places that mean one digit."""

_AS_GOOD = 0.7
"""Of the chance in a coarser look: a closer one that says as much shows the digit better."""


class Place(NamedTuple):
    """Where a digit is, in pixels of the page, and what the finder says of it."""

    x: float
    """Of its middle."""
    y: float
    width: float
    height: float
    chance: float
    """That a digit is there, 0 to 1, by all looks that can see it."""
    logits: npt.NDArray[np.float32]
    """float32 (10,): of the ten digits, by the look that sees it best."""
    printed: float
    """How likely it is print, 0 to 1."""
    look: int
    """Number of the look that sees it best."""

    @property
    def size(self) -> float:
        """The longer side of its box, in pixels of the page."""
        return max(self.width, self.height)


@dataclass(frozen=True)
class Look:
    """One look at the page."""

    factor: float
    """Pixels of the look for one of the page."""
    answer: Answer
    places: tuple[Place, ...]
    """All that it shows, whether it speaks of it or not, with its own chances."""


@dataclass(frozen=True)
class Finding:
    """The digits of a page, and the looks that showed them."""

    places: tuple[Place, ...]
    looks: tuple[Look, ...]
    shape: tuple[int, int]
    """(height, width) of the page in pixels."""


def find_digits(pixels: npt.NDArray[np.uint8], finder: Finder) -> Finding:
    """Return where the digits of a page are.

    Args:
        pixels: uint8, shape (height, width, 3), red, green and blue.
        finder: the network.
    """
    grey = grey_of(pixels)
    looks: list[Look] = []
    for side in SIDES:
        factor = side / max(grey.shape)
        if looks and (factor > _ENLARGED or not _needs_closer(looks, factor)):
            break
        looks.append(_looked(grey, factor, finder, len(looks)))
    return Finding(tuple(_agreed(looks)), tuple(looks), (grey.shape[0], grey.shape[1]))


def _needs_closer(looks: Sequence[Look], factor: float) -> bool:
    """Whether a closer look, of this factor, may show more than the ones so far."""
    seen = [place for place in looks[-1].places if place.chance >= FOUND_FROM]
    sizes = np.array([place.size * looks[-1].factor for place in seen])
    weights = np.array([place.chance for place in seen])
    if len(looks) > 1:
        seen_before = (place for place in looks[-2].places if _speaks(looks[-2], place))
        before = sum(place.chance for place in seen_before if place.chance >= FOUND_FROM)
        if before > 2 * weights[sizes <= READABLE[1]].sum():
            return False
    if not seen:
        return factor <= 1.0 or max(looks[0].answer.ink.shape) * factor < _SMALL * looks[0].factor
    tall = weights[sizes >= _TALL_ENOUGH].sum() >= 0.5 * weights.sum()
    return not tall


_SMALL = 800


def _looked(grey: Grey, factor: float, finder: Finder, number: int) -> Look:
    answer = finder.answer(look_at(grey, factor))
    return Look(factor, answer, tuple(_places(answer, factor, number)))


def _places(answer: Answer, factor: float, number: int) -> list[Place]:
    """Return the places of a look that are likelier than their neighbours, in pixels of the page."""
    places = answer.places
    chance = 1 / (1 + np.exp(-places[0]))
    around = np.pad(chance, 1)
    rows, columns = chance.shape
    highest = chance.copy()
    for down in range(3):
        for right in range(3):
            np.maximum(highest, around[down : down + rows, right : right + columns], out=highest)
    row, column = np.nonzero((chance == highest) & (chance > _LEAST))
    numbers = places[:, row, column]
    x = (column + 0.5 + numbers[11]) * STRIDE / factor
    y = (row + 0.5 + numbers[12]) * STRIDE / factor
    width, height = USUAL * np.exp(np.clip(numbers[13:15], -4, 4)) / factor
    printed = 1 / (1 + np.exp(-numbers[15]))
    return [
        Place(*(float(part[k]) for part in (x, y, width, height, chance[row, column])),
              numbers[1:11, k], float(printed[k]), number)
        for k in range(len(row))
    ]  # fmt: skip


def _speaks(look: Look, place: Place) -> bool:
    """Whether a look can see a digit of this size."""
    return READABLE[0] <= place.size * look.factor <= READABLE[1]


def _agreed(looks: Sequence[Look]) -> list[Place]:
    """Return the digits, each as the look shows it that sees it best, with the mean chance of all that can see it."""
    known = [[place for place in look.places if _speaks(look, place)] for look in looks]
    boxes = [boxes_of(places) for places in known]
    sure = sorted((place for places in known for place in places if place.chance >= FOUND_FROM), key=_chance)[::-1]
    taken = np.full((len(sure), 4), np.inf, np.float32)
    agreed: list[Place] = []
    for number, place in enumerate(sure):
        if same(place, taken[:number]).any():
            continue
        taken[number] = place[:4]
        said, best = [place.chance], place
        for which, look in enumerate(looks):
            if which == place.look or not _speaks(look, place):
                continue
            others = [known[which][k] for k in np.flatnonzero(same(place, boxes[which]))]
            twin = max(others, key=_chance, default=None)
            said.append(_LEAST if twin is None else twin.chance)
            if twin is not None and which > best.look and twin.chance > _AS_GOOD * place.chance:
                best = twin
        if np.mean(said) >= FOUND_FROM:
            agreed.append(best._replace(chance=float(np.mean(said))))
    return agreed


def _chance(place: Place) -> float:
    return place.chance


def boxes_of(places: Sequence[Place]) -> npt.NDArray[np.float32]:
    """Return the places' middles and sizes, float32 (n, 4): x, y, width, height."""
    return np.array([place[:4] for place in places], np.float32).reshape(-1, 4)


def same(place: Place, boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Return which boxes mean the same digit: their middles are nearer than those of two digits that touch can be."""
    across = np.abs(boxes[:, 0] - place.x) < _NEAR * (boxes[:, 2] + place.width)
    down = np.abs(boxes[:, 1] - place.y) < _NEAR * (boxes[:, 3] + place.height)
    return np.asarray(across & down)

"""Look at a page coarsely, then closer, until its writing is large enough to read; say where its digits are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.finding.closeup import CloseUp, Spot
from shuzi.finding.looks import Grey, grey_of, look_at, with_margin
from shuzi.finding.network import STRIDE, USUAL, Answer, Finder

SIDES = (64, 128, 256, 512, 1024, 2048)
"""Pixels of the longer side of each look; each is twice as close as the one before."""

_SMALL_PAGE = 800
"""Pixels of the longer side: a page up to this size is enlarged to be looked at, a larger one less."""

_ENLARGED, _ENLARGED_LESS = 4.0, 2.0
"""No look enlarges a small page more, but for the first; nor one that is larger, or that shows no digit."""

_CROPPED, _MARGIN = 400, 0.2
"""Pixels: a picture up to this size may be cropped to its ink; this share of its side is added to it as paper."""

_LEAST = 0.1
"""What is less likely a digit's centre is not even weighed; a look that misses a digit has said this of it."""

FOUND_FROM = 0.4
"""So likely must a place be a digit's centre, by all looks that can see it; and a digit, by looks and a close-up."""

CANDIDATE = 0.2
"""So likely is a place that a close-up is taken of."""

JUDGED_FROM, JUDGED_BY_LOOKS, JUDGED_BY_CLOSEUP = 0.23, 1.38, 0.65
"""A candidate is a digit with this logit: the first, and so many times the logits of the looks and of the close-up.

Learned: benchmarks/fit_fusion.py; benchmarks/results/2026-11-28-fusion.md
"""

_CERTAIN = 1e-4
"""No look is taken to be surer than so."""

_SEES_BEST = (26.0, 60.0)
"""Pixels: of digits of such sizes a look has its full say; of others, up to `_SEES`, less."""

_SEES = (12.0, 84.0)
"""Pixels: of smaller and larger digits a look says nothing. In training rows were 15 to 62 high, single ones to 186."""

_TALL_ENOUGH = 28.0
"""Pixels: where most of what a look shows is this tall, its size is known, and one more look is the last."""

_BEST = 40.0
"""Pixels: the last look shows most writing this tall, since looks twice as close may all miss the best size.

That alone brought one in twenty more photos right (development set, and pages drawn by a stranger).
"""

_ANOTHER = 0.12
"""Logarithm of a ratio: sizes that differ less are no other look."""

_SMALLEST = 7.0
"""Pixels of the page: nobody can read a smaller digit."""

_ALIKE, _DIFFERENT = 1.8, 3.5
"""Digits are of one size up to the first ratio; on one page none differs more than the second from most."""

_NEAR = 0.25
"""Of two boxes' widths and heights: so near are the middles of two places that mean one digit."""

_WITHIN = 0.65
"""Of the smaller box: two digits share less, even where they touch and lean."""

_NARROWEST = 0.4
"""Heights: a 1 counts as no narrower, since looks do not agree on its middle to a few pixels (as in training)."""


class Place(NamedTuple):
    """Where a digit is, in pixels of the page, and what the finder says of it."""

    x: float
    """Of its middle."""
    y: float
    width: float
    height: float
    chance: float
    """That a digit is there, 0 to 1, by all looks that can see it, and by a close-up once it is taken."""
    logits: npt.NDArray[np.float32]
    """float32 (10,): of the ten digits, by all looks that see it."""
    printed: float
    """How likely it is print, 0 to 1."""
    look: int
    """Number of the look that sees it best."""
    close: npt.NDArray[np.float32] | None = None
    """float32 (11,): logits of the ten digits, and of none, by a close-up; None before one is taken."""

    @property
    def size(self) -> float:
        """The longer side of its box, in pixels of the page."""
        return max(self.width, self.height)


@dataclass(frozen=True)
class Look:
    """One look at the page."""

    factor: float
    """Pixels of the look for one of the page."""
    margin: int
    """Pixels of the page: so much paper was added on every side."""
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
    height, width = pixels.shape[:2]
    grey = grey_of(pixels)
    margin = 0
    if max(height, width) <= _CROPPED:
        margin = round(_MARGIN * max(height, width))
        grey = with_margin(grey, margin)
    longest = max(grey.shape)
    looks: list[Look] = []
    for side in SIDES:
        if looks and not needs_closer(looks, side / longest, longest):
            break
        looks.append(look_once(grey, side / longest, finder, margin=margin, number=len(looks)))
    best = _best_factor(of_one_size(agreed(looks)))
    if best and all(abs(np.log(look.factor / best)) > _ANOTHER for look in looks) and best <= _most(longest):
        looks.append(look_once(grey, best, finder, margin=margin, number=len(looks)))
    places = of_one_size(judged(agreed(looks, least=CANDIDATE), grey, margin, finder.closeup))
    return Finding(tuple(places), tuple(looks), (height, width))


def judged(places: Sequence[Place], grey: Grey, margin: int, closeup: CloseUp) -> list[Place]:
    """Return the places at which there is a digit by the looks and by a close-up of each.

    Args:
        places: candidates.
        grey: the page with its margin, as `shuzi.finding.looks` gives it.
        margin: pixels of paper that were added on every side.
        closeup: the network.
    """
    logits = closeup.logits(grey, [Spot(place.x + margin, place.y + margin, place.size) for place in places])
    found = []
    for place, close in zip(places, logits, strict=True):
        chance = min(max(place.chance, _CERTAIN), 1 - _CERTAIN)
        digit = float(np.logaddexp.reduce(close[:-1]) - close[-1])
        real = JUDGED_FROM + JUDGED_BY_LOOKS * np.log(chance / (1 - chance)) + JUDGED_BY_CLOSEUP * digit
        judged_chance = float(1 / (1 + np.exp(-real)))
        if judged_chance >= FOUND_FROM:
            found.append(place._replace(chance=judged_chance, close=close))
    return _apart(found)


def _apart(places: list[Place]) -> list[Place]:
    """Return the places without those that lie within a likelier one: looks that saw one digit in two ways."""
    kept: list[Place] = []
    for place in sorted(places, key=_chance, reverse=True):
        if not any(_shared(place, other) > _WITHIN for other in kept):
            kept.append(place)
    return kept


def _shared(one: Place, other: Place) -> float:
    """Return how much of the smaller box two places share, 0 to 1."""
    across = (one.width + other.width) / 2 - abs(one.x - other.x)
    down = (one.height + other.height) / 2 - abs(one.y - other.y)
    across, down = min(across, one.width, other.width), min(down, one.height, other.height)
    smaller = min(one.width * one.height, other.width * other.height)
    return max(across, 0.0) * max(down, 0.0) / smaller


def look_once(grey: Grey, factor: float, finder: Finder, *, margin: int = 0, number: int = 0) -> Look:
    """Return one look.

    Args:
        grey: the page with its margin, as `shuzi.finding.looks` gives it.
        factor: pixels of the look for one of the page.
        finder: the network.
        margin: pixels of paper that were added on every side.
        number: of looks before this one.
    """
    answer = finder.answer(look_at(grey, factor))
    return Look(factor, margin, answer, tuple(_places(answer, factor, margin, number)))


def _most(longest: int) -> float:
    """Return how much a page with such a longer side is enlarged at most."""
    return _ENLARGED if longest <= _SMALL_PAGE else _ENLARGED_LESS


def _best_factor(places: Sequence[Place]) -> float:
    """Return the factor of the look in which most writing would be as tall as is best; 0 without any."""
    return _BEST / float(np.median([place.size for place in places])) if places else 0.0


def needs_closer(looks: Sequence[Look], factor: float, longest: int) -> bool:
    """Return whether a closer look may show more than the ones so far.

    Args:
        looks: from the coarsest to the closest.
        factor: of the look that is thought of.
        longest: side of the page in pixels.
    """
    if factor > _most(longest):
        return False
    found = of_one_size(agreed(looks))
    if not found:
        return factor <= 1 or (longest <= _SMALL_PAGE and (factor <= _ENLARGED_LESS or len(looks) == 1))
    sizes = np.array([place.size * looks[-1].factor for place in found])
    weights = np.array([place.chance for place in found])
    return bool(weights[sizes >= _TALL_ENOUGH].sum() < 0.5 * weights.sum())


def _places(answer: Answer, factor: float, margin: float, number: int) -> list[Place]:
    """Return the places of a look that are likelier than their neighbours, in pixels of the page."""
    places = answer.places
    chance = chance_of(places[0])
    around = np.pad(chance, 1)
    rows, columns = chance.shape
    highest = chance.copy()
    for down in range(3):
        for right in range(3):
            np.maximum(highest, around[down : down + rows, right : right + columns], out=highest)
    row, column = np.nonzero((chance == highest) & (chance > _LEAST))
    numbers = places[:, row, column]
    middles = (np.stack([column, row]) + 0.5 + numbers[11:13]) * STRIDE / factor - margin
    sizes = USUAL * np.exp(np.clip(numbers[13:15], -4, 4)) / factor
    boxes = np.concatenate([middles, sizes, [chance[row, column], chance_of(numbers[15])]]).T
    return [
        Place(x, y, width, height, chance, logits, printed, number)
        for (x, y, width, height, chance, printed), logits in zip(boxes.tolist(), numbers[1:11].T, strict=True)
    ]


def chance_of(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the sigmoid of logits, without overflow."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * logits), np.float32)


def evidence_of(look: Look) -> float:
    """Return how much writing a look shows by itself, in pixels of the page: the more, the larger and the surer."""
    return float(sum(place.chance * certainty_of(place) * place.size for place in _shown(look)))


def digits_in(look: Look) -> float:
    """Return how many digits a look shows by itself, each counted by how certain it is."""
    return float(sum(place.chance * certainty_of(place) for place in _shown(look)))


def _shown(look: Look) -> list[Place]:
    return [place for place in look.places if place.chance >= FOUND_FROM and _say(look, place) > 0]


def certainty_of(place: Place) -> float:
    """Return the probability of the likeliest of the ten digits, given that it is one."""
    return float(1 / np.exp(place.logits - place.logits.max()).sum())


def _say(look: Look, place: Place) -> float:
    """Return how much a look has to say of a digit of this size, 0 to 1."""
    size = place.size * look.factor
    if size < _SEES_BEST[0]:
        return max(0.0, (size - _SEES[0]) / (_SEES_BEST[0] - _SEES[0]))
    return min(1.0, max(0.0, (_SEES[1] - size) / (_SEES[1] - _SEES_BEST[1])))


def agreed(looks: Sequence[Look], *, least: float = FOUND_FROM) -> list[Place]:
    """Return the digits, each where the look shows it that sees it best, with the mean opinion of all that can.

    Args:
        looks: at one page.
        least: what is less likely is left out.
    """
    known = [[place for place in look.places if _say(look, place) > 0] for look in looks]
    boxes = [boxes_of(places) for places in known]
    likely = sorted((place for places in known for place in places if place.chance >= least), key=_chance)[::-1]
    taken = np.full((len(likely), 4), np.inf, np.float32)
    found: list[Place] = []
    for number, place in enumerate(likely):
        if same(place, taken[:number]).any():
            continue
        taken[number] = place[:4]
        heard: list[tuple[float, Place]] = []
        for which, look in enumerate(looks):
            say = _say(look, place)
            if say > 0:
                twins = [known[which][k] for k in np.flatnonzero(same(place, boxes[which]))]
                missed = place._replace(chance=_LEAST)
                heard.append((say, place if which == place.look else max(twins, key=_chance, default=missed)))
        chance = float(np.average([twin.chance for _, twin in heard], weights=[say for say, _ in heard]))
        if chance >= least:
            found.append(_together(heard)._replace(chance=chance))
    return [place for place in found if place.size >= _SMALLEST]


def _together(heard: Sequence[tuple[float, Place]]) -> Place:
    """Return one digit that several looks show: which it is, and whether in print, by all of them.

    Args:
        heard: what each look has to say of it, and its place there; a look that missed it gives `_LEAST` as its chance.
    """
    seen = [(say * place.chance, place) for say, place in heard if place.chance > _LEAST]
    best = max(seen, key=lambda pair: pair[0])[1]
    if len(seen) == 1:
        return best
    weights = np.array([weight for weight, _ in seen], np.float32)
    weights /= weights.sum()
    logits = np.array([place.logits for _, place in seen])
    logits -= np.logaddexp.reduce(logits, axis=1, keepdims=True)
    printed = float(weights @ np.array([place.printed for _, place in seen], np.float32))
    return best._replace(logits=np.asarray(weights @ logits, np.float32), printed=printed)


def of_one_size(places: list[Place]) -> list[Place]:
    """Return the places that are about as large as the page's writing: the size that gathers most evidence.

    Most false finds are paper's grain or parts of long edges, seen far too near or too far. A page full of grain shows
    many of them, so that larger ones weigh more: by the root of their size.
    """
    if not places:
        return places
    sizes = np.log([place.size for place in places])
    weights = np.array([place.chance for place in places]) ** 2 * np.exp(sizes / 2)
    alike = np.abs(sizes[:, None] - sizes) < np.log(_ALIKE)
    writing = sizes[int((alike @ weights).argmax())]
    return [place for place, size in zip(places, sizes, strict=True) if abs(size - writing) < np.log(_DIFFERENT)]


def _chance(place: Place) -> float:
    return place.chance


def boxes_of(places: Sequence[Place]) -> npt.NDArray[np.float32]:
    """Return the places' middles and sizes, float32 (n, 4): x, y, width, height."""
    return np.array([place[:4] for place in places], np.float32).reshape(-1, 4)


def same(place: Place, boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Return which boxes mean the same digit: their middles are nearer than those of two digits that touch can be."""
    widths = np.maximum(boxes[:, 2], _NARROWEST * boxes[:, 3]) + max(place.width, _NARROWEST * place.height)
    across = np.abs(boxes[:, 0] - place.x) < _NEAR * widths
    down = np.abs(boxes[:, 1] - place.y) < _NEAR * (boxes[:, 3] + place.height)
    return np.asarray(across & down)

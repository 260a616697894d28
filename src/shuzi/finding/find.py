"""Look at a page coarsely, then closer, until its writing is large enough to read; say where its digits are."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES
from shuzi.finding.agreement import agreed, of_one_size
from shuzi.finding.context import context_of
from shuzi.finding.detection import Detection, boxes_of, same_pairs, without_parts
from shuzi.finding.looks import Grey, grey_of, with_margin
from shuzi.finding.network import CloseUp, Finder, Spot
from shuzi.finding.seen import FOUND_FROM, LEAST, Look, look_once

SIDES = (64, 128, 256, 512, 1024, 2048)
"""Pixels of the longer side of each look; each is twice as close as the one before. Set by hand.

Of digits that a look sees best the sizes reach over more than a factor of two, so that no digit falls between two.
"""

_SMALL_PAGE = 800
"""Pixels of the longer side: a page up to this size is enlarged to be looked at, a larger one less; set by hand."""

_ENLARGED, _ENLARGED_LESS = 4.0, 2.0
"""No look enlarges a small page more, but for the first; nor one that is larger, or that shows no digit.

Set by hand.
"""

_CROPPED, _MARGIN = 400, 0.2
"""Pixels: a picture up to this size may be cropped to its ink; this share of its side is added to it as paper.

The size is set by hand; of the shares 0.1, 0.2 and 0.3 none reads clearly more: 2026-11-30-reading.md.
"""

CANDIDATE = 0.2
"""So likely is a detection that a close-up is taken of; set by hand, half of `FOUND_FROM`."""

ALONE_FROM, ALONE_BY_LOOKS, ALONE_BY_CLOSEUP = 0.03, 0.99, 0.79
"""By itself a candidate is a digit with this logit: the first, and so many times the logits of looks and close-up.

Learned: benchmarks/fit_fusion.py; benchmarks/results/2026-11-29-fusion-2.md
"""

JUDGED_FROM, JUDGED_BY_LOOKS, JUDGED_BY_CLOSEUP = -0.61, 0.67, 0.8
JUDGED_BY_CONTEXT = (0.42, -0.44, 0.14, 0.05, -0.03, -2.57)
"""Among all others it is one with this logit, with these weights of `shuzi.finding.context`; learned likewise."""

PRINT_FROM, PRINT_BY_LOOKS, PRINT_BY_CLOSEUP = 0.96, 0.44, 1.12
"""A digit is print with this logit, made as the one above; learned with it."""

LONE_FROM, LONE_SHARE = 0.1, 0.3
"""So likely must a mark be a digit that is alone on its page; and so much of the page's ink must be its own.

Chosen on drawn pictures of one digit, and of one letter or sign: benchmarks/results/2026-11-30-reading.md.
"""

_SEEN, _AROUND = (20.0, 70.0), 1.2
"""Pixels: in looks that show a mark so large its ink is counted, within so many times its box; set by hand."""

_CERTAIN = 1e-4
"""No look is taken to be surer than so; set by hand, which keeps logits within 9.2."""

_TALL_ENOUGH = 28.0
"""Pixels: where most of what a look shows is this tall, its size is known, and one more look is the last.

Set by hand, a little above the smallest that a look sees best.
"""

_BEST = 40.0
"""Pixels: the last look shows most writing this tall, since looks twice as close may all miss the best size.

Set by hand, in the middle of the sizes that a look sees best. That alone brought one in twenty more photos right
(development set, and pages drawn by a stranger).
"""

_ANOTHER = 0.2
"""Logarithm of a ratio: sizes that differ less are no other look; set by hand."""


@dataclass(frozen=True)
class Finding:
    """The digits of a page, and the looks that showed them."""

    detections: tuple[Detection, ...]
    looks: tuple[Look, ...]
    shape: tuple[int, int]
    """(height, width) of the page in pixels."""

    @property
    def doubted(self) -> list[Detection]:
        """What some look may have taken for a digit, and all that was seen together not; a person may know better."""
        named = agreed(self.looks, least=LEAST)
        pairs = same_pairs(boxes_of(named), boxes_of(self.detections))  # (named, detections)
        return without_parts([detection for detection, taken in zip(named, pairs, strict=True) if not taken.any()])


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
    detections: list[Detection] = []
    shown: list[Detection] = []

    def confirmed() -> list[Detection]:
        return of_one_size(judged(agreed(looks, least=CANDIDATE), grey, margin, finder.closeup))

    factor = SIDES[0] / longest
    while factor <= SIDES[-1] / longest:
        if looks and not needs_closer(looks, shown, factor, longest):
            # What a coarse look takes for large digits may be a whole line: only what a close-up confirms is an end.
            detections = confirmed()
            if not needs_closer(looks, detections, factor, longest):
                break
        looks.append(look_once(grey, factor, finder, margin=margin, number=len(looks)))
        shown = of_one_size(agreed(looks))
        best = _best_factor(shown)
        # A look that sees the writing well enough to tell its size leads to the best one, if that is on the way.
        factor = best if looks[-1].factor < best <= 2 * looks[-1].factor else 2 * looks[-1].factor
    else:
        detections = confirmed()
    best = _best_factor(shown)
    if best and all(abs(np.log(look.factor / best)) > _ANOTHER for look in looks) and best <= _most(longest):
        looks.append(look_once(grey, best, finder, margin=margin, number=len(looks)))
        detections = confirmed()
    if not detections:
        # One strange digit alone may be all that there is: three of sixty single ones, and a mark on one of sixty pages
        # without a digit, are found so (drawn by held-out hands, with which it was tried, 2026-11-29).
        doubted = judged(agreed(looks, least=LEAST), grey, margin, finder.closeup, least=LONE_FROM)
        likely = [detection for detection in doubted if detection.chance >= FOUND_FROM]
        detections = of_one_size(likely) or lone_mark(of_one_size(doubted), looks)
    return Finding(tuple(detections), tuple(looks), (height, width))


def lone_mark(detections: Sequence[Detection], looks: Sequence[Look]) -> list[Detection]:
    """Return the likeliest of some detections, if it holds a good part of what is written on the page, else nothing.

    Whoever shows one mark alone mostly shows a digit, however thick or strange it is.

    Args:
        detections: that are likely digits from `LONE_FROM` on.
        looks: at their page.
    """
    if not detections:
        return []
    detection = max(detections, key=lambda detection: detection.chance * detection.size**0.5)
    seen = [look for look in looks if _SEEN[0] <= detection.size * look.factor <= _SEEN[1]]
    share = max((look.share_of([detection], around=_AROUND) for look in seen), default=0.0)
    return [detection] if share >= LONE_SHARE else []


def judged(
    detections: Sequence[Detection], grey: Grey, margin: int, closeup: CloseUp, *, least: float = FOUND_FROM
) -> list[Detection]:
    """Return the detections that are digits by the looks and by a close-up of each.

    Args:
        detections: candidates.
        grey: the page with its margin, as `shuzi.finding.looks` gives it.
        margin: pixels of paper that were added on every side.
        closeup: the network.
        least: what is less likely a digit is left out.
    """
    logits = closeup.logits(
        grey, [Spot(detection.x + margin, detection.y + margin, detection.size) for detection in detections]
    )
    by_looks = np.array([_logit(detection.chance) for detection in detections])  # (n,)
    # by_closeup: (n,), of any digit against none
    by_closeup = np.logaddexp.reduce(logits[:, :NUM_CLASSES], axis=1).astype(float) - logits[:, NUM_CLASSES]
    alone = _chances(ALONE_FROM + ALONE_BY_LOOKS * by_looks + ALONE_BY_CLOSEUP * by_closeup)  # (n,)
    context = context_of(detections, alone) @ JUDGED_BY_CONTEXT  # (n, 6) @ (6,)
    among_all = JUDGED_FROM + JUDGED_BY_LOOKS * by_looks + JUDGED_BY_CLOSEUP * by_closeup + context  # (n,), logits
    chances = _chances(among_all)  # (n,)
    digits = []
    for detection, close, chance in zip(detections, logits, chances.tolist(), strict=True):
        if chance >= least:
            in_print = PRINT_FROM + PRINT_BY_LOOKS * _logit(detection.printed) + PRINT_BY_CLOSEUP * float(close[-1])
            digits.append(
                detection._replace(chance=chance, printed=float(_chances(in_print)), close=close[: NUM_CLASSES + 1])
            )
    return without_parts(digits)


def _logit(chance: float) -> float:
    chance = min(max(chance, _CERTAIN), 1 - _CERTAIN)
    return float(np.log(chance / (1 - chance)))


def _chances(logits: Any) -> npt.NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float64)


def _most(longest: int) -> float:
    """Return how much a page with such a longer side is enlarged at most."""
    return _ENLARGED if longest <= _SMALL_PAGE else _ENLARGED_LESS


def _best_factor(detections: Sequence[Detection]) -> float:
    """Return the factor of the look in which most writing would be as tall as is best; 0 without any."""
    return _BEST / median(detection.size for detection in detections) if detections else 0.0


def needs_closer(looks: Sequence[Look], detections: Sequence[Detection], factor: float, longest: int) -> bool:
    """Return whether a closer look may show more than the ones so far.

    Args:
        looks: from the coarsest to the closest.
        detections: the digits that they show.
        factor: of the look that is thought of.
        longest: side of the page in pixels.
    """
    if factor > _most(longest):
        return False
    if not detections:
        return factor <= 1 or (longest <= _SMALL_PAGE and (factor <= _ENLARGED_LESS or len(looks) == 1))
    sizes = np.array([detection.size * looks[-1].factor for detection in detections])  # (n,), in pixels of the look
    weights = np.array([detection.chance for detection in detections])  # (n,)
    return bool(weights[sizes >= _TALL_ENOUGH].sum() < 0.5 * weights.sum())

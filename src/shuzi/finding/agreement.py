"""Let looks agree: on the digits of a page, and on the one size that its writing has."""

from collections.abc import Sequence

import numpy as np

from shuzi.finding.place import Place, boxes_of, chance_key, same_pairs
from shuzi.finding.seen import FOUND_FROM, LEAST, Look, say_of

_SMALLEST = 7.0
"""Pixels of the page: nobody can read a smaller digit."""

_AT_ONCE = 256
"""Places that are compared with all others at once: a page full of grain shows thousands."""

_ALIKE, _DIFFERENT = 1.8, 3.5
"""Digits are of one size up to the first ratio; on one page none differs more than the second from most."""


def agreed(looks: Sequence[Look], *, least: float = FOUND_FROM) -> list[Place]:
    """Return the digits, each where the look shows it that sees it best, with the mean opinion of all that can.

    Args:
        looks: at one page.
        least: what is less likely is left out.
    """
    known = [[place for place in look.places if say_of(look, place) > 0] for look in looks]
    boxes = [boxes_of(places) for places in known]
    likely = sorted((place for places in known for place in places if place.chance >= least), key=chance_key)[::-1]
    all_boxes = boxes_of(likely)
    taken = np.zeros(len(likely), bool)
    found: list[Place] = []
    for start in range(0, len(likely), _AT_ONCE):
        some = all_boxes[start : start + _AT_ONCE]
        among, twins_in = same_pairs(some, all_boxes), [same_pairs(some, own) for own in boxes]
        for row, place in enumerate(likely[start : start + _AT_ONCE]):
            if (among[row] & taken).any():
                continue
            taken[start + row] = True
            heard: list[tuple[float, Place]] = []
            for which, look in enumerate(looks):
                say = say_of(look, place)
                if say > 0:
                    twins = [known[which][k] for k in np.flatnonzero(twins_in[which][row])]
                    missed = place._replace(chance=LEAST)
                    heard.append((say, place if which == place.look else max(twins, key=chance_key, default=missed)))
            chance = sum(say * twin.chance for say, twin in heard) / sum(say for say, _ in heard)
            if chance >= least:
                found.append(_together(heard)._replace(chance=chance))
    return [place for place in found if place.size >= _SMALLEST]


def _together(heard: Sequence[tuple[float, Place]]) -> Place:
    """Return one digit that several looks show: which it is, and whether in print, by all of them.

    Args:
        heard: what each look has to say of it, and its place there; a look that missed it gives `LEAST` as its chance.
    """
    seen = [(say * place.chance, place) for say, place in heard if place.chance > LEAST]
    best = max(seen, key=lambda pair: pair[0])[1]
    if len(seen) == 1:
        return best
    weights = np.array([weight for weight, _ in seen], np.float32)
    weights /= weights.sum()
    logits = np.array([place.logits for _, place in seen])  # (looks, 10)
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
    alike = np.abs(sizes[:, None] - sizes) < np.log(_ALIKE)  # (n, n)
    writing = sizes[int((alike @ weights).argmax())]
    return [place for place, size in zip(places, sizes, strict=True) if abs(size - writing) < np.log(_DIFFERENT)]

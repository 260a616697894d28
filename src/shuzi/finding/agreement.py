"""Let looks agree: on the digits of a page, and on the one size that its writing has."""

from collections.abc import Sequence

import numpy as np

from shuzi.finding.detection import Detection, boxes_of, chance_key, same_pairs
from shuzi.finding.seen import FOUND_FROM, LEAST, Look, say_of

_SMALLEST = 7.0
"""Pixels of the page: nobody can read a smaller digit; set by hand."""

_AT_ONCE = 256
"""Detections that are compared with all others at once: a page full of grain shows thousands; set by hand."""

_ALIKE, _DIFFERENT = 1.8, 3.5
"""Digits are of one size up to the first ratio; on one page none differs more than the second from most.

Set by hand.
"""


def agreed(looks: Sequence[Look], *, least: float = FOUND_FROM) -> list[Detection]:
    """Return the digits, each where the look shows it that sees it best, with the mean opinion of all that can.

    Args:
        looks: at one page.
        least: what is less likely is left out.
    """
    visible = [[detection for detection in look.detections if say_of(look, detection) > 0] for look in looks]
    boxes = [boxes_of(detections) for detections in visible]  # of each look (detections, 4)
    likely = sorted(
        (detection for detections in visible for detection in detections if detection.chance >= least), key=chance_key
    )[::-1]
    all_boxes = boxes_of(likely)  # (n, 4)
    taken = np.zeros(len(likely), bool)  # (n,)
    digits: list[Detection] = []
    for start in range(0, len(likely), _AT_ONCE):
        block = all_boxes[start : start + _AT_ONCE]  # (up to 256, 4)
        among = same_pairs(block, all_boxes)  # (block, n)
        twins_in = [same_pairs(block, look_boxes) for look_boxes in boxes]  # of each look (block, detections)
        for row, detection in enumerate(likely[start : start + _AT_ONCE]):
            if (among[row] & taken).any():
                continue
            taken[start + row] = True
            opinions: list[tuple[float, Detection]] = []
            for which, look in enumerate(looks):
                say = say_of(look, detection)
                if say > 0:
                    twins = [visible[which][k] for k in np.flatnonzero(twins_in[which][row])]  # (detections,) → numbers
                    missed = detection._replace(chance=LEAST)
                    opinions.append(
                        (say, detection if which == detection.look else max(twins, key=chance_key, default=missed))
                    )
            chance = sum(say * twin.chance for say, twin in opinions) / sum(say for say, _ in opinions)
            if chance >= least:
                digits.append(_together(opinions)._replace(chance=chance))
    return [detection for detection in digits if detection.size >= _SMALLEST]


def _together(opinions: Sequence[tuple[float, Detection]]) -> Detection:
    """Return one digit that several looks show: which it is, and whether in print, by all of them.

    Args:
        opinions: what each look has to say of it, and its detection there; missed, its chance is `LEAST`.
    """
    weighed = [(say * detection.chance, detection) for say, detection in opinions if detection.chance > LEAST]
    best = max(weighed, key=lambda pair: pair[0])[1]
    if len(weighed) == 1:
        return best
    weights = np.array([weight for weight, _ in weighed], np.float32)  # (looks,)
    weights /= weights.sum()
    logits = np.array([detection.logits for _, detection in weighed])  # (looks, 10)
    logits -= np.logaddexp.reduce(logits, axis=1, keepdims=True)  # (looks, 10) -= (looks, 1)
    mean_logits = np.asarray(weights @ logits, np.float32)  # (looks,) @ (looks, 10) → (10,)
    printed = np.array([detection.printed for _, detection in weighed], np.float32)  # (looks,)
    return best._replace(logits=mean_logits, printed=float(weights @ printed))


def of_one_size(detections: list[Detection]) -> list[Detection]:
    """Return the detections that are about as large as the page's writing: the size that gathers most evidence.

    Most false finds are paper's grain or parts of long edges, seen far too near or too far. A page full of grain shows
    many of them, so that larger ones weigh more: by the root of their size.
    """
    if not detections:
        return detections
    sizes = np.log([detection.size for detection in detections])  # (n,)
    weights = np.array([detection.chance for detection in detections]) ** 2 * np.exp(sizes / 2)  # (n,)
    alike = np.abs(sizes[:, None] - sizes) < np.log(_ALIKE)  # (n, n)
    writing = sizes[int((alike @ weights).argmax())]  # (n, n) @ (n,) → (n,)
    return [
        detection for detection, size in zip(detections, sizes, strict=True) if abs(size - writing) < np.log(_DIFFERENT)
    ]

"""Notice that a page lies on its side, or on its head, when no camera has written that down."""

import numpy as np
import numpy.typing as npt

from shuzi.finding.detection import certainty_of
from shuzi.finding.find import Finding
from shuzi.finding.looks import grey_of, with_margin
from shuzi.finding.network import Finder
from shuzi.finding.seen import digits_in, evidence_of, look_once

_CERTAIN = 0.9
"""A page whose digits are so certain on average is not turned; set by hand."""

_CERTAIN_TURNED = 0.8
"""Nor one whose digits are less certain on average when it was: letters on their head are taken for digits.

Set by hand. Of the pages that were looked at for it, letters on their head reached 0.72, an upright page's own digits
0.89 and more.
"""

_WRITTEN = 0.16
"""Nor one whose digits hold less of the ink of its writing when it was turned.

Set by hand. Four pages of letters on their head had 0.12 to 0.13; 54 of a stranger's 56 pictures with numbers had 0.19
and more.
"""

_CHEAP = 520
"""Pixels of the longer side of a look that costs little; set by hand."""

_FEWEST = 2.0
"""Digits' worth of certainty that a turned page must show; less says nothing about a page; set by hand."""

_MARGIN = 1.35
"""A turn must show so many times the evidence of the page as it is; else there is no clear winner; set by hand."""


def quarter_turns(pixels: npt.NDArray[np.uint8], finding: Finding, finder: Finder) -> int:
    """Return how many quarter turns, counter-clockwise, bring a page upright, 0 to 3; 0 without a clear winner.

    The four compete by what the finder sees in one look, each in the one that shows most: the look that shows most of
    the page as it is, and all that are cheap.

    Args:
        pixels: uint8, shape (height, width, 3).
        finding: of the page as it is.
        finder: the network.
    """
    if finding.detections and certain_digits(finding) >= _CERTAIN * len(finding.detections):
        return 0
    shown = [evidence_of(look) for look in finding.looks]
    best = int(np.argmax(shown)) if any(shown) else -1
    margin = finding.looks[0].margin
    grey = with_margin(grey_of(pixels), margin) if margin else grey_of(pixels)
    factors = {finding.looks[best].factor} | {
        look.factor for look in finding.looks if look.factor * max(grey.shape) <= _CHEAP
    }
    seen = [
        max((look_once(turned, factor, finder, margin=margin) for factor in factors), key=evidence_of)
        for turned in (
            np.ascontiguousarray(np.rot90(grey, turns)) for turns in (1, 2, 3)
        )  # of odd turns (width, height)
    ]
    turn = int(np.argmax([evidence_of(look) for look in seen]))
    clear = evidence_of(seen[turn]) >= _MARGIN * max(shown) and digits_in(seen[turn]) >= _FEWEST
    return turn + 1 if clear else 0


def certain_digits(finding: Finding) -> float:
    """Return how many digits were found, each counted by how certain it is."""
    return float(sum(detection.chance * certainty_of(detection) for detection in finding.detections))


def is_upright(turned: Finding, finding: Finding) -> bool:
    """Return whether a page that was turned shows digits that are certain, and clearly more than it did before.

    What it shows must be a good share of its writing, too: letters on their head are taken for a digit here and there.

    Args:
        turned: what was found once it was turned.
        finding: what was found before.
    """
    certain = certain_digits(turned)
    if certain < _CERTAIN_TURNED * len(turned.detections) or certain < _MARGIN * certain_digits(finding):
        return False
    return written_share(turned) >= _WRITTEN


def written_share(finding: Finding) -> float:
    """Return which share of the ink of a page's writing is its digits', 0 to 1, in the look that saw most of them."""
    if not finding.detections:
        return 0.0
    number = int(np.bincount([detection.look for detection in finding.detections]).argmax())
    return finding.looks[number].share_of(finding.detections)

"""A whole drawn page, and what a person would read on it: what a reader is measured on.

Drawn with the validation parts of `load_hands` and `load_fonts`, it is by hands that no training saw.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from drawn_pages.alone import boxes, canvas, ruled, sign, single
from drawn_pages.colours import coloured, on_canvas
from drawn_pages.draft import Draft, Makings
from drawn_pages.glyphs import Fonts
from drawn_pages.hands import Hands
from drawn_pages.mixed import mixed, none
from drawn_pages.photo import photo_of
from drawn_pages.rows import dark, large, rows, sizes, tilted, tiny

_WAYS: dict[str, Callable[[Makings], Draft]] = {
    "canvas": canvas, "single": single, "rows": rows, "ruled": ruled, "boxes": boxes, "mixed": mixed,
    "tilted": tilted, "sizes": sizes, "large": large, "tiny": tiny, "none": none, "dark": dark, "sign": sign,
}  # fmt: skip
"""How each kind of page is written."""

KINDS = tuple(_WAYS)

SINGLES = ("canvas", "single")
"""Kinds that hold one digit."""

EMPTY = ("none", "sign")
"""Kinds that hold none."""

_TRIES = 50

_SEED = 18


class DrawnPage(NamedTuple):
    """A page and its truth."""

    pixels: npt.NDArray[np.uint8]
    """uint8, shape (height, width, 3), red, green and blue; some canvases have alpha, (height, width, 4)."""
    lines: tuple[str, ...]
    """The digits written by hand in every line that holds any, from top to bottom; print is left out."""
    kind: str


def draw_page(kind: str, hands: Hands, fonts: Fonts, number: int) -> DrawnPage:
    """Return one of the `KINDS` of pages; the same number always gives the same page."""
    random = np.random.default_rng([_SEED, KINDS.index(kind), number])
    makings = Makings(hands, fonts, random)
    draft = _whole(kind, makings)
    if draft.ground == "screen":
        return DrawnPage(on_canvas(draft), tuple(draft.lines), kind)
    page = coloured(draft)
    if draft.cut is not None:
        tall, wide = page.shape[:2]
        left, top, right, bottom = (round(value) for value in draft.cut)
        page = page[max(0, top) : min(tall, bottom), max(0, left) : min(wide, right)]
    whole = draft.cut is None and kind != "boxes"
    height = draft.height
    return DrawnPage(photo_of(page, random, height=height, whole=whole), tuple(draft.lines), kind)


def _whole(kind: str, makings: Makings) -> Draft:
    """Return a page on which no digit is cut off by the sheet's edge."""
    for _ in range(_TRIES):
        draft = _WAYS[kind](makings)
        if not draft.sheet.ignored and _complete(kind, draft):
            return draft
    raise RuntimeError(
        f"no page of kind {kind!r} came out whole in {_TRIES} tries; its writing leaves too little margin."
    )


def _complete(kind: str, draft: Draft) -> bool:
    written = sum(not place.printed for place in draft.sheet.places)
    return written == sum(map(len, draft.lines)) and (written > 0 or kind in (*EMPTY, "boxes"))

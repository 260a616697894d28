"""Pictures with what a person reads in them: labelled photos, and pages drawn by hands that no training saw."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from drawn_pages.glyphs import load_fonts
from drawn_pages.hands import load_hands
from drawn_pages.page import EMPTY, KINDS, SINGLES, draw_page

from shuzi.data.mnist import load_mnist


class Case(NamedTuple):
    """A picture and what a person reads in it."""

    name: str
    kind: str
    """Whose figures it counts in."""
    holds: str
    """page, single or none: of digits."""
    source: Path | npt.NDArray[np.uint8]
    lines: tuple[str, ...]


class Sources(NamedTuple):
    """What pages are drawn from."""

    strokes: Path
    """`pendigits.npz`."""
    fonts: Path
    """Where npm put node_modules/@fontsource."""
    work: Path
    """Where thinned digits are kept for the next time."""


def photos(folder: Path) -> Iterator[Case]:
    """Yield the photos that `labels.json` lists.

    Args:
        folder: its `labels.json` is a list of {"file", "kind", "medium"}; of kind "page" with "lines" and perhaps a
            "subkind", of kind "single" with "label", of kind "none" with neither.
    """
    for entry in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        holds = entry["kind"]
        lines = entry["lines"] if holds == "page" else [entry["label"]] if holds == "single" else []
        kind = entry.get("subkind") or f"{holds}, {entry['medium'].split(',')[0]}"
        yield Case(entry["file"], kind, holds, folder / entry["file"], tuple(lines))


def drawn(each: int, sources: Sources, kinds: tuple[str, ...] = KINDS, *, first: int = 0) -> Iterator[Case]:
    """Yield so many drawn pages of each kind from the number `first` on, one at a time, since some are large."""
    hands = load_hands(sources.strokes, load_mnist().train, sources.work, validation=True)
    fonts = load_fonts(sources.fonts / "node_modules/@fontsource", validation=True)
    for kind in kinds:
        holds = "single" if kind in SINGLES else "none" if kind in EMPTY else "page"
        for number in range(first, first + each):
            page = draw_page(kind, hands, fonts, number)
            yield Case(f"{kind} {number}", kind, holds, page.pixels, page.lines)

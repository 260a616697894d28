"""A page while it is written: its sheet, its writer, and the lines that a person would read on it."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from drawn_pages.glyphs import Fonts
from drawn_pages.hands import Hands
from drawn_pages.paper import Layout, print_line
from drawn_pages.writing import WORDS, Hand, Sheet, Writer, new_sheet

SIGNS_TOLD = (
    "+",
    "-",
    "=",
    "×",
    "÷",
    ":",
    ".",
    ",",
    "%",
    "$",
    "#",
    "√",
    "<",
    ">",
    "tick",
    "arrow",
    "*",
    "~",
    "triangle",
)
"""Signs that nobody takes for a digit; a slash or a ring may stand for one."""

LETTERS_TOLD = "ACEFHKMNPRUVWXdefhkmnprtvwx"
"""Letters that nobody takes for a digit, alone."""

_SHARES = {"pen": 0.6, "thinned": 0.4}
"""Of hands on whole pages: those of people alone, since the ways in handwriting manuals are known from training."""


class Area(NamedTuple):
    """Where may be written, in pixels before tilting."""

    left: float
    top: float
    right: float
    bottom: float


class Makings(NamedTuple):
    """What a page is made of."""

    hands: Hands
    fonts: Fonts
    random: np.random.Generator


@dataclass
class Draft:
    """A page while it is written."""

    sheet: Sheet
    writer: Writer
    height: float
    """Of the smallest digits, in pixels."""
    ground: str = "paper"
    """paper, board, or screen."""
    lines: list[str] = field(default_factory=list)
    layout: Layout = field(default_factory=lambda: Layout(np.eye(2), 1.0, 0.0))
    cut: Area | None = None
    """What is photographed of the sheet; None is all of it."""

    @property
    def random(self) -> np.random.Generator:
        """Where all draws come from."""
        return self.writer.random

    def lean(self, degrees: float) -> None:
        """Tilt what is written and printed from here on."""
        self.writer.lean(degrees)
        self.layout = self.layout._replace(turn=self.writer.turn)

    def area(self, margin: float) -> Area:
        """Return the largest part of the sheet's shape that stays inside it when tilted."""
        tall, wide = (side / 2 - margin for side in self.sheet.shape)
        across, down = abs(self.writer.turn[0])
        share = min(wide / (wide * across + tall * down), tall / (wide * down + tall * across))
        x, y = self.sheet.middle
        return Area(x - share * wide, y - share * tall, x + share * wide, y + share * tall)

    def indented(self, area: Area) -> float:
        """Return where a line may start."""
        far = 0.4 * (area.right - area.left) if self.random.random() < 0.25 else 2 * self.height
        return area.left + self.random.uniform(0, far)

    def digits(self, x: float, base: float, height: float, count: int) -> tuple[float, str]:
        """Write some digits, and return where they end and what they are."""
        random, pen, places = self.random, max(0.7, self.writer.hand.pen * height), self.sheet.places
        before, gap = len(places), random.uniform(0.06, 0.4)
        for _ in range(count):
            x += self.writer.digit(x, base, height) + pen
            touching = random.random() < 0.03
            x += (0.0 if touching else max(0.03, random.normal(gap, 0.08))) * height
        return x, "".join(str(place.label) for place in places[before:])


def new_draft(makings: Makings, shape: tuple[int, int], height: float, *, fine: int = 3) -> Draft:
    """Return an empty page; `height` is that of the digits to come, in pixels."""
    sheet = new_sheet(shape, fine=fine)
    writer = Writer(sheet, makings.hands, makings.fonts, makings.random)
    writer.hand = _legible(writer.hand, height, makings.random)
    return Draft(sheet, writer, height)


def _legible(hand: Hand, height: float, random: np.random.Generator) -> Hand:
    """Return a hand that people could read at this height."""
    source = str(random.choice(list(_SHARES), p=list(_SHARES.values())))
    return replace(
        hand, source=source, pen=float(np.clip(hand.pen, max(0.022, 0.9 / height), 0.16)),
        slant=float(np.clip(hand.slant, -0.35, 0.3)), stretch=float(np.clip(hand.stretch, 0.75, 1.3)),
    )  # fmt: skip


def between(random: np.random.Generator, low: float, high: float) -> float:
    """Return a number by chance, each doubling as likely as the other."""
    return float(np.exp(random.uniform(np.log(low), np.log(high))))


def write_word(draft: Draft, x: float, base: float, *, printed: bool) -> float:
    """Write a word or a letter, never a digit or what could be one, and return where it ends."""
    random = draft.random
    if random.random() < 0.75:
        text = WORDS[int(random.integers(len(WORDS)))]
        text = text if random.random() < 0.6 else text.capitalize() if random.random() < 0.6 else text.upper()
    else:
        text = LETTERS_TOLD[int(random.integers(len(LETTERS_TOLD)))]
    size = draft.height * random.uniform(0.75, 1.1)
    return x + draft.writer.word(x, base, size, printed=printed, text=text)


def write_sign(draft: Draft, x: float, base: float) -> float:
    """Write a sign that nobody takes for a digit, and return where it ends."""
    kind = SIGNS_TOLD[int(draft.random.integers(len(SIGNS_TOLD)))]
    return x + draft.writer.sign(x, base, draft.height, kind=kind)


def rule_sheet(draft: Draft, *, squared: bool = False) -> None:
    """Rule the whole sheet in the steps of its layout."""
    tall, wide = draft.sheet.shape
    reach = max(tall, wide)
    thick = float(np.exp(draft.random.uniform(np.log(0.7), np.log(max(1.2, min(0.06 * draft.layout.step, 5))))))
    step, first = draft.layout.step, draft.layout.first
    for row in np.arange(first % step - reach, tall + reach, step):
        print_line(draft.sheet, draft.layout, (-reach, row), (wide + reach, row), thick)
    if squared:
        for column in np.arange(draft.random.uniform(0, step) - reach, wide + reach, step):
            print_line(draft.sheet, draft.layout, (column, -reach), (column, tall + reach), thick)
    elif draft.random.random() < 0.3:
        column = draft.random.uniform(0.04, 0.2) * wide
        print_line(draft.sheet, draft.layout, (column, -reach), (column, tall + reach), thick)


def scribble(draft: Draft, x: float, y: float) -> None:
    """Draw what a hand draws that is no sign: to and fro, a wave, a line."""
    random, height = draft.random, draft.height
    kind = int(random.integers(3))
    if kind == 0:
        points = np.cumsum(random.normal(0, 0.8 * height, (int(random.integers(6, 16)), 2)), axis=0) + np.array([x, y])
    elif kind == 1:
        t = np.linspace(0, random.uniform(4, 20), 60)
        points = np.stack([x + t * 0.3 * height, y + 0.25 * height * np.sin(t * random.uniform(1, 3))], axis=1)
    else:
        points = np.array([[x, y], [x + random.uniform(2, 6) * height, y + random.normal(0, 0.2) * height]])
    _stroke(draft, points)


def _stroke(draft: Draft, points: npt.NDArray[np.float64]) -> None:
    fine, pen = draft.sheet.fine, max(0.7, draft.writer.hand.pen * draft.height)
    corners = np.rint((points + 0.5) * fine * 16).astype(np.int32)
    cv2.polylines(
        draft.sheet.beside, [corners], isClosed=False, color=255, thickness=max(1, round(pen * fine)), shift=4
    )

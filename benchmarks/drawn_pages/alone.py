"""One digit or one number alone: on a canvas, on paper, on a rule, in boxes."""

from collections.abc import Callable

import numpy as np

from drawn_pages.draft import LETTERS_TOLD, SIGNS_TOLD, Area, Draft, Makings, between, new_draft, rule_sheet
from drawn_pages.paper import Layout, print_box
from drawn_pages.writing import Writer

Mark = Callable[[Writer, float, float, float], object]
"""Writes one mark whose left edge, baseline and height are given, before tilting."""


def one_digit(writer: Writer, x: float, base: float, height: float) -> None:
    """Write a digit as it is."""
    writer.digit(x, base, height, strict=True)


def no_digit(writer: Writer, x: float, base: float, height: float) -> None:
    """Write one sign or letter that nobody takes for a digit, or a short word."""
    random, kind = writer.random, writer.random.random()
    if kind < 0.4:
        writer.sign(x, base, height, kind=SIGNS_TOLD[int(random.integers(len(SIGNS_TOLD)))])
    elif kind < 0.9:
        letter = LETTERS_TOLD[int(random.integers(len(LETTERS_TOLD)))]
        writer.word(x, base, 0.8 * height, printed=kind >= 0.8, text=letter)
    else:
        writer.word(x, base, 0.5 * height, printed=False)


def sign(makings: Makings) -> Draft:
    """One sign, letter or short word, drawn or photographed as one digit is: there is none."""
    return canvas(makings, no_digit) if makings.random.random() < 0.5 else single(makings, no_digit)


def canvas(makings: Makings, mark: Mark = one_digit) -> Draft:
    """One digit, or another mark, on a plain canvas, perhaps touching its edge."""
    random = makings.random
    side = round(between(random, 28, 400))
    shape = (side, side) if random.random() < 0.75 else (side, round(side * random.uniform(0.75, 1.33)))
    height = min(shape) * random.uniform(0.45, 0.93)
    draft = new_draft(makings, shape, height)
    draft.ground = "screen"
    draft.writer.hand.pen = max(between(random, 0.03, 0.24), 1.2 / height)
    height /= 1 + draft.writer.hand.pen
    draft.writer.hand.unsteady = 0.0
    tall, wide = draft.sheet.shape
    x, base = (wide - 0.6 * height) / 2 + random.normal(0, 0.03) * wide, (tall + height) / 2
    if random.random() < 0.25:  # at an edge
        edge = draft.writer.hand.pen * height / 2
        x, base = random.choice((edge, x)), random.choice((height + edge, tall - edge))
    mark(draft.writer, x, base, height)
    draft.lines = [str(place.label) for place in draft.sheet.places]
    return draft


def single(makings: Makings, mark: Mark = one_digit) -> Draft:
    """One digit, or another mark, photographed."""
    random = makings.random
    side = between(random, 60, 1600)
    shape = (round(side), round(side * random.uniform(0.72, 1.38)))
    height = max(24.0, min(shape) * random.uniform(0.22, 0.8))
    draft = new_draft(makings, shape, height, fine=3 if side < 700 else 2)
    draft.lean(random.normal(0, 4))
    tall, wide = shape
    spare = 0.06 * min(shape) + 0.5 * draft.writer.hand.pen * height
    x = random.uniform(spare, max(spare + 1, wide - 0.9 * height - spare))
    base = random.uniform(height + spare, max(height + spare + 1, tall - spare))
    if random.random() < 0.4:
        draft.layout = Layout(draft.writer.turn, height * between(random, 0.3, 2), base)
        rule_sheet(draft, squared=random.random() < 0.5)
    mark(draft.writer, x, base, height)
    draft.lines = [str(place.label) for place in draft.sheet.places]
    return draft


def ruled(makings: Makings) -> Draft:
    """One number cut out of ruled paper, the rule touching or crossing it."""
    random = makings.random
    height, count = between(random, 24, 90), int(random.integers(2, 9))
    draft = new_draft(makings, (round(4 * height), round((1.5 * count + 4) * height)), height)
    draft.lean(random.normal(0, 2))
    base = 2.5 * height
    step = height * random.choice((random.uniform(0.5, 0.9), random.uniform(1.0, 1.9)))
    draft.layout = Layout(draft.writer.turn, step, base + height * random.uniform(-0.3, 0.06))
    rule_sheet(draft, squared=random.random() < 0.3)
    _, text = draft.digits(2 * height, base, height, count)
    draft.lines = [text]
    draft.cut = _around(draft, 0.04, 0.6)
    return draft


def _around(draft: Draft, least: float, most: float) -> Area:
    """Return the area of all digits and some space around them, in heights of a digit."""
    places = np.array([place[1:5] for place in draft.sheet.places])
    low, high = (places[:, :2] - places[:, 2:] / 2).min(axis=0), (places[:, :2] + places[:, 2:] / 2).max(axis=0)
    space = draft.random.uniform(least, most, 4) * draft.height
    return Area(*(low - space[:2]), *(high + space[2:]))


def boxes(makings: Makings) -> Draft:
    """A number in a row of printed boxes, some of them empty, perhaps under another row and beside print."""
    random = makings.random
    height, rows = between(random, 18, 70), int(random.choice((1, 1, 1, 2, 3)))
    wide, tall = height * random.uniform(1.0, 1.7), height * random.uniform(1.25, 1.9)
    cells, step = int(random.integers(1, 11)), tall * random.choice((1.0, random.uniform(1.15, 1.8)))
    label = 6 * height if random.random() < 0.35 else 0.0
    spare = height * random.uniform(0.1, 1.2)
    shape = (round((rows - 1) * step + tall + 2 * spare), round(cells * wide + label + 2 * spare))
    draft = new_draft(makings, shape, height)
    draft.writer.hand.stretch, draft.writer.hand.pen = (
        min(1.0, draft.writer.hand.stretch),
        min(0.13, draft.writer.hand.pen),
    )
    for row in range(rows):
        top, x = spare + row * step, spare + label
        if label:
            draft.writer.word(
                spare,
                top + 0.7 * tall,
                0.6 * height,
                printed=True,
                text=str(random.choice(("total", "No", "sum", "date"))),
            )
        one_box = random.random() < 0.2
        print_box(draft.sheet, draft.layout, (x, top, x + cells * wide, top + tall), 1 if one_box else cells, random)
        text = ""
        for cell in _filled(random, cells):
            base = top + 0.5 * tall + height * random.uniform(0.44, 0.56)
            _, more = draft.digits(x + (cell + random.uniform(0.1, 0.3)) * wide, base, height, 1)
            text += more
        draft.lines += [text] if text else []
    return draft


def _filled(random: np.random.Generator, cells: int) -> list[int]:
    """Return which boxes hold a digit: all, the last, the first, or none."""
    count = cells if random.random() < 0.35 else int(random.integers(0 if random.random() < 0.3 else 1, cells + 1))
    return list(range(cells - count, cells) if random.random() < 0.6 else range(count))

"""Pages of numbers in lines: level or tilted, of one size or several, large or tiny, dark on light or light on dark."""

import numpy as np

from drawn_pages.draft import Area, Draft, Makings, between, new_draft, rule_sheet
from drawn_pages.paper import Layout


def rows(makings: Makings, shape: tuple[int, int] | None = None, height: float | None = None,
          tilt: float | None = None) -> Draft:  # fmt: skip
    """Rows of numbers on plain and ruled paper."""
    random = makings.random
    if shape is None:
        shape = (
            (560, 768) if random.random() < 0.6 else (round(random.uniform(300, 900)), round(random.uniform(400, 1100)))
        )
    height = between(random, 20, 60) if height is None else height
    draft = new_draft(makings, shape, height)
    draft.lean(random.normal(0, 1.5) if tilt is None else tilt)
    area = draft.area(max(0.05 * min(shape), 0.6 * height))
    draft.layout = Layout(
        draft.writer.turn, height * random.uniform(1.5, 2.4), area.top + height * random.uniform(1.1, 1.6)
    )
    if random.random() < 0.55:
        rule_sheet(draft, squared=random.random() < 0.35)
    full = random.random() < 0.5
    for base in np.arange(draft.layout.first, area.bottom, draft.layout.step):
        if draft.lines and random.random() < (0.1 if full else 0.35):
            continue
        _numbers(draft, area, float(base) - random.uniform(0, 0.1) * height)
    return draft


def _numbers(draft: Draft, area: Area, base: float) -> None:
    """Write one line of numbers."""
    random, height, text = draft.random, draft.height, ""
    x, groups = draft.indented(area), int(random.integers(1, 4))
    for _ in range(groups):
        room = int((area.right - x) / (1.35 * height))
        if room < 1:
            break
        x, more = draft.digits(x, base, height, min(room, int(random.integers(1, 8))))
        text += more
        x += random.uniform(0.5, 1.3) * height
    if text:
        draft.lines.append(text)


def tilted(makings: Makings) -> Draft:
    """Rows that lean by up to 15 degrees."""
    random = makings.random
    return rows(makings, height=between(random, 20, 50), tilt=float(random.choice((-1, 1)) * random.uniform(3, 15)))


def dark(makings: Makings) -> Draft:
    """Rows in chalk, or in a light pen on dark paper."""
    draft = rows(makings, height=between(makings.random, 24, 80))
    draft.ground = "board"
    return draft


def tiny(makings: Makings) -> Draft:
    """Rows of digits 8 to 14 pixels high."""
    random = makings.random
    shape = (round(random.uniform(120, 420)), round(random.uniform(200, 640)))
    return rows(makings, shape, random.uniform(8, 14))


def sizes(makings: Makings) -> Draft:
    """Lines whose digits differ by a factor of up to three."""
    random = makings.random
    shape, least = (round(random.uniform(500, 800)), round(random.uniform(600, 1000))), between(random, 18, 34)
    draft = new_draft(makings, shape, least)
    draft.lean(random.normal(0, 1.5))
    area = draft.area(0.06 * min(shape))
    within, base = random.random() < 0.3, area.top
    while True:
        heights = np.repeat(least * np.exp(random.uniform(0, np.log(3), 4 if within else 1)), random.integers(1, 5))
        base += float(heights.max()) * 1.15
        if base > area.bottom:
            break
        text, x = "", draft.indented(area)
        for height in heights if within else np.repeat(heights, 2):
            if x + 1.4 * height > area.right:
                break
            x, more = draft.digits(x, base, float(height), 1)
            text += more
        draft.lines += [text] if text else []
        base += least * random.uniform(0.3, 1.2)
    return draft


def large(makings: Makings) -> Draft:
    """A page of many pixels with a few large digits."""
    random = makings.random
    shape = (2000, 3000) if random.random() < 0.5 else (3000, 2000)
    height = between(random, 150, 700)
    draft = new_draft(makings, shape, height, fine=1)
    draft.lean(random.normal(0, 2))
    area = draft.area(0.06 * min(shape))
    rows = min(int((area.bottom - area.top) / (1.5 * height)), int(random.integers(1, 4)))
    base = area.top + height * 1.2 + random.uniform(0, max(0.0, area.bottom - area.top - 1.5 * rows * height))
    draft.layout = Layout(draft.writer.turn, height * between(random, 0.25, 1.5), base)
    if random.random() < 0.35:
        rule_sheet(draft, squared=random.random() < 0.4)
    for row in range(rows):
        room = int((area.right - area.left) / (1.35 * height))
        count = int(random.integers(1, min(room, 6) + 1))
        x = area.left + random.uniform(0, max(0.0, area.right - area.left - 1.35 * count * height))
        draft.lines.append(draft.digits(x, base + 1.5 * row * height, height, count)[1])
    return draft

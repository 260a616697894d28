"""Pages that hold more than digits, or anything but digits."""

import numpy as np

from drawn_pages.draft import Area, Draft, Makings, between, new_draft, rule_sheet, scribble, write_sign, write_word
from drawn_pages.paper import Layout, print_box, print_line


def mixed(makings: Makings) -> Draft:
    """Numbers among letters, words, signs, print and tables."""
    random = makings.random
    shape, height = (round(random.uniform(420, 800)), round(random.uniform(560, 1000))), between(random, 22, 50)
    draft = new_draft(makings, shape, height)
    draft.lean(random.normal(0, 1.5))
    area = draft.area(max(0.05 * min(shape), 0.6 * height))
    draft.layout = Layout(
        draft.writer.turn, height * random.uniform(1.7, 2.6), area.top + height * random.uniform(1.2, 1.6)
    )
    if random.random() < 0.3:
        _table(draft, area)
    else:
        if random.random() < 0.4:
            rule_sheet(draft, squared=random.random() < 0.3)
        prints = random.random() < 0.6
        for base in np.arange(draft.layout.first, area.bottom, draft.layout.step):
            _mixture(draft, area, float(base), prints=prints)
    if random.random() < 0.25:
        scribble(draft, random.uniform(area.left, area.right - 6 * height), area.bottom + 0.3 * height)
    return draft


def _mixture(draft: Draft, area: Area, base: float, *, prints: bool) -> None:
    """Write one line of words, signs and numbers."""
    random, height, text = draft.random, draft.height, ""
    x = area.left
    while x < area.right - 3 * height:
        chance = random.random()
        if chance < 0.3:
            x = write_word(draft, x, base, printed=prints and random.random() < 0.5)
        elif chance < 0.45:
            x = write_sign(draft, x, base)
        elif chance < 0.53 and prints:
            number = "".join(str(random.integers(10)) for _ in range(int(random.integers(1, 5))))
            x += draft.writer.word(x, base, height * random.uniform(0.6, 0.9), printed=True, text=number)
        else:
            room = int((area.right - x) / (1.35 * height))
            x, more = draft.digits(x, base, height, min(room, int(random.integers(1, 6))))
            text += more
        x += random.uniform(0.35, 1.0) * height
        if random.random() < 0.2:
            break
    if text:
        draft.lines.append(text)


def _table(draft: Draft, area: Area) -> None:
    """Print a table with a head, and write into its cells."""
    random, height, layout = draft.random, draft.height, draft.layout
    rows = np.arange(area.top, area.bottom + 1, layout.step)
    columns = np.linspace(
        area.left, area.right, max(2, round((area.right - area.left) / (height * random.uniform(4, 7))))
    )
    thick = between(random, 0.8, 3.5)
    for row in rows:
        print_line(draft.sheet, layout, (columns[0], row), (columns[-1], row), thick)
    for column in columns:
        print_line(draft.sheet, layout, (column, rows[0]), (column, rows[-1]), thick)
    words = [bool(random.random() < 0.35) for _ in columns]
    room = int((columns[1] - columns[0] - 0.4 * height) / (1.35 * height))
    for number, top in enumerate(rows[:-1]):
        text, base = "", float(top) + layout.step / 2 + height * random.uniform(0.4, 0.5)
        for column, word in zip(columns[:-1], words, strict=False):
            left = float(column) + height * random.uniform(0.15, 0.4)
            if number == 0:
                draft.writer.word(
                    left, base, 0.55 * height, printed=True, text=str(random.choice(("Name", "Sum", "Page", "Nr")))
                )
            elif word:
                draft.writer.word(
                    left, base, 0.8 * height, printed=False, text=str(random.choice(("an", "to", "km", "cm", "yes")))
                )
            elif random.random() < 0.8 and room:
                _, more = draft.digits(left, base, height, int(random.integers(1, room + 1)))
                text += more
        draft.lines += [text] if text else []


def none(makings: Makings) -> Draft:
    """Anything but digits: nothing, rules, words, scribbles, signs, a letter, empty boxes."""
    random = makings.random
    what = random.choice(("blank", "rules", "words", "print", "scribbles", "signs", "letter", "boxes"))
    if what == "letter":
        return _letter(makings)
    shape, height = (round(random.uniform(150, 700)), round(random.uniform(200, 900))), between(random, 18, 50)
    draft = new_draft(makings, shape, height)
    draft.lean(random.normal(0, 2))
    area = draft.area(0.06 * min(shape) + 0.3 * height)
    draft.layout = Layout(draft.writer.turn, height * random.uniform(0.8, 2.2), area.top + height)
    if what == "rules" or (what != "blank" and random.random() < 0.3):
        rule_sheet(draft, squared=random.random() < 0.4)
    if what == "boxes":
        for top in np.arange(area.top, area.bottom - 2 * height, 3 * height):
            right = area.left + int(random.integers(1, 8)) * 1.4 * height
            print_box(
                draft.sheet,
                draft.layout,
                (area.left, top, right, top + 1.6 * height),
                int(random.integers(1, 8)),
                random,
            )
    elif what == "scribbles":
        for _ in range(int(random.integers(1, 5))):
            scribble(draft, random.uniform(area.left, area.right), random.uniform(area.top, area.bottom))
    elif what in ("words", "print", "signs"):
        for base in np.arange(area.top + height, area.bottom, 2 * height):
            x = area.left
            while x < area.right - 2 * height:
                x = (
                    write_sign(draft, x, base)
                    if what == "signs"
                    else write_word(draft, x, base, printed=what == "print")
                )
                x += random.uniform(0.3, 1.5) * height
    return draft


def _letter(makings: Makings) -> Draft:
    """One large letter or sign, drawn or photographed."""
    random = makings.random
    side = round(between(random, 40, 500))
    height = side * random.uniform(0.4, 0.7)
    draft = new_draft(makings, (side, side), height)
    draft.ground = "screen" if random.random() < 0.5 else "paper"
    if random.random() < 0.7:
        draft.writer.word(
            0.25 * side,
            0.5 * (side + height),
            height,
            printed=False,
            text=str(random.choice(list("ACEFHKMNRWXdefhkmx"))),
        )
    else:
        write_sign(draft, 0.25 * side, 0.5 * (side + height))
    return draft

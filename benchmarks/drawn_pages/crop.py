"""One crop of a drawn page: what the finder sees, and what it should say of it."""

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from drawn_pages.camera import photographed
from drawn_pages.glyphs import Fonts
from drawn_pages.hands import Hands
from drawn_pages.paper import Layout, blank_paper, desk, lit, off_sheet, print_box, print_rules, smooth_noise
from drawn_pages.writing import FINE, SIZE, Place, Sheet, Writer, any_hand, new_sheet

KINDS = ("rows", "scattered", "single", "form", "mixed", "none")
_SHARES = (0.26, 0.08, 0.17, 0.12, 0.22, 0.15)


class Crop(NamedTuple):
    """A crop and its truth."""

    pixels: npt.NDArray[np.uint8]
    """uint8 (SIZE, SIZE)."""
    ink: npt.NDArray[np.uint8]
    """uint8 (SIZE, SIZE): how much ink of writing covers each pixel, 255 is all."""
    places: npt.NDArray[np.float32]
    """float32 (n, 6): label, x and y of the middle, width, height, printed."""
    ignored: npt.NDArray[np.float32]
    """float32 (n, 4): left, top, right and bottom of what counts for nothing."""
    kind: str


def draw_crop(hands: Hands, fonts: Fonts, random: np.random.Generator,
              kind: str | None = None) -> Crop:  # fmt: skip
    """Return a crop of one of the `KINDS`, by chance unless one is named."""
    kind = KINDS[int(random.choice(len(KINDS), p=_SHARES))] if kind is None else kind
    sheet = new_sheet()
    writer = Writer(sheet, hands, fonts, random)
    tilt = random.normal(0, 3.5) if random.random() < 0.85 else random.uniform(-15, 15)
    writer.lean(float(tilt))
    height = float(np.exp(random.uniform(np.log(16), np.log(76))))
    screen = random.random() < (0.5 if kind == "single" else 0.12)
    if not screen and random.random() < 0.16:
        off_sheet(sheet, random)
    step = height * random.uniform(1.15, 2.6)
    layout = Layout(writer.turn, step, float(random.uniform(0, step)))
    if kind == "none" and random.random() < 0.12:
        return Crop(_texture(random), np.zeros((SIZE, SIZE), np.uint8), *_NOTHING, kind)
    if kind == "single":
        _single(writer)
    elif kind == "scattered":
        _scatter(writer, height)
    elif kind == "form":
        _form(writer, layout, height)
    else:
        _rows(writer, layout, height, kind)
    if not screen and random.random() < (0.2 if kind == "single" else 0.5):
        print_rules(sheet, layout, random)
    if random.random() < (0.5 if kind == "none" else 0.14):
        _beside(writer, height)
    if kind in ("rows", "mixed") and random.random() < 0.1:
        _strike_out(writer)
    return _composed(sheet, kind, random, screen=screen)


_NOTHING = np.zeros((0, 6), np.float32), np.zeros((0, 4), np.float32)


def _texture(random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return what a look much too close shows: grain, cloth, leaves or blocks of JPEG, and no writing; uint8."""
    light = np.full((SIZE, SIZE), random.uniform(0.2, 0.9), np.float32)
    for _ in range(int(random.integers(1, 4))):
        cell = float(np.exp(random.uniform(np.log(1.5), np.log(60))))
        light += random.uniform(0.005, 0.12) * smooth_noise(cell, random)
    if random.random() < 0.3:
        light = light + 0.3 * (desk(random) - 0.5)
    if random.random() < 0.4:
        light = lit(light, random)
    pixels = np.clip(light * 255, 0, 255).astype(np.uint8)
    if random.random() < 0.7:  # stored small, then enlarged
        side = int(SIZE / random.uniform(1, 6))
        small = cv2.resize(pixels, (side, side), interpolation=cv2.INTER_AREA)
        _, stored = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(15, 96))])
        small = np.asarray(cv2.imdecode(stored, cv2.IMREAD_GRAYSCALE), np.uint8)
        pixels = np.asarray(cv2.resize(small, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC), np.uint8)
    return pixels


def _rows(writer: Writer, layout: Layout, height: float, kind: str) -> None:
    """Write rows: of digits; of digits, words and signs; or of anything but digits."""
    random = writer.random
    words = {"rows": 0.0, "mixed": 0.45, "none": 0.8}[kind] if random.random() < 0.9 else 0.3 * (kind != "rows")
    signs = {"rows": 0.1, "mixed": 0.3, "none": 0.35}[kind]
    printed = random.random() < (0.35 if kind == "mixed" else 0.6 if kind == "none" else 0.1)
    # On a sheet without digits print is words alone; the digits that print holds are marked so and are no handwriting.
    gaps = _gaps(random)
    empty = kind == "none" and random.random() < 0.4
    base = layout.first - layout.step - 0.05 * height
    on_rule = random.random() < 0.6
    while base < SIZE + 0.7 * height and not empty:
        base += layout.step
        x = random.uniform(-60, 40) if random.random() < 0.7 else random.uniform(0, SIZE)
        if random.random() < 0.15:
            continue
        row = base - (random.uniform(0, 0.12) * height if on_rule else random.uniform(-0.2, 0.2) * height)
        while x < SIZE + 60:
            chance = random.random()
            if chance < words:
                in_print = printed and random.random() < 0.6
                size = height * (random.uniform(0.6, 1.3) if in_print else random.uniform(0.7, 1.1))
                x += writer.word(x, row, size, printed=in_print) + random.uniform(0.2, 1.0) * height
            elif chance < words + (1 - words) * signs:
                x += writer.sign(x, row, height) + random.uniform(0.05, 0.5) * height
            elif kind == "none":
                x += random.uniform(0.3, 3) * height
            else:
                x += _number(writer, x, row, height, gaps) + random.uniform(0.0, 1.6) * height
            if random.random() < 0.12:
                x += random.uniform(1, 5) * height
        if random.random() < 0.03:
            writer.hand = any_hand(writer.hands, random)


def _number(writer: Writer, x: float, row: float, height: float, gaps: tuple[float, float, float]) -> float:
    """Write a number, now and then with a unit, as a date or in a ring; return how far it reaches."""
    random, start = writer.random, x
    mean_gap, spread, nearest = gaps

    def digits(x: float, count: int) -> float:
        for _ in range(count):
            x += writer.digit(x, row, height) + max(nearest, random.normal(mean_gap, spread)) * height
        return x

    kind = random.random()
    if kind < 0.04:
        x += writer.unit(x, row, height) + random.uniform(0.0, 0.35) * height
    elif 0.18 <= kind < 0.21:  # an amount
        x += writer.sign(x, row, height, kind="$") + random.uniform(0.0, 0.25) * height
    if 0.21 <= kind < 0.33:  # a date, a time, a score, a sum: short numbers with the same sign between them
        sign = _BETWEEN[int(random.integers(len(_BETWEEN)))]
        x = digits(x, int(random.integers(1, 3)))
        for _ in range(int(random.integers(1, 3))):
            x += writer.sign(x + random.uniform(-0.05, 0.2) * height, row, height, kind=sign)
            x = digits(x + random.uniform(-0.05, 0.3) * height, int(random.choice((1, 2, 2, 4))))
    elif kind >= 0.97:  # the number of an answer, in a ring
        count = int(random.integers(1, 3))
        end = digits(x, count)
        _ring(writer, (x + end - mean_gap * height) / 2, row - 0.5 * height, end - x, height)
        x = end + 0.5 * height
    else:
        x = digits(x, int(random.integers(1, 8)))
    if 0.04 <= kind < 0.18:
        x += writer.unit(x + random.uniform(-0.05, 0.35) * height, row, height) + 0.35 * height
    return x - start


_BETWEEN = "//////--..,::+x×="
"""What stands between short numbers; a slash is the likeliest to be taken for a 1."""


def _ring(writer: Writer, x: float, y: float, wide: float, height: float) -> None:
    """Draw a ring around a number whose middle, before tilting, lies there."""
    random = writer.random
    angles = random.uniform(0, 2 * np.pi) + np.linspace(0, 2 * np.pi * random.uniform(0.93, 1.1), 40)
    radii = np.array([0.6 * wide + 0.2 * height, 0.75 * height]) * random.uniform(0.85, 1.35, 2)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii * (1 + 0.03 * np.sin(angles * 2))[:, None]
    _stroke(writer.sheet, points @ writer.turn.T + writer.turned(x, y), max(0.7, writer.hand.pen * height))


def _gaps(random: np.random.Generator) -> tuple[float, float, float]:
    """Return mean and spread of the gaps between a number's digits, and the least; in heights of a digit."""
    if random.random() < 0.12:  # they run into each other
        return random.uniform(-0.25, 0.0), random.uniform(0.02, 0.15), -0.28
    return random.uniform(0.0, 0.5), random.uniform(0.02, 0.15), -0.14


def _scatter(writer: Writer, height: float) -> None:
    """Write digits of sizes up to three times as different here and there."""
    random = writer.random
    taken: list[tuple[float, float, float]] = []
    for _ in range(int(random.integers(1, 10))):
        size = height * float(np.exp(random.uniform(-0.55, 0.55)))
        x, base = random.uniform(-0.2 * size, SIZE), random.uniform(0.5 * size, SIZE + 0.2 * size)
        if any(
            abs(x - other) < 0.75 * (size + s) / 1.2 and abs(base - row) < 0.6 * (size + s) for other, row, s in taken
        ):
            continue
        taken.append((x, base, size))
        if random.random() < 0.2:
            writer.sign(x, base, size)
        elif random.random() < 0.15:
            writer.word(x, base, size, printed=random.random() < 0.4)
        else:
            writer.digit(x, base, size)


def _single(writer: Writer) -> None:
    """Write one large digit, perhaps touching the edge, as on a canvas, a card or a thumbnail."""
    random = writer.random
    height = float(np.exp(random.uniform(np.log(28), np.log(SIZE * 0.97))))
    if random.random() < 0.5:
        writer.hand.pen = float(random.uniform(0.05, 0.24))
    x, base = random.uniform(0, max(1.0, SIZE - 0.9 * height)), random.uniform(height, SIZE)
    if random.random() < 0.7:
        x, base = (SIZE - 0.6 * height) / 2 + random.normal(0, 8), (SIZE + height) / 2 + random.normal(0, 8)
    if random.random() < 0.3:  # not a digit after all
        if random.random() < 0.65:
            writer.sign(x, base, height, alone=True)
        else:
            writer.word(x, base, height * 0.8, printed=random.random() < 0.3)
        return
    if random.random() < 0.06:  # far too near, or far too far away, to be seen as a digit
        near = random.random() < 0.7
        height = random.uniform(1.4 * SIZE, 4 * SIZE) if near else random.uniform(3, 8)
        writer.hand.pen = max(writer.hand.pen, 0.06)
        for _ in range(1 if near else 40):
            writer.digit(random.uniform(-0.7 * height, SIZE), random.uniform(0, SIZE + 0.7 * height), height)
        writer.sheet.places.clear()
        writer.sheet.ignored.clear()
        return
    writer.lean(float(random.normal(0, 4)))
    writer.digit(x, base, height, strict=True)


def _form(writer: Writer, layout: Layout, height: float) -> None:
    """Write digits into printed boxes, some of them empty, with print beside them."""
    random = writer.random
    wide, tall = height * random.uniform(0.9, 1.7), height * random.uniform(1.1, 1.9)
    top = random.uniform(-0.5, 0.5) * tall
    writer.hand.stretch = min(writer.hand.stretch, 1.1)
    while top < SIZE:
        x = random.uniform(-60, 30)
        while x < SIZE:
            cells = int(random.integers(1, 7))
            one_box = random.random() < 0.35
            print_box(writer.sheet, layout, (x, top, x + cells * wide, top + tall), 1 if one_box else cells, random)
            empty = random.random() < 0.3
            for cell in range(cells):
                if empty or random.random() < 0.2:
                    continue
                left = x + cell * wide + random.uniform(0.05, 0.3) * wide
                base = top + tall * 0.5 + height * random.uniform(0.4, 0.62)
                if random.random() < 0.06:
                    writer.sign(left, base, height)
                else:
                    writer.digit(left, base, height)
            x += cells * wide + random.uniform(0.1, 2) * height
            if random.random() < 0.4:
                x += writer.word(x, top + tall * 0.8, height * random.uniform(0.5, 1.1), printed=random.random() < 0.85)
                x += random.uniform(0.2, 1) * height
        top += tall * random.choice((1.0, random.uniform(1.1, 2.2)))


def _beside(writer: Writer, height: float) -> None:
    """Draw what a hand draws that is no sign: scribbles, underlines, arrows, rings, crossings-out."""
    random, sheet = writer.random, writer.sheet
    for _ in range(int(random.integers(1, 4))):
        kind, pen = int(random.integers(4)), max(0.7, writer.hand.pen * height)
        x, y = random.uniform(0, SIZE, 2)
        if kind == 0:  # to and fro
            count = int(random.integers(5, 14))
            points = np.array([x, y]) + np.cumsum(random.normal(0, 0.6 * height, (count, 2)), axis=0)
        elif kind == 1:  # underlined
            points = np.array([[x, y], [x + random.uniform(0.5, 6) * height, y + random.normal(0, 0.1) * height]])
        elif kind == 2 and sheet.places:  # crossed out: no digit any more
            place = sheet.places[int(random.integers(len(sheet.places)))]
            _cross_out(writer, place, pen)
            continue
        else:  # a wave
            t = np.linspace(0, random.uniform(2, 20), 40)
            points = np.stack([x + t * 0.3 * height, y + 0.2 * height * np.sin(t * random.uniform(1, 3))], axis=1)
        _stroke(sheet, points, pen)


def _cross_out(writer: Writer, place: Place, pen: float) -> None:
    random, sheet = writer.random, writer.sheet
    half = np.array([place.width, place.height]) / 2 * random.uniform(0.8, 1.2)
    count = int(random.choice((2, 2, 8)))
    ways = np.array([[(-1) ** k, 1 - 2 * k / max(1, count - 1)] for k in range(count)])
    points = np.array([[place.x, place.y]]) + random.uniform(0.7, 1, (count, 2)) * half * ways
    _stroke(sheet, points, pen)
    sheet.places.remove(place)
    box = (place.x - place.width / 2, place.y - place.height / 2, place.x + place.width / 2, place.y + place.height / 2)
    if count == 2:
        sheet.ignored.append(box)


def _strike_out(writer: Writer) -> None:
    """Strike a number out, by a stroke or more through some digits that stand in a row: they are digits no more."""
    random, sheet = writer.random, writer.sheet
    if not sheet.places:
        return
    first = sheet.places[int(random.integers(len(sheet.places)))]
    along, across = writer.turn.T
    reach = float(random.uniform(0.6, 5)) * first.height
    struck, ends = [], [0.0, 0.0]
    for place in sheet.places:
        away = np.array([place.x - first.x, place.y - first.y])
        if -0.1 * first.height <= away @ along < reach and abs(away @ across) < 0.35 * first.height:
            struck.append(place)
            ends[1] = max(ends[1], float(away @ along))
    middle, half = np.array([first.x, first.y]), 0.5 * first.width + 0.15 * first.height
    count = int(random.choice((1, 2, 3, 9)))
    pen = max(0.8, writer.hand.pen * first.height)
    lines = []
    for k in range(count):
        shift = random.normal(0, 0.12) * first.height * across
        two = np.array([middle - half * along, middle + (ends[1] + half) * along]) + shift
        two += random.normal(0, 0.1, (2, 2)) * first.height
        lines.append(two if k % 2 == 0 else two[::-1])
    for line in [np.concatenate(lines)] if count > 3 else lines:
        _stroke(sheet, line, pen)
    for place in struck:
        sheet.places.remove(place)
    if count == 1:  # a rule may run just so
        left, top = (min(getattr(p, axis) - getattr(p, size) / 2 for p in struck) for axis, size in _AXES)
        right, bottom = (max(getattr(p, axis) + getattr(p, size) / 2 for p in struck) for axis, size in _AXES)
        sheet.ignored.append((left, top, right, bottom))


_AXES = (("x", "width"), ("y", "height"))


def _stroke(sheet: Sheet, points: npt.NDArray[np.float64], pen: float) -> None:
    corners = np.rint((points + 0.5) * FINE * 16).astype(np.int32)
    cv2.polylines(sheet.beside, [corners], isClosed=False, color=255, thickness=max(1, round(pen * FINE)), shift=4)


def _composed(sheet: Sheet, kind: str, random: np.random.Generator, *, screen: bool) -> Crop:
    """Bring ink, rules, paper, light and camera together."""
    layers = (sheet.writing, sheet.print, sheet.lines, sheet.beside)
    writing, printed, lines, beside = (_averaged(layer) for layer in layers)
    if screen and random.random() < 0.4:
        writing, beside = (writing > 0.5).astype(np.float32), (beside > 0.5).astype(np.float32)
    truth = np.maximum(writing, printed)
    ink = float(np.exp(random.uniform(np.log(0.14), 0))) if random.random() < 0.5 else random.uniform(0.5, 1)
    ink = 1.0 if screen and random.random() < 0.6 else ink
    cover = writing
    if not screen and random.random() < 0.3:  # pencil, chalk, a dry pen
        grain = smooth_noise(random.uniform(1, 3), random) * random.uniform(0.1, 0.5)
        cover = np.clip(cover * (1 + grain), 0, 1)
    if not screen and random.random() < 0.3:
        cover = cover * np.clip(
            1 - random.uniform(0, 0.5) * np.abs(smooth_noise(random.uniform(15, 50), random)), 0.3, 1
        )
    light = blank_paper(random, plain=screen)
    darkest = ink * random.uniform(0.3, 1.5)
    light = light * (1 - min(1.0, darkest) * lines)
    light = light * (1 - min(0.98, ink) * np.maximum(cover, beside * random.uniform(0.6, 1)))
    light = light * (1 - random.uniform(0.4, 1) * printed)
    kept = np.ones(len(sheet.places), bool)
    if sheet.blocked is not None:
        soft = cv2.GaussianBlur(sheet.blocked.astype(np.float32), (0, 0), float(random.uniform(0.4, 2)))
        light = light * (1 - soft) + desk(random) * soft
        truth = truth * (sheet.blocked == 0)
        kept = np.array([_free(sheet, place) for place in sheet.places], bool)
    if not screen:
        light = lit(light, random)
    elif random.random() < 0.3:
        light = light * np.float32(random.uniform(0.3, 1))
    if random.random() < (0.4 if screen else 0.2):
        light = 1 - light
    smallest = min((place.height for place in sheet.places), default=float(SIZE))
    pixels = photographed(light.astype(np.float32), random, screen=screen, ink=ink, smallest=smallest)
    places = [place for place, keep in zip(sheet.places, kept, strict=True) if keep]
    hidden = [
        (place.x - place.width / 2, place.y - place.height / 2, place.x + place.width / 2, place.y + place.height / 2)
        for place, keep in zip(sheet.places, kept, strict=True) if not keep
    ]  # fmt: skip
    return Crop(
        pixels, (truth * 255).astype(np.uint8), np.array(places, np.float32).reshape(-1, 6),
        np.array([*sheet.ignored, *hidden], np.float32).reshape(-1, 4), kind,
    )  # fmt: skip


def _averaged(layer: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    if not layer.any():
        return np.zeros((SIZE, SIZE), np.float32)
    return np.asarray(cv2.resize(layer, (SIZE, SIZE), interpolation=cv2.INTER_AREA), np.float32) / 255


def _free(sheet: Sheet, place: Place) -> bool:
    """Return whether a digit lies on the sheet as a whole."""
    assert sheet.blocked is not None
    top, bottom = int(max(0, place.y - place.height / 2)), int(place.y + place.height / 2) + 1
    left, right = int(max(0, place.x - place.width / 2)), int(place.x + place.width / 2) + 1
    return not sheet.blocked[top:bottom, left:right].any()

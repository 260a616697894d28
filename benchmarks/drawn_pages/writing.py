"""Writing on a sheet: digits, letters, words and signs, in one hand or another, laid out in rows or scattered."""

import itertools
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from drawn_pages.glyphs import CAPITAL, Bitmap, Fonts, Strokes
from drawn_pages.hands import Glyph, Hands, glyph_of, template_glyph
from shuzi.drawing import smooth

SIZE = 192
"""Height and width of a crop, in pixels; a sheet may have others."""

FINE = 3
"""A crop's ink is drawn on this many times as many pixels, and averaged, so that its edges are soft."""

_SUBPIXELS = 4
"""Bits of a pixel's fraction that OpenCV's lines take."""

_WORDS = (
    "the and total name date score class room sum answer page exam of to in is it for was on are with they at "
    "be this have from or one had by word but not what all were we when your can said there use an each which "
    "she do how their if will up other about out many then them these so some her would make like him into time "
    "has look two more write go see number no way could people my than first water been call who oil its now "
    "find long down day did get come made may part Zoll Soll Bill Ilse Oslo bogs gloss solo lobs Gibbs slosh "
    "szs SOS BOSS Nr Tel kg cm Euro Preis Summe Punkte Seite Straße quiz jazz yes zigzag "
)

WORDS = _WORDS.split()
"""What is written in words; some look as if they held digits."""

_ONSETS = "b c ch d f g gr h j k kl l m n p pr qu r s sch sh sl st t th tr v w y z"
_VOWELS = "a e i o u ai ee ie ou ö ü"
_CODAS = "- - n m r l s t ck ng tz b g"

_SYLLABLES = tuple([part.strip("-") for part in parts.split()] for parts in (_ONSETS, _VOWELS, _CODAS))
"""Syllables of names and words that no list holds."""

_ALONE = "ACDEFGHJKLMNPQRTUVWXYadefghjkmnprtuvwxy&@?!αβθπλ"
"""Letters that are told from digits where they stand alone."""

_LIKE_DIGITS = "OoIlSsZzBbqg|"
"""Letters that nobody tells from a digit where they stand alone; such places count for nothing."""

_BEHIND = "g g kg mg m m cm mm km ml dl h min kWh A V W Hz ° °C € £ th nd rd er pm am x y n a ! ? %"
_UNITS = tuple(_BEHIND.split(" "))
"""What is written right behind a number, or before it; there a g is no 9."""


class Place(NamedTuple):
    """Where a digit stands, in pixels of the sheet."""

    label: int
    x: float
    y: float
    width: float
    height: float
    printed: bool


@dataclass
class Sheet:
    """What is on a sheet: ink in layers, each uint8 (fine * height, fine * width), and the digits in it."""

    writing: npt.NDArray[np.uint8]
    print: npt.NDArray[np.uint8]
    lines: npt.NDArray[np.uint8]
    """Printed rules and boxes."""
    beside: npt.NDArray[np.uint8]
    """What a hand draws that is no sign: underlines, circles, scribbles, arrows."""
    places: list[Place] = field(default_factory=list)
    ignored: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Left, top, right and bottom of what counts for nothing."""
    blocked: npt.NDArray[np.uint8] | None = None
    """uint8 (height, width), not 0 where no digit may stand, since the sheet ends there."""
    fine: int = FINE
    """Points of a layer along a pixel's side."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.lines.shape[0] // self.fine, self.lines.shape[1] // self.fine

    @property
    def middle(self) -> npt.NDArray[np.float64]:
        """The x and y about which a tilted sheet's writing turns."""
        return np.array([self.shape[1] / 2, self.shape[0] / 2])


def new_sheet(shape: tuple[int, int] = (SIZE, SIZE), *, fine: int = FINE) -> Sheet:
    """Return an empty sheet of some height and width."""
    layers = (np.zeros((fine * shape[0], fine * shape[1]), np.uint8) for _ in range(4))
    return Sheet(*layers, fine=fine)


@dataclass
class Hand:
    """How one writer writes on one sheet."""

    source: str
    writer: int
    pen: float
    """Width of a stroke in heights of a digit."""
    slant: float
    stretch: float
    unsteady: float
    """Spread of the height from digit to digit."""


def any_hand(hands: Hands, random: np.random.Generator) -> Hand:
    """Return a hand by chance."""
    source = ("pen", "thinned", "template", "font")[int(random.choice(4, p=(0.4, 0.42, 0.13, 0.05)))]
    pen = float(np.exp(random.uniform(np.log(0.022), np.log(0.19))))
    if random.random() < 0.06:
        pen = float(random.uniform(0.17, 0.27))
    return Hand(
        source, int(random.integers(len(hands.pen))), pen, float(random.normal(-0.05, 0.16)),
        float(np.exp(random.normal(0, 0.2))), float(random.uniform(0.02, 0.13)),
    )  # fmt: skip


_APART = 0.35
"""Of handwritten words have their letters apart, as digits stand: a stranger's o was read as 0, g as 9. Set by hand."""


class Writer:
    """Writes on a sheet with hands and fonts."""

    def __init__(self, sheet: Sheet, hands: Hands, fonts: Fonts, random: np.random.Generator) -> None:
        self.sheet, self.hands, self.random = sheet, hands, random
        self.written, self.printed, foreign = fonts
        self.hand = any_hand(hands, random)
        self.letters = self.written[int(random.integers(len(self.written)))]
        self.print = self.printed[int(random.integers(len(self.printed)))]
        self.turn = np.eye(2)
        self.pen_letters = bool(random.random() < 0.6)
        self.other = foreign[int(random.integers(len(foreign)))] if foreign and random.random() < 0.14 else None

    def lean(self, degrees: float) -> None:
        """Turn everything that is written from here on."""
        angle = np.radians(degrees)
        self.turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def turned(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the untilted sheet lies."""
        middle = self.sheet.middle
        place = self.turn @ (np.array([x, y]) - middle) + middle
        return float(place[0]), float(place[1])

    def digit(self, x: float, base: float, height: float, *, strict: bool = False) -> float:
        """Write a digit whose left edge and baseline are given, before tilting, and return its width."""
        random, label = self.random, int(self.random.integers(10))
        height *= float(np.exp(random.normal(0, self.hand.unsteady)))
        if random.random() < 0.08:  # now and then one is far smaller than its neighbours, a short 1 most of all
            height *= float(random.uniform(0.5, 1))
        if self.hand.source == "font":
            bitmap = self.letters.bitmap(str(label))
            if bitmap is not None:
                width = height * bitmap.cover.shape[1] / bitmap.cover.shape[0] * self.hand.stretch
                tall = bitmap.cover.shape[0] / CAPITAL
                box = self._stamp(self.sheet.writing, bitmap._replace(rise=tall), (x, base), height / tall)
                self._place(label, box, printed=False)
                return width
        glyph = self._glyph(label)
        matrix = self._matrix() * height
        points = glyph.points @ matrix.T
        low, high = points.min(axis=0), points.max(axis=0)
        width = float(high[0] - low[0])
        middle = self.turned(x - float(low[0]), base - float(high[1]))
        if not strict:
            middle = middle[0], middle[1] + float(random.normal(0, 0.05)) * height
        box = self._draw(glyph, points @ self.turn.T + middle, height)
        self._place(label, box, printed=False)
        return width

    def _glyph(self, label: int) -> Glyph:
        random = self.random
        if label == 1 and random.random() < 0.2:
            return _ONE
        if self.hand.source == "pen":
            known = self.hands.pen[self.hand.writer][label]
        elif self.hand.source == "thinned":
            known = self.hands.thinned[label]
        else:
            return template_glyph(label, random)
        return known[int(random.integers(len(known)))]

    def _matrix(self) -> npt.NDArray[np.float64]:
        hand, random = self.hand, self.random
        stretch = hand.stretch * float(np.exp(random.normal(0, 0.07)))
        angle = np.radians(random.normal(0, 3))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return np.asarray(turn @ np.array([[stretch, hand.slant + random.normal(0, 0.05)], [0, 1]]))

    def _draw(self, glyph: Glyph, points: npt.NDArray[np.float64], height: float,
              layer: npt.NDArray[np.uint8] | None = None) -> tuple[float, float, float, float]:  # fmt: skip
        pen, fine = max(0.7, self.hand.pen * height), self.sheet.fine
        ends = glyph.starts
        corners = np.rint((points + 0.5) * fine * 2**_SUBPIXELS).astype(np.int32)
        lines = [corners[ends[k] : ends[k + 1]] for k in range(len(ends) - 1)]
        target = self.sheet.writing if layer is None else layer
        cv2.polylines(target, lines, isClosed=False, color=255, thickness=max(1, round(pen * fine)),
                      lineType=cv2.LINE_8, shift=_SUBPIXELS)  # fmt: skip
        low, high = points.min(axis=0) - pen / 2, points.max(axis=0) + pen / 2
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def sign(self, x: float, base: float, height: float, *, kind: str | None = None, alone: bool = False) -> float:
        """Write one of the `SIGNS`, by chance unless one is named; it counts as no digit. Otherwise as `digit`.

        Alone on its page it is none that could be a 1.
        """
        if kind is None:
            known = [name for name in SIGNS if not (alone and name in "/()")]
            kind = known[int(self.random.integers(len(known)))]
        share, rise = SIGN_SIZES.get(kind, (1.0, 0.0))
        glyph, size = SIGNS[kind], height * share * float(np.exp(self.random.normal(0, 0.15)))
        points = glyph.points @ (self._matrix() * size).T
        low, high = points.min(axis=0), points.max(axis=0)
        middle = self.turned(x - float(low[0]), base - rise * height - float(high[1]))
        self._draw(glyph, points @ self.turn.T + middle, height)
        return float(high[0] - low[0])

    def word(self, x: float, base: float, height: float, *, printed: bool, text: str | None = None) -> float:
        """Write a word, a letter or, in print, digits too; otherwise as `digit`."""
        random, start = self.random, x
        font = self.print if printed else self.letters
        if text is None:
            if self.other is not None and random.random() < 0.7:
                font, printed = self.other, self.other.printed
                known = font.characters
                text = "".join(known[int(k)] for k in random.integers(len(known), size=int(random.integers(1, 5))))
            else:
                text = self._text(printed=printed)
        layer = self.sheet.print if printed else self.sheet.writing
        apart = random.uniform(1.1, 1.8) if not printed and random.random() < _APART else 1.0
        for character in text:
            bitmap = font.bitmap(character)
            if bitmap is None:
                x += 0.4 * height
                continue
            strokes = font.strokes(character) if self.pen_letters and not printed and not character.isdigit() else None
            if strokes is None:
                box = self._stamp(layer, bitmap, (x, base), height)
            else:
                box = self._write(strokes, (x, base), height)
            if character.isdigit():
                self._place(int(character), box, printed=printed)
            elif len(text) == 1 and character in _LIKE_DIGITS:
                self.sheet.ignored.append(box)
            x += apart * height * bitmap.advance * (1.0 if printed else float(np.exp(random.normal(0, 0.06))))
        return x - start

    def unit(self, x: float, base: float, height: float) -> float:
        """Write a unit or the like beside a number, otherwise as `digit`."""
        text, ignored = _UNITS[int(self.random.integers(len(_UNITS)))], len(self.sheet.ignored)
        width = self.word(x, base, height * float(self.random.uniform(0.6, 1.1)), printed=False, text=text)
        del self.sheet.ignored[ignored:]
        return width

    def _write(self, strokes: Strokes, foot: tuple[float, float], height: float) -> tuple[float, float, float, float]:
        """Write a font's character with the hand's pen, as its digits are written; `foot` as for `_stamp`."""
        unsteady = np.eye(2) + self.random.normal(0, 0.04, (2, 2)) + np.array([[0, 0.5 * self.hand.slant], [0, 0]])
        matrix = self.turn @ unsteady * height
        points = np.concatenate(strokes.lines) @ matrix.T + self.turned(*foot)
        starts = np.cumsum([0, *map(len, strokes.lines)]).astype(np.int32)
        return self._draw(Glyph(-1, points.astype(np.float32), starts), points, height)

    def _text(self, *, printed: bool) -> str:
        random = self.random
        chance = random.random()
        if printed and chance < 0.35:
            return "".join(str(random.integers(10)) for _ in range(int(random.integers(1, 6))))
        if chance < 0.25:
            name = "".join(
                part[int(random.integers(len(part)))] for _ in range(int(random.integers(1, 4))) for part in _SYLLABLES
            )
            return name.capitalize() if random.random() < 0.6 else name.upper() if random.random() < 0.3 else name
        if chance < 0.5:
            word = WORDS[int(random.integers(len(WORDS)))]
            return word if random.random() < 0.6 else word.capitalize() if random.random() < 0.6 else word.upper()
        if chance < 0.85:
            letters = _ALONE if random.random() < 0.93 else _LIKE_DIGITS
            return letters[int(random.integers(len(letters)))]
        return "".join(_ALONE[int(random.integers(len(_ALONE)))] for _ in range(int(random.integers(2, 4))))

    def _stamp(
        self, layer: npt.NDArray[np.uint8], bitmap: Bitmap, foot: tuple[float, float], height: float
    ) -> tuple[float, float, float, float]:
        """Put a bitmap on the sheet, its left end on the baseline at `foot`; `height` is that of a capital."""
        scale, fine = height / CAPITAL, self.sheet.fine
        cover, top = bitmap.cover, foot[1] - bitmap.rise * height
        tall, wide = cover.shape
        leaning = np.array([[1.0, self.hand.slant * 0.5], [0, 1]]) if layer is self.sheet.writing else np.eye(2)
        matrix = self.turn @ leaning * scale
        corner = np.array(self.turned(foot[0], top))
        corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]]) @ matrix.T + corner
        low, high = np.floor(corners.min(axis=0) * fine) - 1, np.ceil(corners.max(axis=0) * fine) + 2
        left, upper = (int(max(0, value)) for value in low)
        right, lower = (int(min(end, value)) for end, value in zip(layer.shape[::-1], high, strict=True))
        if right > left and lower > upper:
            shift = corner * fine - (left, upper)
            warp = np.column_stack([matrix * fine, shift]).astype(np.float32)
            part = cv2.warpAffine(cover, warp, (right - left, lower - upper), flags=cv2.INTER_LINEAR)
            view = layer[upper:lower, left:right]
            np.maximum(view, part, out=view)
        box = (*corners.min(axis=0), *corners.max(axis=0))
        return float(box[0]), float(box[1]), float(box[2]), float(box[3])

    def _place(self, label: int, box: tuple[float, float, float, float], *, printed: bool) -> None:
        left, top, right, bottom = box
        tall, wide = self.sheet.shape
        inside = (min(right, wide) - max(left, 0)) * (min(bottom, tall) - max(top, 0))
        if right <= 0 or bottom <= 0 or left >= wide or top >= tall:
            return
        if inside < 0.93 * (right - left) * (bottom - top):
            self.sheet.ignored.append(box)
            return
        left, top, right, bottom = max(left, 0), max(top, 0), min(right, wide), min(bottom, tall)
        self.sheet.places.append(
            Place(label, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top, printed)
        )


def _sign(*lines: str) -> Glyph:
    """Return a sign from lines of points `x,y` in hundredths."""
    parts = [
        np.array([[float(value) / 100 for value in point.split(",")] for point in line.split()], np.float32)
        for line in lines
    ]
    return glyph_of(-1, parts)


def _curve(*lines: str) -> Glyph:
    """Return a sign as `_sign` does, with smooth lines."""
    rough = _sign(*lines)
    parts = [
        smooth(rough.points[start:end].astype(np.float64)).astype(np.float32)
        for start, end in itertools.pairwise(rough.starts)
    ]
    return glyph_of(-1, parts)


def _round(x: float, y: float, across: float, down: float, arc: tuple[float, float] = (0, 360)) -> str:
    angles = np.radians(np.linspace(*arc, 24))
    return " ".join(f"{x + across * np.cos(a):.0f},{y + down * np.sin(a):.0f}" for a in angles)


SIGNS = {
    "+": _sign("0,50 100,50", "50,0 50,100"),
    "-": _sign("0,50 100,48"),
    "=": _sign("0,30 100,30", "0,70 100,70"),
    "×": _sign("0,0 100,100", "100,0 0,100"),
    "÷": _sign("0,50 100,50", "50,15 51,16", "50,85 51,86"),
    ":": _sign("50,20 51,21", "50,80 51,81"),
    ".": _sign("50,50 52,52"),
    ",": _sign("50,50 40,90"),
    "/": _sign("60,0 0,100"),
    "(": _sign(_round(50, 50, 25, 60, (120, 240))),
    ")": _sign(_round(50, 50, 25, 60, (-60, 60))),
    "[": _sign("30,0 0,0 0,100 30,100"),
    "%": _sign("80,0 20,100", _round(15, 20, 14, 16), _round(85, 80, 14, 16)),
    "$": _sign("80,20 60,10 30,10 15,28 30,45 65,55 80,72 65,90 30,90 15,80", "50,0 50,100"),
    "#": _sign("30,0 20,100", "75,0 65,100", "0,35 100,35", "0,68 100,68"),
    "√": _sign("0,55 15,50 35,100 60,0 130,0"),
    "<": _sign("90,10 0,50 90,90"),
    ">": _sign("0,10 90,50 0,90"),
    "tick": _sign("0,60 30,100 110,0"),
    "arrow": _sign("0,50 120,50", "85,20 120,50 85,80"),
    "*": _sign("50,0 50,100", "5,25 95,75", "95,25 5,75"),
    "~": _sign("0,60 20,42 40,45 60,58 80,60 100,42"),
    "square": _sign("0,0 100,0 100,100 0,100 0,0"),
    "triangle": _sign("50,0 100,100 0,100 50,0"),
    "^": _sign("0,60 40,0 80,60"),
    "x": _sign("0,0 70,100", "70,0 0,100"),
    "α": _curve("95,5 70,70 35,100 5,80 5,35 35,5 65,30 80,80 100,100"),
    "β": _curve("0,130 15,30 40,0 72,8 75,35 42,50 80,60 85,85 55,100 20,88"),
    "γ": _curve("0,15 25,5 45,55 50,105 38,135 28,110 50,55 90,0"),
    "δ": _curve("85,12 50,0 30,15 60,42 80,70 60,100 20,95 10,70 35,45 60,45"),
    "ε": _curve("85,15 40,0 10,20 45,45 10,70 35,100 90,85"),
    "θ": _sign(_round(50, 50, 35, 50), "15,50 85,50"),
    "λ": _curve("10,0 40,15 95,100", "50,40 5,100"),
    "μ": _curve("10,130 15,60 20,10", "20,10 22,70 50,85 75,60 80,10", "80,10 82,75 100,88"),
    "π": _sign("0,15 100,10", "30,15 25,100", "70,15 75,100"),
    "σ": _curve(_round(45, 60, 40, 40, (-60, 300)), "45,20 75,20 100,14"),
    "ω": _curve("20,10 0,60 20,100 45,90 50,50 55,90 80,100 100,60 80,10"),
    "heart": _curve("50,100 5,45 10,8 35,5 50,30 65,5 90,8 95,45 50,100"),
    "star": _sign("50,0 80,100 0,38 100,38 20,100 50,0"),
    "smile": _sign(_round(50, 50, 50, 50), "35,35 35,38", "65,35 65,38", _round(50, 55, 25, 22, (20, 160))),
    "house": _sign("0,100 0,40 50,0 100,40 100,100 0,100"),
    "person": _sign("50,0 45,40 0,100", "48,40 100,100"),
    "tree": _sign("0,30 100,30", "50,0 50,100", "50,32 5,80", "50,32 95,80"),
    "N": _sign("0,100 0,0 80,100 80,0"),
    "A": _sign("0,100 45,0 90,100", "18,62 72,62"),
    "E": _sign("70,0 0,0 0,100 75,100", "0,48 60,48"),
    "F": _sign("75,0 0,0 0,100", "0,45 60,45"),
    "H": _sign("0,0 0,100", "75,0 75,100", "0,50 75,50"),
    "K": _sign("0,0 0,100", "70,0 0,55 75,100"),
    "M": _sign("0,100 5,0 50,70 95,0 100,100"),
    "P": _curve("0,100 0,50 0,0", "0,3 55,0 75,22 55,48 0,52"),
    "R": _curve("0,100 0,50 0,0", "0,3 55,0 75,22 55,48 0,50 70,100"),
    "T": _sign("0,0 90,0", "45,0 45,100"),
    "U": _curve("0,0 2,70 35,100 70,75 75,0"),
    "V": _sign("0,0 40,100 85,0"),
    "W": _sign("0,0 25,100 50,30 75,100 100,0"),
    "Y": _sign("0,0 40,45 85,0", "40,45 38,100"),
    "a": _curve("80,10 45,0 5,30 10,80 50,95 80,40 80,0 82,80 100,100"),
    "d": _curve("75,45 40,40 5,65 20,98 55,98 78,60", "80,0 78,60 85,100"),
    "e": _curve("5,55 60,55 90,30 55,0 10,20 5,70 45,100 95,80"),
    "f": _curve("80,8 55,0 40,25 38,100", "10,42 75,40"),
    "h": _curve("5,0 5,50 5,100", "5,60 35,40 65,50 70,100"),
    "k": _sign("5,0 5,100", "65,40 5,72 70,100"),
    "m": _curve("0,40 2,70 3,100", "3,60 25,42 45,55 48,100", "48,60 72,42 95,55 97,100"),
    "n": _curve("0,40 2,70 3,100", "3,60 35,40 65,55 70,100"),
    "r": _curve("0,40 2,70 3,100", "3,65 25,42 60,45"),
    "t": _curve("40,0 38,80 55,100 75,92", "5,32 75,30"),
    "u": _curve("0,40 2,80 30,100 60,80 65,40", "65,40 66,80 80,100"),
    "brace": _sign("60,0 40,5 35,45 20,50 35,55 40,95 60,100"),
}
"""Signs by strokes, each brought to a height of 1 as digits are."""

_ONE = _curve("50,0 48,50 50,100")
"""A 1 that is nothing but a stroke, as many people write it."""

SIGN_SIZES = {
    "+": (0.6, 0.2), "-": (0.2, 0.45), "=": (0.28, 0.3), "×": (0.55, 0.2), "÷": (0.7, 0.2), ":": (0.6, 0.15),
    ".": (0.08, 0.0), ",": (0.3, -0.15), "*": (0.45, 0.4), "~": (0.25, 0.4), "arrow": (0.45, 0.25),
    "^": (0.4, 0.7), "x": (0.6, 0.0), "(": (1.2, -0.1), ")": (1.2, -0.1), "[": (1.2, -0.1), "brace": (1.4, -0.2),
}  # fmt: skip
"""Size and rise above the baseline, in heights of a digit; others are as high as digits."""

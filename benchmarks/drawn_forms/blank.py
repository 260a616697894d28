"""Five forms of 20 fields each, printed by the program: marks, meters, a score card, attendance, an order."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib import get_data_path
from PIL import Image, ImageDraw, ImageFont

SIZE = (1240, 1754)
"""Width and height of a sheet in pixels: A4 at 150 dots an inch."""

_FONT = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


_CHILDREN = "Ada Ben Cem Dora Emil Finn Greta Hugo Ida Jan Kaya Lena Max Nora Otto Paula Rosa Sami Tilda Uwe"


class Blank(NamedTuple):
    """A form that nobody has filled in yet."""

    name: str
    pixels: npt.NDArray[np.uint8]
    """uint8, shape (height, width, 3)."""
    fields: tuple[dict[str, object], ...]
    """Each as a form file describes it."""


class _Sheet:
    """What is printed, and the fields so far."""

    def __init__(self, title: str, note: str) -> None:
        self.image = Image.new("RGB", SIZE, "white")
        self.draw = ImageDraw.Draw(self.image)
        self.fields: list[dict[str, object]] = []
        self.text(90, 90, title, 46)
        self.text(90, 160, note, 22)

    def text(self, x: float, y: float, text: str, size: int = 26) -> None:
        self.draw.text((x, y), text, "black", ImageFont.truetype(str(_FONT), size))

    def box(self, name: str, place: tuple[int, int, int, int], cells: int = 1, **wishes: object) -> None:
        x, y, width, height = place
        for cell in range(cells):
            left = x + cell * width // cells
            self.draw.rectangle((left, y, x + (cell + 1) * width // cells, y + height), outline="black", width=2)
        self.fields.append({"name": name, "box": list(place), **wishes})


def _marks() -> _Sheet:
    sheet = _Sheet(
        "Mathematics, class 7b: marks", "Write each mark into its box. Question 6 has two parts. 100 at most."
    )
    sheet.text(90, 236, "Student number")
    sheet.box("student", (330, 220, 390, 70), 6, digits=6, leading_zeros=True, check="luhn")
    for number in range(18):
        x, y = 90 + 560 * (number % 2), 360 + 135 * (number // 2)
        sheet.text(x, y + 18, f"Question {number + 1}")
        sheet.text(x + 370, y + 18, "of 9")
        sheet.box(f"q{number + 1}", (x + 200, y, 140, 76), digits=1, range=[0, 9])
    sheet.text(650, 1604, "Total", 34)
    parts = [f"q{number + 1}" for number in range(18)]
    sheet.box("total", (850, 1580, 240, 90), digits=[1, 3], range=[0, 162], check={"sum": parts})
    return sheet


def _meters() -> _Sheet:
    sheet = _Sheet(
        "Meter readings, Linden Street 4 to 40", "Copy the black digits only; leave out what stands behind the comma."
    )
    for number in range(20):
        x, y = 90 + 560 * (number // 10), 260 + 138 * (number % 10)
        sheet.text(x, y + 20, f"Flat {number + 1}")
        sheet.text(x + 468, y + 20, "kWh", 20)
        sheet.box(f"flat{number + 1}", (x + 130, y, 330, 78), 5, digits=5, leading_zeros=True, range=[100, 89999])
    return sheet


def _scores() -> _Sheet:
    sheet = _Sheet("Golf club Weiher: score card", "Strokes on every hole. Signed by the marker and the player.")
    for row, label in enumerate(("Hole", "Par", "Strokes")):
        sheet.text(90, 300 + 90 * row, label)
        sheet.text(90, 720 + 90 * row, label)
    for hole in range(18):
        x, y = 230 + 104 * (hole % 9), 280 + 420 * (hole // 9)
        for row, text in enumerate((str(hole + 1), str(3 + hole * 7 % 3))):
            sheet.draw.rectangle((x, y + 90 * row, x + 104, y + 90 * row + 90), outline="black", width=2)
            sheet.text(x + 36, y + 90 * row + 28, text)
        sheet.box(f"hole{hole + 1}", (x, y + 180, 104, 90), digits=[1, 2], range=[1, 12])
    sheet.text(90, 1180, "Total of all 18 holes", 34)
    holes = [f"hole{hole + 1}" for hole in range(18)]
    sheet.box("total", (560, 1156, 250, 92), digits=[2, 3], range=[18, 216], check={"sum": holes})
    sheet.text(90, 1330, "Handicap", 34)
    sheet.box("handicap", (560, 1306, 250, 92), digits=[1, 2], range=[0, 54])
    sheet.text(90, 1560, "Marker ____________________     Player ____________________", 28)
    return sheet


def _attendance() -> _Sheet:
    sheet = _Sheet("Attendance: swimming course B", "1 present, 2 excused, 3 absent, 4 late. One box a child.")
    for number, name in enumerate(_CHILDREN.split()):
        x, y = 90 + 560 * (number % 2), 260 + 138 * (number // 2)
        sheet.text(x, y + 22, name, 30)
        sheet.draw.line((x, y + 100, x + 470, y + 100), fill="grey", width=2)
        sheet.box(name, (x + 250, y, 110, 84), digits=1, allowed=[1, 2, 3, 4])
    return sheet


def _order() -> _Sheet:
    sheet = _Sheet("School books: order", "One line a title. ISBN without hyphens, then how many copies.")
    sheet.text(90, 236, "ISBN-13", 28)
    sheet.text(930, 236, "Copies", 28)
    for number in range(10):
        y = 290 + 138 * number
        sheet.text(40, y + 20, f"{number + 1}.")
        sheet.box(f"isbn{number + 1}", (90, y, 806, 74), 13, digits=13, check="isbn13")
        sheet.box(f"copies{number + 1}", (930, y, 180, 74), digits=[1, 2], range=[1, 60])
    return sheet


_FORMS: dict[str, Callable[[], _Sheet]] = {
    "marks": _marks, "meters": _meters, "scores": _scores, "attendance": _attendance, "order": _order,
}  # fmt: skip

NAMES = tuple(_FORMS)


def blank_form(name: str) -> Blank:
    """Return one of the `NAMES`."""
    sheet = _FORMS[name]()
    return Blank(name, np.asarray(sheet.image).copy(), tuple(sheet.fields))


def write_form(blank: Blank, folder: Path) -> Path:
    """Write a form's file and its example page into a folder, and return the file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(blank.pixels).save(folder / f"{blank.name}.png")
    lines = [f'example = "{blank.name}.png"']
    for field in blank.fields:
        lines += ["", "[[field]]", *(f"{key} = {_toml(value)}" for key, value in field.items())]
    path = folder / f"{blank.name}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)

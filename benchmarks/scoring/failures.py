"""A sheet of all pictures that were read wrong: what was found in them, what is written there, what was answered."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from scoring.cases import Case
from scoring.outcomes import Outcome
from scoring.record import spelled
from shuzi.reading.annotate import annotate
from shuzi.reading.reader import Reader

Picture = npt.NDArray[np.uint8]
"""uint8, shape (height, width, 3), red, green and blue."""

_COLUMNS, _WIDE, _TALL = 5, 560, 430

_TEXT = 14
"""Pixels, of a caption's letters."""

_CAPTION = 7
"""Lines of a caption; longer answers are cut, and stand whole in `--json`."""

_MOST_ROWS = 100
"""On one sheet: JPEG holds 65,535 pixels."""


def failure_of(reader: Reader, case: Case, outcomes: Sequence[Outcome]) -> Picture:
    """Return a picture with what was found in it, above its name, what is written there, and what was answered."""
    picture = annotate(reader.look(case.source))
    factor = min((_WIDE - 10) / picture.shape[1], _TALL / picture.shape[0])
    size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
    line_height = _TEXT + 4
    cell = Image.new("RGB", (_WIDE, _TALL + _CAPTION * line_height + 12), "white")
    cell.paste(Image.fromarray(small))
    texts = [case.name, f"written: {spelled(case.lines)}", *(f"{o.way}: {spelled(o.read)}" for o in outcomes)]
    lines = [line for text in texts for line in textwrap.wrap(text, 72)[:3]][:_CAPTION]
    draw, font = ImageDraw.Draw(cell), ImageFont.load_default(_TEXT)
    for number, line in enumerate(lines):
        draw.text((2, size[1] + 2 + number * line_height), line, "black", font)
    return np.asarray(cell)


def write_failures(pictures: Sequence[Picture], path: Path) -> list[Path]:
    """Write the pictures onto one JPEG, or onto more, numbered, where they are very many; return their paths.

    Raises:
        OSError: a file cannot be written.
    """
    each, written = _COLUMNS * _MOST_ROWS, []
    for number, start in enumerate(range(0, len(pictures), each), 1):
        some = list(pictures[start : start + each])
        some += [np.full_like(some[0], 255)] * (-len(some) % _COLUMNS)
        rows = [np.hstack(some[first : first + _COLUMNS]) for first in range(0, len(some), _COLUMNS)]
        written.append(path if number == 1 else path.with_stem(f"{path.stem}-{number}"))
        Image.fromarray(np.vstack(rows)).save(written[-1], format="JPEG", quality=80)
    return written

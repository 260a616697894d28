"""The colours of a page: paper, rules and ink, boards and chalk, canvases and brushes."""

import cv2
import numpy as np
import numpy.typing as npt

from drawn_pages.draft import Draft
from drawn_pages.paper import Grey, blank_paper, smooth_noise
from drawn_pages.photo import Colour, as_jpeg

_INKS = {
    "blue": (0.12, 0.22, 0.62), "black": (0.08, 0.08, 0.1), "red": (0.78, 0.12, 0.16), "pencil": (0.42, 0.42, 0.44),
    "green": (0.1, 0.45, 0.25), "cyan": (0.2, 0.85, 0.92), "magenta": (0.9, 0.3, 0.85), "yellow": (0.97, 0.8, 0.1),
}  # fmt: skip
"""What ink lets through of the paper's red, green and blue; of the last three only one channel shows it well."""

_INK_SHARES = (0.33, 0.22, 0.12, 0.17, 0.06, 0.04, 0.04, 0.02)

_PAPERS = (
    (1, 1, 1),
    (1, 0.97, 0.88),
    (0.94, 0.94, 0.94),
    (1, 0.9, 0.9),
    (0.9, 0.95, 1),
    (1, 0.95, 0.7),
    (0.8, 0.68, 0.52),
)

_PAPER_SHARES = (0.42, 0.16, 0.12, 0.08, 0.1, 0.07, 0.05)

_RULES = ((0.6, 0.75, 0.93), (0.7, 0.7, 0.7), (0.92, 0.6, 0.62), (0.35, 0.35, 0.38), (0.75, 0.85, 0.75))

_BOARDS = ((0.12, 0.26, 0.2), (0.1, 0.1, 0.11), (0.13, 0.16, 0.25), (0.3, 0.18, 0.12), (0.02, 0.02, 0.02))

_CHALKS = ((0.95, 0.95, 0.93), (0.95, 0.9, 0.5), (0.95, 0.7, 0.75), (0.7, 0.85, 0.95))

_BRUSHES = (
    (0, 0, 0),
    (0.9, 0.1, 0.1),
    (0.1, 0.2, 0.9),
    (0.1, 0.6, 0.2),
    (0.95, 0.85, 0.1),
    (0.6, 0.2, 0.7),
    (0.5, 0.5, 0.5),
)


def coloured(draft: Draft) -> Colour:
    """Return the page as it is, without light and camera."""
    return _on_board(draft) if draft.ground == "board" else _on_paper(draft)


def on_canvas(draft: Draft) -> npt.NDArray[np.uint8]:
    """Return a drawing as a program saves it, uint8 (height, width, 3), or with alpha (height, width, 4)."""
    random = draft.random
    cover = np.maximum(averaged(draft, draft.sheet.writing), averaged(draft, draft.sheet.beside))
    if random.random() < 0.35:  # a brush of whole pixels
        cover = (cover > 0.5).astype(np.float32)
    ground = str(random.choice(("white", "black", "clear", "any"), p=(0.42, 0.25, 0.23, 0.1)))
    brush = np.array(_BRUSHES[int(random.integers(len(_BRUSHES))) if random.random() < 0.4 else 0], np.float32)
    if ground == "black" or (ground == "clear" and random.random() < 0.5):
        brush = np.ones(3, np.float32) if brush.sum() == 0 or random.random() < 0.5 else np.maximum(brush, 0.3)
    if ground == "clear":
        return np.dstack([np.broadcast_to(_bytes(brush), (*cover.shape, 3)), _bytes(cover)])
    plain = np.zeros(3) if ground == "black" else np.ones(3)
    if ground == "any":
        plain = random.uniform(0.75, 1, 3)
    pixels = _bytes(plain + (brush - plain) * cover[..., None])
    return as_jpeg(pixels, int(random.integers(40, 96))) if random.random() < 0.2 else pixels


def averaged(draft: Draft, layer: npt.NDArray[np.uint8]) -> Grey:
    """Return how much of each pixel a layer covers."""
    if draft.sheet.fine == 1:
        return layer.astype(np.float32) / 255
    tall, wide = draft.sheet.shape
    return np.asarray(cv2.resize(layer, (wide, tall), interpolation=cv2.INTER_AREA), np.float32) / 255


def _bytes(values: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)


def _near(colour: tuple[float, ...], random: np.random.Generator) -> Colour:
    return np.clip(np.array(colour) + random.normal(0, 0.015, 3), 0, 1).astype(np.float32)


def _on_paper(draft: Draft) -> Colour:
    random, sheet = draft.random, draft.sheet
    name = str(random.choice(list(_INKS), p=_INK_SHARES))
    ink = _near(_INKS[name], random)
    tint = _near(_PAPERS[int(random.choice(len(_PAPERS), p=_PAPER_SHARES))], random)
    if name == "yellow":  # which nobody could read on the others
        tint = np.ones(3, np.float32)
    page = (0.75 + 0.25 * blank_paper(random, sheet.shape, plain=False))[..., None] * tint
    rule = _near(_RULES[int(random.integers(len(_RULES)))], random)
    marks = _near(_INKS["red"], random) if random.random() < 0.4 else ink
    strength = random.uniform(0.75, 1) if name not in ("cyan", "magenta", "yellow") else 1.0
    grain = random.uniform(0.2, 0.5) if name == "pencil" else random.uniform(0, 0.15)
    for layer, colour in ((sheet.lines, rule), (sheet.print, _near((0.12, 0.12, 0.12), random)), (sheet.beside, marks)):
        if layer.any():
            page *= 1 - averaged(draft, layer)[..., None] * (1 - colour)
    page *= 1 - _grainy(draft, grain)[..., None] * (strength * (1 - ink))
    return page


def _on_board(draft: Draft) -> Colour:
    random, sheet = draft.random, draft.sheet
    board = _near(_BOARDS[int(random.integers(len(_BOARDS)))], random)
    chalk = _near(_CHALKS[int(random.integers(len(_CHALKS))) if random.random() < 0.4 else 0], random)
    smudge = np.clip(smooth_noise(random.uniform(30, 120), random, sheet.shape), 0, 3) * random.uniform(0, 0.05)
    page = (board + smudge[..., None]).astype(np.float32)
    faint = board + (chalk - board) * random.uniform(0.15, 0.5)
    for cover, colour in ((averaged(draft, sheet.lines), faint), (_grainy(draft, random.uniform(0, 0.6)), chalk)):
        page += cover[..., None] * (colour - page)
    return page


def _grainy(draft: Draft, share: float) -> Grey:
    """Return how much ink covers each pixel, less where the pen skips over the paper's grain."""
    cover = averaged(draft, draft.sheet.writing)
    if share < 0.05:
        return cover
    grain = smooth_noise(float(np.clip(0.03 * draft.height, 1.2, 4)), draft.random, draft.sheet.shape)
    return np.asarray(cover * np.clip(1 - share * np.abs(grain), 0.25, 1), np.float32)

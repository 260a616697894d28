"""A small printed form of the tests' own, filled in with digits of MNIST's test images."""

import cv2
import numpy as np

SHAPE = (520, 720)

BOXES = {
    "room": (250, 110, 170, 64),
    "day": (250, 200, 100, 64),
    "seats": (250, 290, 100, 64),
    "sum": (250, 380, 170, 64),
}

FORM = """
example = "blank.png"

[[field]]
name = "room"
box = [250, 110, 170, 64]
digits = 3

[[field]]
name = "day"
box = [250, 200, 100, 64]
digits = [1, 2]
range = [1, 31]

[[field]]
name = "seats"
box = [250, 290, 100, 64]
blank = true

[[field]]
name = "sum"
box = [250, 380, 170, 64]
check = { sum = ["room", "day", "seats"] }
"""


LINES = ("Fill in every box, and hand the", "sheet back to Ms Weber.", "Printed by the office, 12 copies")


def blank_sheet(words: str = "Room Day Seats Sum", lines: tuple[str, ...] = LINES) -> np.ndarray:
    """Print the form: a word beside every box, and lines of text that no other form has."""
    page = np.full((*SHAPE, 3), 250, np.uint8)
    for number, word in enumerate(words.split()):
        cv2.putText(page, word, (40, 155 + 90 * number), cv2.FONT_HERSHEY_DUPLEX, 1.1, (20, 20, 20), 2, cv2.LINE_AA)
        wide = 100 if number in (1, 2) else 170
        cv2.rectangle(page, (250, 110 + 90 * number), (250 + wide, 174 + 90 * number), (30, 30, 30), 2)
    for top, text in zip((40, 70, 490), lines, strict=True):
        cv2.putText(page, text, (40, top), cv2.FONT_HERSHEY_COMPLEX, 0.7, (20, 20, 20), 1, cv2.LINE_AA)
    return page


def photo(page: np.ndarray, corners: list[list[float]], shape: tuple[int, int] = (800, 1000)) -> np.ndarray:
    """Photograph a sheet whose corners come to lie there (top left, top right, bottom right, bottom left)."""
    tall, wide = page.shape[:2]
    matrix = cv2.getPerspectiveTransform(np.float32([[0, 0], [wide, 0], [wide, tall], [0, tall]]), np.float32(corners))
    return cv2.warpPerspective(page, matrix, shape[::-1], flags=cv2.INTER_LINEAR, borderValue=(90, 70, 60))


def filled_sheet(mnist, answers: dict[str, str], page: np.ndarray | None = None) -> np.ndarray:
    """Write answers into a sheet."""
    page = blank_sheet() if page is None else page.copy()
    for name, text in answers.items():
        left, top, *_ = BOXES[name]
        for place, digit in enumerate(text):
            ink = mnist.test.images[int(np.flatnonzero(mnist.test.labels == int(digit))[place])]
            x, y, wide, high = cv2.boundingRect((ink > 60).astype(np.uint8))
            size = max(4, round(wide * 42 / high)), 42
            cover = cv2.resize(ink[y : y + high, x : x + wide], size, interpolation=cv2.INTER_CUBIC)
            row, column = top + 11, left + 14 + 48 * place
            under = page[row : row + 42, column : column + size[0]]
            np.minimum(under, (245 - 0.85 * cover[..., None]).astype(np.uint8), out=under)
    return page

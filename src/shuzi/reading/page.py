"""What was read on a page."""

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple


class Box(NamedTuple):
    """Where something is, in pixels of the upright image."""

    x: int
    y: int
    width: int
    height: int


class Alternative(NamedTuple):
    """Another reading of a digit."""

    digit: int
    confidence: float


@dataclass(frozen=True)
class Digit:
    """One digit on a page."""

    digit: int
    """0 to 9, the best guess."""
    confidence: float
    """How likely it is right, 0 to 1."""
    sure: bool
    """So likely that hardly one in a hundred such answers is wrong; figures: `shuzi.reading.fusion.SURE_FROM`."""
    box: Box
    alternatives: tuple[Alternative, ...] = ()
    """Other readings that come close."""
    printed: bool = False
    """It is in print, not in handwriting."""

    def to_json(self) -> dict[str, Any]:
        """Return it as `shuzi read --json` prints it."""
        return {
            "digit": self.digit,
            "confidence": round(self.confidence, 4),
            "sure": self.sure,
            "box": list(self.box),
            "printed": self.printed,
            "alternatives": [
                {"digit": alternative.digit, "confidence": round(alternative.confidence, 4)}
                for alternative in self.alternatives
            ],
        }


@dataclass(frozen=True)
class Line:
    """Digits in a row."""

    digits: tuple[Digit, ...]
    printed_too: bool = False
    """Whether digits in print belong to the answer; a page decides it for all its lines."""

    @property
    def told(self) -> tuple[Digit, ...]:
        """The digits that belong to the answer; empty where all are in print and print is not asked for."""
        return tuple(digit for digit in self.digits if self.printed_too or not digit.printed)

    @property
    def text(self) -> str:
        """The best guess for every digit that belongs to the answer."""
        return "".join(str(digit.digit) for digit in self.told)

    @property
    def marked(self) -> str:
        """The text, with a question mark behind every digit that is not sure."""
        return "".join(f"{digit.digit}" if digit.sure else f"{digit.digit}?" for digit in self.told)

    def to_json(self) -> dict[str, Any]:
        """Return it as `shuzi read --json` prints it."""
        return {"text": self.text, "digits": [digit.to_json() for digit in self.digits]}


@dataclass(frozen=True)
class Page:
    """All that was read in one image.

    Example:
        >>> import shuzi
        >>> page = shuzi.Reader().read(shuzi.picture(shuzi.load_mnist().test.images[0]))
        >>> page.text, [digit.confidence > 0.5 for digit in page.digits]
        ('7', [True])
    """

    width: int
    """Of the upright image, in pixels."""
    height: int
    all_lines: tuple[Line, ...] = ()
    """From top to bottom, lines that hold nothing but print among them."""
    file: str | None = None
    error: str | None = field(default=None)
    """Why nothing could be read."""
    printed_too: bool = False
    """Whether digits in print belong to the answer beside handwriting; they do where a page holds nothing else."""
    number: int | None = None
    """Which page of the file, from 1; None of an image."""
    count: int | None = None
    """How many pages the file has; None of an image."""

    @property
    def name(self) -> str:
        """What a person finds it by: the file, and the page where the file has several.

        Example:
            >>> import shuzi
            >>> shuzi.Page(100, 100, file="exam.pdf", number=2, count=3).name
            'exam.pdf, page 2'
        """
        file = self.file or ""
        return file if self.number is None else f"{file}, page {self.number}"

    def __post_init__(self) -> None:
        """Tell the lines whether print belongs to the answer: only the whole page knows."""
        printed_too = self.printed_too or all(digit.printed for line in self.all_lines for digit in line.digits)
        object.__setattr__(self, "all_lines", tuple(replace(line, printed_too=printed_too) for line in self.all_lines))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that hold something of the answer, from top to bottom.

        Example:
            >>> import shuzi
            >>> from shuzi.reading.page import Box, Digit, Line
            >>> written = Line((Digit(7, 0.99, True, Box(10, 10, 20, 30)),))
            >>> in_print = Line((Digit(4, 0.98, True, Box(10, 60, 20, 30), printed=True),))
            >>> page = shuzi.Page(100, 100, (written, in_print))
            >>> [line.text for line in page.lines]
            ['7']
        """
        return tuple(line for line in self.all_lines if line.told)

    @property
    def text(self) -> str:
        """The answer: the lines, each on one of its own.

        Example:
            >>> import numpy, shuzi
            >>> row = 255 - numpy.hstack(shuzi.load_mnist().test.images[:4])
            >>> page = shuzi.Reader().read(row)
            >>> page.text
            '7210'
        """
        return "\n".join(line.text for line in self.lines)

    @property
    def digits(self) -> tuple[Digit, ...]:
        """The digits of the answer, line by line.

        Example:
            >>> import numpy, shuzi
            >>> row = 255 - numpy.hstack(shuzi.load_mnist().test.images[:4])
            >>> page = shuzi.Reader().read(row)
            >>> [(digit.digit, digit.confidence > 0.5) for digit in page.digits]
            [(7, True), (2, True), (1, True), (0, True)]
        """
        return tuple(digit for line in self.lines for digit in line.told)

    @property
    def printed_lines(self) -> tuple[Line, ...]:
        """The lines of nothing but print that do not belong to the answer, from top to bottom.

        Example:
            >>> import shuzi
            >>> from shuzi.reading.page import Box, Digit, Line
            >>> written = Line((Digit(7, 0.99, True, Box(10, 10, 20, 30)),))
            >>> in_print = Line((Digit(4, 0.98, True, Box(10, 60, 20, 30), printed=True),))
            >>> page = shuzi.Page(100, 100, (written, in_print))
            >>> [line.digits[0].digit for line in page.printed_lines]
            [4]
        """
        return tuple(line for line in self.all_lines if not line.told)

    @property
    def left_out(self) -> int:
        """How many digits in print do not belong to the answer.

        Example:
            >>> import shuzi
            >>> from shuzi.reading.page import Box, Digit, Line
            >>> written = Line((Digit(7, 0.99, True, Box(10, 10, 20, 30)),))
            >>> in_print = Line((Digit(4, 0.98, True, Box(10, 60, 20, 30), printed=True),))
            >>> page = shuzi.Page(100, 100, (written, in_print))
            >>> page.text, page.left_out
            ('7', 1)
        """
        return sum(len(line.digits) - len(line.told) for line in self.all_lines)

    def to_json(self) -> dict[str, Any]:
        """Return it as `shuzi read --json` prints it.

        Example:
            >>> import shuzi
            >>> from shuzi.reading.page import Box, Digit, Line
            >>> written = Line((Digit(7, 0.99, True, Box(10, 10, 20, 30)),))
            >>> in_print = Line((Digit(4, 0.98, True, Box(10, 60, 20, 30), printed=True),))
            >>> page = shuzi.Page(100, 100, (written, in_print))
            >>> page.to_json()["lines"][0]["text"], list(page.to_json())[:3]
            ('7', ['file', 'page', 'pages'])
        """
        return {
            "file": self.file,
            "page": self.number,
            "pages": self.count,
            "width": self.width,
            "height": self.height,
            "lines": [line.to_json() for line in self.lines],
            "printed_lines": [line.to_json() for line in self.printed_lines],
            "error": self.error,
        }

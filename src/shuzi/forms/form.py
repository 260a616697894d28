"""A form: the page that all copies share, the fields on it, and the rules of their check digits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shuzi.reading.page import Box


def _luhn(digits: Sequence[int]) -> bool:
    """Cards and customer numbers. Source: ISO/IEC 7812-1, annex B."""
    doubled = [2 * digit - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _mod11(digits: Sequence[int]) -> bool:
    """Digits times 1, 2, 3 … from the right add up to a multiple of 11, as in ISBN-10 and ISSN."""
    return sum(place * digit for place, digit in enumerate(reversed(digits), 1)) % 11 == 0


def _isbn10(digits: Sequence[int]) -> bool:
    """Source: ISO 2108:1992. A last X stands for 10; shuzi reads digits alone."""
    return len(digits) == 10 and _mod11(digits)


def _isbn13(digits: Sequence[int]) -> bool:
    """Source: ISO 2108:2017; the check of EAN-13."""
    return len(digits) == 13 and sum(digit * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10 == 0


CHECKS: dict[str, Callable[[Sequence[int]], bool]] = {
    "luhn": _luhn, "isbn10": _isbn10, "isbn13": _isbn13, "mod11": _mod11,
}  # fmt: skip
"""By the name that a form file gives them."""


@dataclass(frozen=True)
class Field:
    """One field: where it is, and what may stand in it."""

    name: str
    box: Box
    """In pixels of the example page."""
    digits: tuple[int, int] = (1, 20)
    """How many digits it holds at least and at most."""
    range: tuple[int, int] | None = None
    """Smallest and largest value."""
    allowed: tuple[str, ...] = ()
    """The only answers; empty allows all."""
    leading_zeros: bool = False
    """Whether a number may begin with 0."""
    blank: bool = False
    """Whether nothing need stand in it."""
    check: str | None = None
    """A key of `CHECKS`."""
    sum_of: tuple[str, ...] = ()
    """Fields whose values add up to this one's; an empty one counts nothing."""

    def misfit(self, text: str) -> str | None:  # noqa: PLR0911 - a rule, a line
        """Return what an answer violates by itself, or None where it fits; sums concern several fields."""
        if not text:
            return None if self.blank else "is empty"
        least, most = self.digits
        if not least <= len(text) <= most:
            return f"has not {least} digits" if least == most else f"has not {least} to {most} digits"
        if self.allowed:
            return None if text in self.allowed else f"is not one of {', '.join(self.allowed)}"
        if text[0] == "0" and len(text) > 1 and not self.leading_zeros:
            return "begins with 0"
        if self.range is not None and not self.range[0] <= int(text) <= self.range[1]:
            return f"is not in {self.range[0]} to {self.range[1]}"
        if self.check is not None and not CHECKS[self.check](list(map(int, text))):
            return f"fails the check {self.check}"
        return None


@dataclass(frozen=True)
class Form:
    """What all copies of a sheet share.

    Example:
        >>> import shuzi
        >>> try:
        ...     shuzi.Form.load("nowhere.toml")
        ... except shuzi.ShuziError as error:
        ...     print(error)
        nowhere.toml is not there; expected a form file, as docs/how-to-form.md describes it. Check the path.
    """

    example: npt.NDArray[np.uint8]
    """uint8, shape (height, width, 3)."""
    fields: tuple[Field, ...]
    scale: float = 1.0
    """Pixels of the example as stored, in which boxes are told, for one of `example`."""
    filled: bool = False
    """Whether the example holds answers; of an empty copy all digits are print."""
    digest: str = ""
    """SHA-256 of the form file and the example, by which a table knows that it goes on with the same form."""

    @staticmethod
    def load(path: str | Path) -> "Form":
        """Return the form that a file describes.

        Raises:
            FormError: the file has a mistake; the message says where.
            ImageError: the example page cannot be read.
        Example:
            >>> import shuzi
            >>> form = shuzi.Form.load("form.toml")
            >>> [field.name for field in form.fields], form.fields[0].digits
            (['room', 'day', 'seats', 'sum'], (3, 3))
        """
        from shuzi.forms.form_file import load_form

        return load_form(Path(path))

"""Check digits: whether a number could have been issued, by the rule of those who issue it."""

from collections.abc import Callable, Sequence


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

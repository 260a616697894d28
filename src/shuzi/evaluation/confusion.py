"""Which digits are taken for which."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import NUM_CLASSES, Labels

Confusion = npt.NDArray[np.int64]
"""int64, shape (10, 10); row = the true digit, column = the answer, value = how many images."""


class ClassResult(NamedTuple):
    """How one digit fared."""

    digit: int
    images: int
    precision: float | None
    """Share of the answers "this digit" that were right; None if it was never answered."""
    recall: float | None
    """Share of this digit's images that were recognised; None if there were none."""


def confusion_matrix(labels: Labels, digits: Labels) -> Confusion:
    """Return how often each digit was answered for each true digit."""
    pairs = labels.astype(np.int64) * NUM_CLASSES + digits
    return np.bincount(pairs, minlength=NUM_CLASSES**2).reshape(NUM_CLASSES, NUM_CLASSES).astype(np.int64)


def per_class(confusion: Confusion) -> tuple[ClassResult, ...]:
    """Return precision and recall of every digit."""
    results = []
    for digit in range(NUM_CLASSES):
        right, images = int(confusion[digit, digit]), int(confusion[digit].sum())
        answered = int(confusion[:, digit].sum())
        precision = right / answered if answered else None
        results.append(ClassResult(digit, images, precision, right / images if images else None))
    return tuple(results)


def worst_confusions(confusion: Confusion, count: int) -> list[tuple[int, int, int]]:
    """Return the most frequent mistakes as (true digit, answer, images), the most frequent first."""
    wrong = confusion.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:count]
    found = [(int(place) // NUM_CLASSES, int(place) % NUM_CLASSES) for place in order]
    return [(true, answer, int(wrong[true, answer])) for true, answer in found if wrong[true, answer]]

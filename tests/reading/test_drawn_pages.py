"""The reader on pages that the program draws: other light, paper and pens, many hands."""

import numpy as np
import pytest
from mnist_pages.pages import KINDS, draw_page
from scoring.transcripts import edit_distance

_PAGES = 6

_LEAST = {"tiny": 0.85}
_LEAST_OF_OTHERS = 0.95
"""Digits right of every kind; the hands that are drawn write carelessly now and then."""


@pytest.mark.parametrize("kind", KINDS)
def test_drawn_pages_are_read(reader, mnist, kind):
    random = np.random.default_rng([2026, KINDS.index(kind)])
    mistakes = digits = 0
    for _ in range(_PAGES):
        page = draw_page(kind, mnist.test, random)
        wanted = "".join(page.lines)
        mistakes += edit_distance(reader.read(page.pixels).text.replace("\n", ""), wanted)
        digits += len(wanted)
    assert 1 - mistakes / digits >= _LEAST.get(kind, _LEAST_OF_OTHERS)

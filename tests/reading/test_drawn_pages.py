"""The reader on pages that the program draws: other light, paper and pens, many hands."""

import numpy as np
import pytest
from mnist_pages.pages import KINDS, draw_page
from scoring.transcripts import edit_distance

_PAGES = 6

_MISTAKES = {"ruled": 2, "dark": 1, "tiny": 1}
"""Of some hundred digits of a kind, where there are any; the hands that are drawn write carelessly now and then.

With noise of one step of brightness, which moves more than another processor's kernels do, none is off by more.
"""


@pytest.mark.parametrize("kind", KINDS)
def test_drawn_pages_are_read(reader, mnist, kind):
    random = np.random.default_rng([2026, KINDS.index(kind)])
    mistakes, otherwise = 0, []
    for number in range(_PAGES):
        page = draw_page(kind, mnist.test, random)
        wanted, read = "".join(page.lines), reader.read(page.pixels).text.replace("\n", "")
        mistakes += edit_distance(read, wanted)
        otherwise += [f"page {number}: {wanted} is read as {read}"] if read != wanted else []
    assert abs(mistakes - _MISTAKES.get(kind, 0)) <= 1, f"{mistakes} mistakes; {'; '.join(otherwise)}"

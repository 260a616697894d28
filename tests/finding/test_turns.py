import numpy as np
import pytest

from shuzi.finding.find import find_digits
from shuzi.finding.turns import quarter_turns

NUMBER = (4, 5, 2, 7, 3, 4, 5, 2)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_the_turn_that_shows_most_digits_wins(finder, inked, turns):
    page = inked((300, 760), *((label, 50 + 85 * k, 110, 64) for k, label in enumerate(NUMBER)))
    turned = np.ascontiguousarray(np.rot90(page, -turns))
    assert quarter_turns(turned, find_digits(turned, finder), finder) == turns


def test_a_page_without_a_clear_winner_stays_as_it_is(finder, inked):
    page = inked((200, 300), (9, 100, 60, 70))
    turned = np.ascontiguousarray(page[::-1, ::-1])
    assert quarter_turns(turned, find_digits(turned, finder), finder) == 0
    blank = np.full((200, 300, 3), 220, np.uint8)
    assert quarter_turns(blank, find_digits(blank, finder), finder) == 0

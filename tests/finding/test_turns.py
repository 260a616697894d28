import cv2
import numpy as np
import pytest

from shuzi.finding.find import find_digits
from shuzi.finding.turns import is_upright, quarter_turns, written_share

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


def test_letters_on_their_head_are_no_page_that_lies_the_wrong_way(finder, inked):
    """What a page shows must be a good share of its writing: the "th" of italics is a 47 on its head."""
    words = ("thank you for the warm", "scarf and the cake we", "are all very happy and", "the dog has eaten half")
    letter = np.full((900, 1200, 3), 235, np.uint8)
    for number, text in enumerate(words):
        cv2.putText(letter, text, (80, 140 + 190 * number), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.5, (70, 40, 30), 2)
    upright, on_its_head = (find_digits(np.ascontiguousarray(np.rot90(letter, turns)), finder) for turns in (0, 2))
    assert not is_upright(on_its_head, upright)
    assert written_share(on_its_head) < 0.16
    page = inked((300, 760), *((label, 50 + 85 * k, 110, 64) for k, label in enumerate(NUMBER)))
    as_it_is, turned = (find_digits(np.ascontiguousarray(np.rot90(page, turns)), finder) for turns in (0, 1))
    assert written_share(as_it_is) > 0.9
    assert is_upright(as_it_is, turned)
    assert not is_upright(turned, as_it_is)
    blank = find_digits(np.full((200, 300, 3), 220, np.uint8), finder)
    assert written_share(blank) == 0

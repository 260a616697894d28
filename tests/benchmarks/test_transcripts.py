import pytest
from scoring.transcripts import edit_distance, score_page


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("", "", 0),
        ("123", "123", 0),
        ("12", "123", 1),
        ("1234", "124", 1),
        ("173", "123", 1),
        ("", "123", 3),
        ("321", "123", 2),
    ],
)
def test_mistakes_are_counted(one, other, distance):
    assert edit_distance(one, other) == edit_distance(other, one) == distance


def test_a_page_is_exact_only_if_its_lines_are():
    assert score_page(["12", "3"], ["12", "3"]) == (3, 0, True)
    assert score_page(["12", "3"], ["123"]) == (3, 0, False)
    assert score_page(["12", "3"], ["12", "4"]) == (3, 1, False)
    assert score_page([], ["1"]) == (0, 1, False)
    assert score_page([], []) == (0, 0, True)

"""Among close readings the form's rules choose, and what they cannot settle is marked."""

import numpy as np
import pytest

from shuzi.forms.choose import Candidate, choose
from shuzi.forms.form import Field
from shuzi.reading.page import Box

BOX = Box(0, 0, 10, 10)


def _candidate(real: float = 0.999, **shares: float) -> Candidate:
    probabilities = np.full(10, 1e-5, np.float32)
    for name, share in shares.items():
        probabilities[int(name[1])] = share
    return Candidate(real, probabilities / probabilities.sum())


def _sure(text: str) -> list[Candidate]:
    return [_candidate(**{f"d{digit}": 0.999}) for digit in text]


def _one(field: Field, candidates: list[Candidate]):
    return choose([field], {field.name: candidates})[field.name]


def test_a_clear_reading_needs_no_review():
    answer = _one(Field("a", BOX, (2, 2)), _sure("42"))
    assert (answer.text, answer.review) == ("42", None)
    assert answer.confidence > 0.97


def test_a_close_call_without_a_rule_is_not_sure():
    answer = _one(Field("a", BOX), [_candidate(d1=0.6, d7=0.4)])
    assert (answer.text, answer.review) == ("1", "is not sure")
    assert answer.confidence == pytest.approx(0.6, abs=0.01)


@pytest.mark.parametrize("rule", [{"range": (5, 9)}, {"allowed": ("7", "9")}], ids=["range", "allowed"])
def test_a_rule_decides_a_close_call(rule):
    answer = _one(Field("a", BOX, **rule), [_candidate(d1=0.6, d7=0.4)])
    assert (answer.text, answer.review) == ("7", None)


@pytest.mark.parametrize(
    ("check", "number"),
    [("luhn", "79927398713"), ("isbn10", "0306406152"), ("isbn13", "9780306406157"), ("mod11", "03785955")],
)
def test_a_check_finds_the_one_digit_that_fits(check, number):
    place = len(number) - 2
    wrong = str((int(number[place]) + 3) % 10)
    candidates = _sure(number)
    candidates[place] = _candidate(**{f"d{wrong}": 0.55, f"d{number[place]}": 0.45})
    answer = _one(Field("a", BOX, leading_zeros=True, check=check), candidates)
    assert (answer.text, answer.review) == (number, None)


def test_what_fits_no_rule_is_told_as_it_stands_and_marked():
    answer = _one(Field("a", BOX, range=(0, 20)), _sure("87"))
    assert (answer.text, answer.review) == ("87", "is not in 0 to 20")
    assert _one(Field("a", BOX, (3, 3)), _sure("87")).review == "has not 3 digits"
    assert _one(Field("a", BOX), _sure("07")).review == "begins with 0"
    assert _one(Field("a", BOX, leading_zeros=True), _sure("07")).review is None
    assert _one(Field("a", BOX, check="luhn"), _sure("12")).review == "fails the check luhn"


def test_an_empty_field_is_marked_unless_it_may_be():
    assert _one(Field("a", BOX), []).review == "is empty"
    assert _one(Field("a", BOX, blank=True), []).review is None


def test_a_number_of_digits_leaves_out_what_may_be_none():
    candidates = [_candidate(0.45, d1=0.9), *_sure("25")]
    assert _one(Field("a", BOX, (2, 2)), candidates).text == "25"
    assert _one(Field("a", BOX, (3, 3)), candidates).text == "125"


def test_a_sum_decides_among_its_parts_jointly():
    parts = [Field("a", BOX), Field("b", BOX), Field("total", BOX, sum_of=("a", "b"))]
    candidates = {"a": [_candidate(d1=0.6, d7=0.4)], "b": _sure("5"), "total": _sure("12")}
    answers = choose(parts, candidates)
    assert {name: answer.text for name, answer in answers.items()} == {"a": "7", "b": "5", "total": "12"}
    assert [answer.review for answer in answers.values()] == [None, None, None]


def test_a_sum_that_was_added_up_wrongly_is_told_as_it_stands():
    parts = [Field("a", BOX), Field("b", BOX, blank=True), Field("total", BOX, sum_of=("a", "b"))]
    answers = choose(parts, {"a": _sure("31"), "b": [], "total": _sure("32")})
    assert answers["total"].text == "32"
    assert answers["total"].review == "is not the sum of the others, 31"
    assert answers["a"].review is None


def test_many_fields_in_one_sum_stay_quick_and_right():
    parts = [Field(f"q{number}", BOX, (1, 1)) for number in range(18)]
    total = Field("total", BOX, sum_of=tuple(field.name for field in parts))
    candidates = {field.name: [_candidate(d4=0.9, d9=0.1)] for field in parts} | {"total": _sure("77")}
    answers = choose([*parts, total], candidates)
    assert sum(int(answers[field.name].text) for field in parts) == 77
    assert answers["total"].review is None
    assert sum(answers[field.name].review is not None for field in parts) >= 1

"""What belongs to the answer of a page: handwriting, and print where it is wanted or there is nothing else."""

from dataclasses import replace

import pytest
from PIL import Image

from shuzi.reading.many import Job, read_files
from shuzi.reading.page import Box, Digit, Line, Page


def line(text: str, *, printed: str = "") -> Line:
    """A line of digits; those at the places in `printed` are in print."""
    return Line(
        tuple(
            Digit(int(digit), 0.99, sure=True, box=Box(20 * place, 10, 12, 20), printed=str(place) in printed)
            for place, digit in enumerate(text)
        )
    )


@pytest.fixture
def form() -> Page:
    """A form: its printed number, a line with a printed 3 before a hand's 41, and a line by hand."""
    return Page(200, 100, (line("2024", printed="0123"), line("341", printed="0"), line("87")))


def test_print_is_left_out_of_the_text_and_kept_among_the_digits(form):
    assert form.text == "41\n87"
    assert [one.text for one in form.lines] == ["41", "87"]
    assert "".join(str(digit.digit) for digit in form.digits) == "4187"
    assert [len(one.digits) for one in form.printed_lines] == [4]
    assert form.left_out == 5


def test_print_is_told_where_it_is_wanted(form):
    wanted = replace(form, printed_too=True)
    assert wanted.text == "2024\n341\n87"
    assert len(wanted.digits) == 9
    assert wanted.printed_lines == ()
    assert replace(wanted, printed_too=False).text == form.text


def test_a_page_of_nothing_but_print_tells_it():
    assert Page(200, 100, (line("60", printed="01"), line("7", printed="0"))).text == "60\n7"


def test_a_page_without_digits_says_nothing():
    page = Page(200, 100)
    assert (page.text, page.digits) == ("", ())


def test_json_marks_what_is_in_print(form):
    told = form.to_json()
    assert [one["text"] for one in told["lines"]] == ["41", "87"]
    assert [[digit["printed"] for digit in one["digits"]] for one in told["lines"]] == [
        [True, False, False],
        [False] * 2,
    ]
    assert [one["text"] for one in told["printed_lines"]] == [""]


@pytest.mark.parametrize("wanted", [False, True])
def test_whether_print_is_wanted_of_a_file_reaches_its_page(tmp_path, written, wanted):
    Image.fromarray(written("62")).save(tmp_path / "page.png")
    (page,) = read_files([Job(tmp_path / "page.png", printed=wanted)])
    assert (page.text, page.printed_too) == ("62", wanted)

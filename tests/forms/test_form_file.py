"""A mistake in a form file is one line that names its place."""

import base64
import io

import pytest
from PIL import Image

import shuzi
from shuzi.errors import FormError

FIELD = '[[field]]\nname = "a"\nbox = [10, 10, 50, 20]\n'


@pytest.fixture
def load(tmp_path):
    """Write a form file and load it."""
    Image.new("RGB", (200, 100), "white").save(tmp_path / "blank.png")

    def load(text: str, example: str = 'example = "blank.png"\n') -> shuzi.Form:
        (tmp_path / "f.toml").write_text(example + text, encoding="utf-8")
        return shuzi.Form.load(tmp_path / "f.toml")

    return load


def test_a_form_file_says_all_of_a_field(load):
    form = load(FIELD + 'digits = [1, 3]\nrange = [0, 100]\nblank = true\nleading_zeros = true\ncheck = "luhn"\n')
    field = form.fields[0]
    assert (field.name, tuple(field.box), field.digits, field.range) == ("a", (10, 10, 50, 20), (1, 3), (0, 100))
    assert (field.blank, field.leading_zeros, field.check) == (True, True, "luhn")
    assert form.example.shape == (100, 200, 3)
    assert form.digest != load(FIELD).digest


def test_the_page_may_stand_in_the_form_file_itself(tmp_path):
    stream = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(stream, "JPEG")
    text = base64.encodebytes(stream.getvalue()).decode()
    (tmp_path / "f.toml").write_text(f"{FIELD}\n[example]\nimage = '''\n{text}'''\n", encoding="utf-8")
    form = shuzi.Form.load(tmp_path / "f.toml")
    assert form.example.shape == (100, 200, 3)
    assert [field.name for field in form.fields] == ["a"]


def test_a_file_that_windows_editors_marked_as_utf_8_is_read(load):
    assert load(FIELD, example='\ufeffexample = "blank.png"\n').digest


@pytest.mark.parametrize("example", ["image = 'no base64!'", "image = 3", ""])
def test_a_page_in_the_form_file_that_is_none_is_told(tmp_path, example):
    (tmp_path / "f.toml").write_text(f"{FIELD}[example]\n{example}\n", encoding="utf-8")
    with pytest.raises(FormError, match=r"f\.toml, example: image holds no file in base64; expected the page's image"):
        shuzi.Form.load(tmp_path / "f.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there is no field; expected a block [[field]] with name and box"),
        (FIELD + FIELD, "field 2: there are two fields 'a'"),
        (FIELD + "digits = 1\nrange = [10, 100]", "field 1 (a): range is [10, 100]; expected numbers of 1 digits"),
        (FIELD + "digits = 3\nrange = [1, 99]", "range is [1, 99]; expected numbers of 3 digits"),
        (FIELD + "digits = 3\ncheck = 'isbn13'", "check is 'isbn13'; expected a check of 3 digits; isbn13 needs 13"),
        (FIELD + "digits = 2\nallowed = [1, 2]", "allowed is [1, 2]; expected numbers of 2 digits"),
        (FIELD + "check = 'crc'", "field 1 (a): check is 'crc'; expected one of luhn, isbn10, isbn13, mod11"),
        (FIELD + "check = { sum = ['b'] }", "field 1 (a): check is the sum of 'b' among others; expected names of"),
        (FIELD + "check = { sum = ['a'] }", "expected names of other fields"),
        (FIELD + "colour = 1", "field 1 (a): there is no key 'colour'; expected one of name, box, digits"),
        (FIELD + "digits = 'two'", "field 1 (a): digits is 'two'; expected a number, or [least, most]"),
        (FIELD + "digits = [3, 2]", "digits is [3, 2]"),
        (FIELD + "digits = true", "digits is True"),
        (FIELD + "range = [5, 1]", "range is [5, 1]; expected [smallest, largest]"),
        (FIELD + "range = 5", "range is 5"),
        (FIELD + "allowed = []", "allowed is []; expected one number at least"),
        (FIELD + "allowed = ['x']", "allowed is ['x']; expected a list of numbers"),
        (FIELD + "blank = 1", "blank is 1; expected true or false"),
        ('[[field]]\nname = "a"\nbox = [180, 10, 50, 20]', "box is [180, 10, 50, 20]; expected a box inside the exam"),
        ('[[field]]\nname = "a"\nbox = [1, 2, 3]', "box is [1, 2, 3]; expected [left, top, width, height]"),
        ('[[field]]\nname = "a"', "box is missing; expected [left, top, width, height]"),
        ("[[field]]\nbox = [1, 2, 3, 4]", "field 1: name is missing; expected some letters"),
        ('[[field]]\nname = "error"\nbox = [1, 2, 3, 4]', "the table would have two columns 'error'"),
        ("colour = 1\n" + FIELD, "there is no key 'colour'; expected one of example, page, filled, field"),
        ("page = 2\n" + FIELD, "page is 2; expected 1, the only page of"),
        ("filled = 1\n" + FIELD, "filled is 1; expected true or false, whether the example holds answers"),
        (FIELD + "digits = x", "is no TOML: Invalid value (at line 5, column 10)"),
        (FIELD + "[field.a]\n[field.a]", "is no TOML"),
        (FIELD + f"digits = {'9' * 5000}", "is no TOML"),
        ("".join(FIELD.replace('"a"', f'"a{number}"') for number in range(1001)), "has 1,001 fields; expected 1,000"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(load, tmp_path, text, says):
    with pytest.raises(FormError) as raised:
        load(text)
    told = str(raised.value)
    assert told.startswith(str(tmp_path / "f.toml"))
    assert says in told
    assert "\n" not in told


@pytest.mark.parametrize(("example", "says"), [("", "example is missing"), ('example = "no.png"\n', "is not there")])
def test_a_missing_example_page_is_named(load, example, says):
    with pytest.raises(FormError, match=says):
        load(FIELD, example)


def test_an_example_that_is_no_image_is_named(load, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(shuzi.ShuziError, match=r"text\.png"):
        load(FIELD, 'example = "text.png"\n')


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(FormError, match="is not there; expected a form file"):
        shuzi.Form.load(tmp_path / "f.toml")

"""Form files: what they say, checked key by key, so that a mistake is one line that names its place."""

import base64
import binascii
import hashlib
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from shuzi.errors import FormError
from shuzi.forms.form import CHECKS, Field, Form
from shuzi.forms.sheet import columns_of
from shuzi.imaging.document import Document
from shuzi.imaging.image_file import open_raster
from shuzi.reading.page import Box

_MOST_BYTES = 10_000_000
"""Of a form file, the example page in it included; set by hand."""

_MOST_FIELDS, _MOST_DIGITS = 1000, 40
"""Of a form, and of a field; set by hand: a table has three columns a field, and people write no longer numbers."""

LONGEST = 1600
"""Pixels of the example's longer side that are kept, as many as `shuzi.reading.reader` looks at."""

_LENGTHS = {"isbn10": (10,), "isbn13": (13,)}
"""Of numbers that a check may fit."""

_KEYS = ("name", "box", "digits", "range", "allowed", "leading_zeros", "blank", "check")


def load_form(path: Path) -> Form:
    """Return the form that a file describes.

    Raises:
        FormError: the file is not there, is no TOML, or has a mistake; the message names file, field and key.
        ImageError: the example page is there, but cannot be read.
    """
    return form_of(_content(path), f"{path}", lambda name: _beside(path, name))


def form_of(content: bytes, place: str, example_of: Callable[[str], Path | bytes]) -> Form:
    """Return the form that a form file's content describes.

    Args:
        content: of the file, TOML in UTF-8.
        place: what messages call the file.
        example_of: gives the example page's file of which the form tells no more than the name.
    Raises:
        FormError: it is no TOML, or has a mistake; the message names place, field and key.
        ImageError: the example page cannot be read.
    """
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FormError(f"{place} is not UTF-8; expected a form file in TOML. Save it as UTF-8.") from None
    except ValueError as error:  # a TOMLDecodeError, or a number too long for Python
        reason = str(error).replace("\n", " ")
        raise FormError(f"{place} is no TOML: {reason}. Correct it there; docs/how-to-form.md shows one.") from None
    except RecursionError:
        raise FormError(f"{place} is no form file: it is nested too deep. docs/how-to-form.md shows one.") from None
    _only(table, ("example", "page", "filled", "field"), place)
    example = _example(table, place, example_of)
    with Document(example) as document:
        number = table.get("page", 1)
        if not _is_whole(number) or not 1 <= number <= document.count:
            name = example if isinstance(example, Path) else "its example"
            pages = "1, the only page" if document.count == 1 else f"one of the {document.count} pages"
            raise FormError(f"{place}: page is {number!r}; expected {pages} of {name}.")
        raster = open_raster(document.page(number), longest=LONGEST)
    filled = table.get("filled", False)
    if not isinstance(filled, bool):
        raise FormError(f"{place}: filled is {filled!r}; expected true or false, whether the example holds answers.")
    fields = _fields(table, place, (raster.width, raster.height))
    shown = example.read_bytes() if isinstance(example, Path) else example
    digest = hashlib.sha256(content + shown).hexdigest()
    return Form(raster.pixels, fields, raster.width / raster.pixels.shape[1], filled, digest)


def _content(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > _MOST_BYTES:
            raise FormError(f"{path} has over {_MOST_BYTES:,} bytes; expected a form file. Check the path.")
        return path.read_bytes()
    except FileNotFoundError:
        raise FormError(
            f"{path} is not there; expected a form file, as docs/how-to-form.md describes it. Check the path."
        ) from None
    except OSError as error:
        raise FormError(f"{path} cannot be read ({error.strerror}); expected a form file. Check the path.") from None


def _only(table: Mapping[str, Any], keys: tuple[str, ...], place: str) -> None:
    unknown = [key for key in table if key not in keys]
    if unknown:
        raise FormError(f"{place}: there is no key {unknown[0]!r}; expected one of {', '.join(keys)}.")


def _example(table: Mapping[str, Any], place: str, example_of: Callable[[str], Path | bytes]) -> Path | bytes:
    """Return the example page's file, or what it holds where it stands in the form file itself."""
    example = table.get("example")
    if isinstance(example, dict):
        _only(example, ("image",), f"{place}, example")
        try:
            return base64.b64decode("".join(example["image"].split()), validate=True)
        except (KeyError, AttributeError, ValueError, binascii.Error):
            raise FormError(
                f"{place}, example: image holds no file in base64; expected the page's image, as the page of "
                "`shuzi serve` saves it. Save the form there again."
            ) from None
    if not isinstance(example, str) or not example:
        raise FormError(
            f"{place}: example is {_given(example)}; expected the example page's file, beside the form file."
        )
    return example_of(example)


def _beside(path: Path, name: str) -> Path:
    example = path.parent / name
    if not example.is_file():
        raise FormError(f"{path}: example is {name!r}, but {example} is not there. Put the page's image there.")
    return example


def _fields(table: Mapping[str, Any], place: str, size: tuple[int, int]) -> tuple[Field, ...]:
    entries = table.get("field")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise FormError(f"{place}: there is no field; expected a block [[field]] with name and box for each.")
    if len(entries) > _MOST_FIELDS:
        raise FormError(f"{place} has {len(entries):,} fields; expected {_MOST_FIELDS:,} at most. Make several forms.")
    fields: list[Field] = []
    for number, entry in enumerate(entries, 1):
        field = _Entry(entry, f"{place}, field {number}").field(size)
        if any(field.name == earlier.name for earlier in fields):
            raise FormError(f"{place}, field {number}: there are two fields {field.name!r}; give each its own name.")
        fields.append(field)
    names = [column.name for column in columns_of(fields)]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise FormError(f"{place}: the table would have two columns {twice[0]!r}; name that field otherwise.")
    field_names = {field.name for field in fields}
    for number, field in enumerate(fields, 1):
        strange = [name for name in field.sum_of if name not in field_names or name == field.name]
        if strange:
            raise FormError(
                f"{place}, field {number} ({field.name}): check is the sum of {strange[0]!r} among others; expected "
                "names of other fields."
            )
    return tuple(fields)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _given(value: Any) -> str:
    return "missing" if value is None else repr(value)


class _Entry:
    """A block [[field]], and how messages call its place."""

    def __init__(self, table: Mapping[str, Any], place: str) -> None:
        self._table, self._place = table, place

    def field(self, size: tuple[int, int]) -> Field:
        """Return the field; `size` is the example's width and height in pixels."""
        name = self._table.get("name")
        if not isinstance(name, str) or not name.isprintable() or not name.strip():
            raise FormError(f"{self._place}: name is {_given(name)}; expected some letters.")
        self._place += f" ({name})"
        _only(self._table, _KEYS, self._place)
        check, sum_of = self._check()
        field = Field(
            name, self._box(size), self._digits(), self._range(), self._allowed(), self._yes("leading_zeros"),
            self._yes("blank"), check, sum_of,
        )  # fmt: skip
        self._refuse_impossible(field)
        return field

    def _refuse_impossible(self, field: Field) -> None:
        """Refuse rules that no answer can fit."""
        least, most = field.digits
        lengths = f"{least} digits" if least == most else f"{least} to {most} digits"
        long = _LENGTHS.get(field.check or "", ())
        if long and not any(least <= length <= most for length in long):
            raise self._wrong("check", f"a check of {lengths}; {field.check} needs {' or '.join(map(str, long))}")
        zeros = field.leading_zeros
        if field.range and (len(str(field.range[0])) > most or (not zeros and len(str(field.range[1])) < least)):
            raise self._wrong("range", f"numbers of {lengths}")
        if field.allowed and not any(least <= len(text) <= most for text in field.allowed):
            raise self._wrong("allowed", f"numbers of {lengths}")

    def _wrong(self, key: str, expected: str) -> FormError:
        return FormError(f"{self._place}: {key} is {_given(self._table.get(key))}; expected {expected}.")

    def _box(self, size: tuple[int, int]) -> Box:
        box = self._table.get("box")
        numbers = isinstance(box, list) and all(_is_whole(value) or isinstance(value, float) for value in box)
        if not isinstance(box, list) or not numbers or len(box) != 4 or not min(box[2:]) >= 1:
            raise self._wrong("box", "[left, top, width, height] in pixels of the example page")
        left, top, width, height = box
        if not (left >= 0 and top >= 0 and left + width <= size[0] and top + height <= size[1]):
            raise self._wrong("box", f"a box inside the example page, which has {size[0]}×{size[1]} pixels")
        return Box(*map(round, box))

    def _digits(self) -> tuple[int, int]:
        digits = self._table.get("digits", [1, 20])
        least, most = digits if isinstance(digits, list) and len(digits) == 2 else (digits, digits)
        if not (_is_whole(least) and _is_whole(most) and 1 <= least <= most <= _MOST_DIGITS):
            raise self._wrong("digits", f"a number, or [least, most], of 1 to {_MOST_DIGITS}")
        return least, most

    def _range(self) -> tuple[int, int] | None:
        limits = self._table.get("range")
        if limits is None:
            return None
        if not (isinstance(limits, list) and len(limits) == 2 and all(map(_is_whole, limits))):
            raise self._wrong("range", "[smallest, largest], two whole numbers")
        if not 0 <= limits[0] <= limits[1]:
            raise self._wrong("range", "[smallest, largest], from 0 up")
        return limits[0], limits[1]

    def _allowed(self) -> tuple[str, ...]:
        allowed = self._table.get("allowed", [])
        texts = [str(answer) for answer in allowed] if isinstance(allowed, list) else [""]
        if not all(text.isascii() and text.isdigit() for text in texts):
            raise self._wrong("allowed", 'a list of numbers, such as [1, 2] or ["01", "02"]')
        if "allowed" in self._table and not texts:
            raise self._wrong("allowed", "one number at least")
        return tuple(texts)

    def _yes(self, key: str) -> bool:
        value = self._table.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def _check(self) -> tuple[str | None, tuple[str, ...]]:
        check = self._table.get("check")
        if check is None or (isinstance(check, str) and check in CHECKS):
            return check, ()
        parts = check.get("sum") if isinstance(check, dict) and len(check) == 1 else None
        if isinstance(parts, list) and parts and all(isinstance(name, str) for name in parts):
            return None, tuple(parts)
        raise self._wrong("check", f'one of {", ".join(CHECKS)}, or {{ sum = ["a", "b"] }} of other fields')

"""What every value in a run's card may be; a card can come from anybody, and is believed nowhere.

Each check takes a value and says what was expected, or None if the value is that.
"""

import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from shuzi.classes import FEWEST, MOST, what_is_wrong
from shuzi.store.printable import is_printable

Check = Callable[[Any], str | None]
"""Gives what was expected of a value, or None."""

_MOST_LETTERS = 4096
"""Of one text; the longest is the path of a folder of images: Linux has none that is longer."""
_MOST_ITEMS = 2000
"""Of one object, or of one list that is only kept; set by hand."""
_OTHER_SURROGATES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_DEEPEST = 4
"""Objects and lists in one another, of what is only kept; set by hand."""
_MOST_MEMBERS = 1000
"""Far more than fit into what shuzi opens; set by hand."""


def check_values(values: Mapping[str, Any]) -> None:
    """Refuse values of a card that are of another kind, or too large, or would reach a terminal as more than letters.

    Args:
        values: what the JSON of a card holds.
    Raises:
        ValueError: naming the first value that is wrong, in letters that can be printed.
    """
    classes = values.get("classes")
    for name, value in values.items():
        if name not in _CARD:
            raise ValueError(f"it holds {_short(name)}, which no card has")
        of_signs = classes is not None and name == "metrics" and _CARD["classes"](classes) is None
        wanted = _measured(classes)(value) if of_signs else _CARD[name](value)
        if wanted is not None:
            raise ValueError(f"its {name} is {_short(value)}; expected {wanted}")


def _text(value: Any) -> str | None:
    # Bytes of a file name that are no UTF-8 are kept by Python as surrogates; terminals are told them escaped.
    fits = isinstance(value, str) and len(value) <= _MOST_LETTERS
    fits = fits and is_printable(value) and not _OTHER_SURROGATES.search(value)
    return None if fits else "a line that can be printed"


def _truth(value: Any) -> str | None:
    return None if isinstance(value, bool) else "true or false"


def _whole(lowest: int, highest: int) -> Check:
    def check(value: Any) -> str | None:
        fits = type(value) is int and lowest <= value <= highest
        return None if fits else f"a whole number from {lowest:,} to {highest:,}"

    return check


def _number(lowest: float, highest: float) -> Check:
    def check(value: Any) -> str | None:
        fits = type(value) in (int, float) and lowest <= value <= highest  # also false of NaN
        return None if fits else f"a number from {lowest:g} to {highest:g}"

    return check


def _one_of(*allowed: Any) -> Check:
    def check(value: Any) -> str | None:
        return (
            None
            if any(value is choice or (type(value) is type(choice) and value == choice) for choice in allowed)
            else words
        )

    words = " or ".join(map(repr, allowed))
    return check


def _or_none(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _list(check: Check, *, least: int, most: int) -> Check:
    def check_list(value: Any) -> str | None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            return f"a list of {least:,} to {most:,}"
        return next((f"in it {wanted}" for wanted in map(check, value) if wanted is not None), None)

    return check_list


def _by_name(check: Check) -> Check:
    """Check an object whose names are not known before."""

    def check_object(value: Any) -> str | None:
        if not isinstance(value, dict) or len(value) > _MOST_ITEMS:
            return f"an object of up to {_MOST_ITEMS:,} values"
        checked = (wanted for name, item in value.items() for wanted in (_text(name), check(item)))
        return next((f"in it {wanted}" for wanted in checked if wanted is not None), None)

    return check_object


def _fields(
    needed: Mapping[str, Check], unlisted: Check, *, newer: Mapping[str, Check] = MappingProxyType({})
) -> Check:
    """Check an object that has some names, perhaps `newer` ones, which older cards lack, and beside them `others`."""
    listed = {**newer, **needed}

    def check_object(value: Any) -> str | None:
        if not isinstance(value, dict) or not needed.keys() <= value.keys():
            return f"an object with {', '.join(needed)}"
        for name in filter(value.__contains__, listed):
            wanted = listed[name](value[name])
            if wanted is not None:
                return f"as {name} {wanted}"
        return _by_name(unlisted)({name: item for name, item in value.items() if name not in listed})

    return check_object


def _plain(value: Any, depth: int = 1) -> str | None:
    """Check what is only kept: numbers, texts, and small lists and objects of them."""
    if isinstance(value, dict | list):
        inside = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        if depth >= _DEEPEST or len(inside) > _MOST_ITEMS:
            return "less"
        return next((wanted for item in inside if (wanted := _plain(item, depth + 1)) is not None), None)
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _text(value)
    return None if abs(value) <= _LARGEST and math.isfinite(value) else "finite numbers"


def _short(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


_LARGEST = 10**38
"""Of numbers that are only kept; float32 ends at 3.4 times this."""
_COUNT = _whole(0, 10**12)
_SHARE = _number(0, 1)
_EPOCHS = _number(0, 10**6)
_LOSS = _one_of("mse", "cross_entropy")
_DIGESTS = _by_name(_text)

_RECIPE_VALUES = _fields({"loss": _LOSS, "epochs": _EPOCHS, "batch_size": _whole(0, 10**9)}, _plain)
_DATA = _fields(
    {
        "name": _text,
        "sha256": _DIGESTS,
        **dict.fromkeys(("train_images", "validation_images", "test_images"), _COUNT),
    },
    _COUNT,
    newer={"layout": _text},
)
_COUNTED = {"images": _COUNT, "precision": _or_none(_SHARE), "recall": _or_none(_SHARE)}


def _measured(classes: Any) -> Check:
    """Check the metrics of a model that tells these classes apart, a list of names; None is the ten digits."""
    named: dict[str, Check] = {"digit": _whole(0, 9)} if classes is None else {"class": _one_of(*classes)}
    count = 10 if classes is None else len(classes)
    fields = {
        "test_images": _COUNT,
        "test_errors": _COUNT,
        "test_accuracy": _SHARE,
        "test_accuracy_interval": _list(_SHARE, least=2, most=2),
        "test_loss": _number(0, 10**9),
        "loss": _LOSS,
        "calibration_error": _SHARE,
        "per_class": _list(_fields(named | _COUNTED, _plain), least=count, most=count),
        "confusion": _list(_list(_COUNT, least=count, most=count), least=count, most=count),
    }
    check = _fields(fields, _plain)
    return lambda value: None if value == {} else check(value)


def _member_folder(value: Any) -> str | None:
    fits = isinstance(value, str) and re.fullmatch(r"members/seed-\d{1,20}", value)
    return None if fits else "a folder such as members/seed-0"


def _names(value: Any) -> str | None:
    wanted = _list(_text, least=FEWEST, most=MOST)(value)
    return wanted or ("names of classes" if what_is_wrong(value) else None)


_IMPORTED = _fields(
    {
        "sha256": _DIGESTS,
        "keras_version": _or_none(_text),
        "scale": _text,
        "scale_guessed": _truth,
        "scale_accuracies": _by_name(_SHARE),
        "softmax_added": _truth,
    },
    _plain,
)

_MEMBER = _fields(
    {"seed": _whole(0, 2**64), "test_accuracy": _SHARE, "run": _member_folder, "sha256": _text},
    _text,
)

_CARD: dict[str, Check] = {
    "recipe": _text,
    "recipe_values": _RECIPE_VALUES,
    "seed": _whole(0, 2**64),
    "parameters": _COUNT,
    "data": _DATA,
    "limit": _or_none(_COUNT),
    "epochs_done": _EPOCHS,
    "steps_done": _COUNT,
    "interrupted": _truth,
    "restarts": _COUNT,
    "diagnosis": _or_none(_fields({"cause": _text, "cure": _text}, _text)),
    "target": _or_none(_number(0, 100)),
    "target_reached": _or_none(_SHARE),
    "train_seconds": _number(0, 10**10),
    "dtype_policy": _text,
    "backend": _text,
    "threads": _by_name(_plain),
    "keras_onnx_difference": _or_none(_number(0, 10**9)),
    "metrics": _measured(None),
    "classes": _or_none(_names),
    "members": _or_none(_list(_MEMBER, least=2, most=_MOST_MEMBERS)),
    "versions": _by_name(_text),
    "machine": _by_name(_plain),
    "created": _text,
    "start": _or_none(_fields({"path": _text, "sha256": _text}, _text)),
    "files": _by_name(_text),
    "golden_logits": _or_none(_list(_list(_number(-_LARGEST, _LARGEST), least=1, most=1000), least=10, most=10)),
    "imported": _or_none(_IMPORTED),
    "digest": _text,
    "format": _whole(1, 1),
}
"""By the names of `shuzi.store.card.Card`."""

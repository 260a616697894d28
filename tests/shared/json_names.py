"""The names in what commands print as JSON: each is explained on docs/json.md, and none that was there disappears.

`tests/docs/json_names.json` is the record: for each command the names at every place, such as `lines[].digits[]`. A
place with a question mark need not come: its list may be empty, its object null. Where one place has objects of several
kinds, a stroke stands between their names. Whoever changes it on purpose writes a line in CHANGELOG.md.
"""

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
RECORD = ROOT / "tests" / "docs" / "json_names.json"

BY_NAME = {"changed", "fields", "files", "goals", "scale_accuracies", "scale_losses", "sha256", "versions"}
"""Objects with a file, a package, a field of a form and so on in place of a name, where they are objects."""

OF_A_RECIPE = "recipe_values"
"""Its names are those of `shuzi.Recipe` when it was written; `interface.json` records those of today."""


def names_at(value: Any) -> dict[str, str]:
    """Return the names of the objects in a JSON, in order and with blanks between, by their place."""
    found: dict[str, set[str]] = {}

    def look(value: Any, place: str) -> None:
        if isinstance(value, list):
            for one in value:
                look(one, f"{place}[]")
        if not isinstance(value, dict):
            return
        last = place.rpartition(".")[2]
        by_name = last in BY_NAME
        if last == OF_A_RECIPE:
            return
        if not by_name:
            found.setdefault(place, set()).add(" ".join(sorted(value)))
        for name, child in value.items():
            look(child, f"{place}.{'*' if by_name else name}".removeprefix("."))

    look(value, "")
    return {place: " | ".join(sorted(kinds)) for place, kinds in sorted(found.items())}


def unexplained(value: Any) -> set[str]:
    """Return the names in a JSON that docs/json.md does not list."""
    explained = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "json.md").read_text(encoding="utf-8")))
    return set(" ".join(names_at(value).values()).replace("|", " ").split()) - explained


def check_names(command: str, value: Any) -> None:
    """Fail where a command's JSON has names that are not explained, or others than are recorded."""
    assert not unexplained(value), f"not on docs/json.md, of {command}: {sorted(unexplained(value))}"
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))[command]
    told, mistakes = names_at(value), []
    places = {place.removesuffix("?"): names for place, names in recorded.items()}
    for place in sorted({*told, *places}):
        if place in told and told[place] != places.get(place):
            mistakes.append(f"at {place or 'the top'} {told[place]!r}; recorded is {places.get(place)!r}")
        if place not in told and f"{place}?" not in recorded:
            mistakes.append(f"nothing at {place}; recorded is {places[place]!r}")
    assert not mistakes, f"{command}, by {RECORD.name}: " + "; ".join(mistakes)

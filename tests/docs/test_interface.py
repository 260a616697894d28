"""What programs rely on stays as it is: the commands' options, the fields of every JSON, and the public names.

`interface.json` is the committed list. Whoever changes it on purpose writes a line in CHANGELOG.md and runs
`python tests/docs/test_interface.py`, which writes the list anew.
"""

import dataclasses
import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

import shuzi
from shuzi.cli import COMMANDS
from shuzi.cli import app as commands
from shuzi.exporting.proof import Proof
from shuzi.store.card import Card

RECORD = Path(__file__).parent / "interface.json"
SCHEMAS = sorted(file.stem for file in (Path(shuzi.__file__).parent / "serving").glob("schemas*.py"))
NAMES_PAGE = Path(__file__).parent.parent.parent / "docs" / "json.md"


def options() -> dict[str, list[str]]:
    """Return what each command's `--help` offers: arguments in capitals, options with their dashes."""
    group: Any = typer.main.get_command(commands)
    with group.make_context("shuzi", ["doctor"]) as context:
        whole = {name: group.resolve_command(context, [name])[1] for name in sorted(COMMANDS)}
    return {name: _offered(command) for name, command in whole.items()} | {"": _offered(group)}


def _offered(command: Any) -> list[str]:
    """Return what a parser of Typer's takes."""
    offered = []
    for parameter in command.params:
        dashed = [*parameter.opts, *parameter.secondary_opts]
        offered += dashed if parameter.param_type_name == "option" else [parameter.name.upper()]
    return sorted(offered)


def fields() -> dict[str, list[str]]:
    """Return the names in every JSON that does not have to be computed first: cards, proofs and the API's answers."""
    answers = {
        name: sorted(model.model_fields)
        for room in (import_module(f"shuzi.serving.{stem}") for stem in SCHEMAS)
        for name, model in vars(room).items()
        if isinstance(model, type) and model.__module__ == room.__name__ and getattr(model, "model_fields", None)
    }
    first_cells = re.findall(r"^\| (`[^|]*)\|", NAMES_PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    documented = re.findall(r"`(\w+)`", "".join(first_cells))
    return answers | {
        "card.json": sorted(field.name for field in dataclasses.fields(Card)),
        "recipe_values": sorted(field.name for field in dataclasses.fields(shuzi.Recipe)),
        "recipe_values, augmentation": sorted(field.name for field in dataclasses.fields(shuzi.Augmentation)),
        "export.json, proof": sorted(field.name for field in dataclasses.fields(Proof)),
        "docs/json.md": sorted(set(documented)),
    }


def recorded() -> dict[str, Any]:
    """Return the committed list."""
    return json.loads(RECORD.read_text(encoding="utf-8"))


def test_every_command_takes_the_options_that_it_took():
    assert options() == recorded()["options"]


@pytest.mark.parametrize("command", sorted(set(recorded()["options"]) - {""}))
def test_help_names_every_option(command):
    shown = CliRunner().invoke(commands, [command, "--help"], env={"COLUMNS": "200"}).stdout
    assert set(re.findall(r"--[a-z-]+", shown)) >= {
        option for option in recorded()["options"][command] if option.startswith("--")
    }


def test_every_json_has_the_names_that_it_had():
    assert fields() == recorded()["fields"]


def test_every_public_name_is_still_there():
    assert sorted(shuzi.__all__) == recorded()["names"]


if __name__ == "__main__":
    now = {"options": options(), "fields": fields(), "names": sorted(shuzi.__all__)}
    RECORD.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")

"""The page's modules can be read from the bottom up."""

import re
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from pathlib import Path

import pytest

WEB = Path(str(files("shuzi.serving") / "web"))
IMPORT = re.compile(r'^(?:import|export) [^;]*?from "([^"]+)"', re.MULTILINE)


def imports() -> dict[Path, set[Path]]:
    return {
        path: {(path.parent / name).resolve() for name in IMPORT.findall(path.read_text(encoding="utf-8"))}
        for path in WEB.resolve().rglob("*.js")
    }


def test_no_two_modules_of_the_page_need_each_other():
    try:
        order = list(TopologicalSorter(imports()).static_order())
    except CycleError as error:
        pytest.fail(f"{[path.name for path in error.args[1]]} import each other")
    assert order.index(WEB.resolve() / "words.js") < order.index(WEB.resolve() / "main.js")


def test_every_module_that_is_imported_is_there():
    assert [path for needed in imports().values() for path in needed if not path.is_file()] == []

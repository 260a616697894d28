"""The page's modules can be read from the bottom up."""

import posixpath
import re
from graphlib import CycleError, TopologicalSorter

import pytest

from shuzi.serving.routes.page import web_files

IMPORT = re.compile(r'^(?:import|export) [^;]*?from "([^"]+)"|\bimport\("([^"]+)"\)', re.MULTILINE)
"""One at a module's head, or one that is fetched only when it is needed."""


def modules() -> dict[str, str]:
    """Return the text of every module of the page, by the name that it is served under."""
    return {name: file.content.decode() for name, file in web_files().items() if name.endswith(".js")}


def imports() -> dict[str, set[str]]:
    """Return which modules every module of the page imports, by the names that they are served under."""
    return {
        name: {beside(name, head or late) for head, late in IMPORT.findall(text)} for name, text in modules().items()
    }


def beside(name: str, found: str) -> str:
    return posixpath.normpath(f"{posixpath.dirname(name)}/{found}").lstrip("/")


def test_no_two_modules_of_the_page_need_each_other():
    try:
        order = list(TopologicalSorter(imports()).static_order())
    except CycleError as error:
        pytest.fail(f"{error.args[1]} import each other")
    assert order.index("words.js") < order.index("main.js")


def test_an_import_names_its_module_in_full():
    """What a computed name leads to would be hidden from the test above."""
    assert [name for name, text in modules().items() if re.search(r'\bimport\s*\((?!"[^"]+"\))', text)] == []


def test_every_module_that_is_imported_is_there():
    known = imports()
    assert "network/kernels.js" in known["network/network.js"]
    assert [name for needed in known.values() for name in needed if name not in known] == []

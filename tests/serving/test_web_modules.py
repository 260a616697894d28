"""The page's modules can be read from the bottom up."""

import posixpath
import re
from graphlib import CycleError, TopologicalSorter

import pytest

from shuzi.serving.routes.page import web_files

IMPORT = re.compile(r'^(?:import|export) [^;]*?from "([^"]+)"', re.MULTILINE)


def imports() -> dict[str, set[str]]:
    """Return which modules every module of the page imports, by the names that they are served under."""
    return {
        name: {posixpath.normpath(f"{posixpath.dirname(name)}/{found}").lstrip("/") for found in IMPORT.findall(text)}
        for name, text in ((name, file.content.decode()) for name, file in web_files().items() if name.endswith(".js"))
    }


def test_no_two_modules_of_the_page_need_each_other():
    try:
        order = list(TopologicalSorter(imports()).static_order())
    except CycleError as error:
        pytest.fail(f"{error.args[1]} import each other")
    assert order.index("words.js") < order.index("main.js")


def test_every_module_that_is_imported_is_there():
    known = imports()
    assert "network/kernels.js" in known["network/network.js"]
    assert [name for needed in known.values() for name in needed if name not in known] == []

"""Where things are is told truly: by the head of each room, and by CONTRIBUTING.md."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "shuzi"
ROOMS = sorted({file.parent for file in PACKAGE.rglob("__init__.py")} - {PACKAGE})

# Files of a kind that a room has many of; its head says what they are once.
A_KIND = {
    "cli": r"`shuzi ",
    "exporting": r"(?s).*\nFORMAT = ",
    "explaining/learning": r"The pictures? of ",
    "explaining/words": r"What the pictures say in ",
    "serving/routes": r"(GET |POST |/api|The page: |The Open Inference Protocol|What whoever runs the server)",
    "training/steppers": r"Training steps on ",
    "words": r"What the command line",
}


def head_of(file: Path) -> str:
    return ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(PACKAGE)))
def test_the_head_of_a_room_tells_all_its_files(room):
    name = str(room.relative_to(PACKAGE))
    head, untold = head_of(room / "__init__.py"), []
    for file in sorted(room.glob("*.py")):
        is_one_of_many = name in A_KIND and re.match(A_KIND[name], head_of(file) + file.read_text(encoding="utf-8"))
        if file.name != "__init__.py" and not is_one_of_many and not re.search(rf"`{file.stem}[`.]", head):
            untold.append(file.name)
    assert untold == []
    told = re.findall(r"`([a-z_0-9]+)`", head)
    assert [one for one in told if one not in NO_FILES and not any(room.glob(f"{one}*"))] == []


NO_FILES = {"auto"}
"""What heads put in the same type: values of options."""


def test_the_tree_of_contributing_has_every_room():
    tree = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Where things are")[1].split("\n| ")[0]
    for room in ROOMS:
        assert re.search(rf"\b{room.name}/ ", tree), f"{room.name} is missing"
    rooms = [room.removesuffix("/") for room in re.findall(r"^ +([\w/]+/)\s", tree, re.MULTILINE)]
    folders = {folder.name for folder in PACKAGE.rglob("*") if folder.is_dir()} | {"src/shuzi"}
    assert [room for room in rooms if room not in folders] == []


def test_every_file_that_contributing_sends_to_is_there():
    tables = [
        line for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    paths = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", "\n".join(tables))
    assert len(paths) > 30
    missing = [
        path
        for path in paths
        if not re.search(r"NAME|CODE", path) and not any((base / path).exists() for base in (PACKAGE, ROOT))
    ]
    assert missing == []

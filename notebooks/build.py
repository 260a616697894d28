"""Make the notebooks of both languages from cells.py, step_cells.py and signs_cells.py.

python notebooks/build.py                 without outputs
python notebooks/build.py --execute       run from top to bottom and kept with outputs: half an hour each
python notebooks/build.py --execute --small --out FOLDER    with few images, to try it out
"""

import argparse
import re
import tempfile
from pathlib import Path

import nbformat
from cells import CELLS, Cell
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from signs_cells import SIGNS
from step_cells import STEP

FOLDER = Path(__file__).parent
LANGUAGES = {"cnn.ipynb": "en", "cnn.zh-TW.ipynb": "zh-TW"}
"""Of the notebook of the note."""

SIGN_LANGUAGES = {"signs.ipynb": "en", "signs.zh-TW.ipynb": "zh-TW"}
"""Of the notebook on signs of one's own."""

STEP_LANGUAGES = {"step.ipynb": "en", "step.zh-TW.ipynb": "zh-TW"}
"""Of the notebook on one step of training."""

NOTEBOOKS = LANGUAGES | STEP_LANGUAGES | SIGN_LANGUAGES

FULL, SMALL = "SMALL = False", "SMALL = True"

CELL_SECONDS = 4 * 3600
"""At most; the longest takes some minutes where nothing else is running."""


def unwrapped(text: str) -> str:
    """Return Chinese text with a line for each paragraph, since Markdown shows a line break as a blank."""
    wide, mark = r"[\u2e80-\u9fff\uff00-\uffef]", r"[\u3000-\u303f\uff00-\uffef]"
    parts = re.split(r"(^```.*?^```$)", text, flags=re.DOTALL | re.MULTILINE)  # code keeps its lines
    for place in range(0, len(parts), 2):
        part = re.sub(rf"(?<={wide})\n(?={wide})|(?<={mark})\n(?=[^\n])", "", parts[place])
        parts[place] = re.sub(r"(?<=[^\n])\n(?=[^\n])", " ", part)
    return "".join(parts)


def cells_of(name: str) -> tuple[Cell, ...]:
    """Return what a notebook is made of."""
    return SIGNS if name in SIGN_LANGUAGES else STEP if name in STEP_LANGUAGES else CELLS


def build(name: str) -> nbformat.NotebookNode:
    """Return the notebook of one language, without outputs."""
    language = NOTEBOOKS[name]
    cells = []
    for number, cell in enumerate(cells_of(name)):
        if cell.code:
            made = new_code_cell(cell.code.replace("{LANG}", language).rstrip("\n"))
            if cell.tag:
                made.metadata["tags"] = [cell.tag]
        else:
            made = new_markdown_cell(cell.en if language == "en" else unwrapped(cell.zh_tw))
        made.id = f"cell-{number:02}"  # the same each time, so that only what has changed differs
        cells.append(made)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def execute(notebook: nbformat.NotebookNode, language: str, source: tuple[Cell, ...] = CELLS) -> None:
    """Run a notebook that `build` gave, and leave its outputs in it, figures with what they show in words.

    Raises:
        CellExecutionError: a cell fails.
    """
    described = dict(notebook.metadata)
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        NotebookClient(notebook, timeout=CELL_SECONDS, record_timing=False, resources=resources).execute()
    notebook.metadata = nbformat.from_dict(described)  # without the versions of the machine that ran it
    for cell, made in zip(source, notebook.cells, strict=True):
        for output in made.get("outputs", []):
            if "image/png" in output.get("data", {}) and "alt" not in output.metadata.get("image/png", {}):
                output.metadata["image/png"] = {"alt": cell.alt[language != "en"]}


def without_outputs(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy as it was before it ran."""
    bare = nbformat.from_dict(notebook)
    for cell in bare.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return bare


def make_small(notebook: nbformat.NotebookNode) -> None:
    """Turn the switch that lets a notebook do everything with few images."""
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if FULL not in cell.source:
        raise ValueError(f"the cell of parameters has no line {FULL!r}; expected it in cells.py.")
    cell.source = cell.source.replace(FULL, SMALL)


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--execute", action="store_true", help="run each notebook and keep its outputs")
    parser.add_argument("--small", action="store_true", help="run with few images; never to be committed")
    parser.add_argument("--only", choices=NOTEBOOKS, help="make this one alone")
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder to write into, instead of this one")
    chosen = parser.parse_args()
    if chosen.small and chosen.out.resolve() == FOLDER.resolve():
        parser.error("--small is for trying out; name another folder with --out.")
    for name in [chosen.only] if chosen.only else NOTEBOOKS:
        notebook = build(name)
        if chosen.small:
            make_small(notebook)
        if chosen.execute:
            execute(notebook, NOTEBOOKS[name], cells_of(name))
        nbformat.write(notebook, chosen.out / name)


if __name__ == "__main__":
    main()

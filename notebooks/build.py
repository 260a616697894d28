"""Make the notebooks of both languages from cells.py: `python notebooks/build.py`."""

from pathlib import Path

import nbformat
from cells import CELLS
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

FOLDER = Path(__file__).parent
LANGUAGES = {"cnn.ipynb": "en", "cnn.zh-TW.ipynb": "zh-TW"}


def build(name: str) -> nbformat.NotebookNode:
    """Return the notebook of one language, without outputs."""
    language = LANGUAGES[name]
    cells = []
    for number, cell in enumerate(CELLS):
        if cell.code:
            made = new_code_cell(cell.code.replace("{LANG}", language).rstrip("\n"))
            if cell.tag:
                made.metadata["tags"] = [cell.tag]
        else:
            text = cell.en if language == "en" else cell.zh_tw
            made = new_markdown_cell(text)
        made.id = f"cell-{number:02}"  # the same each time, so that only what has changed differs
        cells.append(made)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


if __name__ == "__main__":
    for name in LANGUAGES:
        nbformat.write(build(name), FOLDER / name)

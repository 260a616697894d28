"""Make the notebooks of both languages from cells.py: `python notebooks/build.py`."""

import re
from pathlib import Path

import nbformat
from cells import CELLS
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

FOLDER = Path(__file__).parent
LANGUAGES = {"cnn.ipynb": "en", "cnn.zh-TW.ipynb": "zh-TW"}


def unwrapped(text: str) -> str:
    """Return Chinese text with a line for each paragraph, since Markdown shows a line break as a blank."""
    wide, mark = r"[\u2e80-\u9fff\uff00-\uffef]", r"[\u3000-\u303f\uff00-\uffef]"
    text = re.sub(rf"(?<={wide})\n(?={wide})|(?<={mark})\n(?=[^\n])", "", text)
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", " ", text)


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
            made = new_markdown_cell(cell.en if language == "en" else unwrapped(cell.zh_tw))
        made.id = f"cell-{number:02}"  # the same each time, so that only what has changed differs
        cells.append(made)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


if __name__ == "__main__":
    for name in LANGUAGES:
        nbformat.write(build(name), FOLDER / name)

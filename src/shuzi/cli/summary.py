"""`shuzi summary`: the layers of a network and where its parameters come from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from shuzi.cli.terminal import JSON_HELP, LANG_HELP, print_json


def summary(
    model: Path | None = typer.Argument(
        None,
        help="A run's folder, or a saved Keras model (.keras, .h5, .json); without it, the note's network.",
    ),
    lang: str | None = typer.Option(None, "--lang", help=LANG_HELP),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Print a network's layers with shapes, parameters and the arithmetic behind them."""
    from shuzi.explaining.arithmetic import explanation, layer_table
    from shuzi.store.saved_layers import read_architecture
    from shuzi.words import readers_language, words

    language = readers_language(lang)
    texts = words(language)
    architecture = read_architecture(model)
    rows = layer_table(architecture)
    if as_json:
        print_json(
            {
                "model": architecture.name if model is None else str(model),
                "input_shape": list(architecture.input_shape),
                "layers": rows,
                "parameters": architecture.parameters,
            }
        )
        return
    shape = _shape(list(architecture.input_shape))
    print(texts["summary.head"].format(name=architecture.name, shape=shape) + "\n")
    _print_table(rows, texts["summary.columns"].split("|"))
    print("\n" + _total(rows, architecture.parameters, texts) + "\n")
    for layer in architecture.layers:
        sentence = explanation(layer, language)
        if sentence:
            print(texts["summary.line"].format(name=layer.name, explanation=sentence))


def _print_table(rows: list[dict[str, Any]], columns: list[str]) -> None:
    from rich.cells import cell_len  # a Chinese character is two columns wide

    cells = [columns]
    for row in rows:
        shape, count = _shape(row["output_shape"]), f"{row['parameters']:,}"
        cells.append([row["name"], row["type"], shape, count, row["arithmetic"]])
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["─" * width for width in widths])
    for line in cells:
        blanks = [" " * (width - cell_len(text)) for text, width in zip(line, widths, strict=True)]
        texts = [f"{text}{blank}" for text, blank in zip(line, blanks, strict=True)]
        texts[3] = f"{blanks[3]}{line[3]}"
        print("  ".join(texts).rstrip())


def _shape(sizes: list[int]) -> str:
    return "×".join(str(size) for size in sizes)


def _total(rows: list[dict[str, Any]], total: int, texts: Mapping[str, str]) -> str:
    if not total:
        return texts["summary.total"].format(parameters=total)
    row = max(rows, key=lambda row: int(row["parameters"]))
    return texts["summary.largest"].format(parameters=total, share=row["parameters"] / total, layer=row["name"])

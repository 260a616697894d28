"""`shuzi summary`: the layers of a network and where its parameters come from."""

from pathlib import Path
from typing import Any

import typer

from shuzi.cli.terminal import JSON_HELP, print_json


def summary(
    model: Path | None = typer.Argument(
        None,
        help="A run's folder, or a saved Keras model (.keras, .h5, .json); without it, the note's network.",
    ),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Print a network's layers with shapes, parameters and the arithmetic behind them."""
    from shuzi.explaining.arithmetic import layer_table
    from shuzi.store.saved_model import read_architecture

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
    print(f"{architecture.name}, input {_shape(list(architecture.input_shape))}\n")
    _print_table(rows)
    print(f"\n{architecture.parameters:,} parameters{_largest(rows, architecture.parameters)}\n")
    for row in rows:
        if row["arithmetic"]:
            print(f"{row['name']}: {row['explanation']}.")


def _print_table(rows: list[dict[str, Any]]) -> None:
    cells = [("layer", "type", "output shape", "parameters", "arithmetic")]
    cells += [
        (row["name"], row["type"], _shape(row["output_shape"]), f"{row['parameters']:,}", row["arithmetic"])
        for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(5)]
    for number, line in enumerate(cells):
        texts = [f"{text:<{width}}" for text, width in zip(line, widths, strict=True)]
        texts[3] = f"{line[3]:>{widths[3]}}"
        print("  ".join(texts).rstrip())
        if number == 0:
            print("  ".join("─" * width for width in widths))


def _shape(sizes: list[int]) -> str:
    return "×".join(str(size) for size in sizes)


def _largest(rows: list[dict[str, Any]], total: int) -> str:
    if not total:
        return ""
    row = max(rows, key=lambda row: int(row["parameters"]))
    return f"; {row['parameters'] / total:.0%} of them in {row['name']}"

"""`shuzi import`: make a run of a model that somebody trained with Keras, now or in 2018."""

from pathlib import Path
from typing import Any

import typer

from shuzi.cli.terminal import JSON_HELP, download_progress, needing, print_json

_CLOSE = 1.1
"""Losses whose ratio is smaller may have come out in the other order with other images; set by hand."""

_AS_IF_BY_CHANCE = 2.2
"""Just below ln 10, the cross-entropy of ten digits that are always called equally likely."""

_LOGITS = "added, as the file's network ends in logits"


def import_(
    model: Path = typer.Argument(help="A whole model (.keras, or .h5 of model.save), or the JSON of model.to_json()."),
    weights: Path | None = typer.Argument(None, help="What save_weights wrote, if the first file is JSON."),
    out: Path | None = typer.Option(None, "--out", help="The run's folder; must be new or empty."),
    scale: str | None = typer.Option(
        None,
        "--scale",
        help="What it expects of pixels: 0-255, 0-1 or standard; without it, a guess by MNIST's images.",
    ),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Make a run of a model from Keras's files, of Keras 1 to 3, without running anything in them."""
    with needing("importing needs {name}, which is not installed; install it", "pip install onnx h5py"):
        from shuzi.run.import_model import import_model
    with download_progress() as progress:
        made = import_model(model, weights, out=out, scale=scale, progress=progress)
    card = made.card
    facts = {"recipe": card.recipe, "parameters": card.parameters, "imported": card.imported}
    facts |= {**card.metrics, "run": str(made.path)}
    if as_json:
        print_json(facts)
        return
    imported = card.imported or {}
    how = describe_guess(imported) if imported["scale_guessed"] else "as asked, or as they are"
    version = f", written by Keras {imported['keras_version']}" if imported["keras_version"] else ""
    print(f"{' + '.join(imported['sha256'])}: {card.parameters:,} parameters{version}")
    print(f"pixels         {imported['scale']} ({how})")
    if imported["softmax_added"]:
        end = ", then ".join(imported["left_out"])
        print(f"softmax        {f'in place of {end}: the same digit comes first' if end else _LOGITS}")
    if imported["passed_over"]:
        print(f"passed over    {', '.join(imported['passed_over'])}: they do nothing when a network answers")
    if card.metrics:
        from shuzi.cli.report_text import report_lines

        print("\n".join(report_lines(card.metrics)))
    else:
        print("not measured   it does not read 28×28 grey pixels into ten classes; it can be described and exported")
    print(f"run            {made.path}")


def describe_guess(imported: dict[str, Any]) -> str:
    """Return by how much a guess was better than the other scales."""
    losses = dict(imported["scale_losses"])
    lowest = losses.pop(imported["scale"])
    other_losses = ", ".join(f"{name} {loss:.4f}" for name, loss in sorted(losses.items(), key=lambda item: item[1]))
    by_chance = imported["scale_loss"] == "cross_entropy" and lowest > _AS_IF_BY_CHANCE
    doubt = "no better than chance" if by_chance else "hardly told apart"
    weak = f"; {doubt}, --scale decides" if by_chance or min(losses.values()) < _CLOSE * lowest else ""
    kind = {"cross_entropy": "cross-entropy", "mse": "squared error"}[imported["scale_loss"]]
    return f"a guess: {kind} {lowest:.4f} on MNIST's training images, as {other_losses}{weak}"

"""`shuzi import`: make a run of a model that somebody trained with Keras, now or in 2018."""

from pathlib import Path

import typer

from shuzi.cli.backend import start_training
from shuzi.cli.terminal import JSON_HELP, download_progress, print_json


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
    """Make a run of a model from Keras's files, of Keras 2 or 3, without running anything in them."""
    from shuzi.importing.network import read_network

    read_network(model, weights)  # a file that is refused is refused before Keras, which takes seconds, is started
    start_training()
    from shuzi.run.import_model import import_model

    with download_progress() as progress:
        made = import_model(model, weights, out=out, scale=scale, progress=progress)
    card = made.card
    facts = {"recipe": card.recipe, "parameters": card.parameters, "imported": card.imported}
    facts |= {"keras_onnx_difference": card.keras_onnx_difference, **card.metrics, "run": str(made.path)}
    if as_json:
        print_json(facts)
        return
    imported = card.imported or {}
    how = "a guess by MNIST's training images" if imported["scale_guessed"] else "as asked, or as they are"
    version = f", written by Keras {imported['keras_version']}" if imported["keras_version"] else ""
    print(f"{' + '.join(imported['sha256'])}: {card.parameters:,} parameters{version}")
    print(f"pixels         {imported['scale']} ({how})")
    if imported["softmax_added"]:
        print("softmax        added, as the file's network ends in logits")
    if card.metrics:
        from shuzi.cli.report_text import report_lines

        print("\n".join(report_lines(card.metrics)))
    else:
        print("not measured   it does not read 28×28 grey pixels into ten classes; it can be described and exported")
    print(f"run            {made.path}")

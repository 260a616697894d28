"""`shuzi train`: train a network and keep it in a run's folder."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shuzi.cli.backend import start_training
from shuzi.cli.terminal import JSON_HELP, print_json, say
from shuzi.cli.training_display import training_display
from shuzi.errors import TrainingError, UsageError
from shuzi.training.diagnosis import NotLearning

if TYPE_CHECKING:
    from shuzi.reading.model import Model


def train(
    recipe: str = typer.Option("standard", "--recipe", "-r", help="standard, quick (one epoch) or note (as in 2018)."),
    seed: int = typer.Option(0, "--seed", help="Decides starting weights, order and augmentation."),
    epochs: int | None = typer.Option(None, "--epochs", help="Train this many epochs instead of the recipe's."),
    limit: int | None = typer.Option(None, "--limit", help="Train on this many images only, to try things out."),
    validation: int = typer.Option(0, "--validation", help="Set this many training images apart to measure on."),
    data: Path | None = typer.Option(
        None, "--data", help="A folder with folders named 0 to 9 of your own images, 28×28 pixels each."
    ),
    out: Path | None = typer.Option(None, "--out", help="The run's folder; without it, runs/RECIPE-DATE-TIME."),
    keep_going: bool = typer.Option(False, "--keep-going", help="Train on although the network does not learn."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Train a network on all of MNIST, or on your own images; save it and show what it scores."""
    from shuzi.recipes import find_recipe
    from shuzi.store.card import summary

    chosen = find_recipe(recipe)
    if epochs is not None and epochs < 1:
        raise UsageError(f"--epochs is {epochs}; expected a whole number of at least 1.")
    say(f"recipe {chosen.name}: {chosen.summary}")
    run = start_training()
    with training_display() as display, _naming_the_way_on():
        model = run.train(
            chosen,
            seed=seed,
            epochs=epochs,
            limit=limit,
            validation_images=validation,
            data=data,
            out=out,
            keep_going=keep_going,
            watcher=display,
            progress=display.on_download,
        )
    if as_json:
        print_json(summary(model.card, str(model.path)))
    else:
        _print_result(model)
    if model.card.interrupted:
        done = f"{model.card.epochs_done} of {model.card.recipe_values['epochs']} epochs"
        say(f"shuzi: stopped by Ctrl-C after {done}; kept what was trained until then: {model.path}")
        raise typer.Exit(130)


@contextlib.contextmanager
def _naming_the_way_on() -> Iterator[None]:
    try:
        yield
    except NotLearning as error:
        raise TrainingError(f"{error} To see it through all the same: --keep-going.") from None


def _print_result(model: "Model") -> None:
    from shuzi.cli.report_text import report_lines

    card = model.card
    print(
        f"\ntrained {card.parameters:,} parameters on {card.data['train_images']:,} images"
        f" in {card.train_seconds:.1f} s"
    )
    print("\n".join(report_lines(card.metrics)))
    if card.diagnosis is not None:
        print(f"\nit did not learn: {card.diagnosis['cause']}. {card.diagnosis['cure']}.")
    print(f"\nsaved in {model.path}: model (.keras, .onnx, .json + .h5), card, history, report and pictures")
    print(f"try: shuzi sample {model.path}    or look at {model.path / 'report.md'}")

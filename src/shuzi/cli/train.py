"""`shuzi train`: train a network and keep it in a run's folder."""

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shuzi.cli.backend import start_training
from shuzi.cli.terminal import JSON_HELP, LANG_HELP, LAYOUT_HELP, is_given, print_json, say
from shuzi.cli.train_seeds import elsewhere_by, train_seeds
from shuzi.errors import TrainingError, TrainingInterrupted, UsageError
from shuzi.words import diagnosis_text, readers_language, refusal_text, summary_text, words

if TYPE_CHECKING:
    from shuzi.store.model import Model

_GO_TOGETHER = {"resume", "watch", "lang", "as_json", "engine"}
"""The options that may stand beside --resume; all others were settled when training began."""


def train(
    context: typer.Context,
    recipe: str = typer.Option(
        "standard",
        "--recipe",
        "-r",
        help="standard, quick (seconds), hands (photos), best (15 min), committee (5 of best), adapt or note (2018).",
    ),
    seed: int = typer.Option(0, "--seed", help="Decides starting weights, order and augmentation."),
    epochs: float | None = typer.Option(None, "--epochs", help="Train this many epochs instead of the recipe's."),
    limit: int | None = typer.Option(None, "--limit", help="Train on this many images only, to try things out."),
    validation: int = typer.Option(0, "--validation", help="Set this many training images apart to measure on."),
    target: float | None = typer.Option(
        None, "--target", help="Stop once this percentage of the validation images is right, such as 99.0."
    ),
    data: Path | None = typer.Option(
        None,
        "--data",
        help="Your own images: folders 0 to 9 or of signs, a table, CSV, .npz, IDX or .h5; look: shuzi data.",
    ),
    layout: str | None = typer.Option(None, "--layout", help=LAYOUT_HELP),
    start: str | None = typer.Option(
        None, "--start", help="Go on from this run's model, or from `pretrained`; the recipe is then adapt."
    ),
    out: Path | None = typer.Option(None, "--out", help="The run's folder; without it, runs/RECIPE-DATE-TIME."),
    resume: Path | None = typer.Option(
        None, "--resume", help="Go on with the training that was stopped in this folder."
    ),
    keep_going: bool = typer.Option(False, "--keep-going", help="Train on although the network does not learn."),
    devices: int = typer.Option(1, "--devices", help="Divide each batch among so many, such as GPUs; JAX alone can."),
    watch: bool = typer.Option(False, "--watch", help="Show the curves in the browser while it trains."),
    lang: str | None = typer.Option(None, "--lang", help=LANG_HELP),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
    seeds: str | None = typer.Option(
        None, "--seeds", help="Train from each of these, such as 0-19: a run a seed in --out, and a table of all."
    ),
    engine: str = typer.Option(
        "pool",
        "--engine",
        help="With --seeds or committee: pool (one after the other) or ray (side by side; RAY_ADDRESS).",
    ),
) -> None:
    """Train a network on all of MNIST, or on your own images; save it and show what it scores."""
    language = readers_language(lang)
    if seeds is not None:
        raise typer.Exit(train_seeds(context, seeds=seeds, engine=engine, out=out, as_json=as_json, language=language))
    from shuzi.cli.training_display import CurvesPage, training_display
    from shuzi.recipes import find_recipe
    from shuzi.run.request import Request, check_request
    from shuzi.store.card import summary
    from shuzi.store.training_folder import check_unfinished, read_plan
    from shuzi.training.watcher import Watchers

    if resume is not None:
        _refuse_other_options(context)
        check_unfinished(resume)
        together = read_plan(resume).recipe.get("members", 1) > 1
    if start is not None and not is_given(context, "recipe"):
        recipe = "adapt"
    chosen = find_recipe(recipe)
    if epochs is not None:
        chosen = dataclasses.replace(chosen, epochs=epochs)
    if resume is None:
        together = chosen.members > 1
        check_request(chosen, Request(seed, limit, validation, target, data, layout, start, out, devices))
        told = words(language)["recipe.told" if epochs is None and data is None else "recipe.said"]
        say(told.format(name=chosen.name, summary=summary_text(chosen.name, chosen.summary, language)))
    if is_given(context, "engine") and not together:
        raise UsageError(
            "--engine trains several networks; expected --seeds, such as 0-19, or --recipe committee as well."
        )
    elsewhere = elsewhere_by(engine, language, for_programs=as_json)
    start_training()
    from shuzi.run import train as training

    with training_display(language) as display, _refusing_in("en" if as_json else language):
        watcher = Watchers([display, CurvesPage(language)] if watch else [display])
        if resume is not None:
            model = training.resume(
                resume, language=language, watcher=watcher, progress=display.on_download, elsewhere=elsewhere
            )
        else:
            model = training.train(
                recipe,
                seed=seed,
                epochs=epochs,
                limit=limit,
                validation_images=validation,
                target=target,
                data=data,
                layout=layout,
                start=start,
                out=out,
                keep_going=keep_going,
                devices=devices,
                language=language,
                watcher=watcher,
                progress=display.on_download,
                elsewhere=elsewhere,
            )
    if as_json:
        print_json(summary(model.card, str(model.path)))
    else:
        _print_result(model, language)
    if model.card.interrupted:
        said, epochs_asked = words(language), model.card.recipe_values["epochs"]
        kept = said["stopped.kept"].format(done=model.card.epochs_done, epochs=epochs_asked, run=model.path)
        say(f"shuzi: {kept}", f"shuzi: {said['stopped.way_on'].format(run=model.path)}")
        raise typer.Exit(130)


def _refuse_other_options(context: typer.Context) -> None:
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name not in _GO_TOGETHER and is_given(context, parameter.name or "")
    ]
    if given:
        raise UsageError(
            f"--resume goes on as training began, so {' and '.join(given)} cannot be changed. Leave it out, or "
            "train anew."
        )


@contextlib.contextmanager
def _refusing_in(language: str) -> Iterator[None]:
    """Say why no model comes of a training in the reader's language, and the way on."""
    try:
        yield
    except TrainingError as error:
        from shuzi.training.diagnosis import NotLearning  # with Keras, which is there where a training failed

        told = refusal_text(error, language)
        if isinstance(error, NotLearning):
            told = words(language)["refused.keep_going"].format(refusal=told)
        raise (TrainingInterrupted if isinstance(error, TrainingInterrupted) else TrainingError)(told) from None


def _print_result(model: "Model", language: str) -> None:
    from shuzi.cli.report_text import report_lines

    card, said = model.card, words(language)
    done = said["trained.done"].format(
        parameters=card.parameters, images=card.data["train_images"], seconds=card.train_seconds
    )
    print(f"\n{done}")
    if card.target is not None:
        print(_target_line(model, language))
    for one in card.members or []:
        print(said["trained.member"].format(**one | {"run": model.path / one["run"]}))
    print("\n".join(report_lines(card.metrics, language)))
    if card.diagnosis is not None:
        print("\n" + said["trained.not_learnt"].format(diagnosis=diagnosis_text(card.diagnosis, language)))
    print("\n" + said["trained.saved"].format(run=model.path))
    print(said["trained.try"].format(run=model.path, report=model.path / "report.md"))


def _target_line(model: "Model", language: str) -> str:
    card, said = model.card, words(language)
    images = card.data["validation_images"]
    if card.target_reached is None:
        return said["trained.target_missed"].format(target=card.target, images=images)
    return said["trained.target"].format(reached=card.target_reached, images=images, epochs=card.epochs_done)

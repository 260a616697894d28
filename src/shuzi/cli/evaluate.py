"""`shuzi evaluate`: measure a trained model again."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shuzi.cli.terminal import JSON_HELP, LANG_HELP, LAYOUT_HELP, download_progress, print_json, writing
from shuzi.errors import DataError, UsageError

if TYPE_CHECKING:
    from shuzi.data.download import Progress
    from shuzi.data.folder import LabelledFolder
    from shuzi.store.model import Model


def evaluate(
    run: Path = typer.Argument(help="A run's folder, as `shuzi train` writes it."),
    data: Path | None = typer.Option(
        None,
        "--data",
        help="Measure on these labelled images; without it, on what the run was tested with.",
    ),
    layout: str | None = typer.Option(None, "--layout", help=LAYOUT_HELP),
    out: Path | None = typer.Option(None, "--out", help="Write confusion.png and mistakes.png into this folder."),
    lang: str | None = typer.Option(None, "--lang", help=LANG_HELP),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Measure accuracy, loss, precision, recall, confusion and calibration of a trained model."""
    from shuzi.evaluation.report import evaluate as evaluate_answers
    from shuzi.store.model import load
    from shuzi.words import readers_language, recipe_text, words

    language = readers_language(lang)
    model = load(run)
    with download_progress() as progress:
        measured, name = _test_images(model, data, layout, progress)
    predictions = model.predict(measured.split.images, exact=True)
    report = evaluate_answers(
        measured.split.labels, predictions.probabilities, loss=model.card.loss, names=model.classes
    )
    figures = []
    if out is not None:
        from shuzi.evaluation.figures import draw_confusion, draw_mistakes, save_figure

        drawn = {
            "confusion.png": draw_confusion(report, language=language),
            "mistakes.png": draw_mistakes(*measured.split, predictions, language=language),
        }
        with writing(out, kind="folder"):
            out.mkdir(parents=True, exist_ok=True)
            for file, figure in drawn.items():
                save_figure(figure, out / file)
                figures.append(str(out / file))
    card = model.card
    if as_json:
        facts = {"recipe": card.recipe, "seed": card.seed, "parameters": card.parameters, "data": name}
        facts["left_out_images"] = len(measured.left_out)
        print_json({**facts, **report.to_json(), "figures": figures, "run": str(run)})
        return
    from shuzi.cli.report_text import class_lines, confusion_lines, report_lines

    metrics, texts, recipe = report.to_json(), words(language), recipe_text(card.recipe, language)
    head = {"run": run, "recipe": recipe, "parameters": card.parameters, "images": report.images, "data": name}
    print(texts["evaluated.head"].format(**head) + "\n")
    for tell in (report_lines, class_lines, confusion_lines):
        print("\n".join(tell(metrics, language)) + "\n")
    for file in figures:
        print(texts["picture"].format(file=file))


def _test_images(
    model: "Model", folder: Path | None, layout: str | None, progress: "Progress"
) -> tuple["LabelledFolder", str]:
    """Return the images to measure on and their name; never any that the model was trained on, where that is known."""
    from shuzi.data.dataset import load_dataset, own_digests, split_own
    from shuzi.data.folder import LabelledFolder
    from shuzi.data.own.class_folders import OWN_CLASSES
    from shuzi.data.own.read import among, read_own_images, tell

    trained_on = model.card.data
    if folder is None and trained_on["name"] != "mnist":
        folder = Path(trained_on["name"])
    if folder is None:
        model.require_digits()
        if layout is not None:
            raise UsageError(f"the layout {layout} goes with images of your own; expected --data FOLDER beside it.")
        return LabelledFolder(load_dataset(progress=progress).test, ()), "mnist"
    if layout is None and str(folder) == trained_on["name"]:
        layout = trained_on.get("layout")
    if model.classes is not None and layout is None:
        layout = OWN_CLASSES
    own = read_own_images(folder, layout)
    if own.classes != model.classes:
        own = among(own, model.classes, folder)
    tell(own, folder)
    same_images = own_digests(own).items() <= trained_on["sha256"].items()
    if own.test is not None:
        return LabelledFolder(own.test, own.left_out), str(folder)
    if same_images:
        return LabelledFolder(split_own(own, every_class=model.card.start is None)[1], own.left_out), str(folder)
    if str(folder) == trained_on["name"]:
        raise DataError(
            f"{folder} has changed since the model was trained on it, so what was kept for the test is not known. "
            "Name a folder of other images with --data."
        )
    return LabelledFolder(own.train, own.left_out), str(folder)

"""`shuzi sample`: a few random test images with a model's answers, as a picture."""

from pathlib import Path

import typer

from shuzi.cli.terminal import JSON_HELP, LANG_HELP, download_progress, print_json, writing


def sample(
    run: Path | None = typer.Argument(None, help="A run's folder; without it, the model that comes with shuzi."),
    count: int = typer.Option(5, "--count", help="How many images, 1 to 100."),
    seed: int | None = typer.Option(None, "--seed", help="Makes the draw repeatable."),
    out: Path = typer.Option(Path("samples.png"), "--out", help="The PNG file to write."),
    lang: str | None = typer.Option(None, "--lang", help=LANG_HELP),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Draw random test images side by side, each titled with the digit that the model answers."""
    from shuzi.classes import name_of
    from shuzi.data.mnist import load_mnist
    from shuzi.evaluation.figures import save_figure
    from shuzi.explaining.sample import sample as draw
    from shuzi.store.model import load
    from shuzi.store.run_images import images_of_run
    from shuzi.words import readers_language, words

    language = readers_language(lang)
    texts = words(language)
    model = load(run)
    if model.classes is None:
        with download_progress() as progress:
            split = load_mnist(progress=progress).test
    else:
        split = images_of_run(model.card).test
    drawn = draw(model, split, count=count, seed=seed)
    with writing(out):
        save_figure(drawn.figure(language=language), out)
    labels, digits = drawn.split.labels.tolist(), drawn.predictions.digits.tolist()
    if as_json:
        print_json(
            {
                "run": None if run is None else str(run),
                "indices": drawn.indices.tolist(),
                "labels": labels,
                "digits": digits,
                **({} if model.classes is None else {"classes": drawn.predictions.names}),
                "confidences": [round(value, 6) for value in drawn.predictions.confidence.tolist()],
                "picture": str(out),
            }
        )
        return
    for index, label, digit in zip(drawn.indices.tolist(), labels, digits, strict=True):
        answer, true = name_of(model.classes, digit), name_of(model.classes, label)
        line = texts["sampled.right" if digit == label else "sampled.wrong"]
        print(line.format(index=index, answer=answer, true=true))
    print(texts["picture"].format(file=out))

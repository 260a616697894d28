"""`shuzi explain`: pictures of what a network sees in a digit, layer by layer."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shuzi.cli.terminal import JSON_HELP, LANG_HELP, download_progress, print_json, say
from shuzi.errors import DataError, ImageError, UsageError
from shuzi.words import readers_language, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from shuzi.digits import Images, Split
    from shuzi.store.model import Model

_NOTES_SAMPLE = 9487
"""The training image that the study note looks at."""

_ONLY_HELP = (
    "Draw only this picture; may be given several times: convolution, orientation, pooling, flatten, parameters, "
    "filters, maps, why, neighbours, training, or learning, which is drawn only if it is named."
)
"""The names are those of `shuzi.explaining.pictures`, which takes too long to import for a help."""


def explain(
    run: Path | None = typer.Argument(
        None,
        help="A run's folder; without it, the model that comes with shuzi. With `--only parameters` also a Keras file.",
    ),
    image: Path | None = typer.Option(None, "--image", help="An image of any size that holds one digit, or one sign."),
    sample: int | None = typer.Option(
        None, "--sample", help=f"Which training image of MNIST, counted from 0; {_NOTES_SAMPLE} if nothing is named."
    ),
    lang: str | None = typer.Option(None, "--lang", help=LANG_HELP),
    out: Path = typer.Option(Path("explained"), "--out", help="The folder to write the pictures into."),
    only: list[str] | None = typer.Option(None, "--only", help=_ONLY_HELP),
    svg: bool = typer.Option(False, "--svg", help="Write SVG instead of PNG."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Draw what a network sees in a digit: every layer with its numbers, and why it answers as it does."""
    if image is not None and sample is not None:
        raise UsageError("both --image and --sample were named; expected one of them.")
    language = readers_language(lang)
    texts = words(language)
    if run is not None and run.is_file():
        _explain_file(run, language, out, only or [], svg, as_json)
        return
    from shuzi.classes import name_of
    from shuzi.explaining.explain import explain as draw
    from shuzi.finding.sign import frame_signs
    from shuzi.finding.single import frame_digit

    model = _model(run, texts)
    of_signs = model.classes is not None
    training = _images_of(model, texts, needed=image is None) if of_signs else _mnist(texts, needed=image is None)
    label = index = None
    if image is not None and of_signs:
        signs = frame_signs([image])
        digit = signs.images[0]
        if not signs.found[0]:
            raise ImageError(f"no ink is found in {image}; expected an image of one sign. Crop it to the sign.")
    elif image is not None:
        digit, found = frame_digit(image)
        if not found:
            raise ImageError(
                f"no digit is found in {image}; expected an image of one handwritten digit. Crop it to the digit, or "
                "look at one of MNIST's with --sample."
            )
    else:
        assert training is not None  # noqa: S101 - it was needed
        index = (0 if of_signs else _NOTES_SAMPLE) if sample is None else sample
        if not 0 <= index < len(training.labels):
            raise UsageError(f"there is no training image {index}; expected 0 to {len(training.labels) - 1:,}.")
        digit, label = training.images[index], int(training.labels[index])
    files = draw(
        model,
        digit,
        out=out,
        label=label,
        language=language,
        only=only or [],
        training=training,
        changed=_changed(model, digit) if "learning" in (only or []) else None,
        form="svg" if svg else "png",
    )
    answer = model.predict(digit)
    facts: dict[str, Any] = {
        "run": None if run is None else str(run),
        "file": None if image is None else str(image),
        "index": index,
        "label": name_of(model.classes, label) if of_signs and label is not None else label,
        **({"digit": None, "class": answer.names[0]} if of_signs else {"digit": int(answer.digits[0])}),
        "confidence": round(float(answer.confidence[0]), 6),
        "figures": [str(file) for file in files[:-1]],
        "page": str(files[-1]),
    }
    if as_json:
        print_json(facts)
        return
    head = texts["explained.sample" if image is None else "explained.image"]
    print(head.format(**facts | {"answer": answer.names[0]}))
    for file in facts["figures"]:
        print(file)
    print(texts["explained.open"].format(page=facts["page"]))


def _model(run: Path | None, texts: "Mapping[str, str]") -> "Model":
    """Return the model that is drawn, and say so where it is a committee's first member."""
    from shuzi.store.model import load, looked_into

    whole = load(run)
    model = looked_into(whole)
    if model is not whole:
        say(f"shuzi: {texts['explained.member'].format(run=model.path)}")
    return model


def _changed(model: "Model", digit: "npt.NDArray[np.uint8]") -> "Images":
    """Return the digit as the model's recipe would change it in training, or else as `standard` would."""
    import numpy as np

    from shuzi.explaining.learning.draw_augmentation import SHOWN, augmentation_of
    from shuzi.training.augmentation import augment

    repeated = np.repeat(digit[np.newaxis], SHOWN, axis=0)  # (SHOWN, 28, 28)
    return augment(repeated, augmentation_of(model.card), np.random.default_rng(0))


def _explain_file(file: Path, language: str, out: Path, only: list[str], svg: bool, as_json: bool) -> None:
    from shuzi.explaining.explain import explain_parameters
    from shuzi.store.saved_layers import read_architecture

    if only != ["parameters"]:
        raise UsageError(
            f"{file} is a model file, of which only the layers are read; expected --only parameters, or a run's folder."
        )
    written = explain_parameters(read_architecture(file), out=out, language=language, form="svg" if svg else "png")
    if as_json:
        print_json({"model": str(file), "figures": [str(written)]})
    else:
        print(written)


def _images_of(model: "Model", texts: "Mapping[str, str]", *, needed: bool) -> "Split | None":
    """Return what a model of classes of one's own learnt from; without `needed` None if that is gone."""
    from shuzi.store.run_images import images_of_run

    try:
        return images_of_run(model.card).train
    except DataError as error:
        if needed:
            raise DataError(f"{error} Or name an image with --image.") from None
        say(f"shuzi: {texts['explained.no_images'].format(error=error)}")
        return None


def _mnist(texts: "Mapping[str, str]", *, needed: bool) -> "Split | None":
    from shuzi.data.mnist import load_mnist

    try:
        with download_progress() as progress:
            return load_mnist(progress=progress).train
    except DataError as error:
        if needed:
            raise
        say(*f"shuzi: {texts['explained.no_digits'].format(error=error)}".split("\n"))
        return None

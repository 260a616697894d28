"""`shuzi predict`: which digit is in each image."""

import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shuzi.cli.terminal import JSON_HELP, LANG_HELP, csv_stream, download_progress, is_printed, print_json, say
from shuzi.errors import ImageError, UsageError
from shuzi.store.printable import printable

if TYPE_CHECKING:
    from shuzi.reading.reader import Reader
    from shuzi.reading.signs import SignReader

_YES = {True: "yes", False: "no"}
"""As `shuzi read --csv` writes it."""

_HELP = (
    "Images, and PDFs of one digit a page, or folders of them; a run's folder first, if another model than the one "
    "that comes with shuzi is meant."
)


def predict(
    paths: list[str] | None = typer.Argument(None, metavar="[RUN] IMAGE...", help=_HELP),
    model: Path | None = typer.Option(None, "--model", help="A run's folder, the same as RUN."),
    test: bool = typer.Option(False, "--test", help="Predict MNIST's 10,000 test images."),
    out: Path | None = typer.Option(None, "--csv", help="Write the answers to this CSV file; - prints them."),
    lang: str | None = typer.Option(None, "--lang", help=LANG_HELP),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> int:
    """Say which digit each image holds, if any, and how sure the model is; whole pages: `shuzi read`."""
    from shuzi.data.mnist import load_mnist
    from shuzi.reading.reader import Reader
    from shuzi.reading.signs import SignReader
    from shuzi.store.folder import read_card
    from shuzi.store.model import load
    from shuzi.words import readers_language, words

    texts = words(readers_language(lang))
    csv_printed = is_printed(out, as_json=as_json)
    run, files = _run_and_files(paths or [], model)
    if bool(files) == test:
        what = "both images and --test were" if test else "no image was"
        raise UsageError(f"{what} named; expected image files, or --test for MNIST's test images.")
    if test:
        asked = load(run)
        asked.require_digits()
        with download_progress() as progress:
            split = load_mnist(progress=progress).test
        predictions = asked.predict(split.images, exact=True)
        answers = [{"index": index, **answer} for index, answer in enumerate(predictions.to_json())]
        for answer, label in zip(answers, split.labels.tolist(), strict=True):
            answer["label"] = label
    else:
        of_signs = run is not None and read_card(run).classes is not None
        answers = _answers(files, SignReader(run) if of_signs and run is not None else Reader(run))
    if out is not None:
        _write_csv(out, answers)
    if as_json:
        print_json({"run": None if run is None else str(run), "predictions": answers})
    elif csv_printed:
        pass
    elif test:
        _print_digits([answer["digit"] for answer in answers])
    else:
        from rich.cells import cell_len  # a Chinese character is two columns wide

        answered = [answer for answer in answers if answer["error"] is None]
        names = [printable(_named(answer, texts)) for answer in answered]
        width = max(map(cell_len, names), default=0)
        for name, answer in zip(names, answered, strict=True):
            print(f"{name}{' ' * (width - cell_len(name))}  {_words(answer, texts)}")
    return 1 if any(answer.get("error") for answer in answers) else 0


def _run_and_files(paths: Sequence[str], model: Path | None) -> tuple[Path | None, list[Path]]:
    from shuzi.reading.many import find_files
    from shuzi.store.folder import CARD

    named_run = Path(paths[0]) if paths and paths[0] and os.path.lexists(Path(paths[0], CARD)) else None
    if named_run is not None and model is not None:
        raise UsageError(f"two models were named, {named_run} and --model {model}; expected one.")
    return named_run or model, find_files(paths if named_run is None else paths[1:])


def _answers(files: Sequence[Path], reader: "Reader | SignReader") -> list[dict[str, Any]]:
    """Return an answer a page; one that cannot be read tells why in `error`, and is said, and stops no other."""
    from shuzi.imaging.document import Document
    from shuzi.imaging.image_file import Sheet

    answers = []
    for file in files:
        try:
            with Document(file) as document:
                for sheet in document.pages():
                    number = sheet.number if isinstance(sheet, Sheet) else None
                    answers.append({"file": str(file), "page": number, **_answer(sheet, reader)})
        except ImageError as error:
            answers.append({"file": str(file), "page": None, **_failed(error, reader)})
    return answers


def _answer(image: Any, reader: "Reader | SignReader") -> dict[str, Any]:
    from shuzi.reading.fusion import SURE_FROM

    try:
        (answer,) = reader.predict([image]).to_json()
    except ImageError as error:
        return _failed(error, reader)
    # How sure a model of classes of one's own has to be, nobody has measured.
    sure = answer["confidence"] >= SURE_FROM if reader.model.classes is None else None
    return {**answer, "sure": sure, "error": None}


def _failed(error: ImageError, reader: "Reader | SignReader") -> dict[str, Any]:
    say(f"shuzi: {error}")
    named = {} if reader.model.classes is None else {"class": None}
    return {"digit": None, **named, "confidence": 0, "probabilities": None, "sure": False, "error": str(error)}


def _named(answer: dict[str, Any], texts: Mapping[str, str]) -> str:
    file, page = answer["file"], answer["page"]
    return str(file) if page is None else texts["predicted.page"].format(file=file, page=page)


def _words(answer: dict[str, Any], texts: Mapping[str, str]) -> str:
    if "class" in answer:
        named = answer["class"] is not None
        return f"{answer['class']}  {answer['confidence']:.1%}" if named else texts["predicted.no_sign"]
    if answer["digit"] is None:
        return texts["predicted.no_digit"]
    doubt = "" if answer["sure"] else f"  {texts['predicted.not_sure']}"
    return f"{answer['digit']}  {answer['confidence']:.1%}{doubt}"


def _print_digits(digits: list[int], *, in_a_row: int = 50) -> None:
    for start in range(0, len(digits), in_a_row):
        print(f"{start:>5}  {''.join(str(digit) for digit in digits[start : start + in_a_row])}")


def _write_csv(out: Path, answers: list[dict[str, Any]]) -> None:
    columns = [name for name in answers[0] if name != "probabilities"]
    with csv_stream(out) as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(_as_row(answer) for answer in answers)


def _as_row(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: _YES[value] if isinstance(value, bool) else value for name, value in answer.items()}

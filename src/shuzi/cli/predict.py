"""`shuzi predict`: which digit is in each image."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shuzi.cli.terminal import JSON_HELP, download_progress, print_json
from shuzi.errors import ImageError, OutputError, UsageError

if TYPE_CHECKING:
    from shuzi.digits import Predictions

_HELP = (
    "Images, or folders of them; a run's folder first, if another model than the one that comes with shuzi is meant."
)


def predict(
    paths: list[Path] | None = typer.Argument(None, metavar="[RUN] IMAGE...", help=_HELP),
    test: bool = typer.Option(False, "--test", help="Predict MNIST's 10,000 test images."),
    out: Path | None = typer.Option(None, "--csv", help="Write the answers to this CSV file."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Say which digit each image holds, if any, and how sure the model is; whole pages: `shuzi read`."""
    from shuzi.data.mnist import load_mnist
    from shuzi.reading.model import load
    from shuzi.reading.reader import Reader

    run, files = _run_and_files(paths or [])
    if bool(files) == test:
        what = "both images and --test were" if test else "no image was"
        raise UsageError(f"{what} named; expected image files, or --test for MNIST's test images.")
    if test:
        with download_progress() as progress:
            split = load_mnist(progress=progress).test
        predictions = load(run).predict(split.images)
        answers = _answers([str(index) for index in range(len(split.labels))], predictions, "index")
        for answer, label in zip(answers, split.labels.tolist(), strict=True):
            answer["label"] = label
    else:
        answers = _answers([str(file) for file in files], Reader(run).predict(files), "file")
    if out is not None:
        _write_csv(out, answers)
    if as_json:
        print_json({"run": None if run is None else str(run), "predictions": answers})
    elif test:
        _print_digits([answer["digit"] for answer in answers])
    else:
        width = max(len(answer["file"]) for answer in answers)
        for answer in answers:
            print(f"{answer['file']:<{width}}  {_words(answer)}")


def _run_and_files(paths: list[Path]) -> tuple[Path | None, list[Path]]:
    from shuzi.store.folder import CARD

    run = paths[0] if paths and (paths[0] / CARD).is_file() else None
    files: list[Path] = []
    for path in paths if run is None else paths[1:]:
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
            if not inside:
                raise ImageError(f"{path} is neither a run's folder nor one with images. Check the path.")
            files += inside
        else:
            files.append(path)
    return run, files


def _answers(names: list[str], predictions: "Predictions", kind: str) -> list[dict[str, Any]]:
    return [
        {kind: int(name) if kind == "index" else name, **answer}
        for name, answer in zip(names, predictions.to_json(), strict=True)
    ]


def _words(answer: dict[str, Any]) -> str:
    return "no digit" if answer["digit"] is None else f"{answer['digit']}  {answer['confidence']:.1%}"


def _print_digits(digits: list[int], *, in_a_row: int = 50) -> None:
    for start in range(0, len(digits), in_a_row):
        print(f"{start:>5}  {''.join(str(digit) for digit in digits[start : start + in_a_row])}")


def _write_csv(out: Path, answers: list[dict[str, Any]]) -> None:
    columns = [name for name in answers[0] if name != "probabilities"]
    try:
        # A file's name need not be UTF-8 on Linux; the table is, with such bytes as escapes.
        with out.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            writer = csv.DictWriter(stream, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(answers)
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written ({error.strerror or error}). Name another file with --csv."
        ) from None

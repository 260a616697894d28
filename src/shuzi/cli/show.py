"""`shuzi show`: look at one image of MNIST."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shuzi.cli.terminal import JSON_HELP, LANG_HELP, download_progress, print_json, writing
from shuzi.errors import UsageError

if TYPE_CHECKING:
    from shuzi.explaining.look import DigitImage

_MATRIX_COLUMNS = 28 * 4 - 1
"""That a row of the matrix takes: 28 numbers of up to three digits, with a blank between."""


def show(
    index: int = typer.Argument(help="Which image, counted from 0; the study note looks at 9487."),
    test: bool = typer.Option(False, "--test", help="Take it from the test images instead of the training images."),
    out: Path | None = typer.Option(None, "--out", help="Write the picture to this PNG file."),
    lang: str | None = typer.Option(None, "--lang", help=LANG_HELP),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Show one image as its 28×28 numbers and as a picture."""
    from shuzi.data.mnist import load_mnist
    from shuzi.digits import INPUT_SHAPE, one_hot
    from shuzi.explaining.look import blocks_text, picture
    from shuzi.words import readers_language, words

    texts = words(readers_language(lang))
    with download_progress() as progress:
        mnist = load_mnist(progress=progress)
    name, split = ("test", mnist.test) if test else ("train", mnist.train)
    if not 0 <= index < len(split.labels):
        raise UsageError(f"there is no {name} image {index}; expected 0 to {len(split.labels) - 1:,}.")
    digit, label = split.images[index], int(split.labels[index])
    target = one_hot(split.labels[index : index + 1])[0].astype(int).tolist()
    if out is not None:
        with writing(out):
            picture(digit).save(out, format="PNG")
    if as_json:
        print_json(
            {
                "index": index,
                "split": name,
                "label": label,
                "one_hot": target,
                "shape": list(INPUT_SHAPE),
                "dtype": str(digit.dtype),
                "matrix": digit.tolist(),
                "picture": None if out is None else str(out),
            }
        )
        return
    print(_numbers(digit, texts["shown.columns"]))
    print(f"\n{blocks_text(digit)}\n")
    print(texts[f"shown.{name}"].format(index=index, label=label, shape=INPUT_SHAPE, target=target))
    if out is not None:
        print(texts["picture"].format(file=out))


def _numbers(digit: "DigitImage", cut: str) -> str:
    """Return the matrix; in a narrow terminal, where lines would wrap, only its columns with ink, and `cut`."""
    import numpy as np

    from shuzi.explaining.look import matrix_text

    text = matrix_text(digit)
    width = shutil.get_terminal_size().columns
    columns = np.flatnonzero(digit.any(axis=0))  # of those with ink
    if not sys.stdout.isatty() or width >= _MATRIX_COLUMNS or not len(columns):
        return text
    first, last = int(columns[0]), int(columns[-1])
    lines = [line[4 * first : 4 * last + 3] for line in text.splitlines()]
    return "\n".join([*lines, cut.format(first=first, last=last, width=_MATRIX_COLUMNS)])

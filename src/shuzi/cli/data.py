"""`shuzi data`: fetch, verify and describe MNIST, or look at images of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shuzi.cli.terminal import JSON_HELP, LANG_HELP, LAYOUT_HELP, download_progress, print_json, say, writing
from shuzi.errors import UsageError
from shuzi.store.printable import printable

if TYPE_CHECKING:
    from shuzi.data.mnist import Fetched
    from shuzi.data.own.read import OwnImages
    from shuzi.evaluation.doubts import Doubt

_NAMED = 20
"""Of the images that look wrong; set by hand, as many as `shuzi.data.own.read` names of those left out."""


def data(
    path: Path | None = typer.Argument(
        None, metavar="[FOLDER]", help="Your own labelled images, a folder or a file; without it, MNIST."
    ),
    layout: str | None = typer.Option(None, "--layout", help=LAYOUT_HELP),
    out: Path = typer.Option(
        Path("classes.png"), "--out", help="The PNG file for the sheet of your images, each as a network sees it."
    ),
    refresh: bool = typer.Option(
        False, "--refresh", help="Fetch it again; the cached copy stays unless the new one is good."
    ),
    lang: str | None = typer.Option(None, "--lang", help=LANG_HELP),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Fetch MNIST if it is not there yet, verify it to the byte and say what it is; or look at your own images."""
    from shuzi.words import readers_language

    language = readers_language(lang)
    if path is not None:
        if refresh:
            raise UsageError("--refresh fetches MNIST again; expected no folder beside it. Leave one of them out.")
        _tell_own_images(path, layout, out, as_json=as_json, language=language)
        return
    if layout is not None:
        raise UsageError(f"the layout {layout} goes with images of your own; expected a folder or a file beside it.")
    from shuzi.data.cache import cache_folder
    from shuzi.data.canonical import CANONICAL_FILES
    from shuzi.data.mnist import fetch_mnist

    with download_progress() as progress:
        fetched = fetch_mnist(refresh=refresh, progress=progress)
    (x_train, _), (x_test, _) = fetched.mnist
    if as_json:
        print_json(
            {
                "data": "mnist",
                "source": fetched.source,
                "cache": str(cache_folder()),
                "seconds": round(fetched.seconds, 3),
                "train_images": len(x_train),
                "test_images": len(x_test),
                "shape": list(x_train.shape[1:]),
                "dtype": str(x_train.dtype),
                "range": [int(x_train.min()), int(x_train.max())],
                "num_classes": 10,
                "sha256": {file.name: file.sha256 for file in CANONICAL_FILES},
            }
        )
        return
    _print_mnist(fetched, language)


def _print_mnist(fetched: "Fetched", language: str) -> None:
    from shuzi.data.canonical import CANONICAL_FILES
    from shuzi.words import source_text, words

    texts = words(language)
    (x_train, y_train), (x_test, y_test) = fetched.mnist
    meanings = {
        "x_train": texts["data.images"].format(ink=x_train.max()),
        "y_train": texts["data.labels"].format(first=y_train.min(), last=y_train.max()),
    }
    print(texts["data.head"].format(source=source_text(fetched.source, language), seconds=fetched.seconds) + "\n")
    for name, array in {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}.items():
        meaning = f"{texts['data.between']}{meanings[name]}" if name in meanings else ""
        print(f"  {name:<7} {array.shape} {array.dtype}{meaning}")
    shapes = {"images": (*x_train.shape, 1), "targets": (len(y_train), 10)}
    print("\n  " + texts["data.shapes"].format(**shapes) + "\n")
    for file in CANONICAL_FILES:
        print(f"  sha256 {file.sha256}  {file.name}")


def _tell_own_images(path: Path, layout: str | None, out: Path, *, as_json: bool, language: str) -> None:
    """Read labelled images as training does, write a sheet of them, and print what is to know of them."""
    import numpy as np

    from shuzi.classes import name_of, names_of
    from shuzi.data.own.read import read_own_images, reason_lines
    from shuzi.digits import Split
    from shuzi.evaluation.doubts import doubts_about, draw_classes, nobodys_answers
    from shuzi.evaluation.figures import save_figure
    from shuzi.store.model import load
    from shuzi.words import words

    own = read_own_images(path, layout, own_classes=True)
    everything, names = own.train, list(own.train_names)
    if own.test is not None:
        parts = zip(own.train, own.test, strict=True)
        everything = Split(*(np.concatenate(pair) for pair in parts))  # (n, 28, 28), (n,)
        names += own.test_names
    # No model knows classes of one's own, but that one image has two labels is wrong everywhere.
    predictions = load().predict(everything.images) if own.classes is None else nobodys_answers(everything)
    doubts = doubts_about(everything, predictions)
    with writing(out):
        save_figure(draw_classes(everything, doubts, own.classes, language=language), out)
    if as_json:
        print_json(_facts(path, own, doubts, names, out))
        return
    for note in reason_lines(own.passed_over):
        say(note)
    texts, digits = words(language), own.classes is None
    taken = {"path": printable(str(path)), "words": printable(own.words), "layout": own.layout}
    print(texts["own.read_as"].format(**taken) + "\n")
    lacking = texts["own.lacking_digit" if digits else "own.lacking"]
    for name, count in zip(names_of(own.classes), own.counts(), strict=True):
        print(f"  {texts['own.class'].format(name=name, count=count)}{'' if count else lacking}")
    tested = 0 if own.test is None else len(own.test.labels)
    to_train = texts["own.to_train" if own.test is None else "own.to_train_and_test"]
    print("\n  " + to_train.format(images=len(own.train.labels), test=tested))
    left_out = texts["own.left_out" if digits else "own.left_out_signs"]
    print("  " + left_out.format(left_out=len(own.left_out), passed_over=len(own.passed_over)))
    print("  " + texts["own.doubts"].format(count=len(doubts)) + (texts["own.colon"] if doubts else ""))
    for doubt in doubts[:_NAMED]:
        label, looks_like = (name_of(own.classes, number) for number in (doubt.label, doubt.digit))
        print("    " + texts["own.doubt"].format(file=printable(names[doubt.number]), label=label, seen=looks_like))
    if len(doubts) > _NAMED:
        print("    " + texts["own.more"].format(count=len(doubts) - _NAMED))
    print("\n" + texts["picture"].format(file=printable(str(out))))


def _facts(path: Path, own: "OwnImages", doubts: "list[Doubt]", names: list[str], out: Path) -> dict[str, Any]:
    return {
        "data": str(path),
        "layout": own.layout,
        "counts": own.counts(),
        **({} if own.classes is None else {"classes": list(own.classes)}),
        "train_images": len(own.train.labels),
        "test_images": 0 if own.test is None else len(own.test.labels),
        "left_out_images": len(own.left_out),
        "left_out": list(own.left_out),
        "passed_over": [{"what": what, "why": why} for what, why in own.passed_over],
        "doubts": [
            {
                "file": names[doubt.number],
                "label": doubt.label,
                "digit": doubt.digit,
                "confidence": round(doubt.confidence, 4),
            }
            for doubt in doubts
        ],
        "picture": str(out),
    }

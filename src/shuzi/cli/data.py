"""`shuzi data`: fetch, verify and describe MNIST, or look at images of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shuzi.cli.terminal import JSON_HELP, LANG_HELP, LAYOUT_HELP, download_progress, print_json
from shuzi.errors import UsageError

if TYPE_CHECKING:
    from shuzi.data.mnist import Fetched


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
        from shuzi.cli.own_images import tell_own_images

        if refresh:
            raise UsageError("--refresh fetches MNIST again; expected no folder beside it. Leave one of them out.")
        tell_own_images(path, layout, out, as_json=as_json, language=language)
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

    said = words(language)
    (x_train, y_train), (x_test, y_test) = fetched.mnist
    what = {
        "x_train": said["data.images"].format(ink=x_train.max()),
        "y_train": said["data.labels"].format(first=y_train.min(), last=y_train.max()),
    }
    print(said["data.head"].format(source=source_text(fetched.source, language), seconds=fetched.seconds) + "\n")
    for name, array in {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}.items():
        told = f"{said['data.between']}{what[name]}" if name in what else ""
        print(f"  {name:<7} {array.shape} {array.dtype}{told}")
    shapes = {"images": (*x_train.shape, 1), "targets": (len(y_train), 10)}
    print("\n  " + said["data.shapes"].format(**shapes) + "\n")
    for file in CANONICAL_FILES:
        print(f"  sha256 {file.sha256}  {file.name}")

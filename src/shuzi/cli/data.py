"""`shuzi data`: fetch, verify and describe MNIST, or look at images of one's own."""

from pathlib import Path

import typer

from shuzi.cli.terminal import JSON_HELP, LANG_HELP, LAYOUT_HELP, download_progress, print_json
from shuzi.errors import UsageError


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
    if path is not None:
        from shuzi.cli.own_images import tell_own_images
        from shuzi.words import readers_language

        if refresh:
            raise UsageError("--refresh fetches MNIST again; expected no folder beside it. Leave one of them out.")
        tell_own_images(path, layout, out, as_json=as_json, language=readers_language(lang))
        return
    if layout is not None:
        raise UsageError(f"the layout {layout} goes with images of your own; expected a folder or a file beside it.")
    from shuzi.data.cache import cache_folder
    from shuzi.data.canonical import CANONICAL_FILES
    from shuzi.data.mnist import fetch_mnist

    with download_progress() as progress:
        fetched = fetch_mnist(refresh=refresh, progress=progress)
    (x_train, y_train), (x_test, y_test) = fetched.mnist
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
    print(f"MNIST from {fetched.source}, verified, in {fetched.seconds:.2f} s\n")
    print(f"  x_train {x_train.shape} {x_train.dtype}, 0 = paper, {x_train.max()} = ink")
    print(f"  y_train {y_train.shape} {y_train.dtype}, the digits {y_train.min()} to {y_train.max()}")
    print(f"  x_test  {x_test.shape} {x_test.dtype}")
    print(f"  y_test  {y_test.shape} {y_test.dtype}")
    print("\n  as a network takes it, with a channel: (60000, 28, 28, 1); as targets, one-hot: (60000, 10)\n")
    for file in CANONICAL_FILES:
        print(f"  sha256 {file.sha256}  {file.name}")

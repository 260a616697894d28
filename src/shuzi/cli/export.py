"""`shuzi export`: a run in another format, proved on the test images."""

from pathlib import Path

import typer

from shuzi.classes import names_of
from shuzi.cli.backend import start_exporting
from shuzi.cli.terminal import JSON_HELP, download_progress, print_json
from shuzi.exporting import FORMATS
from shuzi.machine import quiet_libraries

FORMATS_HELP = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}."


def export(
    run: Path | None = typer.Argument(None, help="A run's folder; without it, the model that comes with shuzi."),
    to: str = typer.Option("onnx", "--to", help=FORMATS_HELP),
    out: Path | None = typer.Option(None, "--out", help="The folder to write; must be new or empty."),
    card: bool = typer.Option(False, "--card", help="Write a model card for model hubs, README.md, as well."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Write a model in another format, and show that it answers the test images there as it does here."""
    exporting = start_exporting(to)
    with download_progress() as progress, quiet_libraries():
        path, facts = exporting.export(run, to=to, out=out, card=card, progress=progress)
    proof = facts["proof"]
    if as_json:
        print_json({"to": to, "proof": proof, "files": facts["files"], "export": str(path)})
        return
    print(f"{path}: {', '.join(facts['files'])}")
    if proof["test_accuracy"] is None:
        print(f"same class     {proof['agreement']:,} of {proof['test_images']:,} drawn and random images")
    else:
        on_mnist = facts["data"]["name"] == "mnist"  # what it scored before, it may have scored on other images
        before = f"; before {facts['metrics']['test_accuracy']:.2%}" if on_mnist else ""
        print(f"test accuracy  {proof['test_accuracy']:.2%}{before}")
        what = "digit" if facts["labels"] == list(names_of(None)) else "class"
        print(f"same {what}     {proof['agreement']:,} of {proof['test_images']:,} test images")
    print(f"size           {proof['bytes'] / 1000:,.0f} kB")
    print(f"speed          {proof['milliseconds']:.2f} ms an image; {proof['images_per_second']:,.0f} images/s at once")

"""`shuzi export`: a run in another format, proved on the test images."""

from pathlib import Path

import typer

from shuzi.cli.quiet import quiet_imports
from shuzi.cli.terminal import JSON_HELP, download_progress, print_json
from shuzi.errors import MissingDependencyError, UsageError

FORMATS_HELP = "keras, json-h5, onnx, onnx-int8, litert, c, web or hub."


def export(
    run: Path | None = typer.Argument(None, help="A run's folder; without it, the model that comes with shuzi."),
    to: str = typer.Option("onnx", "--to", help=FORMATS_HELP),
    out: Path | None = typer.Option(None, "--out", help="The folder to write; must be new or empty."),
    card: bool = typer.Option(False, "--card", help="Write a model card for model hubs, README.md, as well."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Write a model in another format, and show that it answers the test images there as it does here."""
    export_run = _start(to)
    with download_progress() as progress, quiet_imports():
        path, facts = export_run(run, to=to, out=out, card=card, progress=progress)
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
        print(f"same digit     {proof['agreement']:,} of {proof['test_images']:,} test images")
    print(f"size           {proof['bytes'] / 1000:,.0f} kB")
    print(f"speed          {proof['milliseconds']:.2f} ms an image; {proof['images_per_second']:,.0f} images/s at once")


def _start(to: str):  # type: ignore[no-untyped-def]
    from shuzi.exporting import FORMATS

    if to not in FORMATS:
        raise UsageError(f"there is no format {to!r}; expected one of {', '.join(FORMATS)}.")
    try:
        with quiet_imports():
            from shuzi.exporting import find_format
            from shuzi.exporting.export import export as export_run

            find_format(to)
    except ImportError as error:
        name = error.name or "onnx"
        raise MissingDependencyError(f"exporting needs {name}, which is not installed: pip install {name}") from None
    return export_run

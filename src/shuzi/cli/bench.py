"""`shuzi bench`: size, accuracy and speed of a model in every format, side by side."""

from pathlib import Path

import typer

from shuzi.cli.backend import start_exporting
from shuzi.cli.terminal import JSON_HELP, download_progress, print_json, quiet_imports


def bench(
    run: Path | None = typer.Argument(None, help="A run's folder; without it, the model that comes with shuzi."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Measure a model in every format whose runtime is installed, on MNIST's test images."""
    from shuzi.evaluation.report import share_text

    exporting = start_exporting()
    with download_progress() as progress, quiet_imports():
        rows = exporting.bench(run, progress=progress)
    if as_json:
        print_json({"formats": rows, "run": None if run is None else str(run)})
        return
    print(f"{'format':<10}  {'size':>9}  {'accuracy':>8}  {'same digit':>10}  {'one image':>10}  {'at once':>14}")
    for row in rows:
        proof = row["proof"]
        if proof is None:
            print(f"{row['to']:<10}  {row['missing']}")
            continue
        accuracy = share_text(proof["test_accuracy"])
        print(
            f"{row['to']:<10}  {proof['bytes'] / 1000:>6,.0f} kB  {accuracy:>8}  "
            f"{proof['agreement']:>10,}  "
            f"{proof['milliseconds']:>7.2f} ms  {proof['images_per_second']:>8,.0f} img/s"
        )

"""`shuzi read`: the digits on photographed, scanned and drawn pages."""

import contextlib
import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shuzi.cli.read_forms import read_forms, refuse_beside_a_form
from shuzi.cli.read_table import TableWishes, read_table, refuse_beside_a_table
from shuzi.cli.terminal import JSON_HELP, csv_stream, is_printed, print_json, say
from shuzi.errors import OutputError, UsageError
from shuzi.store.printable import printable

if TYPE_CHECKING:
    from shuzi.reading.many import Job
    from shuzi.reading.page import Page

_COLUMNS = ("file", "page", "line", "position", "digit", "confidence", "sure", "printed", "x", "y", "width", "height")


def read(
    files: list[str] = typer.Argument(..., metavar="FILE...", help="Images and PDFs, folders of them, or patterns."),
    annotate: Path | None = typer.Option(
        None,
        "--annotate",
        help="Draw boxes, digits and confidence on the page and write it here; a folder if there are several pages.",
    ),
    out: Path | None = typer.Option(
        None, "--csv", help="Write a row for every digit that is told to this CSV file; - prints them."
    ),
    steps: Path | None = typer.Option(
        None, "--steps", help="Write pictures of how the photo becomes digits into this folder."
    ),
    printed: bool = typer.Option(
        False, "--printed", help="Tell digits in print too; else only where a page holds no handwriting."
    ),
    model: Path | None = typer.Option(None, "--model", help="A run's folder; without it, the model of shuzi."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP.replace("one JSON object", "a JSON object a page")),
    table: str | None = typer.Option(
        None,
        "--out",
        help="Read any number of files into a table: a file that ends in .csv, .jsonl or .parquet, or a folder.",
    ),
    rows: str = typer.Option("digits", "--rows", help="With --out: a row a digit (digits) or a row a line (lines)."),
    resume: bool = typer.Option(False, "--resume", help="With --out: go on with a table after a kill."),
    form: Path | None = typer.Option(
        None,
        "--form",
        help="Every file is a filled copy of this form (a TOML file; auto takes the boxes printed on the first sheet).",
    ),
    save_form: Path | None = typer.Option(None, "--save-form", help="With --form auto: write the form file to edit."),
    engine: str = typer.Option(
        "pool", "--engine", help="With --out: pool (the cores of this machine) or ray (Ray Data; RAY_ADDRESS)."
    ),
) -> int:
    """Read the digits on a page, line by line, and say how sure each one is."""  # fmt: skip
    wishes = TableWishes(table, rows, resume, engine)
    if form is not None or save_form is not None:
        refuse_beside_a_form(wishes, **{"--annotate": annotate, "--steps": steps, "--csv": out, "--printed": printed})
        return read_forms(files, form, wishes, model=model, as_json=as_json, save_form=save_form)
    if wishes.any:
        refuse_beside_a_table(**{"--annotate": annotate, "--steps": steps, "--csv": out})
        return read_table(files, wishes, model=model, printed=printed, as_json=as_json)
    from shuzi.reading.many import find_files, pages_in, read_files

    csv_printed = is_printed(out, as_json=as_json)
    inputs = pages_in(find_files(files))
    if len(inputs) > 1 and annotate is not None and annotate.is_file():
        raise UsageError(f"{annotate} is a file, but {len(inputs)} pages are read; name a folder with --annotate.")
    jobs = [job._replace(printed=printed) for job in _jobs(inputs, annotate, steps)]
    pages = []
    for page in _with_progress(read_files(jobs, model), len(jobs)):
        pages.append(page)
        if as_json:
            print_json(page.to_json())
        elif page.error is None and not csv_printed:
            _print_page(page, named=len(jobs) > 1)
        if page.error is not None:
            say(f"shuzi: {page.error}")
    if out is not None:
        _write_csv(out, pages)
    if not as_json:
        _say_what_is_to_know(pages)
    return 1 if any(page.error is not None for page in pages) else 0


def _say_what_is_to_know(pages: "Sequence[Page]") -> None:
    digits = sum(len(page.digits) for page in pages)
    unsure = sum(not digit.sure for page in pages for digit in page.digits)
    in_print = sum(digit.printed for page in pages for digit in page.digits)
    left_out = sum(page.left_out for page in pages)
    if unsure:
        say(f"{unsure} of {digits} digits are not sure; they are marked with ?.")
    if in_print:
        say(f"{in_print} of {digits} digits are in print, not in handwriting.")
    if left_out:
        say(f"digits in print that are left out: {left_out}; --printed tells them.")


def _jobs(pages: "Sequence[Job]", annotate: Path | None, steps: Path | None) -> "list[Job]":
    """Return the pages with the places of their pictures, which are named after the file, and the page of several."""
    if len(pages) == 1:
        return [pages[0]._replace(annotated=annotate, steps=steps)]
    names: dict[str, int] = {}
    jobs = []
    for page in pages:
        several = page.of is not None and page.of > 1
        name = f"{page.file.stem}-page-{page.number}" if several else page.file.stem
        names[name] = names.get(name, 0) + 1
        name = name if names[name] == 1 else f"{name}-{names[name]}"
        jobs.append(
            page._replace(
                annotated=None if annotate is None else annotate / f"{name}.png",
                steps=None if steps is None else steps / name,
            )
        )
    return jobs


def _with_progress(pages: "Iterator[Page]", count: int) -> "Iterator[Page]":
    """Give the pages, with a bar where somebody looks on and waits."""
    if count < 8 or not sys.stderr.isatty():
        yield from pages
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(pages, "reading", count, console=Console(stderr=True), transient=True)


def _print_page(page: "Page", *, named: bool) -> None:
    if named:
        print(f"{printable(page.name)}:")
    indent = "  " if named else ""
    for line in page.lines:
        print(indent + line.marked)
    if not page.lines:
        print(f"{indent}no digit")


def _write_csv(out: Path, pages: "Sequence[Page]") -> None:
    try:
        with csv_stream(out) as stream:
            csv.writer(stream, lineterminator="\n").writerows([_COLUMNS, *_rows(pages)])
    except OutputError:
        with contextlib.suppress(OSError):
            if out.is_file():  # and no device or pipe
                out.unlink()
        raise


def _rows(pages: "Sequence[Page]") -> Iterator[Sequence[object]]:
    for page in pages:
        for number, line in enumerate(page.lines, 1):
            for position, digit in enumerate(line.told, 1):
                sure, printed = ("yes" if value else "no" for value in (digit.sure, digit.printed))
                place = (page.file, page.number, number, position)
                yield (*place, digit.digit, f"{digit.confidence:.4f}", sure, printed, *digit.box)

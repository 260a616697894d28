"""`shuzi read --form`: the same fields from every copy of one sheet."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shuzi.cli.read_table import TableWishes, read_here, tell_summary, watched
from shuzi.cli.terminal import print_json, say, writing
from shuzi.errors import UsageError
from shuzi.store.printable import printable

if TYPE_CHECKING:
    from shuzi.forms.form import Form
    from shuzi.forms.sheet import FilledSheet
    from shuzi.scale.table_job import Summary

_BETWEEN = 2
"""Blanks between two columns."""

_NARROWEST = 12
"""Columns of the terminal that names keep at least; those of a third of its width, where that is more. Set by hand."""


def table_lines(rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    """Return the lines of a table: whole where it fits, else in blocks of columns that each repeat the first one.

    An empty line stands between two blocks.

    Args:
        rows: cells, the same number in every row; the first row is the head.
        width: columns of the terminal; None never breaks the table, for programs that read it.
    """
    from rich.cells import cell_len  # a Chinese character is two columns wide

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    if width is None or sum(widths) + _BETWEEN * (len(widths) - 1) <= width:
        return _block(rows, range(len(widths)), widths)
    widths[0] = min(widths[0], max(_NARROWEST, width // 3))
    rows = [[_shortened(row[0], widths[0]), *row[1:]] for row in rows]
    lines: list[str] = []
    for block in _blocks(widths, width):
        lines += ([""] if lines else []) + _block(rows, block, widths)
    return lines


def _blocks(widths: Sequence[int], width: int) -> list[list[int]]:
    """Return the numbers of the columns of each block; the first column stands in all of them."""
    blocks: list[list[int]] = []
    room = 0
    for column in range(1, len(widths)):
        needed = _BETWEEN + widths[column]
        if not blocks or needed > room:
            blocks.append([0])
            room = width - widths[0]
        blocks[-1].append(column)
        room -= needed
    return blocks


def _block(rows: Sequence[Sequence[str]], columns: Sequence[int], widths: Sequence[int]) -> list[str]:
    from rich.cells import cell_len

    between = " " * _BETWEEN
    return [
        between.join(row[column] + " " * (widths[column] - cell_len(row[column])) for column in columns).rstrip()
        for row in rows
    ]


def _shortened(name: str, width: int) -> str:
    """Return a name with its beginning cut off: the end of a path tells files apart."""
    from rich.cells import cell_len

    if cell_len(name) <= width:
        return name
    while cell_len(name) > width - 3:
        name = name[1:]
    return f"...{name}"


def refuse_beside_a_form(wishes: TableWishes, **options: Any) -> None:
    """Refuse options that ask for something else than a form's fields.

    Raises:
        UsageError: one of them was given.
    """
    wrong = {**options, "--rows": wishes.rows != "digits", "--engine ray": wishes.engine == "ray"}
    given = [name for name, value in wrong.items() if value]
    if given:
        raise UsageError(
            f"--form tells the fields of every sheet and nothing else, so {' and '.join(given)} cannot stand beside "
            "it. Leave it out, or call shuzi twice."
        )
    if wishes.engine != "pool":
        raise UsageError(f"there is no engine {wishes.engine!r}; expected pool beside --form.")
    if wishes.resume and wishes.out is None:
        raise UsageError("--resume belongs to a table; expected --out FILE or --out FOLDER as well.")


def read_forms(
    files: Sequence[str],
    path: Path | None,
    wishes: TableWishes,
    *,
    model: Path | None,
    as_json: bool,
    save_form: Path | None = None,
) -> int:
    """Read all filled sheets, tell or write their fields, and return the exit code."""
    form = _form(files, path, save_form)
    if wishes.out is not None:
        summary = read_here(files, wishes, model=model, form=form)
        return tell_summary(summary, wishes.out, _summary_line, as_json=as_json)
    from shuzi.reading.many import find_files
    from shuzi.scale.pool import read_many
    from shuzi.scale.task import FilledSheets

    paths = list(dict.fromkeys(find_files(files)))
    sheets: list[FilledSheet] = []
    with watched(len(paths)) as watch:
        for file_sheets in read_many(paths, FilledSheets(form, model)):
            watch(file_sheets)
            sheets += file_sheets
            if as_json:
                for sheet in file_sheets:
                    print_json(sheet.to_json())
    if not as_json:
        _print_table([field.name for field in form.fields], sheets)
    return 1 if any(sheet.error is not None for sheet in sheets) else 0


def _form(files: Sequence[str], path: Path | None, save_form: Path | None) -> "Form":
    """Return the form that a file describes, or that the first sheet shows."""
    from shuzi.forms.form import Form

    if save_form is not None and str(path) != "auto":
        raise UsageError("--save-form writes the form that --form auto finds; expected --form auto beside it.")
    if path is not None and str(path) != "auto":
        return Form.load(path)
    from shuzi.forms.grid import auto_form, form_text
    from shuzi.reading.many import find_files

    example = find_files(files)[0]
    form = auto_form(example)
    if save_form is not None:
        with writing(save_form, "--save-form"):
            save_form.write_text(form_text(form, example, save_form), encoding="utf-8")
    return form


def _summary_line(summary: "Summary", out: str) -> str:
    before = f", beside {summary.done_before:,} files that it held" if summary.done_before else ""
    sheets = "1 sheet" if summary.pages == 1 else f"{summary.pages:,} sheets"
    unread = f"; could not be read: {summary.errors:,}, see the column error" if summary.errors else ""
    return f"{out}: {sheets}{before}, {summary.digits:,} fields, of which {summary.unsure:,} to review{unread}"


def _print_table(names: Sequence[str], sheets: "Sequence[FilledSheet]") -> None:
    """Print a row a sheet, with ? behind what is to be reviewed, and say below why."""
    read = [sheet for sheet in sheets if sheet.error is None]
    if not read:
        return
    rows = [["sheet", *names]]
    rows += [
        [_name(sheet), *(answer.text + "?" * (answer.review is not None) for answer in sheet.answers)] for sheet in read
    ]
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in table_lines(rows, width):
        print(line)
    for sheet in read:
        for answer in sheet.to_review:
            say(f"{_name(sheet)}: {answer.field} {answer.text or '(nothing)'} {answer.review}.")


def _name(sheet: "FilledSheet") -> str:
    name = printable(sheet.file or "")
    return name if sheet.number is None else f"{name}, page {sheet.number}"

"""A table for the terminal: whole where it fits, else in blocks of columns that each repeat the first one."""

from collections.abc import Sequence

_BETWEEN = 2
"""Blanks between two columns."""

_NARROWEST = 12
"""Columns of the terminal that names keep at least; those of a third of its width, where that is more."""


def table_lines(rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    """Return the lines of a table, with an empty one between two blocks.

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
    left = 0
    for column in range(1, len(widths)):
        needed = _BETWEEN + widths[column]
        if not blocks or needed > left:
            blocks.append([0])
            left = width - widths[0]
        blocks[-1].append(column)
        left -= needed
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

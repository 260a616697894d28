"""A table of many fields is readable at the terminal's width, and whole for programs."""

from rich.cells import cell_len

from shuzi.cli.read_forms import table_lines

ROWS = [
    ["sheet", *(f"question{number}" for number in range(1, 13))],
    ["scans/class-7b/2026/monday/IMG_2041.jpg", *"123456789", "10?", "?", "12"],
    ["scans/b.jpg", *"000000000000"],
]


def test_a_table_that_does_not_fit_is_broken_into_blocks_with_the_sheet_in_each():
    lines = table_lines(ROWS, 80)
    assert max(map(len, lines)) <= 80
    blocks = "\n".join(lines).split("\n\n")
    assert len(blocks) == 3
    assert all(block.splitlines()[0].startswith("sheet ") for block in blocks)
    assert all("IMG_2041.jpg" in block.splitlines()[1] for block in blocks)
    cells = [word for block in blocks for word in block.splitlines()[1].split()[1:]]
    assert cells == ROWS[1][1:]


def test_a_table_is_whole_where_it_fits_and_where_a_program_reads_it():
    whole = table_lines(ROWS, None)
    assert len(whole) == len(ROWS)
    assert whole[1].startswith("scans/class-7b/2026/monday/IMG_2041.jpg")
    assert table_lines(ROWS, len(whole[0])) == whole


def test_columns_with_chinese_names_stand_below_each_other():
    head, row = table_lines([["sheet", "座號", "成績"], ["a.png", "7", "98"]], 80)
    assert cell_len(head.split("成績")[0]) == row.index("98")

"""How well shuzi reads filled forms that the program draws and photographs badly.

    python benchmarks/bench_forms.py --sheets 1000

Draws so many filled copies of the five forms of `drawn_forms`, 20 fields each, reads each with its form, and writes a
dated record: fields right, fields sure, wrong among the sure, sheets refused. Every ninth sheet is read with another
form's file as well, which must refuse it. What went wrong goes to --failures as text, a line a field.
"""

import argparse
import tempfile
import time
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
from drawn_forms.blank import NAMES, blank_form, write_form
from drawn_forms.filled import fill
from drawn_forms.phone import photographed

from shuzi.data.mnist import load_mnist
from shuzi.errors import ImageError
from shuzi.forms.form import Form
from shuzi.forms.read import FormReader
from shuzi.reading.reader import Reader

RESULTS = Path(__file__).parent / "results"

_SEED = 24

_DIGIT = 44.0
"""Pixels: height of the usual digit on a sheet before it is photographed."""


def main() -> None:
    options = _options()
    mnist, reader = load_mnist().train, Reader()
    blanks = {name: blank_form(name) for name in NAMES}
    with tempfile.TemporaryDirectory() as folder:
        forms = {name: Form.load(write_form(blank, Path(folder))) for name, blank in blanks.items()}
    reader_of = cache(lambda name: FormReader(forms[name], reader))
    counts: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
    failures, seconds = [], 0.0
    for number in range(options.sheets):
        name = NAMES[number % len(NAMES)]
        random = np.random.default_rng([_SEED, number])
        page, truth = fill(blanks[name], mnist, random)
        photo, count = photographed(page, random, digit=_DIGIT), counts[name]
        reader_of(name)  # learns its form before the clock starts
        began = time.perf_counter()
        failures += [f"sheet {number} ({name}): {line}" for line in _counted(reader_of(name), photo, truth, count)]
        seconds += time.perf_counter() - began
        if number % 9 == 0:
            count["strange"] += 1
            count["strange refused"] += _refuses(reader_of(NAMES[(number + 1) % len(NAMES)]), photo)
    record = _record(options.sheets, counts, seconds / options.sheets)
    print(record)
    options.record.write_text(record, encoding="utf-8")
    if options.failures:
        options.failures.write_text("\n".join(failures) + "\n", encoding="utf-8")


def _counted(reader: FormReader, photo: np.ndarray, truth: dict[str, str], count: Counter[str]) -> list[str]:
    """Count one sheet, and return what went wrong on it."""
    count["sheets"] += 1
    try:
        sheet = reader.read(photo)
    except ImageError as error:
        count["refused"] += 1
        return [str(error)]
    wrong = []
    for answer in sheet.answers:
        right, sure = answer.text == truth[answer.field], answer.review is None
        count["fields"] += 1
        count["right"] += right
        count["sure"] += sure
        count["wrong and sure"] += sure and not right
        if not right:
            wrong.append(
                f"{answer.field} {truth[answer.field]}: {answer.text!r} {answer.confidence:.3f} {answer.review}"
            )
    return wrong


def _refuses(reader: FormReader, photo: np.ndarray) -> bool:
    try:
        reader.read(photo)
    except ImageError:
        return True
    return False


def _record(sheets: int, counts: dict[str, Counter[str]], seconds: float) -> str:
    rows = [*counts.items(), ("all", sum(counts.values(), Counter()))]
    lines = [
        f"# Forms, {time.strftime('%Y-%m-%d')}",
        "",
        f"Made by `python benchmarks/bench_forms.py --sheets {sheets}`: {sheets} sheets of five forms, 20 fields each,",
        "printed, filled in with MNIST's training digits that neither finder nor reader was trained on, and",
        f"photographed badly by the program. {seconds:.1f} s a sheet, on a machine that did other work.",
        "",
        "A sheet that is refused has no fields here. Strange sheets were read with another form's file.",
        "",
        "| form | sheets | refused | fields right | fields sure | wrong among sure | strange refused |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, count in rows:
        fields = max(1, count["fields"])
        lines.append(
            f"| {name} | {count['sheets']} | {count['refused']} | {count['right'] / fields:.1%} of {count['fields']:,} "
            f"| {count['sure'] / fields:.1%} | {count['wrong and sure']} of {count['sure']:,} "
            f"| {count['strange refused']} of {count['strange']} |"
        )
    return "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", type=int, default=1000)
    parser.add_argument("--failures", type=Path, help="text file to write")
    parser.add_argument("--record", type=Path, default=RESULTS / f"{time.strftime('%Y-%m-%d')}-forms.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()

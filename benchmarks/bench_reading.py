"""How well labelled photos are read, by shuzi and, where they are installed, by Tesseract and RapidOCR.

    python benchmarks/bench_reading.py --photos DIR [--peers]

DIR holds `labels.json`: a list of {"file", "kind": "page" with "lines" or "single" with "label", "medium"}. Writes a
dated result; pictures of the failures go to --failures, since photos are not a part of the project. `--drawn N` scores
N drawn pages of every kind instead, and puts a sheet of all that failed beside the result.
"""

import argparse
import importlib.util
import json
import shutil
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from shuzi.data.mnist import load_mnist
from shuzi.drawing.pages import KINDS, draw_page
from shuzi.evaluation.transcripts import PageScore, score_page
from shuzi.machine import describe_machine, versions
from shuzi.reading.annotate import annotate, write_picture
from shuzi.reading.page import Page
from shuzi.reading.reader import Reader

RESULTS = Path(__file__).parent / "results"

_SHEET_COLUMNS, _SHEET_CELL = 5, 430


class Case(NamedTuple):
    """A page and what is written on it."""

    name: str
    kind: str
    source: object
    lines: list[str]


class Outcome(NamedTuple):
    """What became of a page."""

    case: Case
    score: PageScore
    read: list[str]
    seconds: float


def photos(folder: Path) -> Iterator[Case]:
    for entry in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        lines = entry["lines"] if entry["kind"] == "page" else [entry["label"]]
        kind = entry.get("subkind") or f"{entry['kind']}, {entry['medium'].split()[0]}"
        yield Case(entry["file"], kind, folder / entry["file"], lines)


def drawn(count: int) -> Iterator[Case]:
    test = load_mnist().test
    for number, kind in enumerate(KINDS):
        random = np.random.default_rng([number, 404])
        for place in range(count):
            page = draw_page(kind, test, random)
            yield Case(f"{kind} {place}", kind, page.pixels, list(page.lines))


def tesseract(case: Case) -> list[str]:
    command = ["tesseract", str(case.source), "-", "--psm", "6", "-c", "tessedit_char_whitelist=0123456789"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line.replace(" ", "") for line in done.stdout.splitlines() if line.strip()]


def rapidocr() -> Callable[[Case], list[str]]:
    from rapidocr import RapidOCR

    engine = RapidOCR()

    def read(case: Case) -> list[str]:
        texts = engine(str(case.source)).txts or ()
        return [line for text in texts if (line := "".join(c for c in text if c.isdigit()))]

    return read


def peers() -> dict[str, Callable[[Case], list[str]]]:
    found: dict[str, Callable[[Case], list[str]]] = {}
    if shutil.which("tesseract"):
        found["Tesseract 5, digits only"] = tesseract
    if importlib.util.find_spec("rapidocr"):
        found["RapidOCR"] = rapidocr()
    return found


def calibration(pages: list[tuple[Case, Page]]) -> tuple[float, float, float, int]:
    """Expected calibration error, share of sure answers, share of those that are wrong, and digits counted.

    Only pages with as many digits as are written count, since there it is known which digit belongs to which.
    """
    pairs = [
        (digit.confidence, digit.sure, str(digit.digit) == wanted)
        for case, page in pages
        if len(page.digits) == len("".join(case.lines))
        for digit, wanted in zip(page.digits, "".join(case.lines), strict=True)
    ]
    confidence, sure, right = (np.array(column) for column in zip(*pairs, strict=True))
    bins = np.minimum((confidence * 15).astype(int), 14)
    error = sum(abs(confidence[bins == b].mean() - right[bins == b].mean()) * np.mean(bins == b) for b in set(bins))
    return float(error), float(sure.mean()), float(1 - right[sure].mean()), len(pairs)


def row(name: str, outcomes: list[Outcome]) -> str:
    digits, mistakes = sum(o.score.digits for o in outcomes), sum(o.score.mistakes for o in outcomes)
    exact = sum(o.score.exact for o in outcomes) / len(outcomes)
    seconds = statistics.median(o.seconds for o in outcomes)
    right = f"{1 - mistakes / digits:.1%}" if digits else "–"
    return f"| {name} | {len(outcomes)} | {digits} | {right} | {exact:.1%} | {seconds:.3f} |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--drawn", type=int)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--failures", type=Path)
    chosen = parser.parse_args()
    cases = list(photos(chosen.photos) if chosen.photos else drawn(chosen.drawn or 20))
    reader = Reader()
    reader.read(np.full((100, 100, 3), 255, np.uint8))
    outcomes, pages, failed = [], [], []
    for case in cases:
        began = time.perf_counter()
        look = reader.look(case.source)
        seconds = time.perf_counter() - began
        read = [line.text for line in look.page.lines]
        outcomes.append(Outcome(case, score_page(case.lines, read), read, seconds))
        pages.append((case, look.page))
        if not outcomes[-1].score.exact:
            failed.append(annotate(look))
        if chosen.failures and not outcomes[-1].score.exact:
            chosen.failures.mkdir(parents=True, exist_ok=True)
            write_picture(failed[-1], chosen.failures / f"{case.name.replace('/', '_').replace(' ', '-')}.png")
    by_kind = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.case.kind].append(outcome)
    lines = [row(kind, some) for kind, some in by_kind.items()]
    lines.append(row("**shuzi, all**", outcomes))
    for name, peer in peers().items() if chosen.peers and chosen.photos else ():
        theirs = []
        for case in cases:
            began = time.perf_counter()
            read = peer(case)
            theirs.append(Outcome(case, score_page(case.lines, read), read, time.perf_counter() - began))
        lines.append(row(name, theirs))
    if failed and not chosen.photos:
        write_sheet(failed, RESULTS / f"{time.strftime('%Y-%m-%d')}-reading-drawn.jpg")
    write("reading-photos" if chosen.photos else "reading-drawn", lines, outcomes, calibration(pages))


def write_sheet(pictures: list[np.ndarray], path: Path) -> None:
    """Write small copies of the pictures onto one sheet."""
    small = [Image.fromarray(picture) for picture in pictures]
    for picture in small:
        picture.thumbnail((_SHEET_CELL - 8, _SHEET_CELL))
    rows = [small[start : start + _SHEET_COLUMNS] for start in range(0, len(small), _SHEET_COLUMNS)]
    heights = [max(picture.height for picture in row) + 8 for row in rows]
    sheet = Image.new("RGB", (_SHEET_COLUMNS * _SHEET_CELL, sum(heights)), "white")
    for number, row in enumerate(rows):
        for place, picture in enumerate(row):
            sheet.paste(picture, (place * _SHEET_CELL, sum(heights[:number])))
    sheet.save(path, quality=80)


def told(number: int, outcome: Outcome, name: str) -> str:
    """What went wrong; photos and what is written on them are not a part of the project, so they go by number."""
    if name == "reading-photos":
        return f"photo {number} ({outcome.case.kind}): {outcome.score.mistakes} of {outcome.score.digits} digits wrong"
    return f"{outcome.case.name}: {spelled(outcome.case.lines)} was read as {spelled(outcome.read)}"


def spelled(lines: list[str]) -> str:
    return " / ".join(lines) or "nothing"


def write(name: str, lines: list[str], outcomes: list[Outcome], measure: tuple[float, float, float, int]) -> None:
    today, machine = time.strftime("%Y-%m-%d"), describe_machine()
    error, sure, wrong, counted = measure
    failures = [
        f"- {told(number, outcome, name)}" for number, outcome in enumerate(outcomes) if not outcome.score.exact
    ]
    known = versions("onnxruntime", "opencv-python-headless")
    text = f"""# Reading, {today}

{machine["processor"]}, {machine["cores"]} cores; {", ".join(f"{k} {v}" for k, v in known.items())}.
Made by `python benchmarks/bench_reading.py`. Digits right: 1 − edit distance / digits. A page is right if all its lines
are.

| pages | number | digits | digits right | pages right | s/page, median |
|---|---|---|---|---|---|
{chr(10).join(lines)}

Of {counted} digits on pages where as many were found as are written: expected calibration error {error:.1%}, 15 bins;
{sure:.1%} are sure, and {wrong:.2%} of those are wrong.

Failures:

{chr(10).join(failures[:60]) or "none"}
"""
    (RESULTS / f"{today}-{name}.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

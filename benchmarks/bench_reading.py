"""How well shuzi reads labelled photos, and whole pages drawn by hands that no training saw.

    python benchmarks/bench_reading.py --photos DIR [--peers] --drawn 20 --strokes pendigits.npz --fonts FONTS

DIR holds `labels.json`: a list of {"file", "kind", "medium"}, of kind "page" with "lines", "single" with "label", or
"none". Pages are drawn from the fonts and strokes that `ship_finder.py` keeps from training. Writes a dated record; a
picture of every failure goes to --failures, and a row for every picture and way of reading it, with each digit's
confidence, to --json. Photos are no part of the project, and neither are these two files if they show photos.
"""

import argparse
import json
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from drawn_pages.page import KINDS
from scoring.cases import Case, Sources, drawn, photos
from scoring.failures import Picture, failure_of, write_failures
from scoring.outcomes import Outcome, outcomes_of
from scoring.peers import peer_rows
from scoring.record import record_of

from shuzi.reading.reader import Reader

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    options = _options()
    reader = Reader()
    blank = np.full((100, 100, 3), 255, np.uint8)
    reader.read(blank)
    reader.predict([blank])
    failed: list[Picture] = []
    pages: list[Outcome] = []
    taken: list[Outcome] = []
    if options.drawn:
        sources = Sources(options.strokes, options.fonts, options.work)
        pages = _outcomes(
            reader,
            drawn(options.drawn, sources, tuple(options.kinds), first=options.first),
            failed,
            show=bool(options.failures),
        )
    if options.photos:
        taken = _outcomes(reader, photos(options.photos), failed, show=bool(options.failures))
    record = record_of(pages, taken, peers=peer_rows(photos(options.photos)) if options.peers else ())
    print(record)
    options.record.write_text(record, encoding="utf-8")
    if options.failures:
        write_failures(failed, options.failures)
    if options.json:
        rows = [json.dumps(outcome.to_json()) for outcome in (*pages, *taken)]
        options.json.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")


def _outcomes(reader: Reader, cases: Iterable[Case], failed: list[Picture], *, show: bool) -> list[Outcome]:
    """Return what became of all cases, and add pictures of the failures to `failed` if they shall be shown."""
    outcomes = []
    for case in cases:
        some = outcomes_of(reader, case)
        outcomes += some
        if show and not all(outcome.score.exact for outcome in some):
            failed.append(failure_of(reader, case, some))
    return outcomes


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="folder with labels.json")
    parser.add_argument("--peers", action="store_true", help="let other programs read the photos too")
    parser.add_argument("--drawn", type=int, default=0, help="drawn pages of each kind")
    parser.add_argument("--first", type=int, default=0, help="number of the first drawn page: take some unseen so far")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--strokes", type=Path, help="pendigits.npz")
    parser.add_argument("--fonts", type=Path, help="where npm put node_modules/@fontsource")
    parser.add_argument("--work", type=Path, default=Path("runs/finder"), help="keeps thinned digits for the next time")
    parser.add_argument("--failures", type=Path, help="JPEG to write")
    parser.add_argument("--json", type=Path, help="file to write")
    parser.add_argument("--record", type=Path, default=RESULTS / f"{time.strftime('%Y-%m-%d')}-reading.md")
    options = parser.parse_args()
    if not options.photos and not options.drawn:
        parser.error("nothing to read; give --photos DIR, --drawn N, or both.")
    if options.peers and not options.photos:
        parser.error("--peers reads photos; give --photos DIR too.")
    if options.drawn and not (options.strokes and options.fonts):
        parser.error("--drawn needs --strokes pendigits.npz and --fonts FOLDER.")
    return options


if __name__ == "__main__":
    main()

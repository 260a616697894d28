"""Measure in one sitting all that the page and the server promise, and write it beside what was wanted.

    python benchmarks/bench_figures.py

It takes about five minutes and wants the machine for itself: nothing else should run.
"""

import argparse
import datetime
import os
import statistics
from pathlib import Path
from typing import NamedTuple

import bench_page
import bench_serving
import bench_serving_photos
import stop_serving

from shuzi.machine import describe_machine, versions


class Figure(NamedTuple):
    """Something that was wanted, and what was measured."""

    what: str
    wanted: str
    measured: str
    held: bool

    def line(self) -> str:
        """Return a line of Markdown."""
        return f"| {self.what} | {self.wanted} | {self.measured} | {'yes' if self.held else '**no**'} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=64, help="that ask for one digit after the other")
    parser.add_argument("--seconds", type=float, default=60, help="for each kind of load")
    options = parser.parse_args()
    load = [os.getloadavg()[0]]
    rows, chromium = bench_page.measure()
    load.append(os.getloadavg()[0])
    photos = bench_serving_photos.measure(seconds=options.seconds)
    served, code = bench_serving.measure(clients=options.clients, seconds=options.seconds)
    stops = stop_serving.measure()
    figures = [*_page(rows), *_photos(photos), *_served(served), *_stops(stops, code)]
    _write(options, figures, _tables(rows, served), chromium, load)


def _page(rows: list[bench_page.Row]) -> list[Figure]:
    write, _, *slow = rows
    return [
        Figure("stroke to answer, median", "≤ 30 ms", f"{write.median:.1f} ms", write.median <= 30),
        Figure("stroke to answer, 95th percentile", "≤ 50 ms", f"{write.p95:.1f} ms", write.p95 <= 50),
        *(
            Figure(
                f"Look inside, 4× slower, updates a second while {row.doing}", "≥ 30", f"{row.rate:.0f}", row.rate >= 30
            )
            for row in slow
        ),
    ]


def _photos(photos: bench_serving_photos.Photos) -> list[Figure]:
    bad = photos.wrong + photos.refused
    return [
        Figure(
            "`POST /api/read`, 768×560, 4 clients, photos a second", "≥ 20", f"{photos.rate:.1f}", photos.rate >= 20
        ),
        Figure("the same, p99", "< 300 ms", f"{photos.p99:.0f} ms", photos.p99 < 300),
        Figure("the same, wrong or refused", "0", str(bad), bad == 0),
        Figure("the same, memory grew by", "< 5 MB", f"{photos.growth:.1f} MB", photos.growth < 5),
    ]


def _served(rows: list[bench_serving.Row]) -> list[Figure]:
    raw = rows[0]
    bad = sum(row.load.wrong + row.load.errors for row in rows)
    growth = max(row.growth for row in rows)
    return [
        Figure("predictions a second, as bytes", "≥ 3,500", f"{raw.rate:,.0f}", raw.rate >= 3500),
        Figure("the same, p99", "< 80 ms", f"{raw.p99:.1f} ms", raw.p99 < 80),
        Figure("wrong or refused, bytes and JSON", "0", str(bad), bad == 0),
        Figure("memory grew by, bytes and JSON", "< 5 MB", f"{growth:.1f} MB", growth < 5),
    ]


def _stops(stops: list[stop_serving.Stop], code: int) -> list[Figure]:
    lost = sum(stop.lost + stop.wrong for stop in stops)
    whole = sum(stop.code == 0 for stop in stops) + (code == 0)
    slowest = statistics.median(stop.seconds for stop in stops)
    return [
        Figure(f"lost or wrong in {len(stops)} stops under load", "0", str(lost), lost == 0),
        Figure("exit code 0", f"{len(stops) + 1}", str(whole), whole == len(stops) + 1),
        Figure("seconds from SIGTERM to the end, median", "< 9", f"{slowest:.2f}", slowest < 9),
    ]


def _tables(rows: list[bench_page.Row], served: list[bench_serving.Row]) -> str:
    return f"""| view | updates | stroke to answer, median | 95th percentile | updates a second |
|---|---|---|---|---|
{bench_page.table(rows)}

| body | requests | requests/s | median | p99 | p99.9 | longest | CPU each | wrong | errors | memory grew |
|---|---|---|---|---|---|---|---|---|---|---|
{bench_serving.table(served)}"""


def _write(options: argparse.Namespace, figures: list[Figure], tables: str, chromium: str, load: list[float]) -> None:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = describe_machine()
    packages = ", ".join(f"{k} {v}" for k, v in versions("onnxruntime", "fastapi", "uvicorn", "numpy").items())
    text = f"""# The page and the server, {today}

{machine["processor"]}, {machine["cores"]} cores, no graphics card; Chromium {chromium}; {packages}.
Made by `python benchmarks/bench_figures.py --clients {options.clients} --seconds {options.seconds:g}` in one sitting,
clients and browser on the same cores. Load average before it began: {load[0]:.1f}, after the page: {load[1]:.1f}.

| | wanted | measured | held |
|---|---|---|---|
{chr(10).join(figure.line() for figure in figures)}

{tables}
"""
    path = Path(__file__).parent / "results" / f"{today}-figures.md"
    path.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

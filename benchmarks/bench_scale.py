"""How fast piles are read, by the pool and by Ray, what a killed worker costs, and how much memory a long job takes.

    python benchmarks/bench_scale.py --pages 20000 --singles 100000

Pages are drawn anew up to --distinct and then linked under further names, since drawing takes longer than reading. Each
part can be run by itself (--parts pool ray killed memory), and smaller.
"""

import argparse
import contextlib
import itertools
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from mnist_pages.pages import draw_page
from PIL import Image

from shuzi.data.mnist import load_mnist
from shuzi.machine import describe_machine, versions

PARTS = ("pool", "ray", "killed", "memory")
KINDS = ("plain", "ruled", "shadow")


def draw_pages(folder: Path, count: int, distinct: int) -> None:
    """Write so many pages as JPEG, of which so many are different."""
    folder.mkdir()
    test = load_mnist().test
    for number in range(count):
        file = folder / f"{number:06}.jpg"
        if number < distinct:
            page = draw_page(KINDS[number % len(KINDS)], test, np.random.default_rng(number))
            Image.fromarray(page.pixels).save(file, quality=90)
        else:
            os.link(folder / f"{number % distinct:06}.jpg", file)


def draw_singles(folder: Path, count: int) -> None:
    """Write MNIST's digits, one on each small sheet, as PNG."""
    folder.mkdir()
    images = load_mnist().train.images
    for number in range(count):
        file = folder / f"{number:06}.png"
        if number < len(images):
            Image.fromarray(255 - np.pad(images[number], 10)).save(file)
        else:
            os.link(folder / f"{number % len(images):06}.png", file)


def family(root: int) -> dict[int, str]:
    """Return a process and all below it, with their command lines, as Linux lists them."""
    parents, lines = {}, {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError, IndexError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            lines[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    found, grown = {root}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in found} - found
        found, grown = found | more, bool(more)
    return {process: lines.get(process, "") for process in found}


def memory_of(processes: Iterator[int]) -> float:
    """Return the memory of processes in MB, what they share counted once (proportional set size)."""
    total = 0
    for process in processes:
        with contextlib.suppress(OSError, StopIteration):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1000


class Reading:
    """A call of `shuzi read`, timed, whose processes can be looked at meanwhile."""

    def __init__(self, files: Path, out: Path, *more: str) -> None:
        command = [sys.executable, "-m", "shuzi", "read", str(files), "--out", str(out), "--json", *more]
        self._began = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait(self) -> tuple[float, dict[str, Any]]:
        """Return the seconds, and what it said."""
        out, err = self.process.communicate()
        if self.process.returncode not in (0, 1):
            sys.exit(err)
        return time.monotonic() - self._began, json.loads(out)


def kill_a_reader(reading: Reading, out: Path, after: float, killed: list[str]) -> None:
    """Kill one of Ray's processes that read, some seconds after the first of them is there."""
    began = None
    while reading.process.poll() is None:
        readers = [one for one, line in family(reading.process.pid).items() if "MapWorker(MapBatches(Reader))" in line]
        began = began or (time.monotonic() if readers else None)
        if readers and began is not None and time.monotonic() - began >= after:
            os.kill(readers[0], signal.SIGKILL)
            shards = len(list(out.glob("*.parquet")))
            killed.append(
                f"one of {len(readers)} readers, {after:.0f} s after the first was there, {shards} shards written"
            )
            return
        time.sleep(0.2)


def table(folder: Path) -> list[tuple[Any, ...]]:
    """Return all rows without the folders of their files, sorted."""
    rows = pq.read_table(folder).to_pylist()
    return sorted((Path(row.pop("file")).name, *(str(value) for value in row.values())) for row in rows)


def pages_part(place: Path, arguments: argparse.Namespace) -> list[str]:
    """Read the pages by the pool and by Ray, without and with a kill, and compare what came out."""
    files, figures, tables = place / "pages", [], {}
    draw_pages(files, arguments.pages, arguments.distinct)
    seconds: dict[str, float] = {}
    killed: list[str] = []
    for part in [part for part in PARTS[:3] if part in arguments.parts]:
        reading = Reading(files, place / part, *(() if part == "pool" else ("--engine", "ray")))
        if part == "killed":
            after = max(5.0, 0.3 * min(seconds.values(), default=20.0))
            threading.Thread(target=kill_a_reader, args=(reading, place / part, after, killed), daemon=True).start()
        seconds[part], said = reading.wait()
        tables[part] = table(place / part)
        rate = said["files"] / seconds[part]
        core = describe_machine()["cores"] / rate
        figures.append(f"| {part} | {seconds[part]:,.0f} | {rate:.2f} | {core:.2f} | {1e6 * core / 3600:,.0f} |")
        print(figures[-1], flush=True)
        if len({row[0] for row in tables[part]}) != arguments.pages:
            sys.exit(f"{part}: files were lost")
    same = all(rows == next(iter(tables.values())) for rows in tables.values())
    if not same or ("killed" in arguments.parts and not killed):
        sys.exit("the tables differ, so that rows were lost or doubled" if not same else "nothing was killed in time")
    text = [
        f"{arguments.pages:,} drawn pages ({arguments.distinct} different JPEGs, {', '.join(KINDS)}), with starting:",
        "",
        "| engine | seconds | pages/s | core-seconds a page | core-hours a million pages |",
        "|---|---|---|---|---|",
        *figures,
        "",
    ]
    if len(tables) > 1:
        text.append(f"All tables hold the same {len(next(iter(tables.values()))):,} rows: nothing lost, nothing twice.")
    if "pool" in seconds and "ray" in seconds:
        text.append(f"Ray takes {seconds['ray'] / seconds['pool'] - 1:+.0%} of the pool's time on top.")
    text += [f"Killed with SIGKILL: {one}." for one in killed]
    return [*text, ""]


def memory_part(place: Path, arguments: argparse.Namespace) -> list[str]:
    """Read single images by the pool, and look at the memory of its processes every second."""
    draw_singles(place / "singles", arguments.singles)
    reading = Reading(place / "singles", place / "singles.parquet")
    samples: list[tuple[float, float]] = []
    seconds: list[float] = []
    thread = threading.Thread(target=lambda: seconds.append(reading.wait()[0]))
    thread.start()
    while thread.is_alive():
        root = reading.process.pid
        samples.append((memory_of(iter([root])), memory_of(iter(family(root)))))
        thread.join(1.0)
    files = set(pq.read_table(place / "singles.parquet", columns=["file"])["file"].to_pylist())
    if len(files) != arguments.singles:
        sys.exit("images were lost")
    edges = [len(samples) * tenth // 10 for tenth in range(11)]
    rows = []
    for tenth, (first, last) in enumerate(itertools.pairwise(edges), 1):
        writer, everything = zip(*samples[first : max(last, first + 1)], strict=True)
        rows.append(f"| {tenth} | {statistics.median(writer):,.0f} | {statistics.median(everything):,.0f} |")
    rate = arguments.singles / seconds[0]
    return [
        f"{arguments.singles:,} single images by the pool in {seconds[0]:,.0f} s ({rate:,.0f}/s).",
        "Memory in MB (proportional set size), the median of every tenth of the time:",
        "",
        "| tenth | the process that writes | all processes |",
        "|---|---|---|",
        *rows,
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--distinct", type=int, default=200)
    parser.add_argument("--singles", type=int, default=100_000)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    today = time.strftime("%Y-%m-%d")
    parser.add_argument("--record", type=Path, default=Path(__file__).parent / "results" / f"{today}-scale.md")
    arguments = parser.parse_args()
    arguments.distinct = min(arguments.distinct, arguments.pages)
    machine = describe_machine()
    known = ", ".join(f"{name} {one}" for name, one in versions("ray", "pyarrow", "onnxruntime").items())
    text = [
        f"# Any number of pages, {today}",
        "",
        f"{machine['processor']}, {machine['cores']} cores; {known}.",
        f"Made by `python benchmarks/bench_scale.py {' '.join(sys.argv[1:])}`.",
        "",
    ]
    with tempfile.TemporaryDirectory() as place:
        if set(arguments.parts) - {"memory"}:
            text += pages_part(Path(place), arguments)
        if "memory" in arguments.parts:
            text += memory_part(Path(place), arguments)
    arguments.record.write_text("\n".join(text), encoding="utf-8")
    print("\n".join(text))


if __name__ == "__main__":
    main()

"""How long MNIST takes from the cache to memory, and how much of that is its digest; writes a dated result."""

import datetime
import hashlib
import statistics
import time
from pathlib import Path

from shuzi.data.cache import read_cache
from shuzi.data.mnist import load_mnist
from shuzi.machine import describe_machine, versions

REPEATS = 15


def main() -> None:
    load_mnist()
    files = read_cache()
    loads, digests = [], []
    for _ in range(REPEATS):
        began = time.perf_counter()
        load_mnist()
        loads.append(time.perf_counter() - began)
        began = time.perf_counter()
        for content in files.values():
            hashlib.sha256(content).digest()
        digests.append(time.perf_counter() - began)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = describe_machine()
    text = f"""# MNIST from the cache, {today}

{machine["processor"]}, {machine["cores"]} cores; {", ".join(f"{k} {v}" for k, v in versions("numpy").items())}.
Made by `python benchmarks/bench_data.py`; {REPEATS} repeats, the files in the system's page cache.

| | median | fastest | slowest |
|---|---|---|---|
| in memory, verified | {_row(loads)} |
| of that: SHA-256 of all four files, {sum(map(len, files.values())) / 1e6:.1f} MB | {_row(digests)} |
"""
    path = Path(__file__).parent / "results" / f"{today}-data.md"
    path.write_text(text, encoding="utf-8")
    print(text)


def _row(seconds: list[float]) -> str:
    return " | ".join(f"{value * 1000:.0f} ms" for value in (statistics.median(seconds), min(seconds), max(seconds)))


if __name__ == "__main__":
    main()

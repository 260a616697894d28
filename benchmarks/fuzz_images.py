"""Opens N broken images, by default 100,000; no crash, no other error than ImageError; writes a dated result."""

import collections
import datetime
import resource
import runpy
import statistics
import sys
import time
from pathlib import Path

from shuzi.errors import ImageError
from shuzi.imaging.image_file import open_raster
from shuzi.machine import describe_machine, versions

HERE = Path(__file__).parent
SEED = 20261124


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    mutated = runpy.run_path(str(HERE.parent / "tests" / "hostile" / "mutated_images.py"))
    for content in mutated["seeds"]():
        open_raster(content, longest=1600)
    before = _peak_megabytes()
    answers: collections.Counter[str] = collections.Counter()
    seconds = []
    for content in mutated["mutations"](number, seed=SEED):
        began = time.process_time()
        try:
            open_raster(content, longest=64)
            answers["opened"] += 1
        except ImageError as error:
            answers["refused by Pillow or OpenCV" if error.__cause__ else "refused by shuzi's own checks"] += 1
        seconds.append(time.process_time() - began)
    seconds.sort()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = describe_machine()
    rows = "\n".join(f"| {answer} | {count:,} |" for answer, count in answers.most_common())
    text = f"""# Broken images, {today}

{machine["processor"]}, {machine["cores"]} cores; {_versions()}.
Made by `python benchmarks/fuzz_images.py {number}`; seed {SEED}, {len(mutated["seeds"]())} small files of all formats
as the start. Anything but pixels or an `ImageError` would have ended the run.

| | files |
|---|---|
{rows}

Processor time a file: median {statistics.median(seconds) * 1000:.2f} ms, 99 % under
{seconds[int(0.99 * len(seconds))] * 1000:.2f} ms, slowest {seconds[-1] * 1000:.0f} ms. Peak memory rose by
{_peak_megabytes() - before:.0f} MB.
"""
    (HERE / "results" / f"{today}-fuzz-images.md").write_text(text, encoding="utf-8")
    print(text)


def _versions() -> str:
    return ", ".join(f"{k} {v}" for k, v in versions("pillow", "opencv-python-headless", "numpy").items())


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""Open N broken model files, by default 20,000, in every layout of HDF5 with fitting checksums; write a dated result.

    python benchmarks/fuzz_models.py [N] [SEED]

Anything but a network or a ModelFileError (or the ArchitectureError of a text that was changed) ends the run, and so
does a file that takes longer than 10 s.
"""

import collections
import datetime
import faulthandler
import resource
import runpy
import statistics
import sys
import tempfile
import time
from pathlib import Path

from shuzi.errors import ArchitectureError, ModelFileError
from shuzi.importing.network import read_network
from shuzi.machine import describe_machine, versions

HERE = Path(__file__).parent
SEED = 20261128


def main(number: int, seed: int) -> None:
    mutated = runpy.run_path(str(HERE.parent / "tests" / "hostile" / "mutated_models.py"))
    whole = mutated["seeds"]()
    before = _peak_megabytes()
    answers: dict[str, collections.Counter[str]] = {one.name: collections.Counter() for one in whole}
    seconds = []
    with tempfile.TemporaryDirectory() as place:
        for one, content in mutated["mutations"](whole, number, seed=seed):
            files = mutated["written"](one, content, Path(place))
            faulthandler.dump_traceback_later(10, exit=True)
            began = time.process_time()
            try:
                read_network(*files)
                answers[one.name]["opened"] += 1
            except (ModelFileError, ArchitectureError) as error:
                if not str(error).isprintable():
                    raise
                answers[one.name]["refused"] += 1
            seconds.append(time.process_time() - began)
            faulthandler.cancel_dump_traceback_later()
    seconds.sort()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = describe_machine()
    rows = "\n".join(f"| {name} | {count['opened']:,} | {count['refused']:,} |" for name, count in answers.items())
    text = f"""# Broken model files, {today}

{machine["processor"]}, {machine["cores"]} cores; {_versions()}.
Made by `python benchmarks/fuzz_models.py {number} {seed}`: {len(seconds):,} files out of {len(whole)} whole ones, with
their checksums repaired (h5py only makes the whole ones; shuzi reads without it). Anything but a network or an error
that says which file is refused would have ended the run, and so would 10 s for one file.

| made from | opened | refused |
|---|---|---|
{rows}

Processor time a file: median {statistics.median(seconds) * 1000:.2f} ms, 99 % under
{seconds[int(0.99 * len(seconds))] * 1000:.2f} ms, slowest {seconds[-1] * 1000:.0f} ms. Peak memory rose by
{_peak_megabytes() - before:.0f} MB.
"""
    (HERE / "results" / f"{today}-fuzz-models.md").write_text(text, encoding="utf-8")
    print(text)


def _versions() -> str:
    return ", ".join(f"{name} {version}" for name, version in versions("numpy", "h5py").items())


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(given[0] if given else 20_000, given[1] if len(given) > 1 else SEED)

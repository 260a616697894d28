"""By how much training slows down beside other work: `standard` of shuzi, and the example of keras.io.

    python benchmarks/bench_busy.py [--rounds 3] [--others 1,2]

Two epochs of each by turns, alone and beside so many processes that never rest; each training in a process of its own.
The first epoch is left out, since it compiles. Prints a table in Markdown.
"""

import argparse
import csv
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shuzi.machine import describe_machine, versions

_EPOCHS = 2

_RESTLESS = "while True: pass"


def keras_seconds(seed: int) -> float:
    """Return how long the last epoch of keras.io's example took."""
    contenders = Path(__file__).parent / "contenders.py"
    command = [sys.executable, str(contenders), "keras", str(_EPOCHS), str(seed)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return float(json.loads(told[_EPOCHS - 1])["seconds"])


def standard_seconds(seed: int) -> float:
    """Return how long the last epoch of `standard` took."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "shuzi", "train", "--recipe", "standard", "--epochs", str(_EPOCHS)]
        command += ["--seed", str(seed), "--out", f"{folder}/run"]
        subprocess.run(command, capture_output=True, check=True)
        with Path(folder, "run", "history.csv").open(encoding="utf-8", newline="") as stream:
            return float(list(csv.DictReader(stream))[-1]["seconds"])


WAYS = {"standard": standard_seconds, "keras": keras_seconds}


@contextmanager
def beside(others: int) -> Iterator[None]:
    """Keep so many processes at work."""
    running = [subprocess.Popen([sys.executable, "-c", _RESTLESS]) for _ in range(others)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--others", default="1,2", help="how many processes run beside")
    options = parser.parse_args()
    crowds = sorted({0, *map(int, options.others.split(","))})
    taken: dict[tuple[str, int], list[float]] = {pair: [] for pair in itertools.product(WAYS, crowds)}
    for seed in range(options.rounds):
        for (name, others), known in taken.items():
            with beside(others):
                known.append(WAYS[name](seed))
            print(f"seed {seed}, {name} beside {others}: {known[-1]:.1f} s", file=sys.stderr, flush=True)
    machine = describe_machine()
    installed = ", ".join(f"{name} {version}" for name, version in versions("keras", "tensorflow-cpu").items())
    print(
        f"{machine['processor']}, {machine['cores']} cores; {installed}; medians of {options.rounds} (least to most)\n"
    )
    print("| processes beside | " + " | ".join(f"an epoch of {name} | times as long" for name in WAYS) + " |")
    print("|---|" + "---|---|" * len(WAYS))
    for others in crowds:
        cells = []
        for name in WAYS:
            known, alone = (statistics.median(taken[name, crowd]) for crowd in (others, 0))
            least, most = (choose(taken[name, others]) for choose in (min, max))
            cells += [f"{known:.1f} s ({least:.1f} to {most:.1f})", f"{known / alone:.2f}"]
        print(f"| {others} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()

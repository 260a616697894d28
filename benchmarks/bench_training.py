"""How fast shuzi trains beside stock Keras and PyTorch, on this machine, now.

    python benchmarks/bench_training.py [--rounds 3] [--epochs 12] [--later 3]

The contenders of contenders.py take turns, each in a process of its own, so that a busy minute hits all of them. The
peers train all epochs in the first round, and a few in later ones, for the seconds; `quick` and `standard` always train
to their end. In the first round stock Keras gets a seed with which the note's recipe learns, since most do not.
Between them the machine's matrix-multiply rate is measured. Writes a dated result and a picture.
"""

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from matplotlib.figure import Figure

from shuzi.machine import describe_machine, versions

RESULTS = Path(__file__).parent / "results"
CONTENDERS = {
    "keras-note": "stock Keras, the note as written",
    "keras": "stock Keras, convnet of its introduction",
    "torch": "PyTorch, network of its MNIST example",
    "shuzi-note": "shuzi, recipe note",
    "shuzi-quick": "shuzi, recipe quick",
    "shuzi-standard": "shuzi, recipe standard",
    "shuzi-plain": "shuzi, recipe standard on images as they are",
}
RECIPES_TO_THE_END = ("shuzi-quick", "shuzi-standard")
SAME_NETWORK = ("keras-note", "shuzi-note", "shuzi-quick", "shuzi-standard", "shuzi-plain")
HALF_PRECISION = ("shuzi-quick", "shuzi-standard", "shuzi-plain")
STYLES = {
    "keras-note": ("#777777", "s"),
    "keras": ("#b35900", "^"),
    "torch": ("#7a3b9a", "v"),
    "shuzi-note": ("#2a8a57", "x"),
    "shuzi-quick": ("#c02f4b", "D"),
    "shuzi-standard": ("#1f5a99", "o"),
}
"""Of the lines in the picture."""
GOALS = (0.9862, 0.99, 0.995)
TERAFLOP_AN_EPOCH = 2.74
"""Of the note's network on 60,000 images: forward, and twice as much backward."""

_LEARNS = {"keras-note": 2}
"""The seed of the first round, where it is not 0: one with which the note's recipe learns, since most do not."""

_MATMUL = """
import os; os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import time, tensorflow as tf
for dtype in (tf.float32, tf.bfloat16):
    a = tf.cast(tf.random.normal((2048, 2048)), dtype); f = tf.function(tf.matmul); f(a, a); best = 0
    for _ in range(10):
        began = time.perf_counter(); f(a, a).shape; best = max(best, 2 * 2048**3 / (time.perf_counter() - began))
    print(best / 1e9)
"""


def run(name: str, epochs: int, seed: int) -> tuple[list[dict[str, float]], int]:
    """Return the epochs and the peak memory of one contender."""
    command = [sys.executable, str(Path(__file__).parent / "contenders.py"), name, str(epochs), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *told, last = (json.loads(line) for line in done.stdout.splitlines())
    return told, last["peak_bytes"]


def matmul_rates() -> tuple[float, float]:
    """GFLOP/s in float32 and in bfloat16."""
    done = subprocess.run([sys.executable, "-c", _MATMUL], capture_output=True, text=True, check=True)
    single, half = (float(line) for line in done.stdout.split())
    return single, half


def whole_rounds(name: str, rounds: list[list[dict[str, float]]]) -> list[list[dict[str, float]]]:
    """The rounds that say what is reached when: those of all epochs, with a seed that learns."""
    return rounds if name in RECIPES_TO_THE_END else rounds[:1]


def time_to(goal: float, told: list[dict[str, float]]) -> float | None:
    seconds = 0.0
    for epoch in told:
        seconds += epoch["seconds"]
        if epoch["accuracy"] >= goal:
            return seconds
    return None


def median(values: list[float | None]) -> str:
    """The median, if most rounds got there."""
    known = [value for value in values if value is not None]
    return f"{statistics.median(known):.1f} s" if 2 * len(known) > len(values) else "not reached"


def draw(runs: dict[str, list[list[dict[str, float]]]], path: Path) -> None:
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.add_subplot()
    for name, (colour, marker) in STYLES.items():
        rounds = runs.get(name, [])
        for number, told in enumerate(rounds):
            seconds, places = 0.0, []
            for epoch in told:
                seconds += epoch["seconds"]
                places.append((seconds, 100 - 100 * epoch["accuracy"]))
            label = CONTENDERS[name] if number == 0 else None
            axes.plot(*zip(*places, strict=True), color=colour, marker=marker, ms=4, lw=1, label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_yticks([0.3, 0.5, 1, 1.38, 3, 10, 90], ["0.3", "0.5", "1", "1.38", "3", "10", "90"])
    axes.minorticks_off()
    axes.set_xticks([1, 3, 10, 30, 100, 300], ["1", "3", "10", "30", "100", "300"])
    axes.set_xlabel("seconds of training", fontsize=12)
    axes.set_ylabel("mistakes on the test images, %", fontsize=12)
    axes.grid(color="#e5e5e5")
    axes.legend(fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=125)


def at_least_one(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r}; expected a whole number from 1")
    return int(text)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=at_least_one, default=3)
    parser.add_argument(
        "--epochs", type=at_least_one, default=12, help="of all but quick and standard, which end by themselves"
    )
    parser.add_argument("--later", type=at_least_one, default=3, help="the same in all rounds but the first")
    chosen = parser.parse_args()
    names = [name for name in CONTENDERS if name != "torch" or importlib.util.find_spec("torch")]
    runs: dict[str, list[list[dict[str, float]]]] = {name: [] for name in names}
    peaks: dict[str, list[int]] = {name: [] for name in names}
    rates = []
    for number in range(chosen.rounds):
        rates.append(matmul_rates())
        for name in names:
            told, peak = run(
                name, chosen.later if number else chosen.epochs, number + _LEARNS.get(name, 0) * (number == 0)
            )
            runs[name].append(told)
            peaks[name].append(peak)
            print(number, name, [f"{e['seconds']:.1f} s {e['accuracy']:.2%}" for e in told], flush=True)
    single, half = (statistics.median(rate) for rate in zip(*rates, strict=True))
    write(runs, peaks, {"float32": single, "bfloat16": half}, chosen)


def write(runs: dict, peaks: dict, rates: dict[str, float], chosen: argparse.Namespace) -> None:
    today, machine = time.strftime("%Y-%m-%d"), describe_machine()
    draw(runs, RESULTS / f"{today}-training.png")
    known = versions("keras", "tensorflow-cpu", "tensorflow", "torch")
    head = (
        "| contender | s an epoch | of matrix multiply | to 98.62 % | to 99 % | to 99.5 % | at the end | peak memory |"
    )
    lines = [head, "|---|---|---|---|---|---|---|---|"]
    seconds_an_epoch = {}
    for name, rounds in runs.items():
        # Quick's only epoch is half of one; its seconds are for the whole.
        share = 0.5 if name == "shuzi-quick" else 1.0
        seconds_an_epoch[name] = statistics.median(e["seconds"] / share for told in rounds for e in told)
        kind = "bfloat16" if name in HALF_PRECISION else "float32"
        rate = 1000 * TERAFLOP_AN_EPOCH / seconds_an_epoch[name] / rates[kind]
        whole = whole_rounds(name, rounds)
        goals = " | ".join(median([time_to(goal, told) for told in whole]) for goal in GOALS)
        ends = [told[-1]["accuracy"] for told in whole]
        peak = statistics.median(peaks[name]) / 2**30
        lines.append(
            f"| {CONTENDERS[name]} | {seconds_an_epoch[name]:.1f} | "
            f"{f'{rate:.0%} ({kind})' if name in SAME_NETWORK else '–'} | {goals} | "
            f"{statistics.median(ends):.2%} after {share * len(rounds[0]):g} | {peak:.2f} GiB |"
        )
    stock = 12 * seconds_an_epoch["keras-note"]
    totals = {
        name: statistics.median(sum(epoch["seconds"] for epoch in told) for told in runs[name])
        for name in RECIPES_TO_THE_END
    }
    waited = statistics.median(sum(e["waited"] for e in told) for told in runs["shuzi-standard"])
    share = waited / totals["shuzi-standard"]
    changing = seconds_an_epoch["shuzi-standard"] / seconds_an_epoch["shuzi-plain"]
    text = f"""# Training, {today}

{machine["processor"]}, {machine["cores"]} cores; {", ".join(f"{k} {v}" for k, v in known.items())}.
Made by `python benchmarks/bench_training.py --rounds {chosen.rounds} --epochs {chosen.epochs} --later {chosen.later}`;
medians, what peers reach and when from the first round alone. There stock Keras trains the note as written with seed
{_LEARNS["keras-note"]}, since with most seeds it stays at 10 % (see docs/recipe-study.md). Matrix
multiply reaches {rates["float32"]:.0f} GFLOP/s in float32 and {rates["bfloat16"]:.0f} in bfloat16; an epoch of the
note's network is {TERAFLOP_AN_EPOCH} TFLOP. Times to an accuracy count training only, epoch by epoch; the test images
are measured for this report and choose nothing.

{chr(10).join(lines)}

The note's 12 epochs take stock Keras {stock:.0f} s. `quick` takes {totals["shuzi-quick"]:.1f} s of training, one
part in {stock / totals["shuzi-quick"]:.0f}; `standard` {totals["shuzi-standard"]:.0f} s.

Augmentation: in all of `standard` the network waited {waited:.1f} s for its images, {share:.1%} of its
time. Changing them takes processor time of its own, which cores that all train must give: an epoch takes
{changing:.2f} times what it takes on images as they are.

![Mistakes over seconds of training]({today}-training.png)
"""
    (RESULTS / f"{today}-training.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

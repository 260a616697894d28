"""Many trainings, one a seed, each a process and a run's folder as by hand: one after the other, or as tasks of Ray."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from shuzi.errors import RunError, UsageError
from shuzi.scale.local_ray import ray_running
from shuzi.store.card import summary
from shuzi.store.model import load
from shuzi.whole_file import whole_output

PLAN, TABLE = "seeds.json", "seeds.csv"

_COLUMNS = ("seed", "run", "test_accuracy", "test_loss", "epochs_done", "train_seconds", "restarts", "error")

_MOST_SEEDS = 10_000
"""Of one study; set by hand, against a range that is a slip of the keyboard."""


@dataclass(frozen=True)
class Study:
    """What is trained, and where to."""

    folder: Path
    """Gets a run's folder `seed-N` for each, and the table of all."""
    seeds: Sequence[int]
    arguments: Sequence[str]
    """Of `shuzi train`, without seed and place."""
    engine: str = "pool"
    """`ray`, or one after the other."""
    for_programs: bool = False
    """Errors are in English then, and otherwise in the reader's language where a person can do something about them."""


def parse_seeds(text: str) -> list[int]:
    """Return the seeds in a text such as `0-19` or `1,5,8-10`, each once.

    Raises:
        UsageError: it says something else, or too many.
    """
    seeds: dict[int, None] = {}
    for part in text.split(","):
        ends = re.fullmatch(r"\s*(\d{1,10})\s*(?:-\s*(\d{1,10})\s*)?", part)
        if ends is None or int(ends[2] or ends[1]) < int(ends[1]):
            raise UsageError(f"--seeds is {text!r}; expected numbers and ranges, such as 0-19 or 1,5,8-10.")
        first, last = int(ends[1]), int(ends[2] or ends[1])
        if len(seeds) + last - first >= _MOST_SEEDS:
            raise UsageError(
                f"--seeds {text} means more than {_MOST_SEEDS:,}; expected fewer. Make several studies of it."
            )
        seeds.update(dict.fromkeys(range(first, last + 1)))
    return list(seeds)


def train_seeds(study: Study) -> Iterator[dict[str, Any]]:
    """Train what is not trained yet, give what `shuzi train --json` says of each, and write the table at the end.

    What was stopped is gone on with. A training that fails has an `error` and its `seed`, and stops no other.

    Raises:
        UsageError: the folder holds a study that was begun in another way.
        OutputError: it cannot be written.
        MissingDependencyError: Ray is asked for, and not installed.
    """
    _begin(study)
    ended = []
    for result in trained(study):
        ended.append(result)
        yield result
    _write_table(study.folder / TABLE, sorted(ended, key=lambda result: study.seeds.index(result["seed"])))


def trained(study: Study) -> Iterator[dict[str, Any]]:
    """Train what is not trained yet and give what is told of each, as `train_seeds`, without a table or a plan."""
    options = ("--json",) if study.for_programs else ()
    train = partial(_train, study.folder.absolute(), tuple(study.arguments), options, str(Path.cwd()))
    yield from _with_ray(train, study.seeds) if study.engine == "ray" else map(train, study.seeds)


def _begin(study: Study) -> None:
    study.folder.mkdir(parents=True, exist_ok=True)
    plan = study.folder / PLAN
    if plan.is_file():
        before = json.loads(plan.read_text(encoding="utf-8")).get("arguments")
        if before != list(study.arguments):
            raise UsageError(
                f"the study in {study.folder} was begun with {' '.join(before or ['other options'])}, not with "
                f"{' '.join(study.arguments) or 'no options'}; go on as it was begun, or name another --out."
            )
        return
    if any(study.folder.iterdir()):
        raise UsageError(f"{study.folder} holds other files; expected a new or an empty folder, or a study.")
    with whole_output(plan) as stream:
        stream.write(json.dumps({"arguments": list(study.arguments)}).encode() + b"\n")


def _train(folder: Path, arguments: Sequence[str], options: Sequence[str], where: str, seed: int) -> dict[str, Any]:
    run = folder / f"seed-{seed}"
    if (run / "training.json").is_file():
        way = ["--resume", str(run)]
    else:
        try:
            return summary(load(run).card, str(run))
        except RunError:
            way = [*arguments, "--seed", str(seed), "--out", str(run)]
    # By hand it would have all of the machine's threads; Ray says that there is one.
    surroundings = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    command = [sys.executable, "-m", "shuzi", "train", *way, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=where, env=surroundings)  # noqa: S603
    try:
        return summary(load(run).card, str(run))
    except RunError:
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        return {"seed": seed, "run": str(run), "error": lines[-1].removeprefix("shuzi: ")}


def _with_ray(train: Any, seeds: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Give what comes of each as it comes; a task whose machine is lost is started anew, and goes on."""
    with ray_running() as ray:

        def train_one(seed: int) -> dict[str, Any]:
            return dict(train(seed))

        task = ray.remote(num_cpus=1, max_retries=-1)(train_one)
        waiting = [task.remote(seed) for seed in seeds]
        while waiting:
            (done,), waiting = ray.wait(waiting, num_returns=1)
            yield ray.get(done)


def _write_table(path: Path, results: Sequence[dict[str, Any]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(results)
    with whole_output(path) as stream:
        stream.write(text.getvalue().encode())

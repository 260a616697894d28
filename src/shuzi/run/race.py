"""How long trainings take to reach an accuracy on validation images: contenders take turns, each in its own process."""

import importlib.util
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from shuzi.errors import MissingDependencyError, UsageError
from shuzi.recipes import RECIPES
from shuzi.run.contenders import PEERS
from shuzi.run.request import check_epochs, check_seed

FROM_NOTHING = tuple(name for name, recipe in RECIPES.items() if not recipe.rehearsal and recipe.members == 1)
"""The recipes of one network that starts from random weights."""


class Timed(NamedTuple):
    """One training against the clock."""

    contender: str
    seed: int
    seconds: tuple[float, ...]
    """Of training since its start, at every epoch's end; measuring is not in them."""
    validation: tuple[float, ...]
    """Share of the validation images that were right then, 0 to 1."""
    test_accuracy: float | None
    """Share of the test images, asked once at the end; None where training failed."""
    error: str | None = None
    """Why it failed."""

    def seconds_to(self, goal: float) -> float | None:
        """Return the seconds to so many percent of the validation images; None if they were never right."""
        reached = (at for at, share in zip(self.seconds, self.validation, strict=True) if share >= goal / 100)
        return next(reached, None)


def contenders(names: Sequence[str] | None = None) -> list[str]:
    """Return who takes part: those who are asked, or `quick`, `standard` and the others that are installed.

    Raises:
        UsageError: there is no such contender.
        MissingDependencyError: what it runs on is not installed.
    """
    if names is None:
        return ["quick", "standard", *(name for name, peer in PEERS.items() if importlib.util.find_spec(peer.needs))]
    for name in names:
        if name not in PEERS and name not in FROM_NOTHING:
            raise UsageError(f"there is no contender {name!r}; expected some of {', '.join([*FROM_NOTHING, *PEERS])}.")
        if name in PEERS and importlib.util.find_spec(PEERS[name].needs) is None:
            package = PEERS[name].needs
            raise MissingDependencyError(f"the contender {name} needs {package}; install it: pip install {package}")
    return list(dict.fromkeys(names))


def race(names: Sequence[str], seeds: Sequence[int], *, epochs: float | None = None) -> Iterator[Timed]:
    """Train everybody from every seed, by turns, and tell of each training when it ends.

    Args:
        names: as `contenders` gives them.
        seeds: of starting weights and order.
        epochs: how many; None is what each one's own page or recipe says.
    Raises:
        UsageError: a seed or the number of epochs makes no sense.
    """
    if epochs is not None:
        check_epochs(epochs)
    for seed in seeds:
        check_seed(seed)
    return _race(names, seeds, epochs)


def _race(names: Sequence[str], seeds: Sequence[int], epochs: float | None) -> Iterator[Timed]:
    for seed in seeds:
        for name in names:
            yield _timed(name, seed, epochs)


def _timed(name: str, seed: int, epochs: float | None) -> Timed:
    command = [
        sys.executable,
        "-m",
        "shuzi.run.contenders",
        name,
        str(seed),
        *([] if epochs is None else [str(epochs)]),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    laps = [lap for lap in lines if "seconds" in lap]
    seconds = [lap["seconds"] for lap in laps]
    since_start = tuple(sum(seconds[: count + 1]) for count in range(len(seconds)))
    error = None
    if done.returncode:
        error = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
    test = next((line["test_accuracy"] for line in lines if "test_accuracy" in line), None)
    return Timed(name, seed, since_start, tuple(lap["validation_accuracy"] for lap in laps), test, error)


def summary_of(results: Sequence[Timed], goals: Sequence[float]) -> list[dict[str, Any]]:
    """Return a row for each contender, in the order of their first results.

    Each has `contender`, `trainings` and `failed` (how many), `test_accuracy` (mean of those that ended; None without
    any) and `goals`: for each goal how many `reached` it, and the `median`, `least` and `most` seconds of these.

    Args:
        results: of any number of seeds.
        goals: percent of the validation images.
    """
    rows = []
    for name in dict.fromkeys(timed.contender for timed in results):
        timings = [timed for timed in results if timed.contender == name]
        tests = [timed.test_accuracy for timed in timings if timed.test_accuracy is not None]
        rows.append({
            "contender": name,
            "trainings": len(timings),
            "failed": sum(timed.error is not None for timed in timings),
            "test_accuracy": statistics.mean(tests) if tests else None,
            "goals": [_reached(timings, goal) for goal in goals],
        })  # fmt: skip
    return rows


def _reached(results: Sequence[Timed], goal: float) -> dict[str, Any]:
    reached = [seconds for timed in results if (seconds := timed.seconds_to(goal)) is not None]
    middle = {"median": statistics.median(reached), "least": min(reached), "most": max(reached)} if reached else {}
    return {"goal": goal, "reached": len(reached), "median": None, "least": None, "most": None} | middle

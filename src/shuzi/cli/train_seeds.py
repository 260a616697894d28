"""`shuzi train --seeds`: the same training from many seeds."""

import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from shuzi.cli.terminal import is_given, print_json, say
from shuzi.errors import UsageError
from shuzi.words import words

_OUR_OWN = {"seeds", "engine", "out", "as_json"}
_NOT_TOGETHER = {"seed", "resume", "watch"}

ENGINES = ("pool", "ray")


def train_seeds(
    context: typer.Context, *, seeds: str, engine: str, out: Path | None, as_json: bool, language: str
) -> int:
    """Train from every seed, say what came of it, and return the exit code."""
    from shuzi.scale.trainings import TABLE, Study, parse_seeds
    from shuzi.scale.trainings import train_seeds as train
    from shuzi.store.folder import default_run_path

    if engine not in ENGINES:
        raise UsageError(f"there is no engine {engine!r}; expected one of {', '.join(ENGINES)}.")
    given = _given(context)
    folder = out or default_run_path(f"{context.params['recipe']}-seeds")
    study = Study(folder, parse_seeds(seeds), given, engine, for_programs=as_json)
    told = []
    for one in train(study):
        told.append(one)
        if one.get("error"):
            say("shuzi: " + words(language)["seeds.failed"].format(seed=one["seed"], error=one["error"]))
        elif not as_json:
            known = {"seed": one["seed"], "accuracy": one["test_accuracy"], "seconds": one["train_seconds"]}
            print(words(language)["seeds.one"].format(**known, run=one["run"]), flush=True)
    if as_json:
        print_json({"runs": told, "out": str(folder)})
    else:
        print(_told(told, folder / TABLE, words(language)))
    return 1 if any(one.get("error") for one in told) else 0


def _given(context: typer.Context) -> list[str]:
    """Return the options that every training gets, as they were given."""
    given = []
    for parameter in context.command.params:
        name = parameter.name or ""
        if not is_given(context, name) or name in _OUR_OWN:
            continue
        if name in _NOT_TOGETHER:
            raise UsageError(
                f"{parameter.opts[0]} belongs to one training, so it cannot stand beside --seeds. The same command "
                "again goes on."
            )
        value: Any = context.params[name]
        given += [parameter.opts[0]] if value is True else [parameter.opts[0], str(value)]
    return given


def _told(told: list[dict[str, Any]], table: Path, said: Mapping[str, str]) -> str:
    accuracies = [one["test_accuracy"] for one in told if not one.get("error")]
    if not accuracies:
        return said["seeds.none"].format(count=len(told), table=table)
    shares = {"mean": statistics.mean(accuracies), "low": min(accuracies), "high": max(accuracies)}
    return said["seeds.all"].format(count=len(accuracies), table=table, **shares)

"""`shuzi train --seeds`, and a committee's members elsewhere: the same training from many seeds."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shuzi.cli.terminal import check_engine, is_given, print_json, say
from shuzi.errors import TrainingError, UsageError
from shuzi.words import words

if TYPE_CHECKING:
    from shuzi.store.training_folder import Plan

_OUR_OWN = {"seeds", "engine", "out", "as_json"}
_NOT_TOGETHER = {"seed", "resume", "watch"}


def train_seeds(
    context: typer.Context, *, seeds: str, engine: str, out: Path | None, as_json: bool, language: str
) -> int:
    """Train from every seed, say what came of it, and return the exit code."""
    from shuzi.recipes import find_recipe
    from shuzi.scale.train_seeds import TABLE, Study, parse_seeds
    from shuzi.scale.train_seeds import train_seeds as train
    from shuzi.store.folder import default_run_path

    check_engine(engine)
    recipe = find_recipe(context.params["recipe"])
    if recipe.members > 1:
        raise UsageError(
            f"the recipe {recipe.name} takes {recipe.members} seeds by itself, from --seed on, so it cannot stand "
            "beside --seeds. Train one committee, or --recipe best from many seeds."
        )
    given = _given(context)
    folder = out or default_run_path(f"{context.params['recipe']}-seeds")
    study = Study(folder, parse_seeds(seeds), given, engine, for_programs=as_json)
    results = []
    for result in train(study):
        results.append(result)
        if result.get("error"):
            say("shuzi: " + words(language)["seeds.failed"].format(seed=result["seed"], error=result["error"]))
        elif not as_json:
            print(_line(result, language), flush=True)
    if as_json:
        print_json({"runs": results, "out": str(folder)})
    else:
        print(_summary_line(results, folder / TABLE, words(language)))
    return 1 if any(result.get("error") for result in results) else 0


def elsewhere_by(engine: str, language: str, *, for_programs: bool) -> "Callable[[Path, Sequence[Plan]], None] | None":
    """Return what trains a committee's members by an engine; None where they are trained one after the other here.

    Raises:
        UsageError: there is no such engine.
    """
    check_engine(engine)
    if engine == "pool":
        return None
    from shuzi.scale.train_seeds import Study, trained

    def train(folder: Path, plans: "Sequence[Plan]") -> None:
        """Train the members; raises a TrainingError if one comes to no end, once the others have."""
        if not plans:
            return
        folder.mkdir(parents=True, exist_ok=True)
        given = [*_options(plans[0]), "--lang", language]
        failed = []
        for result in trained(Study(folder, [plan.seed for plan in plans], given, engine, for_programs=for_programs)):
            if result.get("error"):
                failed.append(words(language)["seeds.failed"].format(seed=result["seed"], error=result["error"]))
            else:
                say(_line(result, language))
        if failed:
            raise TrainingError("; ".join(failed))

    return train


def _options(plan: "Plan") -> list[str]:
    """Return what `shuzi train` is told for a plan, beside its seed and its folder."""
    values = {
        "--recipe": plan.recipe["name"],
        "--epochs": plan.recipe["epochs"],
        "--limit": plan.limit,
        "--validation": plan.validation_images or None,
        "--data": plan.data,
        "--layout": plan.layout,
        "--devices": None if plan.devices == 1 else plan.devices,
    }
    options = [text for option, value in values.items() if value is not None for text in (option, str(value))]
    return [*options, "--keep-going"] if plan.keep_going else options


def _line(result: Mapping[str, Any], language: str) -> str:
    figures = {"seed": result["seed"], "accuracy": result["test_accuracy"], "seconds": result["train_seconds"]}
    return words(language)["seeds.one"].format(**figures, run=result["run"])


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


def _summary_line(results: list[dict[str, Any]], table: Path, texts: Mapping[str, str]) -> str:
    accuracies = [result["test_accuracy"] for result in results if not result.get("error")]
    if not accuracies:
        return texts["seeds.none"].format(count=len(results), table=table)
    shares = {"mean": statistics.mean(accuracies), "low": min(accuracies), "high": max(accuracies)}
    return texts["seeds.all"].format(count=len(accuracies), table=table, **shares)

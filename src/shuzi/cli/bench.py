"""`shuzi bench`: a model in every format, its size, accuracy and speed; with --train, trainings by the clock."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shuzi.cli.backend import start_exporting
from shuzi.cli.terminal import JSON_HELP, download_progress, is_given, print_json, say
from shuzi.errors import UsageError
from shuzi.machine import quiet_libraries

if TYPE_CHECKING:
    from shuzi.run.race import Timed

_OF_TRAINING = ("contenders", "seeds", "goals", "epochs")


def bench(
    context: typer.Context,
    run: Path | None = typer.Argument(None, help="A run's folder; without it, the model that comes with shuzi."),
    train: bool = typer.Option(
        False, "--train", help="Time trainings instead: how long until so much of the validation images is right."
    ),
    contenders: str | None = typer.Option(
        None,
        "--contenders",
        help="With --train: recipes, keras, torch, such as quick,keras; else quick, standard, and what is installed.",
    ),
    seeds: str = typer.Option("0-2", "--seeds", help="With --train: train from each of these, such as 0-19."),
    goals: str = typer.Option(
        "99,99.4,99.5", "--goals", help="With --train: percent of the validation images, such as 98.5,99."
    ),
    epochs: float | None = typer.Option(
        None, "--epochs", help="With --train: train this many epochs instead of what each one's own recipe says."
    ),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Measure a model in every format whose runtime is installed, on MNIST's test images; with --train, trainings."""
    if train:
        if run is not None:
            raise UsageError(f"--train trains anew and measures no run, but {run} was given. Leave one of them out.")
        _race(contenders, seeds, goals, epochs, as_json=as_json)
        return
    given = [name for name in _OF_TRAINING if is_given(context, name)]
    if given:
        raise UsageError(f"--{given[0]} goes with --train, which is missing. Add it, or leave --{given[0]} out.")
    exporting = start_exporting()
    with download_progress() as progress, quiet_libraries():
        rows = exporting.bench(run, progress=progress)
    if as_json:
        print_json({"formats": rows, "run": None if run is None else str(run)})
    else:
        _print_formats(rows)


def _print_formats(rows: list[dict[str, Any]]) -> None:
    from shuzi.evaluation.report import share_text

    print(f"{'format':<10}  {'size':>9}  {'accuracy':>8}  {'same digit':>10}  {'one image':>10}  {'at once':>14}")
    for row in rows:
        proof = row["proof"]
        if proof is None:
            print(f"{row['to']:<10}  {row['missing']}")
            continue
        accuracy = share_text(proof["test_accuracy"])
        print(
            f"{row['to']:<10}  {proof['bytes'] / 1000:>6,.0f} kB  {accuracy:>8}  "
            f"{proof['agreement']:>10,}  "
            f"{proof['milliseconds']:>7.2f} ms  {proof['images_per_second']:>8,.0f} img/s"
        )


def _race(contenders: str | None, seeds: str, goals: str, epochs: float | None, *, as_json: bool) -> None:
    from shuzi.data.mnist import load_mnist
    from shuzi.machine import describe_machine
    from shuzi.run.race import contenders as taking_part
    from shuzi.run.race import race, summary_of
    from shuzi.scale.train_seeds import parse_seeds

    names = taking_part(None if contenders is None else [name.strip() for name in contenders.split(",")])
    numbers, percents = parse_seeds(seeds), _percents(goals)
    trainings = race(names, numbers, epochs=epochs)
    with download_progress() as progress:
        load_mnist(progress=progress)  # nobody's time
    results: list[Timed] = []
    stopped = False
    try:
        for timed in trainings:
            results.append(timed)
            if not as_json:
                say(_line(timed, percents))
    except KeyboardInterrupt:
        stopped = True
    rows = summary_of(results, percents)
    if as_json:
        timings = [{**timed._asdict(), "goals": {f"{goal:g}": timed.seconds_to(goal) for goal in percents}}
                   for timed in results]  # fmt: skip
        print_json({"contenders": rows, "trainings": timings, "machine": describe_machine()})
    elif rows:
        _print_race(rows)
    if stopped:
        say("shuzi: stopped; what was measured until then stands above.")
        raise typer.Exit(130)
    if any(timed.error for timed in results):
        raise typer.Exit(1)


def _percents(goals: str) -> list[float]:
    try:
        percents = [float(goal) for goal in goals.split(",")]
    except ValueError:
        percents = []
    if not percents or not all(0 < percent <= 100 for percent in percents):
        raise UsageError(
            f"--goals is {goals!r}; expected percentages above 0 and up to 100, with commas between them: 99,99.4."
        )
    return sorted(set(percents))


def _line(timed: "Timed", goals: list[float]) -> str:
    if timed.error:
        return f"seed {timed.seed}, {timed.contender}: failed ({timed.error})"
    reached = [f"{goal:g}% in {seconds:.1f} s" for goal in goals if (seconds := timed.seconds_to(goal)) is not None]
    return (
        f"seed {timed.seed}, {timed.contender}: {', '.join(reached) or f'never {goals[0]:g}%'}; "
        f"{timed.seconds[-1]:.1f} s in all, test accuracy {timed.test_accuracy:.2%}"
    )


def _print_race(rows: list[dict[str, Any]]) -> None:
    goals = [goal["goal"] for goal in rows[0]["goals"]]
    print("seconds of training until so much of the validation images is right: median (least to most), how often")
    print(f"{'contender':<10}" + "".join(f"  {f'{goal:g}%':>30}" for goal in goals) + f"  {'test':>7}")
    for row in rows:
        cells = [_cell(goal, row["trainings"]) for goal in row["goals"]]
        test = "–" if row["test_accuracy"] is None else f"{row['test_accuracy']:.2%}"
        print(f"{row['contender']:<10}" + "".join(f"  {cell:>30}" for cell in cells) + f"  {test:>7}")


def _cell(goal: dict[str, Any], trainings: int) -> str:
    if not goal["reached"]:
        return f"0 of {trainings}"
    spread = f" ({goal['least']:.1f} to {goal['most']:.1f})" if goal["reached"] > 1 else ""
    return f"{goal['median']:.1f} s{spread}, {goal['reached']} of {trainings}"

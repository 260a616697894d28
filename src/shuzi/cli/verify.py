"""`shuzi verify`: train a run again from its card, and compare."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shuzi.cli.backend import start_training
from shuzi.cli.terminal import JSON_HELP, print_json, say

if TYPE_CHECKING:
    from shuzi.run.verify import Verification


def verify(
    run: Path | None = typer.Argument(None, help="A run's folder; without it, the model that comes with shuzi."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Train again as a run's card says, and say whether every weight comes out the same."""
    from shuzi.cli.training_display import training_display
    from shuzi.store.folder import read_trained

    if run is not None:
        read_trained(run)  # what cannot be verified is said before Keras is imported
    start_training()
    from shuzi.run.verify import verify as train_again

    with training_display() as display:
        found = train_again(run, watcher=display, progress=display.on_download)
    if as_json:
        print_json(_facts(found))
    else:
        _print(found)
    if not found.same:
        raise typer.Exit(1)


def _facts(found: "Verification") -> dict[str, Any]:
    return {
        "run": str(found.path),
        "recipe": found.card.recipe,
        "seed": found.card.seed,
        "steps_done": found.card.steps_done,
        "same_weights": found.same,
        "largest_difference": found.largest_difference,
        "changed": {name: {"then": then, "now": now} for name, (then, now) in found.changed.items()},
        "train_seconds": round(found.seconds, 3),
        **({"members": [_facts(one) for one in found.members]} if found.card.members is not None else {}),
    }


def _print(found: "Verification") -> None:
    card = found.card
    print(f"{found.path}: {card.recipe}, seed {card.seed}, {card.steps_done:,} steps")
    if card.members is not None and not found.members:
        print("the weights do not follow from those of its members, which were not trained again")
    else:
        print(f"trained again in {found.seconds:.1f} s")
    for one in found.members:
        print(f"  {one.path}: {'the same, to the bit' if one.same else 'other weights'}")
    if found.same:
        print(f"all {card.parameters:,} weights are the same, to the bit")
        return
    print(f"the weights differ, by up to {found.largest_difference:.1e} of the largest of their kind")
    for name, (then, now) in found.changed.items():
        print(f"  {name}: {then} then, {now} now")
    if found.changed:
        say("shuzi: on another machine, or with other versions, the last bits differ and grow while training goes on.")
    else:
        say("shuzi: nothing is known to have changed since; this run was not made by its card alone.")

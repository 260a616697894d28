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
        verification = train_again(run, watcher=display, progress=display.on_download)
    if as_json:
        print_json(_facts(verification))
    else:
        _print(verification)
    if not verification.same:
        raise typer.Exit(1)


def _facts(verification: "Verification") -> dict[str, Any]:
    members = [_facts(member) for member in verification.members]
    return {
        "run": str(verification.path),
        "recipe": verification.card.recipe,
        "seed": verification.card.seed,
        "steps_done": verification.card.steps_done,
        "same_weights": verification.same,
        "largest_difference": verification.largest_difference,
        "changed": {name: {"then": then, "now": now} for name, (then, now) in verification.changed.items()},
        "train_seconds": round(verification.seconds, 3),
        **({} if verification.card.members is None else {"members": members}),
    }


def _print(verification: "Verification") -> None:
    card = verification.card
    print(f"{verification.path}: {card.recipe}, seed {card.seed}, {card.steps_done:,} steps")
    if card.members is not None and not verification.members:
        print("the weights do not follow from those of its members, which were not trained again")
    else:
        print(f"trained again in {verification.seconds:.1f} s")
    for member in verification.members:
        print(f"  {member.path}: {'the same, to the bit' if member.same else 'other weights'}")
    if verification.same:
        print(f"all {card.parameters:,} weights are the same, to the bit")
        return
    print(f"the weights differ, by up to {verification.largest_difference:.1e} of the largest of their kind")
    for name, (then, now) in verification.changed.items():
        print(f"  {name}: {then} then, {now} now")
    if verification.changed:
        say("shuzi: on another machine, or with other versions, the last bits differ and grow while training goes on.")
    else:
        say("shuzi: nothing is known to have changed since; this run was not made by its card alone.")

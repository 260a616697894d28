"""The close-up's record: how it was made, and what validation showed."""

from typing import Any

import keras
from finder.learner import MUON

from closeup.training import CLIP, DECAY, KEPT, SMOOTHING, Trainer
from shuzi.machine import describe_machine, versions


def record_of(trainer: Trainer, *, options: dict[str, Any]) -> str:
    """Return the record as Markdown."""
    machine = describe_machine()
    installed = ", ".join(f"{k} {v}" for k, v in versions("keras", "tensorflow-cpu", "numpy", "onnxruntime").items())
    rows = "\n".join(
        f"| {row['minutes']:.0f} | {row['steps']:.0f} | {row['loss']:.3f} | {row['right']:.1%} | {row['missed']:.1%} "
        f"| {row['false']:.1%} | {row['print']:.1%} |"
        for row in trainer.history
    )
    return f"""# The close-up

Made by `python benchmarks/ship_closeup.py`; its network is `benchmarks/closeup/network.py`,
{trainer.model.count_params():,} parameters. {machine["processor"]}, {machine["cores"]} cores;
{installed}.

{trainer.steps:,} steps of {options["batch"]} views in {trainer.seconds / 60:.0f} minutes,
from {options["start"] or "chance"}; Muon for the kernels before a normalisation, at {MUON} times the learning rate of
AdamW for all other weights, which is {options["rate"]} along a cosine to 0, with a weight decay of {DECAY} and the
gradient clipped at {CLIP}; computed in {keras.mixed_precision.global_policy().name},
weights averaged with {KEPT}, labels smoothed by {SMOOTHING}; seed {options["seed"]}.

Views are of what the finder names on crops drawn as for its own training, in the same hands (see its record),
two of each place; words and letters are also written with the pens of digits, out of thinned fonts of handwriting, and
in other scripts. A view is turned, enlarged, leaned and moved a little each time it is seen. Validation:
{options["validation"]:,} views by hands and fonts that no training saw.

| minutes | steps | loss | digits read right | digits taken for none | others taken for a digit | print told |
|---|---|---|---|---|---|---|
{rows}
"""

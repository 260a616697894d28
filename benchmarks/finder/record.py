"""The dated record of a finder's training: data with digests, curves, and the validation table by kind of crop."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import keras
from drawn_pages.crop import KINDS
from drawn_pages.hands import FOR_TRAINING
from matplotlib.figure import Figure

from finder.learner import MUON
from finder.pool import TAKEN, Sources
from finder.training import CLIP, DECAY, KEPT, Trainer
from shuzi.machine import describe_machine, versions


def record_of(trainer: Trainer, sources: Sources, *, options: dict[str, Any]) -> str:
    """Return the record in Markdown."""
    machine = describe_machine()
    known = versions("keras", "tensorflow", "tensorflow-cpu", "numpy", "opencv-python-headless")
    last = trainer.history[-1]
    rows = [
        f"| {kind} | {last.get(f'right_{kind}', float('nan')):.1%} | {last[f'false_{kind}']:.0f} |" for kind in KINDS
    ]
    return f"""# The finder, {time.strftime("%Y-%m-%d")}

Made by `python benchmarks/ship_finder.py`; its network is `benchmarks/finder/network.py`,
{trainer.model.count_params():,} parameters. {machine["processor"]}, {machine["cores"]} cores;
{", ".join(f"{name} {version}" for name, version in known.items() if version)}.

{last["steps"]:,.0f} steps of {options["batch"]} crops in {last["minutes"]:.0f} minutes, each crop drawn for
{TAKEN:.0f} of them; Muon for the kernels before a normalisation, at {MUON} times the learning rate of AdamW for all
other weights, which is {options["rate"]} along a cosine to 0, with a weight decay of {DECAY} and the gradient clipped
at {CLIP}; computed in {keras.mixed_precision.global_policy().name}, weights averaged with {KEPT}; started from
{options["start"] or "nothing"}; seed {options["seed"]}.

- Pen strokes: pendigits (E. Alpaydın, F. Alimoğlu; UCI, CC BY 4.0), part 0 with 30 writers, for validation part 1 with
  14 others; SHA-256 of `pendigits.npz`: {_digest(sources.strokes)}.
- Thinned digits: MNIST's training images, the first {FOR_TRAINING:,}; for validation some of the last 10,000.
- Letters, signs, print: fonts under OFL-1.1: {", ".join(_fonts(sources.fonts))}.

Crops by hands and fonts that no training saw, a place counted from a chance of 0.35:

| crops | digits read right | places that are no digit |
|---|---|---|
{chr(10).join(rows)}

Of all digits {last["found"]:.1%} are found, and {last["right"]:.1%} found and read right; the ink found and the ink
drawn overlap by {last["ink_overlap"]:.1%}.
The crops are harder than pages are, where a look is chosen and looks must agree.
"""


def curves_of(history: list[dict[str, float]]) -> Figure:
    """Return the curves of the losses and of what validation showed."""
    figure = Figure((9, 3.5), layout="constrained")
    losses, shares = figure.subplots(1, 2)
    minutes = [row["minutes"] for row in history]
    for name in ("centre", "digit", "box", "printed", "ink"):
        losses.plot(minutes, [row[name] for row in history], label=name)
    for name in ("found", "right", "ink_overlap"):
        shares.plot(minutes, [row[name] for row in history], label=name.replace("_", " "))
    losses.set(xlabel="minutes", title="losses on drawn crops", yscale="log")
    shares.set(xlabel="minutes", title="validation crops by other hands", ylim=(0, 1))
    losses.legend(loc="upper left", bbox_to_anchor=(1, 1))  # beside the curves, which cross all of the plot
    shares.legend()
    return figure


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fonts(folder: Path) -> list[str]:
    packages = (json.loads((package / "package.json").read_text()) for package in sorted(folder.iterdir()))
    return [f"{package['name']} {package['version']}" for package in packages]

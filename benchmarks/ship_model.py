"""Train the 28×28 model that comes with shuzi, and put it into the package.

    python benchmarks/ship_model.py --strokes pendigits.npz

It is recipe `hands` with seed 0, on MNIST's training images and on digits that 30 other people wrote with a pen on a
tablet. A training that was stopped goes on from `--out`. `classifier_in_8_bits.py` puts it beside itself in 8 bits;
the finder and the close-ups stay, other programs here make them. Without `--strokes` the shipped model stays, and what
is in 8 bits and its card are made again, as is needed when cards learn to say more.
"""

import argparse
import dataclasses
import hashlib
import shutil
from pathlib import Path

import keras
import numpy as np
from classifier_in_8_bits import ship_in_8_bits
from drawn_pages.hands import tablet_hands

from shuzi.data.dataset import Dataset, load_dataset
from shuzi.digits import IMAGE_SIZE, Split
from shuzi.drawing import draw, perhaps_stretched
from shuzi.finding.network import CLOSEUP, EARLIER, FINDER
from shuzi.imaging.framing import frame
from shuzi.machine import versions
from shuzi.network.classifier import Classifier
from shuzi.network.golden import golden_logits
from shuzi.recipes import find_recipe
from shuzi.run.carry_out import carry_out
from shuzi.run.publish import PACKAGES
from shuzi.store.folder import ARCHITECTURE, CARD, MODEL_ONNX, finish_run, read_run
from shuzi.store.history import HISTORY, SNAPSHOTS, EpochResult
from shuzi.store.model import PRETRAINED
from shuzi.store.training_folder import Plan, TrainingFolder
from shuzi.training.watcher import Watcher

FILES = (ARCHITECTURE, MODEL_ONNX, HISTORY, SNAPSHOTS)
"""With its curves and snapshots, which nobody can take afterwards: the first shipped model came without."""

_SEED = 0

_TAKES = 3
"""Times that each digit of a tablet is written, with another pen, slant and width."""

_HEIGHT, _MARGIN = 60, 20
"""Pixels of a digit before it is framed, and of paper around it; as `shuzi.drawing` draws its own."""

_STRETCHED = 0.35
"""Share that is made wider, as of the digits that the recipe adds."""


def train(strokes: Path, out: Path) -> Path:
    """Train, or go on with a training that was stopped; return the run's folder."""
    dataset = with_pen_digits(load_dataset(), strokes)
    if out.exists():
        folder, plan = TrainingFolder.reopen(out)
    else:
        folder = TrainingFolder.begin(out)
        plan = Plan(
            recipe=dataclasses.asdict(find_recipe("hands")), seed=_SEED, limit=None, validation_images=0, data=None,
            digests=dataset.digests, keep_going=False, target=None, backend=keras.backend.backend(),
            versions=versions(*PACKAGES), start=None,
        )  # fmt: skip
        folder.write_plan(plan)
    carry_out(plan, dataset, folder, _Told())
    return out


class _Told(Watcher):
    def on_epoch(self, result: EpochResult) -> None:
        print(result, flush=True)


def with_pen_digits(dataset: Dataset, strokes: Path) -> Dataset:
    """Return the data with digits behind its own that the tablet's 30 writers for training wrote."""
    pen = pen_digits(strokes, part=0)
    split = Split(
        np.concatenate([dataset.train.images, pen.images]), np.concatenate([dataset.train.labels, pen.labels])
    )
    digest = hashlib.sha256(strokes.read_bytes()).hexdigest()
    return dataclasses.replace(dataset, train=split, digests=dataset.digests | {strokes.name: digest})


def pen_digits(strokes: Path, *, part: int) -> Split:
    """Return every digit of one part of the tablet's writers in three pens, framed."""
    random = np.random.default_rng([_SEED, 1])
    glyphs = [glyph for writer in tablet_hands(strokes, part=part) for digits in writer for glyph in digits]
    images = np.empty((_TAKES * len(glyphs), IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    for number, glyph in enumerate(_TAKES * glyphs):
        turn = np.radians(random.normal(0, 4))
        matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        matrix = matrix @ np.array([[np.exp(random.normal(0, 0.15)), random.normal(0, 0.15)], [0, 1]])
        points = glyph.points @ matrix.T * _HEIGHT + _MARGIN + _HEIGHT / 2
        size = np.ceil(points.max(axis=0)[::-1]).astype(int) + _MARGIN
        lines = [points[start:end] for start, end in zip(glyph.starts[:-1], glyph.starts[1:], strict=True)]
        mark = draw(lines, (int(size[0]), int(size[1])), width=float(random.uniform(0.03, 0.15)) * _HEIGHT)
        images[number] = frame(perhaps_stretched(mark, _STRETCHED, random))
    return Split(images, np.array([glyph.label for glyph in _TAKES * glyphs], np.uint8))


def ship(run: Path) -> None:
    """Put a run's model into the package; of the shipped one, only finish the card again."""
    card = read_run(run)
    if run != PRETRAINED:
        for old in PRETRAINED.glob("*"):
            if old not in (FINDER, CLOSEUP, EARLIER):
                old.unlink()
        for name in FILES:
            shutil.copyfile(run / name, PRETRAINED / name)
    ship_in_8_bits()
    golden = golden_logits(Classifier(PRETRAINED / MODEL_ONNX))
    (PRETRAINED / CARD).unlink(missing_ok=True)
    finish_run(PRETRAINED, dataclasses.replace(card, files={}, golden_logits=golden))
    print(f"{PRETRAINED / CARD}: {card.recipe}, test accuracy {card.metrics['test_accuracy']:.2%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=Path, help="pendigits.npz")
    parser.add_argument("--out", type=Path, default=Path("runs/shipped"), help="the run's folder")
    options = parser.parse_args()
    ship(PRETRAINED if options.strokes is None else train(options.strokes, options.out))


if __name__ == "__main__":
    main()

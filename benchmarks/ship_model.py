"""Put a run's model into the package, as the model that comes with shuzi.

The shipped model was made by `shuzi train --recipe hands --seed 0`; its card says on what machine and with which
versions. To make it again: `shuzi train --recipe hands --seed 0 --out RUN && python benchmarks/ship_model.py RUN`. The
finder beside it stays; benchmarks/ship_finder.py makes it. Without a run, the shipped model stays and its card is
finished again, as is needed when cards learn to say more.
"""

import dataclasses
import shutil
import sys
from pathlib import Path

from shuzi.finding.network import FINDER
from shuzi.reading.classifier import Classifier
from shuzi.reading.golden import golden_logits
from shuzi.reading.model import PRETRAINED
from shuzi.store.folder import ARCHITECTURE, CARD, MODEL_ONNX, finish_run, read_run

FILES = (ARCHITECTURE, MODEL_ONNX)


def ship(run: Path) -> None:
    card = read_run(run)
    if run != PRETRAINED:
        for old in PRETRAINED.glob("*"):
            if old != FINDER:
                old.unlink()
        for name in FILES:
            shutil.copyfile(run / name, PRETRAINED / name)
    golden = golden_logits(Classifier(PRETRAINED / MODEL_ONNX))
    (PRETRAINED / CARD).unlink(missing_ok=True)
    finish_run(PRETRAINED, dataclasses.replace(card, files={}, golden_logits=golden))
    print(f"{PRETRAINED / CARD}: {card.recipe}, test accuracy {card.metrics['test_accuracy']:.2%}")


if __name__ == "__main__":
    ship(Path(sys.argv[1]) if len(sys.argv) > 1 else PRETRAINED)

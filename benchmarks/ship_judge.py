"""Train the judge that tells single digits from other marks, and put it into the package beside the shipped model.

python benchmarks/ship_judge.py
"""

import dataclasses
import sys
from pathlib import Path

from shuzi.data.mnist import load_mnist
from shuzi.exporting.onnx import export_onnx
from shuzi.reading.model import PRETRAINED
from shuzi.store.folder import CARD, finish_run, read_run
from shuzi.training.judge import train_judge
from shuzi.training.steppers import prepare_backend


def main(path: Path) -> None:
    card = read_run(PRETRAINED)
    prepare_backend()
    model = train_judge(load_mnist().train, seed=0, told=lambda line: print(line, flush=True))
    export_onnx(model, path)
    if path.parent == PRETRAINED:
        (PRETRAINED / CARD).unlink()
        finish_run(PRETRAINED, dataclasses.replace(card, files={}))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PRETRAINED / "judge.onnx")

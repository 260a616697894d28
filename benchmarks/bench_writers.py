"""Measure the 28×28 model on digits by writers whom no training saw.

    python benchmarks/bench_writers.py --strokes pendigits.npz --record benchmarks/results/DATE-writers.md

Pen strokes of pendigits' 14 held-out writers, each digit in three pens, widths and slants; the 8×8 bitmaps of optdigits
that come with scikit-learn, enlarged, where that is installed; and MNIST's test images.
"""

import argparse
import importlib.util
import time
from pathlib import Path

import cv2
import numpy as np
from ship_model import pen_digits

import shuzi
from shuzi.digits import Split
from shuzi.imaging.framing import frame
from shuzi.machine import describe_machine
from shuzi.reading.reader import Reader

_ENLARGED = 40
"""Pixels that 8 become before a bitmap is framed, as a scan of such writing would have them."""


def optdigits() -> Split:
    """Return the 1,797 bitmaps by 13 writers (UCI, E. Alpaydın and C. Kaynak), enlarged and framed."""
    from sklearn.datasets import load_digits

    data = load_digits()
    enlarged = [
        cv2.resize(np.uint8(image * 255 / 16), (_ENLARGED, _ENLARGED), interpolation=cv2.INTER_CUBIC)
        for image in data.images
    ]
    return Split(np.stack([frame(image) for image in enlarged]), data.target.astype(np.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=Path, required=True, help="pendigits.npz")
    parser.add_argument("--model", type=Path, help="a run's folder instead of the shipped model")
    parser.add_argument("--record", type=Path, help="file to write")
    options = parser.parse_args()
    sets = {"pendigits, 14 held-out writers, three pens each": pen_digits(options.strokes, part=1)}
    if importlib.util.find_spec("sklearn"):
        sets["optdigits, 13 writers, 8×8 enlarged"] = optdigits()
    sets["MNIST, test"] = shuzi.load_mnist().test
    reader = Reader(options.model)
    lines = ["| writers | images | right | weakest digit |", "|---|---|---|---|"]
    for name, split in sets.items():
        right = reader.logits(split.images).argmax(axis=1) == split.labels
        shares = [float(right[split.labels == digit].mean()) for digit in range(10)]
        weakest = int(np.argmin(shares))
        lines.append(f"| {name} | {len(right):,} | {right.mean():.2%} | {weakest}: {shares[weakest]:.1%} |")
    print("\n".join(lines))
    if options.record is not None:
        machine = describe_machine()
        head = f"# Other writers, {time.strftime('%Y-%m-%d')}\n\n{machine['processor']}, {machine['cores']} cores.\n\n"
        made = "Made by `python benchmarks/bench_writers.py`, with the shipped model; framed as `predict` frames.\n\n"
        options.record.write_text(head + made + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

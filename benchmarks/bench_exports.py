"""Every export format of a run, proved in its own runtime on MNIST's test images, side by side.

    python benchmarks/bench_exports.py [RUN] [IMAGES]

Without a run it takes the model that comes with shuzi. Of all test images it writes the record, of fewer it only
prints.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from shuzi.data.mnist import load_mnist
from shuzi.digits import Probabilities, Split, add_channel
from shuzi.errors import ExportError
from shuzi.exporting import FORMATS, find_format
from shuzi.exporting.export import CALIBRATION_IMAGES
from shuzi.exporting.format import ExportInput, Format, missing
from shuzi.exporting.proof import LARGEST_LOSS, prove
from shuzi.machine import describe_machine, versions
from shuzi.store.model import PRETRAINED, load
from shuzi.store.trained_network import read_trained_network

PACKAGES = ("shuzi", "onnxruntime", "onnx", "keras", "tensorflow", "tensorflow-cpu", "numpy")


def row(wanted: Format, source: ExportInput, test: Split, expected: Probabilities) -> str:
    """The table's line of a format."""
    lacking = missing(wanted)
    if lacking:
        return f"| {wanted.name} | not installed: {', '.join(lacking)} | | | | |"
    with tempfile.TemporaryDirectory() as place:
        try:
            wanted.write(source, Path(place))
            proof = prove(wanted, Path(place), add_channel(test.images).astype(np.float32), expected, test.labels)
        except ExportError as error:
            return f"| {wanted.name} | {error} | | | | |"
    return (
        f"| {wanted.name} | {proof.bytes / 1000:,.0f} | {proof.test_accuracy:.2%} | {proof.agreement:,} | "
        f"{proof.milliseconds:.2f} | {proof.images_per_second:,.0f} |"
    )


def main(run: Path, images: int) -> None:
    model, mnist = load(run), load_mnist()
    test = Split(mnist.test.images[:images], mnist.test.labels[:images])
    expected = model.predict(test.images).probabilities
    source = ExportInput(run, read_trained_network(run), mnist.train.images[:CALIBRATION_IMAGES])
    rows = []
    for name in FORMATS:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows.append(row(find_format(name), source, test, expected))
    today, machine, card = time.strftime("%Y-%m-%d"), describe_machine(), model.card
    name = "the model that comes with shuzi" if run == PRETRAINED else run.name
    installed = ", ".join(f"{package} {version}" for package, version in versions(*PACKAGES).items())
    right = float(np.mean(expected.argmax(axis=1) == test.labels))
    text = f"""# Exports, {today}

{name[0].upper() + name[1:]} (recipe `{card.recipe}`, seed {card.seed}, {right:.2%} right) in every
format, run in its own runtime on {len(test.labels):,} of MNIST's test images. A float32 format must give every
image the same digit, another may lose {LARGEST_LOSS:.2%} accuracy; the ranges of 8-bit maps are those of the first
{CALIBRATION_IMAGES} training images. One image: the median of 20 calls; of `c` and `web`, which answer one by one, the
mean.

{machine["processor"]}, {machine["cores"]} cores; {installed}.
Made by `python benchmarks/bench_exports.py`.

| format | kB | test accuracy | same digit as the run | ms an image | images/s |
|---|---|---|---|---|---|
{chr(10).join(rows)}
"""
    print(text)
    if images >= len(mnist.test.labels):
        (Path(__file__).parent / "results" / f"{today}-exports.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    folders = [Path(argument) for argument in arguments if not argument.isdigit()]
    counts = [int(argument) for argument in arguments if argument.isdigit()]
    main(folders[0] if folders else PRETRAINED, counts[0] if counts else 10_000)

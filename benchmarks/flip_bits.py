"""Flip single bits of every file of a run and cut it short, and count how often loading does not notice.

    python benchmarks/flip_bits.py RUN [FLIPS] [CUTS]

Without a run it takes the model that comes with shuzi, which has fewer files. For each file: FLIPS (1,000) single bits
and CUTS (200) lengths, all drawn with one seed. As a control, it also counts how often the reader of that format alone
would not have noticed, with the digests switched off.
"""

import collections
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from shuzi.errors import ShuziError
from shuzi.importing.network import read_network
from shuzi.network.classifier import Classifier
from shuzi.store.folder import ARCHITECTURE, MODEL_KERAS, MODEL_ONNX, WEIGHTS, read_run
from shuzi.store.model import PRETRAINED
from shuzi.store.saved_layers import read_architecture


def damages(content: bytes, flips: int, cuts: int) -> Iterator[tuple[str, bytes]]:
    """Yield the content with one bit flipped, then cut short."""
    drawn = random.Random(0)
    for _ in range(flips):
        place = drawn.randrange(8 * len(content))
        damaged = bytearray(content)
        damaged[place // 8] ^= 1 << place % 8
        yield "flips", bytes(damaged)
    for _ in range(cuts):
        yield "cuts", content[: drawn.randrange(len(content))]


def unnoticed(file: Path, flips: int, cuts: int, open_it: Callable[[], object]) -> dict[str, int]:
    """Return how many damages `open_it` did not refuse; the file is as before afterwards."""
    content, silent = file.read_bytes(), collections.Counter({"flips": 0, "cuts": 0})
    for kind, damaged in damages(content, flips, cuts):
        file.write_bytes(damaged)
        try:
            open_it()
        except ShuziError:
            continue
        silent[kind] += 1
    file.write_bytes(content)
    return dict(silent)


def readers(run: Path) -> dict[str, Callable[[], object]]:
    """How each format is read when no digest is looked at."""
    return {
        MODEL_ONNX: lambda: Classifier(run / MODEL_ONNX),
        MODEL_KERAS: lambda: read_network(run / MODEL_KERAS),
        WEIGHTS: lambda: read_network(run / ARCHITECTURE, run / WEIGHTS),
        ARCHITECTURE: lambda: read_architecture(run),
    }


def main(source: Path, flips: int, cuts: int) -> None:
    print(
        "| file | bytes | flips unnoticed | cuts unnoticed | flips unnoticed without digests |\n|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as place:
        run = Path(shutil.copytree(source, Path(place) / "run"))
        for file in sorted(run.iterdir()):
            silent = unnoticed(file, flips, cuts, lambda: read_run(run))
            control = readers(run).get(file.name)
            alone = "–" if control is None else f"{unnoticed(file, flips // 10, 0, control)['flips']} of {flips // 10}"
            size = f"{file.stat().st_size:,}"
            print(
                f"| {file.name} | {size} | {silent['flips']} of {flips} | {silent['cuts']} of {cuts} | {alone} |",
                flush=True,
            )


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        Path(arguments[0]) if arguments else PRETRAINED,
        int(arguments[1]) if len(arguments) > 1 else 1000,
        int(arguments[2]) if len(arguments) > 2 else 200,
    )

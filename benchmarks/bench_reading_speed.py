"""How fast reading is: a cold process, pages of two sizes, canvases with a digit, and framed images by the thousand.

    python benchmarks/bench_reading_speed.py

ONNX Runtime alone, on images that are framed already, is timed in between.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from mnist_pages.paper import Paper, photographed

from shuzi.data.mnist import load_mnist
from shuzi.machine import describe_machine
from shuzi.reading.reader import Reader
from shuzi.store.folder import MODEL_ONNX
from shuzi.store.model import PRETRAINED

ROUNDS = 7


def large_page() -> np.ndarray:
    """4,000×3,000 pixels with ten lines of ten test digits, 130 pixels tall."""
    test, cover = load_mnist().test, np.zeros((3000, 4000), np.float32)
    rows = [200 + 280 * line for line in range(10)]
    for line, row in enumerate(rows):
        for place in range(10):
            digit = cv2.resize(test.images[10 * line + place], (182, 182), interpolation=cv2.INTER_CUBIC) / 255
            part = cover[row : row + 182, 200 + 360 * place : 382 + 360 * place]
            np.maximum(part, digit.astype(np.float32), out=part)
    return photographed(cover, Paper("shadow", rows, 130.0), np.random.default_rng(1))


def small_page() -> np.ndarray:
    """768×560 pixels with four lines of eight test digits, 40 pixels tall."""
    test, cover = load_mnist().test, np.zeros((560, 768), np.float32)
    rows = [60 + 120 * line for line in range(4)]
    for line, row in enumerate(rows):
        for place in range(8):
            digit = cv2.resize(test.images[8 * line + place], (56, 56), interpolation=cv2.INTER_CUBIC) / 255
            part = cover[row : row + 56, 60 + 80 * place : 116 + 80 * place]
            np.maximum(part, digit.astype(np.float32), out=part)
    return photographed(cover, Paper("ruled", rows, 40.0), np.random.default_rng(2))


def canvases(count: int = 60) -> list[np.ndarray]:
    """Return canvases of 280×280 pixels with one digit each, white on black."""
    images = load_mnist().test.images[:count]
    return [cv2.resize(image, (280, 280), interpolation=cv2.INTER_LINEAR) for image in images]


def median(function: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median seconds of a call, after one to get warm."""
    function()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def cold(page: Path) -> float:
    """Return the seconds of a new process; modules are compiled, as pip compiles them when it installs a package."""
    code = f"import shuzi; shuzi.Reader().read({str(page)!r})"
    installed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run(compiled: str) -> None:
        subprocess.run([sys.executable, "-c", code], check=True, env=installed | {"PYTHONPYCACHEPREFIX": compiled})

    with tempfile.TemporaryDirectory() as compiled:
        run(compiled)
        return median(lambda: run(compiled))


def main() -> None:
    images, reader = load_mnist().test.images, Reader()
    session = onnxruntime.InferenceSession(str(PRETRAINED / MODEL_ONNX))
    name, one = ["probabilities"], images[:1, ..., None].astype(np.float32)
    pieces = [images[start : start + 250, ..., None].astype(np.float32) for start in range(0, len(images), 250)]
    with tempfile.TemporaryDirectory() as place:
        large, small = Path(place) / "large.jpg", Path(place) / "small.png"
        page, middle, drawn = large_page(), small_page(), canvases()
        cv2.imwrite(str(large), cv2.cvtColor(page, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 90])
        cv2.imwrite(str(small), images[0])
        found = len(reader.read(large).digits)
        seconds = {
            "first answer of a cold process, a small image": cold(small),
            "a page of 12 megapixels, 100 digits, JPEG, warm": median(lambda: reader.read(large)),
            "its decoding at half the size alone": median(lambda: cv2.imread(str(large), cv2.IMREAD_REDUCED_COLOR_2)),
            "a page of 768×560 with 32 digits, an array, warm": median(lambda: reader.read(middle)),
            "`Reader.predict`, one image": median(lambda: reader.predict(images[:1]), 200),
            "ONNX Runtime alone, one image": median(lambda: session.run(name, {"images": one}), 200),
        }
        canvas = median(lambda: reader.predict(drawn))
        rates = {
            "`Reader.predict`, 10,000 images": median(lambda: reader.predict(images)),
            "the model alone in float32, 10,000 images": median(lambda: reader.model.predict(images, exact=True)),
            "ONNX Runtime alone, 10,000 images": median(lambda: [session.run(name, {"images": x}) for x in pieces]),
        }
    rows = [f"| {what} | {1000 * value:,.2f} ms |" for what, value in seconds.items()]
    rows += [f"| {what} | {10_000 / value:,.0f} images/s |" for what, value in rates.items()]
    rows.append(f"| `Reader.predict`, canvases of 280×280 | {len(drawn) / canvas:,.0f} images/s |")
    today, machine = time.strftime("%Y-%m-%d"), describe_machine()
    text = f"""# Speed of reading, {today}

{machine["processor"]}, {machine["cores"]} cores; ONNX Runtime {onnxruntime.__version__}.
Made by `python benchmarks/bench_reading_speed.py`; medians of {ROUNDS} and more. On the page of 100 digits {found} were
found.

| what | time |
|---|---|
{chr(10).join(rows)}
"""
    (Path(__file__).parent / "results" / f"{today}-reading-speed.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

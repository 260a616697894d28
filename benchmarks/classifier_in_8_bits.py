"""The 28×28 model that comes with shuzi in 8 bits, and a record of what that costs and brings.

    python benchmarks/classifier_in_8_bits.py

`ship_model.py` puts it into the package; this measures what lies there, by turns with float32, and writes the record to
`benchmarks/results/`. MNIST's test images are asked once, at the end, and choose nothing.
"""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper

from shuzi.data.mnist import load_mnist
from shuzi.digits import Images, Split
from shuzi.drawing import draw_digits
from shuzi.machine import cores, cpu_info, describe_machine, versions
from shuzi.network.classifier import Classifier
from shuzi.network.graph import INPUT, LOGITS, PROBABILITIES, keep_outputs, read_onnx_weights
from shuzi.network.many import EIGHT_BITS, Many
from shuzi.network.onnx_runtime import start_session
from shuzi.reading.reader import Reader
from shuzi.store.folder import MODEL_ONNX
from shuzi.store.model import PRETRAINED

SHOWN = 5000
"""Training images that the maps' ranges are taken from; 1,000, and 1,000 drawn digits more, were no better or worse."""

_MOST = 63
"""Of a weight: seven bits with the sign, of which two products with maps of 8 bits add up within 16, as processors
without VNNI add them (ONNX Runtime's page on quantisation). 127 leaves a third less difference, and is wrong there."""

_MAPS = ("pool_1", "pool_2", "pool_3")
_ORT = "com.microsoft"
_ROUNDS = 7


class _Graph:
    """Nodes and constants of a graph in 8 bits; maps lie channels last, as ONNX Runtime multiplies them."""

    def __init__(self, network: dict[str, npt.NDArray[np.float32]], scales: dict[str, float]) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._network, self._scales = network, scales
        self.constant("zero", np.uint8(0))
        for name, scale in scales.items():
            self.constant(f"{name}_scale", np.float32(scale))

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **settings: Any) -> str:
        domain = _ORT if operator in ("QLinearConv", "NhwcMaxPool", "QGemm") else ""
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **settings))
        return output

    def quantised(self, layer: str, kernel: npt.NDArray[np.float32], *, reads: str, axis: int) -> list[str]:
        """Add a layer's weights, each output with a scale of its own; return the names that its node takes."""
        bias = np.resize(self._network[f"{layer}/bias"], kernel.shape[axis])
        largest = np.abs(kernel).max(axis=tuple(other for other in range(kernel.ndim) if other != axis))
        scale = np.maximum(largest, 1e-12).astype(np.float32) / _MOST
        steps = np.rint(kernel / scale.reshape([-1 if other == axis else 1 for other in range(kernel.ndim)]))
        self.constant(f"{layer}_bias", np.rint(bias / (scale * self._scales[reads])).astype(np.int32))
        return [
            self.constant(f"{layer}_kernel", steps.astype(np.int8)),
            self.constant(f"{layer}_kernel_scale", scale),
            self.constant(f"{layer}_kernel_zero", np.zeros(len(scale), np.int8)),
        ]

    def convolution(self, layer: str, kernel: npt.NDArray[np.float32], *, reads: str, gives: str, stride: int) -> str:
        weights = self.quantised(layer, kernel, reads=reads, axis=0)
        inputs = [reads, f"{reads}_scale", "zero", *weights, f"{gives}_scale", "zero", f"{layer}_bias"]
        return self.node(
            "QLinearConv", inputs, layer, channels_last=1, kernel_shape=kernel.shape[2:],
            pads=[1, 1, 1, 1], strides=[stride, stride],
        )  # fmt: skip

    def pool(self, maps: str, output: str, *, window: tuple[int, int] = (2, 2)) -> str:
        return self.node("NhwcMaxPool", [maps], output, kernel_shape=window, strides=window)


def in_8_bits(model: bytes, shown: Images) -> bytes:
    """Return the note's network with weights and maps in 8 bits; its pixels are uint8 as they are, without a step.

    Only the last layer stays in float32. A ReLU needs no node, since maps begin at 0. The four places that the first
    pooling takes the largest of are computed as four times as many filters of 4×4 with a stride of 2, each 3×3 within
    another corner: 12 µs where 784 rows of 9 products take 22.

    Args:
        model: the ONNX file of a run of the network `note`.
        shown: uint8 (n, 28, 28), digits that the ranges of the maps are taken from: 0 to their largest value.
    """
    network = read_onnx_weights(model)
    scales = {INPUT: 1.0} | {name: largest / 255 for name, largest in _largest(model, shown).items()}
    graph = _Graph(network, scales)
    first = network["conv_1/kernel"]
    corners = np.zeros((2, 2, len(first), 1, 4, 4), np.float32)
    for row in (0, 1):
        for column in (0, 1):
            corners[row, column, :, :, row : row + 3, column : column + 3] = first
    graph.convolution("conv_1", corners.reshape(-1, 1, 4, 4), reads=INPUT, gives="pool_1", stride=2)
    graph.node("Reshape", ["conv_1", graph.constant("four", np.array([0, 14 * 14, 4, len(first)]))], "corners")
    graph.pool("corners", "largest", window=(1, 4))
    graph.node("Reshape", ["largest", graph.constant("maps", np.array([0, 14, 14, len(first)]))], "pool_1")
    for layer, reads, gives in (("conv_2", "pool_1", "pool_2"), ("conv_3", "pool_2", "pool_3")):
        graph.convolution(layer, network[f"{layer}/kernel"], reads=reads, gives=gives, stride=1)
        graph.pool(layer, gives)
    rows = network["dense_1/kernel"]
    dense = rows.reshape(-1, 3, 3, rows.shape[1]).transpose(1, 2, 0, 3).reshape(rows.shape)  # channels last
    weights = graph.quantised("dense_1", dense, reads="pool_3", axis=1)
    graph.node("Flatten", ["pool_3"], "flatten", axis=1)
    graph.node("QGemm", ["flatten", "pool_3_scale", "zero", *weights, "dense_1_bias"], "dense_1")
    graph.node("Relu", ["dense_1"], "relu_4")
    last = [graph.constant(f"logits_{name}", network[f"dense_2/{name}"]) for name in ("kernel", "bias")]
    graph.node("Gemm", ["relu_4", *last], LOGITS)
    graph.node("Softmax", [LOGITS], PROBABILITIES, axis=-1)
    return _model(graph)


def _model(graph: _Graph) -> bytes:
    pixels = helper.make_tensor_value_info(INPUT, TensorProto.UINT8, ["n", 28, 28, 1])
    answers = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", 10]) for n in (PROBABILITIES, LOGITS)]
    whole = helper.make_graph(graph.nodes, "shuzi", [pixels], answers, graph.constants)
    known = [helper.make_opsetid("", 17), helper.make_opsetid(_ORT, 1)]
    content: bytes = helper.make_model(whole, opset_imports=known, ir_version=8).SerializeToString()
    return content


def _largest(model: bytes, shown: Images) -> dict[str, float]:
    session = start_session(keep_outputs(model, _MAPS))
    parts = [shown[start : start + 100, ..., None].astype(np.float32) for start in range(0, len(shown), 100)]
    found = np.max([[maps.max() for maps in session.run(_MAPS, {INPUT: part})] for part in parts], axis=0)
    return dict(zip(_MAPS, found.tolist(), strict=True))


def ship_in_8_bits() -> None:
    """Put the shipped model in 8 bits beside it."""
    EIGHT_BITS.write_bytes(in_8_bits((PRETRAINED / MODEL_ONNX).read_bytes(), load_mnist().train.images[:SHOWN]))


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    mnist, random = load_mnist(), np.random.default_rng(0)
    waiting = os.getloadavg()[0]
    speed = _speed_rows(mnist.train.images[SHOWN : 2 * SHOWN])
    accuracy = [
        _accuracy_row("MNIST, training images that gave no ranges", Split(*(part[-20_000:] for part in mnist.train))),
        _accuracy_row("digits drawn by `shuzi.drawing`", draw_digits(10_000, random, stretched=0.35)),
        _accuracy_row("MNIST, test images, asked once", mnist.test),
    ]
    machine, known = describe_machine(), versions("onnxruntime", "onnx", "numpy")
    size = EIGHT_BITS.stat().st_size
    vnni = "with" if "vnni" in cpu_info().get("flags", "") else "without"
    text = f"""# Classifier in 8 bits, {time.strftime("%Y-%m-%d")}

Made by `python benchmarks/classifier_in_8_bits.py`. {machine["processor"]} {vnni} VNNI, {machine["cores"]} cores;
{", ".join(f"{name} {version}" for name, version in known.items() if version)}. The file has {size / 1000:,.0f} kB.

5,000 images, medians of {_ROUNDS} by turns; the ratio is the median of the rounds' own. Others may have used the cores
at the same time: a minute before there were {waiting:.1f} processes for {cores()} cores. The processor's own
time an image does not count them.

| | images/s | times as fast | processor time |
|---|---|---|---|
{chr(10).join(speed)}

| | images | wrong in float32 | wrong in 8 bits | another digit | probability, mean and largest difference |
|---|---|---|---|---|---|
{chr(10).join(accuracy)}
"""
    print(text)
    path = Path(__file__).parent / "results" / f"{time.strftime('%Y-%m-%d')}-classifier-8-bits.md"
    path.write_text(text, encoding="utf-8")


def _speed_rows(images: Images) -> list[str]:
    content = keep_outputs((PRETRAINED / MODEL_ONNX).read_bytes(), {LOGITS, PROBABILITIES})
    shared, pixels, one = start_session(content), images[..., None], images[:1]
    single, small = start_session(content, threads=1), start_session(EIGHT_BITS.read_bytes(), threads=1)
    reader = Reader()

    def by_250() -> None:
        for start in range(0, len(pixels), 250):
            shared.run([PROBABILITIES], {INPUT: pixels[start : start + 250].astype(np.float32)})

    def many(workers: int, *, exact: bool) -> Callable[[], object]:
        mixed = Many(single, small, workers=workers)
        return lambda: mixed.run([PROBABILITIES], pixels, exact=exact)

    ways: dict[str, Callable[[], object]] = {
        f"float32, {cores()} threads share each batch of 250 (as before)": by_250,
        "float32, one thread": many(1, exact=True),
        f"float32, {cores()} threads side by side": many(cores(), exact=True),
        "8 bits, one thread": many(1, exact=False),
        f"8 bits, {cores()} threads side by side": many(cores(), exact=False),
        "`Reader.predict`": lambda: reader.predict(images),
    }
    seconds, busy = _timed(ways)
    rows = []
    for name, wall, used in zip(ways, seconds, busy, strict=True):
        rate, ratio, microseconds = len(images) / np.median(wall), np.median(seconds[0] / wall), 1e6 * np.median(used)
        rows.append(f"| {name} | {rate:,.0f} | {ratio:.2f} | {microseconds / len(images):.0f} µs |")
    times = _times_of_one(lambda: reader.predict(one))
    started = _times_of_one(lambda: Classifier(PRETRAINED / MODEL_ONNX, in_8_bits=EIGHT_BITS).many.answers_in, 9)
    plain = _times_of_one(lambda: Classifier(PRETRAINED / MODEL_ONNX), 9)
    rows.append(f"| one image by `Reader.predict`, by the clock | {1 / times:,.0f} | | {1000 * times:.2f} ms |")
    rows.append(f"| choosing, once before the first 1,000, by the clock | | | {1000 * (started - plain):.0f} ms |")
    return rows


def _timed(ways: dict[str, Callable[[], object]]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return wall-clock seconds and seconds of the processor, each (ways, rounds)."""
    taken = np.zeros((2, len(ways), _ROUNDS))
    for way in ways.values():
        way()
    for round_ in range(_ROUNDS):
        for number, way in enumerate(ways.values()):
            began = time.perf_counter(), time.process_time()
            way()
            taken[:, number, round_] = time.perf_counter() - began[0], time.process_time() - began[1]
    return taken[0], taken[1]


def _times_of_one(function: Callable[[], object], rounds: int = 300) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return float(np.median(times))


def _accuracy_row(name: str, split: Split) -> str:
    classifier = Classifier(PRETRAINED / MODEL_ONNX)
    exact = classifier.probabilities(split.images)
    small = start_session(EIGHT_BITS.read_bytes())
    parts = [split.images[start : start + 50, ..., None] for start in range(0, len(split.images), 50)]
    fast = np.concatenate([small.run([PROBABILITIES], {INPUT: part})[0] for part in parts])
    apart = np.abs(fast - exact).max(axis=1)
    wrong = [int((found.argmax(axis=1) != split.labels).sum()) for found in (exact, fast)]
    other = int((fast.argmax(axis=1) != exact.argmax(axis=1)).sum())
    return f"| {name} | {len(apart):,} | {wrong[0]} | {wrong[1]} | {other} | {apart.mean():.5f}, {apart.max():.3f} |"


if __name__ == "__main__":
    main()

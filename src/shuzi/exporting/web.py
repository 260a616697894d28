"""A folder that opens from any static host, or from the disk, and reads a digit drawn in the browser.

It computes with the kernels of shuzi's own page, 7 kB of JavaScript: ONNX Runtime's web build would bring 10 MB or more
for a network of 325 kB. Pages on a disk load no modules, so the kernels become part of an ordinary script.
"""

import base64
import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy.typing as npt

from shuzi.exporting.format import ExportInput, Format, Predict, predict_by, require_digits
from shuzi.exporting.int8_steps import Step, int8_steps
from shuzi.network.architecture import kernel_settings
from shuzi.network.layout import convolution_to_onnx
from shuzi.store.trained_network import TrainedNetwork

MODEL = "model.js"

_PAGE = Path(__file__).parent / "web_files"
_FILES = ("index.html", "page.css", "page.js")
_KERNELS = files("shuzi.network") / "kernels.js"

# Runs what the browser runs, without a page around it.
_PROGRAM = """
const fs = require("fs"), vm = require("vm"), [folder] = process.argv.slice(2);
for (const name of ["model.js", "digits.js"]) vm.runInThisContext(fs.readFileSync(`${folder}/${name}`, "utf8"));
const pixels = fs.readFileSync(0), out = new Float32Array(pixels.length / 784 * shuzi.classes.length);
for (let i = 0; i < pixels.length / 784; i++)
  out.set(shuzi.probabilities(pixels.subarray(784 * i, 784 * (i + 1))), shuzi.classes.length * i);
fs.writeSync(1, new Uint8Array(out.buffer));
"""


def _write(source: ExportInput, folder: Path) -> None:
    require_digits(source.network, format_name="web", classes=source.classes)
    for name in _FILES:
        shutil.copyfile(_PAGE / name, folder / name)
    kernels = _KERNELS.read_text(encoding="utf-8").replace("\nexport ", "\n")
    digits = (_PAGE / "digits.js").read_text(encoding="utf-8")
    script = f'(() => {{\n"use strict";\n{kernels}\n{digits}}})();\n'
    (folder / "digits.js").write_text(script, encoding="utf-8")
    classes = {} if source.classes is None else {"classes": source.classes}
    model = json.dumps({**classes, "layers": list(_layers(source.network))})
    text = f"// Written by `shuzi export --to web`.\nconst shuziModel = {model};\n"
    (folder / MODEL).write_text(text, encoding="utf-8")


def _layers(network: TrainedNetwork) -> Iterator[dict[str, Any]]:
    """Yield each layer as the kernels take it, its arrays in base64; a Dropout does nothing in use."""
    steps = iter(int8_steps(network))
    for layer in network.architecture.layers:
        if layer.kind == "Dropout":
            continue
        shapes = {"input_shape": layer.input_shape, "output_shape": layer.output_shape}
        arrays = {} if layer.kind == "Flatten" else _arrays(next(steps))
        packed = {name: base64.b64encode(array.tobytes()).decode() for name, array in arrays.items()}
        yield {"type": layer.kind, **shapes, **kernel_settings(layer), **packed}


def _arrays(step: Step) -> dict[str, npt.NDArray[Any]]:
    if step.kernel is None or step.scale is None or step.bias is None:
        return {}
    kernel = convolution_to_onnx(step.kernel) if step.kernel.ndim == 4 else step.kernel
    return {"kernel": kernel, "scale": step.scale, "bias": step.bias}


def _start(folder: Path, scratch: Path) -> Predict:
    program = scratch / "run.js"
    program.write_text(_PROGRAM, encoding="utf-8")
    return predict_by(["node", str(program), str(folder.absolute())])


FORMAT = Format(
    "web",
    "a folder for any static host, which reads a digit drawn in the browser",
    exact=False,
    write=_write,
    start=_start,
    one_by_one=True,
    programs=(("node", "apt install nodejs"),),
)

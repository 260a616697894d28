"""A folder that opens from any static host, or from the disk, and reads a digit drawn in the browser.

The kernel is our own, 4 kB of JavaScript: ONNX Runtime's web build would bring 10 MB or more for a network of 325 kB.
"""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from shuzi.exporting.format import Answer, Format, Source
from shuzi.exporting.int8_steps import Step, int8_steps
from shuzi.exporting.trained_network import require_digits

MODEL = "model.js"

_PAGE = Path(__file__).parent / "web_files"
_FILES = ("index.html", "page.css", "page.js", "digits.js")

# Runs what the browser runs, without a page around it.
_PROGRAM = """
const fs = require("fs"), vm = require("vm"), [folder] = process.argv.slice(2);
for (const name of ["model.js", "digits.js"]) vm.runInThisContext(fs.readFileSync(`${folder}/${name}`, "utf8"));
const pixels = fs.readFileSync(0), out = new Float32Array(pixels.length / 784 * 10);
for (let i = 0; i < pixels.length / 784; i++)
  out.set(shuzi.probabilities(pixels.subarray(784 * i, 784 * (i + 1))), 10 * i);
fs.writeSync(1, new Uint8Array(out.buffer));
"""


def _write(source: Source, folder: Path) -> None:
    require_digits(source.network, format_name="web")
    for name in _FILES:
        shutil.copyfile(_PAGE / name, folder / name)
    steps = [_as_json(step) for step in int8_steps(source.network)]
    text = f"// Written by `shuzi export --to web`.\nconst shuziModel = {json.dumps({'steps': steps})};\n"
    (folder / MODEL).write_text(text, encoding="utf-8")


def _as_json(step: Step) -> dict[str, Any]:
    arrays = {"kernel": step.kernel, "scale": step.scale, "bias": step.bias}
    packed = {name: base64.b64encode(array.tobytes()).decode() for name, array in arrays.items() if array is not None}
    return {"kind": step.kind, "outputs": step.outputs, **step.sizes, **packed}


def _start(folder: Path, scratch: Path) -> Answer:
    program = scratch / "run.js"
    program.write_text(_PROGRAM, encoding="utf-8")

    def answer(pixels: Any) -> Any:
        content = np.rint(pixels).astype(np.uint8).tobytes()
        command = ["node", str(program), str(folder.absolute())]
        done = subprocess.run(command, input=content, capture_output=True, check=True)  # noqa: S603 - our own program
        return np.frombuffer(done.stdout, "<f4").reshape(-1, 10)

    return answer


FORMAT = Format(
    "web",
    "a folder for any static host, which reads a digit drawn in the browser",
    exact=False,
    write=_write,
    start=_start,
    one_by_one=True,
    programs=(("node", "apt install nodejs"),),
)

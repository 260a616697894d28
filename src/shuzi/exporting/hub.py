"""A folder in the shape of model hubs, which shuzi reads as it is: `Reader(folder)`.

The weights travel as ONNX, which shuzi runs anyway, sealed by the same card as a run's. Safetensors beside it would be
the same weights without the network that they belong to, and a package more to check files by.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from shuzi.exporting.format import ExportInput, Format, Predict
from shuzi.exporting.model_card import public_card
from shuzi.exporting.onnx import start
from shuzi.network.graph import INPUT, LOGITS, PROBABILITIES
from shuzi.store.folder import ARCHITECTURE, MODEL_ONNX, finish_run, read_card
from shuzi.store.model import load

CONFIG = "config.json"
"""What hubs look for to know a model by."""


def _write(source: ExportInput, folder: Path) -> None:
    # With every layer's output, unlike the format `onnx`: what looks inside a run looks inside this, too.
    for name in (MODEL_ONNX, ARCHITECTURE):
        shutil.copyfile(source.run / name, folder / name)
    text = json.dumps(_config(source), indent=2) + "\n"
    (folder / CONFIG).write_text(text, encoding="utf-8")
    finish_run(folder, public_card(read_card(source.run)))


def _config(source: ExportInput) -> dict[str, Any]:
    architecture = source.network.architecture
    height, width, channels = architecture.input_shape
    count = architecture.layers[-1].output_shape[-1]
    labels = list(source.classes or map(str, range(count)))
    return {
        "model_type": "shuzi",
        "problem_type": "single_label_classification",
        "image_size": [height, width],
        "num_channels": channels,
        "id2label": dict(enumerate(labels)),
        "label2id": {label: number for number, label in enumerate(labels)},
        "onnx": {
            "file": MODEL_ONNX,
            "input": {"name": INPUT, "type": "float32", "shape": [None, height, width, channels], "range": [0, 255]},
            "outputs": [PROBABILITIES, LOGITS],
        },
    }


def _start(folder: Path, scratch: Path) -> Predict:
    load(folder)  # refuses what `Reader` would refuse
    return start(folder, scratch)


FORMAT = Format(
    "hub",
    "a folder for model hubs, which `shuzi read --model` takes as it is",
    exact=True,
    write=_write,
    start=_start,
    with_card=True,
)

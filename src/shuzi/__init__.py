"""shuzi (數字, "digit") trains, explains and uses a CNN that reads handwritten digits.

The parts, from the ground up: `errors`, `classes`, `digits`, `machine`, `words` (what is said to a reader),
`whole_file` and `confined` (shared by all), `imaging` (pictures and their pixels) and `network` (what a network is, its
ONNX file, and what runs it), `finding` (where the digits are), both with the networks of `pretrained`, `drawing`
(writing drawn by the program), `data` (MNIST, or a folder of one's own), `importing` (files of Keras's), `recipes`
(what decides a run), `evaluation` (figures of labels and answers), `store` (a run's folder, and the model in it), then
side by side `training`, `reading` (pages), `explaining` and `exporting`, above them `forms` (the same fields of many
sheets), on top `run` (whole runs), `scale` (any number of files), `serving` (the page and the API) and `cli`. Upper
parts use lower ones, never the other way round.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# ONNX Runtime reads this while it is imported, whoever imports it: it then keeps no record of this machine and sends
# none (`shuzi.network.onnx_runtime`). Somebody who set another value meant it.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

if TYPE_CHECKING:
    from shuzi.data.folder import load_labelled_folder as load_labelled_folder
    from shuzi.data.mnist import Mnist as Mnist
    from shuzi.data.mnist import load_mnist as load_mnist
    from shuzi.digits import Predictions as Predictions
    from shuzi.digits import Split as Split
    from shuzi.digits import add_channel as add_channel
    from shuzi.digits import one_hot as one_hot
    from shuzi.errors import ShuziError as ShuziError
    from shuzi.evaluation.report import Report as Report
    from shuzi.evaluation.report import evaluate as evaluate
    from shuzi.explaining.arithmetic import layer_table as layer_table
    from shuzi.explaining.explain import explain as explain
    from shuzi.explaining.look import blocks_text as blocks_text
    from shuzi.explaining.look import matrix_text as matrix_text
    from shuzi.explaining.look import picture as picture
    from shuzi.explaining.sample import sample as sample
    from shuzi.exporting.export import export as export
    from shuzi.forms.form import Form as Form
    from shuzi.forms.read import FormReader as FormReader
    from shuzi.reading.page import Page as Page
    from shuzi.reading.reader import Reader as Reader
    from shuzi.reading.signs import SignReader as SignReader
    from shuzi.recipes import RECIPES as RECIPES
    from shuzi.recipes import Augmentation as Augmentation
    from shuzi.recipes import Recipe as Recipe
    from shuzi.run.import_model import import_model as import_model
    from shuzi.run.train import resume as resume
    from shuzi.run.train import train as train
    from shuzi.run.verify import verify as verify
    from shuzi.store.model import Model as Model
    from shuzi.store.model import load as load
    from shuzi.store.saved_layers import read_architecture as read_architecture
    from shuzi.training.networks import build_note_cnn as build_note_cnn
    from shuzi.training.watcher import Watcher as Watcher

# Loaded when first used, so that neither `import shuzi` nor reading digits waits for Keras.
_HOMES = {
    "Augmentation": "shuzi.recipes",
    "Form": "shuzi.forms.form",
    "FormReader": "shuzi.forms.read",
    "Mnist": "shuzi.data.mnist",
    "Model": "shuzi.store.model",
    "Page": "shuzi.reading.page",
    "Predictions": "shuzi.digits",
    "RECIPES": "shuzi.recipes",
    "Reader": "shuzi.reading.reader",
    "Recipe": "shuzi.recipes",
    "Report": "shuzi.evaluation.report",
    "ShuziError": "shuzi.errors",
    "SignReader": "shuzi.reading.signs",
    "Split": "shuzi.digits",
    "Watcher": "shuzi.training.watcher",
    "add_channel": "shuzi.digits",
    "blocks_text": "shuzi.explaining.look",
    "build_note_cnn": "shuzi.training.networks",
    "evaluate": "shuzi.evaluation.report",
    "explain": "shuzi.explaining.explain",
    "export": "shuzi.exporting.export",
    "import_model": "shuzi.run.import_model",
    "layer_table": "shuzi.explaining.arithmetic",
    "load": "shuzi.store.model",
    "load_labelled_folder": "shuzi.data.folder",
    "load_mnist": "shuzi.data.mnist",
    "matrix_text": "shuzi.explaining.look",
    "one_hot": "shuzi.digits",
    "picture": "shuzi.explaining.look",
    "read_architecture": "shuzi.store.saved_layers",
    "resume": "shuzi.run.train",
    "sample": "shuzi.explaining.sample",
    "train": "shuzi.run.train",
    "verify": "shuzi.run.verify",
}

__all__ = [*_HOMES]  # noqa: PLE0604 - the same list twice would drift apart


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'shuzi' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])

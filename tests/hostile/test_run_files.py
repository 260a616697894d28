"""A file of a run that is a pipe, a device or a link out of its folder is refused at once, whoever opens it."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shuzi.errors import ArchitectureError, RunError
from shuzi.network.classifier import Classifier
from shuzi.network.run_file import read_file
from shuzi.store.checkpoint import read_checkpoint
from shuzi.store.folder import read_card, read_run
from shuzi.store.history import HISTORY, SNAPSHOTS, history_text, read_history, read_snapshots
from shuzi.store.model import PRETRAINED, load
from shuzi.store.saved_layers import read_architecture
from shuzi.store.training_folder import TrainingFolder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes have no names there, and links need rights")

READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "the layers": ("architecture.json", read_architecture),
    "the card, for the layers": ("card.json", read_architecture),
    "the card": ("card.json", read_card),
    "the card, for all of the run": ("card.json", load),
    "the model": ("model.onnx", lambda run: Classifier(run / "model.onnx")),
    "the model, for all of the run": ("model.onnx", load),
    "the history": (HISTORY, lambda run: read_history(run / HISTORY)),
    "the history, for the page": (HISTORY, lambda run: history_text(run / HISTORY)),
    "the snapshots": (SNAPSHOTS, lambda run: read_snapshots(run / SNAPSHOTS)),
    "a checkpoint": ("checkpoint-00-0000000001", lambda run: read_checkpoint(run / "checkpoint-00-0000000001")),
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A copy of the run that comes with shuzi."""
    return Path(shutil.copytree(PRETRAINED, tmp_path / "run"))


@pytest.mark.parametrize("reader", READERS)
def test_a_pipe_is_not_waited_for(run: Path, reader: str) -> None:
    name, read = READERS[reader]
    (run / name).unlink(missing_ok=True)
    os.mkfifo(run / name)
    with pytest.raises(RunError, match=rf"{name} is a pipe, a device or a folder"):
        read(run)


@pytest.mark.parametrize("target", ["../elsewhere", "/dev/zero"])
@pytest.mark.parametrize("reader", READERS)
def test_a_link_out_of_the_folder_is_not_followed(run: Path, reader: str, target: str) -> None:
    name, read = READERS[reader]
    (run / name).touch()
    (run / name).rename(run.parent / "elsewhere")
    (run / name).symlink_to(target)
    with pytest.raises(RunError, match=rf"{name} is a link out of its folder"):
        read(run)


@pytest.mark.parametrize("target", ["itself", "there and back"])
@pytest.mark.parametrize("reader", READERS)
def test_a_link_in_a_circle_is_refused(run: Path, reader: str, target: str) -> None:
    name, read = READERS[reader]
    (run / name).unlink(missing_ok=True)
    (run / name).symlink_to(name if target == "itself" else "other")
    (run / "other").symlink_to(name)
    with pytest.raises(RunError, match=rf"{name} is a link out of its folder"):
        read(run)


def test_files_are_not_read_for_their_digest_that_no_run_has(run: Path) -> None:
    with (run / "architecture.json").open("r+b") as stream:
        stream.truncate(10**12)  # takes no room on the disk
    with pytest.raises(RunError, match=r"architecture\.json has 1,000,000,000,000 bytes; the files of a run"):
        read_run(run)


def test_the_plan_of_a_training_is_not_read_through_a_link(run: Path) -> None:
    (run.parent / "elsewhere").write_text("{}")
    (run / "training.json").symlink_to("../elsewhere")
    with pytest.raises(RunError, match=r"training\.json is a link out of its folder"):
        TrainingFolder.reopen(run)


def test_a_file_that_is_larger_than_any_of_its_kind_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / HISTORY).open("wb") as stream:
        stream.truncate(10**12)  # takes no room on the disk
    with pytest.raises(RunError, match="has over 16,000,000 bytes"):
        history_text(tmp_path / HISTORY)
    with pytest.raises(RunError, match="has over 10 bytes"):
        read_file(tmp_path, HISTORY, most_bytes=10)


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "device"])
def test_a_model_file_that_is_none_is_not_waited_for(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "model.keras")
    with pytest.raises(RunError, match=r"model\.keras is a pipe, a device or a folder"):
        read_architecture(tmp_path / "model.keras")


def change(run: Path, edit: Callable[[dict], object]) -> None:
    layers = json.loads((run / "architecture.json").read_text())
    edit(layers)
    (run / "architecture.json").write_text(json.dumps(layers))


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda m: m["config"]["layers"][1]["config"].update(name="one\nshuzi: two"), r"holds the name 'one\\n"),
        (lambda m: m["config"]["layers"][1]["config"].update(name="x" * 201), "expected up to 200 letters"),
        (lambda m: m.update(class_name="\x1b[2J"), r"holds a '\\x1b\[2J' model"),
        (lambda m: m["config"]["layers"][1].update(class_name="\x1b[2J"), r"a layer of kind '\\x1b\[2J'"),
        (lambda m: m["config"]["layers"][0]["config"].update(batch_shape=["\x1b[2J"] * 5000), "an input of shape"),
        (lambda m: m["config"]["layers"][2]["config"].update(activation={"class_name": "Lambda"}), "activation is {"),
        (lambda m: m["config"]["layers"].extend(m["config"]["layers"][2:3] * 300), "expected up to 200"),
        (lambda m: m.update(deep=json.loads("[" * 40 + "]" * 40)), "nested too deeply"),
    ],
)
def test_layers_that_are_more_than_layers_are_refused_in_one_line(run: Path, edit, words: str) -> None:
    change(run, edit)
    with pytest.raises(ArchitectureError, match=words) as refused:
        read_architecture(run)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 1000

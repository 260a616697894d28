"""Paths that are too long, hidden away or nobody's, and output that nobody takes: one line, and an exit code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from shuzi.data.cache import cache_folder, write_cache
from shuzi.data.mnist import fetch_mnist
from shuzi.data.sources import keras_cache_file, sources_to_cache
from shuzi.errors import DataUnavailableError

LONG = "x" * 5000


def one_line(told, code, *words):
    assert told[0] == code, told
    assert told[1] == ""
    assert told[2].startswith("shuzi: ")
    assert len(told[2].splitlines()) == 1
    for word in words:
        assert word in told[2]


@pytest.mark.parametrize(
    "arguments",
    [["read", LONG], ["read", f"{LONG}/*.png"], ["predict", LONG], ["explain", "--image", LONG], ["evaluate", LONG]],
    ids=" ".join,
)
def test_a_path_that_is_too_long_is_said_in_one_line(say_in, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    one_line(say_in("utf-8", *arguments), 1, "xxx")


@pytest.mark.parametrize("command", ["read", "predict"])
def test_an_empty_name_is_not_this_folder(say_in, tmp_path, monkeypatch, mnist, command):
    Image.fromarray(mnist.test.images[0]).save(tmp_path / "seven.png")
    monkeypatch.chdir(tmp_path)
    one_line(say_in("utf-8", command, ""), 2, "an empty name")


@pytest.mark.parametrize(
    "arguments",
    [
        *(["evaluate", ""], ["summary", ""], ["import", ""], ["sample", "--out="], ["explain", "--image", ""]),
        *(
            ["train", "--data", ""],
            ["train", "--resume="],
            ["read", "page.png", "--steps", ""],
            ["serve", "--model", ""],
        ),
    ],
    ids=" ".join,
)
def test_a_variable_that_is_not_set_does_not_stand_for_this_folder(say_in, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    one_line(say_in("utf-8", *arguments), 2, "an empty name")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["a" * 300, ".example", "nosuch.invalid"])
def test_a_host_that_is_none_is_said_in_one_line(say_in, host):
    one_line(say_in("utf-8", "serve", "--no-browser", "--host", host), 1, host, "Choose another --host")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("command", ["read", "predict"])
def test_a_table_that_cannot_be_written_takes_no_device_or_pipe_away(say_in, tmp_path, monkeypatch, mnist, command):
    page, pipe = tmp_path / "page.png", tmp_path / "table.csv"
    Image.fromarray(mnist.test.images[0]).save(page)
    os.mkfifo(pipe)

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", refuse)
    code, _, err = say_in("utf-8", command, page, "--csv", pipe)
    assert (code, len(err.splitlines())) == (1, 1)
    assert pipe.exists()


@pytest.mark.parametrize("command", ["read", "predict"])
def test_a_folder_without_permission_is_named(say_in, tmp_path, monkeypatch, command):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", refuse)
    one_line(say_in("utf-8", command, tmp_path), 1, str(tmp_path), "Permission denied")


def test_an_error_of_the_system_that_nobody_foresaw_is_one_line(say_in, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied", "/somewhere")

    monkeypatch.setattr("shuzi.store.saved_layers.read_architecture", refuse)
    one_line(say_in("utf-8", "summary"), 1, "/somewhere", "Permission denied")


@pytest.mark.parametrize("variable", ["KERAS_HOME", "SHUZI_DATA"])
@pytest.mark.parametrize("value", [LONG, "~nosuch"])
def test_a_place_for_mnist_that_makes_no_sense_is_passed_over(tmp_path, monkeypatch, variable, value):
    monkeypatch.delenv("SHUZI_DATA", raising=False)
    monkeypatch.setenv(variable, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("shuzi.data.mnist.sources_to_cache", lambda refresh: sources_to_cache()[:1])
    with pytest.raises(DataUnavailableError, match="SHUZI_DATA"):
        fetch_mnist()


@pytest.mark.skipif(sys.platform == "win32", reason="users are not numbers there")
def test_a_user_whom_nobody_knows_has_no_home_and_no_folder_named_tilde(tmp_path, monkeypatch):
    def unknown(number):
        raise KeyError(number)

    for name in ("HOME", "XDG_CACHE_HOME", "KERAS_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    monkeypatch.chdir(tmp_path)
    assert not keras_cache_file().exists()
    assert not cache_folder().is_absolute()
    with pytest.raises(OSError, match="set HOME or XDG_CACHE_HOME"):
        write_cache({})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_behind_standard_output_is_said():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "shuzi", "summary"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("shuzi: the output cannot be written (No space left")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_standard_output_that_is_closed_is_said():
    program = f"exec '{sys.executable}' -m shuzi summary >&-"
    done = subprocess.run(["sh", "-c", program], stderr=subprocess.PIPE, text=True, check=False, env=os.environ)
    assert done.returncode == 1
    assert done.stderr.startswith("shuzi: standard output is closed")
    assert len(done.stderr.splitlines()) == 1

